// The decision of a person that stands about a document, for as long as it stands: kept with the document, so that its
// page says who decided and why. The audit trail keeps all of them, those that were taken back as well.

import type { ColumnType } from 'kysely';

export interface StandingDecision {
  readonly what: 'ignored' | 'linked';
  readonly who: string;
  readonly reason: string;
  /** ISO moment. */
  readonly at: string;
  /** Under which Yuki has it; null for what was set aside. */
  readonly reference: string | null;
}

export interface KeptColumns {
  /** What was cut or left out when the document was prepared last; stays after its export. */
  warnings: ColumnType<string[], string | undefined, string>;
  /** Null when nobody decided, or the decision was taken back. */
  decision: ColumnType<StandingDecision | null, string | null | undefined, string | null>;
}

/** The column as it is written; longer texts than the doors let in are cut. */
export function kept(
  what: StandingDecision['what'],
  by: { readonly who: string; readonly reason: string },
  reference: string | null,
  now: Date,
): string {
  const decision: StandingDecision = {
    what,
    who: by.who.slice(0, 200),
    reason: by.reason.slice(0, 1_000),
    at: now.toISOString(),
    reference: reference?.slice(0, 200) ?? null,
  };
  return JSON.stringify(decision);
}
