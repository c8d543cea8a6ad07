// The tables of migrations 0016 and 0019 as Kysely sees them: payments that a person has removed in Focus, and what
// goes to Yuki by a journal.

import type { ColumnType, Generated } from 'kysely';
import type { IsoDate } from '../domain/ids.ts';

/** Sealed text (sealing.ts). */
type Sealed = string;
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

/**
 * `unsent` and `refused`: certainly not in Yuki. `uncertain`: the answer was lost and Yuki does not show it; it counts
 * as sent for ever, so that it never goes twice.
 */
export type JournalState = 'claimed' | 'doubtful' | 'accepted' | 'refused' | 'unsent' | 'uncertain';

export interface JournalLinesTable {
  id: Generated<number>;
  documentId: number;
  /** What Yuki shows it under: in the subject and in each description of one call, never used for another. */
  mark: string;
  amountCents: number;
  paidOn: IsoDate;
  /** The account against which it goes. */
  account: string;
  state: JournalState;
  worker: string;
  deadline: Date;
  yukiDocumentId: Later<string>;
  /** What the last list of open items showed open of it; null before one could show it. */
  openCents: Later<number>;
  /** The key of the cause of a refusal. */
  cause: Later<string>;
  /** Yuki’s own words. */
  vendorText: Sealed | null;
  claimedAt: Date;
  endedAt: Later<Date>;
}

export interface PaidInFocusTables {
  paymentRemovals: PaymentRemovalsTable;
  journalLines: JournalLinesTable;
}
