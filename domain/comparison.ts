/**
 * How a document of Focus compares with one that Yuki has under a number: customer, date and amount, each the same,
 * another, or not to be told (E-9, R-NUM-10, R-DIS-3). Links and adoption share it, so that one never agrees where
 * the other differs. Whether that is enough for a link is for a person to say.
 */

import type { IsoDate } from './ids.ts';
import { itemsAreSales } from './identity.ts';
import type { Cents } from './money.ts';
import { sameReference } from './references.ts';

export type Likeness = 'same' | 'other' | 'unknown';

/** A sale that Yuki shows and that is none of our documents: open in its last list, or settled in its books. */
export interface KnownItem {
  readonly reference: string | null;
  readonly yukiDocumentId: string | null;
  readonly typeId: number | null;
  readonly date: IsoDate | null;
  readonly originalCents: Cents;
  readonly openCents: Cents;
  /** Yuki's id of the relation and its code, as far as they are known. */
  readonly customerKeys: readonly string[];
}

export interface ComparedDocument {
  readonly date: IsoDate;
  readonly grossCents: Cents;
  /** The relation's id and the customer's code, as far as they are decided. */
  readonly customerKeys: readonly string[];
}

export interface Comparison {
  readonly item: KnownItem;
  readonly customer: Likeness;
  readonly date: Likeness;
  readonly amount: Likeness;
}

const relationId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function isRelationId(key: string): boolean {
  return relationId.test(key);
}

/**
 * One id or code in common is the same customer. Another one is proven by two ids or two codes that differ; an id
 * on one side and a code on the other tell nothing.
 */
export function likenessOfCustomers(ours: readonly string[], yukis: readonly string[]): Likeness {
  const known = new Set(ours.map((key) => key.toLowerCase()));
  if (yukis.some((key) => known.has(key.toLowerCase()))) return 'same';
  const bothHave = (test: (key: string) => boolean): boolean => ours.some(test) && yukis.some(test);
  return bothHave(isRelationId) || bothHave((key) => !isRelationId(key)) ? 'other' : 'unknown';
}

export function compareWithYuki(document: ComparedDocument, item: KnownItem): Comparison {
  const likeness = <T>(ours: T, yukis: T | null): Likeness =>
    yukis === null ? 'unknown' : ours === yukis ? 'same' : 'other';
  return {
    item,
    customer: likenessOfCustomers(document.customerKeys, item.customerKeys),
    date: likeness(document.date, item.date),
    amount: likeness(document.grossCents, item.originalCents),
  };
}

/** Customer, date and amount are the same; what cannot be told is not agreement. */
export function agrees({ customer, date, amount }: Comparison): boolean {
  return customer === 'same' && date === 'same' && amount === 'same';
}

/** Yuki shows another customer or another amount; a date alone may be typed otherwise. */
export function contradicts({ customer, amount }: Comparison): boolean {
  return customer === 'other' || amount === 'other';
}

/** The sale under this number that is most like the document; null when Yuki shows none. */
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
