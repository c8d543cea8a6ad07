// What the tables keep of documents after their export, as Kysely sees it: see migration 0011.

import type { ColumnType, Generated } from 'kysely';
import type { CheckWindow } from '../domain/check-windows.ts';
import type { FocusView, TaxShare } from '../domain/changes.ts';
import type { ConnectionId, IsoDate } from '../domain/ids.ts';

/** Left out when a row is made, and then null. */
type LaterJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface AfterExportColumns {
  /** Signed, like the gross amount: of what was exported, or, before that, of what Focus shows. */
  netCents: Later<number>;
  /** Signed; null when no reading has told it. */
  taxes: LaterJson<readonly TaxShare[]>;
  /** Fingerprint of the lines that were prepared (domain/changes.ts); null before, and for what was linked. */
  linesKey: Later<string>;
  /** What Focus had due when it was last seen; null for credit notes. */
  focusDueCents: Later<number>;
  /** What Focus shows instead of what was exported; null while they are the same. */
  focusNow: LaterJson<FocusView>;
  /** It changed in Focus, and the list cannot tell whether its lines did. */
  linesUnread: Generated<boolean>;
  /** When a list of Focus last showed it. */
  seenInFocusAt: Later<Date>;
  /** Since which reading Yuki's books do not show it, although it was there. */
  missingInYukiSince: Later<Date>;
  /** The last reading that found it in Yuki's books without an entry of the debtor. */
  bookedAsideAt: Later<Date>;
  /** Since which reading Focus shows more money of it than Yuki (S-51). */
  paidInFocusSince: Later<Date>;
}

/** How far a comparison is that was begun: which window, which of the two lists, which page comes next. */
export interface CheckPlan {
  readonly startedAt: string;
  readonly windows: readonly CheckWindow[];
  readonly place: number;
  readonly kind: 'invoice' | 'creditNote';
  readonly nextPage: number;
}

export interface CompletenessChecksTable {
  connectionId: ConnectionId;
  /** When the last comparison ended, or, before the first one, when the connection began. */
  doneAt: Date;
  /** Where the round through the older documents goes on; null: it begins anew. */
  olderBefore: IsoDate | null;
  plan: LaterJson<CheckPlan>;
  /** From which date a person wishes a comparison. */
  wishedFrom: Later<IsoDate>;
  wishedAt: Later<Date>;
}
