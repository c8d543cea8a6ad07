// The tables of migration 0016 as Kysely sees them: removals of payments in Focus, and bookings by a journal in Yuki.

import type { ColumnType, Generated } from 'kysely';
import type { IsoDate } from '../domain/ids.ts';

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
 * as booked for ever, so that it is never booked twice.
 */
export type BookingState = 'claimed' | 'doubtful' | 'booked' | 'refused' | 'unsent' | 'uncertain';

export interface JournalBookingsTable {
  id: Generated<number>;
  documentId: number;
  /** What Yuki shows it under: in the line’s description, never used for another. */
  mark: string;
  /** The same for all bookings of one call. */
  message: string;
  amountCents: number;
  paidOn: IsoDate;
  /** The account against which it was booked. */
  account: string;
  state: BookingState;
  worker: string;
  deadline: Date;
  yukiDocumentId: Later<string>;
  /** A list of open items has shown its line, so that its absence later means that it was matched. */
  seenOpen: Generated<boolean>;
  why: Later<string>;
  claimedAt: Date;
  endedAt: Later<Date>;
}

export interface PaidInFocusTables {
  paymentRemovals: PaymentRemovalsTable;
  journalBookings: JournalBookingsTable;
}
