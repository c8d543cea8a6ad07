/**
 * Adds up what a sync would send: by ledger account, by VAT code and by month, each currency by itself, because
 * amounts of two currencies have no sum. In Yuki's bundle a document counts in the month in which it arrives,
 * whatever its date (R-START-5).
 */

import type { AccountShare } from './account-shares.ts';
import type { DocumentKind } from './document.ts';
import type { DayForecast } from './forecast.ts';
import type { IsoDate } from './ids.ts';
import { cents, type Cents } from './money.ts';

/** One document that is prepared and would be sent. Amounts carry the sign: credit notes are negative. */
export interface PreparedDocument {
  readonly kind: DocumentKind;
  readonly date: IsoDate;
  readonly currency: string;
  readonly grossCents: Cents;
  /** Tells one customer from another. */
  readonly customer: string;
  readonly shares: readonly AccountShare[];
  readonly warnings: number;
}

export interface Sum {
  /** The account, the VAT code or the month; empty for the sum of all. */
  readonly key: string;
  readonly currency: string;
  /** Each document once, however many of its lines are concerned. */
  readonly documents: number;
  readonly netCents: Cents;
  readonly vatCents: Cents;
}

export interface DryRunSums {
  readonly documents: number;
  readonly invoices: number;
  readonly creditNotes: number;
  readonly customers: number;
  readonly withWarnings: number;
  readonly totals: readonly Sum[];
  readonly accounts: readonly Sum[];
  readonly vatCodes: readonly Sum[];
  /** By the month of the documents' dates, `yyyy-mm`. */
  readonly months: readonly Sum[];
}

export function addUp(documents: readonly PreparedDocument[]): DryRunSums {
  const totals = new Sums();
  const accounts = new Sums();
  const vatCodes = new Sums();
  const months = new Sums();
  for (const document of documents) {
    totals.add(document, () => '');
    accounts.add(document, ({ account }) => account);
    vatCodes.add(document, ({ vatCode }) => vatCode);
    months.add(document, () => document.date.slice(0, 7));
  }
  return {
    documents: documents.length,
    invoices: documents.filter(({ kind }) => kind === 'invoice').length,
    creditNotes: documents.filter(({ kind }) => kind === 'creditNote').length,
    customers: new Set(documents.map(({ customer }) => customer)).size,
    withWarnings: documents.filter(({ warnings }) => warnings > 0).length,
    totals: totals.sorted(),
    accounts: accounts.sorted(),
    vatCodes: vatCodes.sorted(),
    months: months.sorted(),
  };
}

class Sums {
  private readonly sums = new Map<string, Sum>();

  add({ currency, shares }: PreparedDocument, keyOf: (share: AccountShare) => string): void {
    const counted = new Set<string>();
    for (const share of shares) {
      const key = keyOf(share);
      const place = `${key}\n${currency}`;
      const before = this.sums.get(place);
      this.sums.set(place, {
        key,
        currency,
        documents: (before?.documents ?? 0) + (counted.has(place) ? 0 : 1),
        netCents: cents((before?.netCents ?? 0) + share.netCents),
        vatCents: cents((before?.vatCents ?? 0) + share.vatCents),
      });
      counted.add(place);
    }
  }

  sorted(): Sum[] {
    return [...this.sums.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  }
}

/** How many documents arrive in Yuki in which month, when all goes as forecast (R-START-5). */
export function arrivals(days: readonly DayForecast[]): { month: string; documents: number }[] {
  const months = new Map<string, number>();
  for (const { date, documents } of days) {
    const month = date.slice(0, 7);
    months.set(month, (months.get(month) ?? 0) + documents);
  }
  return [...months.entries()].map(([month, documents]) => ({ month, documents }));
}
