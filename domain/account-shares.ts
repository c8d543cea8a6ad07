/**
 * What a document puts on which ledger account under which VAT code, for adding many of them up. Amounts carry the
 * sign of the message: those of credit notes are negative (R-CN-3).
 */

import type { SalesInvoice } from './document.ts';
import { cents, type Cents } from './money.ts';

export interface AccountShare {
  readonly account: string;
  /** `type/percentage`, as in `SentDocument`. */
  readonly vatCode: string;
  readonly netCents: Cents;
  readonly vatCents: Cents;
}

/** One share for each pair of account and VAT code, in the order of accounts and codes. */
export function sharesOf({ lines }: Pick<SalesInvoice, 'lines'>): AccountShare[] {
  const shares = new Map<string, AccountShare>();
  for (const { product, netCents, vatCents } of lines) {
    const vatCode = `${product.vatType}/${product.vatPercentage / 100}`;
    const key = `${product.account} ${vatCode}`;
    const before = shares.get(key);
    shares.set(key, {
      account: product.account,
      vatCode,
      netCents: cents((before?.netCents ?? 0) + netCents),
      vatCents: cents((before?.vatCents ?? 0) + vatCents),
    });
  }
  return [...shares.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, share]) => share);
}
