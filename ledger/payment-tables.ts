// The tables of payments: what the lists of open items showed, what Focus is to learn of it, and what people are told. The other tables are in tables.ts.

import type { ColumnType, Generated } from 'kysely';
import type { ConnectionId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { PaidInFocusTables } from './paid-in-focus-tables.ts';

/** Written as JSON text, read as the parsed value. */
type Json<T> = ColumnType<T, string, string>;
/** The database's own number of a row; the domain carries it as decimal text. */
type RowNumber = Generated<number>;

export type PaymentState = 'intended' | 'claimed' | 'doubtful' | 'registered' | 'alreadyThere' | 'reported';

export interface OpenItemReadingsTable {
  administrationId: YukiAdministrationId;
  readAt: Date;
  items: number;
  /** Of what this reading was compared with, when that brought nothing at all; null when it brought something. */
  quietPrint: string | null;
}

export interface OpenItemsTable {
  administrationId: YukiAdministrationId;
  itemKey: string;
  itemId: string;
  yukiDocumentId: string | null;
  ours: number | null;
  customerKey: string;
  reference: string | null;
  date: IsoDate | null;
  typeId: number | null;
  originalCents: number;
  openCents: number;
  setOffCents: number;
  missingCents: number;
  seenAt: Date;
}

export interface PaymentsTable {
  id: RowNumber;
  documentId: number;
  cumulativeCents: number;
  amountCents: number;
  paidOn: IsoDate;
  state: PaymentState;
  worker: string | null;
  deadline: Date | null;
  /** What Focus showed as paid just before the last try; null before the first. */
  paidBeforeCents: number | null;
  registeredCents: number | null;
  why: string | null;
  /** Counts how often the money of this document came again after it was undone in Yuki. */
  round: Generated<number>;
  /** Undone before Focus heard of it, or removed there by a person: it no longer counts. */
  removed: Generated<boolean>;
  intendedAt: Date;
  settledAt: Date | null;
}

export interface FindingsTable {
  id: RowNumber;
  connectionId: ConnectionId;
  documentId: number | null;
  kind: string;
  subject: string;
  params: Json<Record<string, string | number | boolean | null>>;
  reportedAt: Date;
  closedAt: Date | null;
  /** Who left it as it is, and why; null when it is open or went away by itself. */
  leftBy: string | null;
  leftReason: string | null;
  /** When what a person had left was over, so that the same again is news. */
  overAt: Date | null;
}

export interface PaymentTables extends PaidInFocusTables {
  openItemReadings: OpenItemReadingsTable;
  openItems: OpenItemsTable;
  payments: PaymentsTable;
  findings: FindingsTable;
}
