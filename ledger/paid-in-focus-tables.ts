// The table of migration 0016 as Kysely sees it: payments that a person has removed in Focus.

import type { ColumnType, Generated } from 'kysely';

/** Left out when a row is made, and then null. */
type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** `ended`: nothing was removed, and `why` says the reason. */
export type RemovalState = 'asked' | 'claimed' | 'doubtful' | 'removed' | 'ended';

export interface PaymentRemovalsTable {
  id: Generated<number>;
  documentId: number;
  state: RemovalState;
  who: string;
  reason: string;
  /** What Focus showed as paid in all when the person confirmed. */
  confirmedCents: number;
  worker: Later<string>;
  deadline: Later<Date>;
  /** Fingerprint of the payments that Focus showed right before the last try. */
  seenPayments: Later<string>;
  why: Later<string>;
  askedAt: Date;
  endedAt: Later<Date>;
}

export interface PaidInFocusTables {
  paymentRemovals: PaymentRemovalsTable;
}
