/**
 * What Yuki keeps and we read: ledger accounts, VAT codes, open items, administrations, verdicts on imports.
 * The words are Yuki's, the numbers ours: cents and hundredths of a percent.
 */

import type { BasisPoints } from './document.ts';
import type { IsoDate, YukiAdministrationId, YukiDomainId } from './ids.ts';
import type { Cents } from './money.ts';

export type YukiCountry = 'be' | 'nl';

export interface YukiAdministration {
  readonly id: YukiAdministrationId;
  readonly domainId: YukiDomainId | null;
  readonly name: string;
  readonly country: string | null;
  readonly vatNumber: string | null;
  readonly active: boolean;
}

export interface YukiAccount {
  readonly code: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly type: number | null;
  readonly subtype: number | null;
}

export interface YukiVatCode {
  readonly description: string;
  readonly type: number;
  readonly typeDescription: string | null;
  readonly percentage: BasisPoints;
  /** ISO country of a one-stop-shop code; null for all others. */
  readonly country: string | null;
  readonly startDate: IsoDate | null;
  readonly endDate: IsoDate | null;
}

/** One outstanding debtor item (yuki-api 4.1, 4.2). Negative amounts are credit notes or unmatched receipts. */
export interface OpenItem {
  /** The item's own id. */
  readonly id: string;
  /** Null in answers that do not carry it (CheckOutstandingItem). */
  readonly documentId: string | null;
  readonly date: IsoDate | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly contactId: string | null;
  readonly contactCode: string | null;
  /** 6 is a sales invoice; null for loose bank receipts. */
  readonly typeId: number | null;
  readonly openCents: Cents;
  readonly originalCents: Cents;
}

/** What Yuki says of one document of an import message. */
export interface ImportVerdict {
  readonly reference: string | null;
  readonly succeeded: boolean;
  readonly processed: boolean;
  readonly emailSent: boolean;
  /** Yuki's own words; empty when it has nothing to say. */
  readonly message: string;
}

export interface ImportAnswer {
  readonly totalSucceeded: number;
  readonly totalFailed: number;
  readonly totalSkipped: number;
  readonly invoices: readonly ImportVerdict[];
}

/** A row of the general ledger with the document that it belongs to (yuki-api 4.4). */
export interface BookedRow {
  readonly documentId: string | null;
  readonly account: string | null;
  readonly documentReference: string | null;
  readonly date: IsoDate | null;
  /** Signed as booked: an invoice's row of the debtor is its total, a credit note's is negative. */
  readonly amountCents: Cents;
  readonly contactCode: string | null;
  /** Yuki's text of the row. */
  readonly description?: string | null;
}

/** The same with what tells whether and how it was settled; null where Yuki says nothing (yuki-api 4.4). */
export interface MatchedRow extends BookedRow {
  readonly contactId: string | null;
  /** Yuki's word for the document, which is not published. */
  readonly documentType: string | null;
  /** The date on which the row was matched; null while it is not. */
  readonly matchDate: IsoDate | null;
}

/** A sale as the debtors' account shows it, whether it is settled or not (yuki-api 4.4). */
export interface BookedSale {
  readonly documentId: string;
  readonly reference: string;
  readonly date: IsoDate | null;
  readonly grossCents: Cents;
  readonly contactId: string | null;
  readonly contactCode: string | null;
}
