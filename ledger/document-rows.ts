// One document as the ledger keeps it, and how a row of the table becomes one. Every change of state is in the
// file of its subject: documents.ts, attempts.ts, verdicts.ts, expiry.ts, doubtful.ts, decisions.ts.

import type { Selectable } from 'kysely';
import type { CustomerKind, DocumentKind } from '../domain/document.ts';
import type {
  AttemptId,
  CauseId,
  ConnectionId,
  DocumentId,
  FocusAccountId,
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
} from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { StandingDecision } from './kept-decisions.ts';
import { attemptIdOf, documentIdOf } from './row-ids.ts';
import type { DocumentsTable, DocumentState } from './tables.ts';

export interface DocumentFlags {
  readonly acceptedNotProcessed: boolean;
  readonly differs: boolean;
  readonly goneFromFocus: boolean;
  readonly goneFromYuki: boolean;
  readonly reversed: boolean;
}

export interface DocumentRow {
  readonly id: DocumentId;
  readonly connectionId: ConnectionId;
  readonly administrationId: YukiAdministrationId;
  readonly focusAccountId: FocusAccountId;
  readonly focusId: FocusDocumentId;
  readonly entityId: FocusEntityId;
  readonly kind: DocumentKind;
  /** As Focus prints it; empty when Focus showed a booked document without one. */
  readonly number: string;
  /** What Yuki gets as reference; null until first prepared. */
  readonly reference: string | null;
  readonly date: IsoDate;
  readonly dueDate: IsoDate | null;
  readonly customerKind: CustomerKind | null;
  readonly customerFocusId: FocusCustomerId | null;
  readonly customerCode: string | null;
  readonly currency: string | null;
  /** Signed: credit notes are negative. */
  readonly grossCents: Cents;
  readonly state: DocumentState;
  readonly causeId: CauseId | null;
  /** The cause that let it go, while it is checked again; null otherwise. */
  readonly releasedCauseId: CauseId | null;
  /** The attempt whose verdict counts; null when none is under way. */
  readonly attemptId: AttemptId | null;
  readonly flags: DocumentFlags;
  readonly focusUpdatedAt: Date;
  /** The change time of Focus at which it was prepared; null when nothing is prepared. */
  readonly preparedUpdatedAt: Date | null;
  readonly exportedAt: Date | null;
  /** How often a doubtful one was looked up without being found. */
  readonly looks: number;
  readonly nextLookAt: Date | null;
  /** Registered in Focus by us, all payments together. */
  readonly paidCents: Cents;
  /** True once it stood among Yuki's open items. */
  readonly seenOpen: boolean;
  readonly creditedFocusId: FocusDocumentId | null;
  /** Lay there before anybody looked, and steps aside for what is fresh. */
  readonly backfill: boolean;
  /** A restored ledger may have sent it: what Yuki has under its number may be ours. */
  readonly maybeSent: boolean;
  /** What was cut or left out when it was prepared last; empty when nothing was, or it never was. */
  readonly warnings: readonly string[];
  /** What a person decided about it; null when nobody did, or took it back. */
  readonly decision: StandingDecision | null;
}

export function documentOf(row: Selectable<DocumentsTable>): DocumentRow {
  return {
    id: documentIdOf(row.id),
    connectionId: row.connectionId,
    administrationId: row.administrationId,
    focusAccountId: row.focusAccountId,
    focusId: row.focusId,
    entityId: row.entityId,
    kind: row.kind,
    number: row.number,
    reference: row.reference,
    date: row.date,
    dueDate: row.dueDate,
    customerKind: row.customerKind,
    customerFocusId: row.customerFocusId,
    customerCode: row.customerCode,
    currency: row.currency,
    grossCents: row.grossCents as Cents,
    state: row.state,
    causeId: row.causeId,
    releasedCauseId: row.releasedCauseId,
    attemptId: row.attemptId === null ? null : attemptIdOf(row.attemptId),
    flags: {
      acceptedNotProcessed: row.acceptedNotProcessed,
      differs: row.differs,
      goneFromFocus: row.goneFromFocus,
      goneFromYuki: row.goneFromYuki,
      reversed: row.reversed,
    },
    focusUpdatedAt: row.focusUpdatedAt,
    preparedUpdatedAt: row.preparedUpdatedAt,
    exportedAt: row.exportedAt,
    looks: row.looks,
    nextLookAt: row.nextLookAt,
    paidCents: row.paidCents as Cents,
    seenOpen: row.seenOpen,
    creditedFocusId: row.creditedFocusId,
    backfill: row.backfill,
    maybeSent: row.maybeSent,
    warnings: row.warnings,
    decision: row.decision,
  };
}

/** A printed number in a form that sorts as people count: every run of digits padded, `2026 / 9` before `2026 / 10`. */
export function numberOrder(number: string): string {
  return number
    .replaceAll(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(12, '0'))
    .slice(0, 200);
}
