/**
 * What Yuki's books show of the documents that it has by our doing, and what stands there besides (R-CHG-5, R-CHG-6,
 * S-62). The books are the rows of the debtors' accounts: they show settled documents too, which the open items do not.
 */

import type { DocumentKind } from './document.ts';
import type { DocumentId, IsoDate } from './ids.ts';
import { cents, type Cents } from './money.ts';
import { referenceKeys, sameReference } from './references.ts';
import type { BookedSale } from './yuki-records.ts';

/** A sale as the books show it, all its rows together. */
export type BookSale = Pick<BookedSale, 'documentId' | 'reference' | 'date' | 'grossCents'>;

export interface BookedDocument {
  readonly documentId: DocumentId;
  readonly kind: DocumentKind;
  /** Null for one that a person linked without a number of ours. */
  readonly reference: string | null;
  readonly number: string;
  readonly date: IsoDate;
  readonly grossCents: Cents;
  readonly yukiDocumentId: string | null;
}

/**
 * The rows of one document together: a removal that is booked as its opposite leaves nothing, and a document that comes
 * to nothing in more than one row is not there any more.
 */
export function sumSales(rows: readonly BookedSale[]): BookedSale[] {
  const byDocument = new Map<string, { sale: BookedSale; rows: number }>();
  for (const row of rows) {
    const before = byDocument.get(row.documentId);
    if (before === undefined) byDocument.set(row.documentId, { sale: row, rows: 1 });
    else {
      const grossCents = cents(before.sale.grossCents + row.grossCents);
      byDocument.set(row.documentId, { sale: { ...before.sale, grossCents }, rows: before.rows + 1 });
    }
  }
  return [...byDocument.values()]
    .filter(({ sale, rows: count }) => sale.grossCents !== 0 || count === 1)
    .map(({ sale }) => sale);
}

export interface BookMatch {
  /** What Yuki has as this document; null when the books show none. */
  readonly sale: BookSale | null;
  /** Further sales under the same number, which are none of our documents. */
  readonly doubles: readonly BookSale[];
}

export interface BookMatches {
  readonly byDocument: ReadonlyMap<DocumentId, BookMatch>;
  /** Sales that are none of our documents. */
  readonly foreign: readonly BookSale[];
}

/** Each sale belongs to one document at most: by Yuki's own id first, else by the number under which it was sent. */
export function matchBooks(documents: readonly BookedDocument[], sales: readonly BookSale[]): BookMatches {
  const byId = new Map(sales.map((sale) => [sale.documentId.toLowerCase(), sale]));
  const byReference = new Map<string, BookSale[]>();
  for (const sale of sales)
    for (const key of referenceKeys(sale.reference)) {
      const under = byReference.get(key);
      if (under === undefined) byReference.set(key, [sale]);
      else under.push(sale);
    }
  const taken = new Set<BookSale>();
  const chosen = new Map<DocumentId, BookSale>();
  for (const { documentId, yukiDocumentId } of documents) {
    const sale = yukiDocumentId === null ? undefined : byId.get(yukiDocumentId.toLowerCase());
    if (sale === undefined || taken.has(sale)) continue;
    taken.add(sale);
    chosen.set(documentId, sale);
  }
  for (const document of documents) {
    if (chosen.has(document.documentId)) continue;
    const sale = likest(
      document,
      underNumber(document, byReference).filter((one) => !taken.has(one)),
    );
    if (sale === null) continue;
    taken.add(sale);
    chosen.set(document.documentId, sale);
  }
  const byDocument = new Map<DocumentId, BookMatch>();
  for (const document of documents) {
    const sale = chosen.get(document.documentId) ?? null;
    const doubles =
      sale === null || document.reference === null
        ? []
        : underNumber(document, byReference).filter((one) => !taken.has(one));
    for (const double of doubles) taken.add(double);
    byDocument.set(document.documentId, { sale, doubles });
  }
  return { byDocument, foreign: sales.filter((sale) => !taken.has(sale)) };
}

/** Under our own reference; for one without it, under its printed number with the same amount. */
function underNumber(
  document: BookedDocument,
  byReference: ReadonlyMap<string, readonly BookSale[]>,
): BookSale[] {
  const { reference, number, grossCents } = document;
  const [key] = referenceKeys(reference ?? number);
  const found = key === undefined ? [] : [...new Set(byReference.get(key) ?? [])];
  return reference === null
    ? found.filter((sale) => sale.grossCents === grossCents)
    : found.filter((sale) => sameReference(sale.reference, reference));
}

function likest(document: BookedDocument, sales: readonly BookSale[]): BookSale | null {
  const points = (sale: BookSale): number =>
    (sale.grossCents === document.grossCents ? 2 : 0) + (sale.date === document.date ? 1 : 0);
  return sales.toSorted((a, b) => points(b) - points(a))[0] ?? null;
}

/** Fewer missing documents than this are ordinary; more than a fifth of all is no answer to believe (R-PAY-9). */
const ordinaryLoss = 10;
/** That all of so many are missing at once is no answer to believe either. */
const fewDocuments = 3;

/** Whether the books lack so many of the documents that only they can show that the answer is not believed. */
export function isImplausibleLoss(missing: number, expected: number): boolean {
  const isEverything = missing === expected && expected >= fewDocuments;
  return isEverything || (missing > ordinaryLoss && missing * 5 > expected);
}
