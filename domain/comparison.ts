/**
 * How a document of Focus compares with one that Yuki has under a number: customer, date and amount, each the same,
 * another, or not to be told (E-9, R-NUM-10). Whether that is enough for a link is for a person to say.
 */

import type { IsoDate } from './ids.ts';
import { itemsAreSales } from './identity.ts';
import type { Cents } from './money.ts';
import { sameReference } from './references.ts';

export type Likeness = 'same' | 'other' | 'unknown';

/** An item of Yuki's last list, with the customer whose code we know it by; null when nothing tells. */
export interface KnownItem {
  readonly reference: string | null;
  readonly yukiDocumentId: string | null;
  readonly typeId: number | null;
  readonly date: IsoDate | null;
  readonly originalCents: Cents;
  readonly openCents: Cents;
  readonly customerCode: string | null;
}

export interface ComparedDocument {
  readonly date: IsoDate;
  readonly grossCents: Cents;
  readonly customerCode: string | null;
}

export interface Comparison {
  readonly item: KnownItem;
  readonly customer: Likeness;
  readonly date: Likeness;
  readonly amount: Likeness;
}

export function compareWithYuki(document: ComparedDocument, item: KnownItem): Comparison {
  const likeness = <T>(ours: T | null, yukis: T | null): Likeness =>
    ours === null || yukis === null ? 'unknown' : ours === yukis ? 'same' : 'other';
  return {
    item,
    customer: likeness(document.customerCode, item.customerCode),
    date: likeness(document.date, item.date),
    amount: likeness(document.grossCents, item.originalCents),
  };
}

/** Date and amount are the same and nothing speaks for another customer. */
export function agrees({ customer, date, amount }: Comparison): boolean {
  return date === 'same' && amount === 'same' && customer !== 'other';
}

/** The sale under this number that is most like the document; null when the list has none. */
export function mostLike(
  document: ComparedDocument,
  reference: string,
  items: readonly KnownItem[],
): Comparison | null {
  const compared = items
    .filter(
      (item) => item.reference !== null && itemsAreSales(item) && sameReference(item.reference, reference),
    )
    .map((item) => compareWithYuki(document, item));
  const points = ({ customer, date, amount }: Comparison): number =>
    [customer, date, amount].reduce(
      (sum, like) => sum + (like === 'same' ? 2 : like === 'unknown' ? 1 : 0),
      0,
    );
  return compared.toSorted((a, b) => points(b) - points(a))[0] ?? null;
}
