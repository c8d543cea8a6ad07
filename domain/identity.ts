/**
 * Whether an item that Yuki shows under a number is the document that we mean: customer, date and amount decide,
 * never the number alone (E-9, R-NUM-10).
 */

import type { DocumentIdentity } from './document.ts';
import { cents } from './money.ts';
import { sameReference } from './references.ts';
import type { BookedRow, OpenItem } from './yuki-records.ts';

/** Yuki's type of a sales invoice among open items; credit notes carry it too (yuki-api 4.2). */
export const salesInvoiceType = 6;

/** Whether an item may be a sales invoice or credit note; loose receipts and purchases are not. */
export function itemsAreSales(item: { readonly typeId: number | null }): boolean {
  return item.typeId === null || item.typeId === salesInvoiceType;
}

/** The items under a document's reference; purchase invoices and bank lines that share the number are left out. */
export function itemsUnder(reference: string, items: readonly OpenItem[]): OpenItem[] {
  return items.filter(
    (item) => item.reference !== null && sameReference(item.reference, reference) && itemsAreSales(item),
  );
}

/** What tells one document under a number from another. */
export type Circumstances = Pick<OpenItem, 'contactCode' | 'date' | 'originalCents'>;

/** An item without a customer code contradicts nobody; amounts are compared with their sign. */
export function isSameDocument(identity: DocumentIdentity, item: Circumstances): boolean {
  const sameCustomer = item.contactCode === null || item.contactCode === identity.customerCode;
  const sameDate = item.date === null || item.date === identity.date;
  return sameCustomer && sameDate && item.originalCents === identity.grossCents;
}

/**
 * What the general ledger has booked under a document's reference: it shows settled documents too, which the open
 * items do not. What a document has on one account is one entry, and that of the debtor bears its whole amount; what
 * was taken back by the opposite row is none any more.
 */
export function bookedUnder(reference: string, rows: readonly BookedRow[]): Circumstances[] {
  const entries = new Map<string, { seen: Circumstances; rows: number }>();
  for (const row of rows) {
    if (row.documentReference === null || !sameReference(row.documentReference, reference)) continue;
    const key = `${row.documentId ?? ''} ${row.account ?? ''}`;
    const before = entries.get(key);
    const { contactCode, date, amountCents } = row;
    const originalCents = cents((before?.seen.originalCents ?? 0) + amountCents);
    const seen =
      before === undefined ? { contactCode, date, originalCents } : { ...before.seen, originalCents };
    entries.set(key, { seen, rows: (before?.rows ?? 0) + 1 });
  }
  return [...entries.values()]
    .filter(({ seen, rows: count }) => seen.originalCents !== 0 || count === 1)
    .map(({ seen }) => seen);
}
