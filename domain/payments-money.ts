/**
 * How much of what changed on a customer's items was money, and whose (design 7). Which item is which, and what is
 * reported of it, is decided elsewhere.
 */

import type { Proof } from './payments-proof.ts';
import { writtenOffOf } from './payments-proof.ts';
import { absCents, addCents, cents, subtractCents, sumCents, zeroCents, type Cents } from './money.ts';
import type { OwnMatched } from './own-journal.ts';
import type { MatchedItem } from './payments-matching.ts';

/** How much more of an item is settled than at the last reading; negative when it was undone. In the item's sign. */
function fallOf(match: MatchedItem): Cents {
  return subtractCents(settledPart(match.now), match.before === null ? zeroCents : settledPart(match.before));
}

/** The settled part, never beyond the item itself: an excess is not a payment of it. */
export function settledPart(item: { readonly originalCents: Cents; readonly openCents: Cents }): Cents {
  const crossed = item.originalCents >= 0 ? item.openCents < 0 : item.openCents > 0;
  return crossed ? item.originalCents : subtractCents(item.originalCents, item.openCents);
}

/** What one reading moved on one item. */
export interface Flow {
  /** Money that came. */
  readonly moneyCents: Cents;
  /** Change of the part that is no money; negative when it was undone. */
  readonly setOffCents: Cents;
  readonly why: WhyNoMoney;
}

/** Set off with a credit note, moved between documents, or booked away by a journal entry. */
export type WhyNoMoney = 'creditNote' | 'moved' | 'writtenOff';

export interface CustomerShare {
  readonly flows: readonly (readonly [MatchedItem, Flow])[];
  readonly unexplained: readonly { customerKey: string; amountCents: Cents }[];
}

/**
 * Attributes one customer's money. Items that are not ours take their part, but nothing is registered for them; what
 * the general ledger shows as booked away is no money.
 */
export function attributeMoney(
  customerKey: string,
  items: readonly MatchedItem[],
  proof: Proof | null,
  ownMatched: readonly OwnMatched[],
): CustomerShare {
  const counted = items.filter((item) => item.countsForMoney);
  const positive = counted.filter((item) => item.now.originalCents > 0);
  const negative = counted.filter((item) => item.now.originalCents < 0 && !isReceipt(item.now.typeId));
  const usedCredit = sumCents(negative.map((item) => usedOf(item)));
  const bookedAway = (item: MatchedItem): Cents => writtenOffOf(proof, item.document?.documentId);
  const settled = sumCents(positive.map((item) => subtractCents(fallOf(item), bookedAway(item))));
  const own = shareOwnJournals(items, positive, ownMatched);
  let money = subtractCents(subtractCents(settled, usedCredit), own.allCents);
  const flows: [MatchedItem, Flow][] = [];
  for (const item of inOrderOfClaim(positive, money)) {
    const ownCents = own.of(item);
    const rest = subtractCents(subtractCents(fallOf(item), bookedAway(item)), ownCents);
    const taken = clamp(money, rest);
    money = subtractCents(money, taken);
    const moneyCents = addCents(ownCents, taken);
    const setOffCents = subtractCents(fallOf(item), moneyCents);
    const set = usedCredit >= setOffCents ? 'creditNote' : 'moved';
    flows.push([item, { moneyCents, setOffCents, why: bookedAway(item) > 0 ? 'writtenOff' : set }]);
  }
  // An invoice that stands open again lost its credit note as far as credit notes were freed, and else its money.
  let freedCredit = cents(Math.max(0, -usedCredit));
  for (const item of positive.filter((other) => fallOf(other) < 0)) {
    const lostCredit = clamp(freedCredit, clamp(cents(-fallOf(item)), item.before?.setOffCents ?? zeroCents));
    freedCredit = subtractCents(freedCredit, lostCredit);
    flows.push([item, { moneyCents: zeroCents, setOffCents: cents(-lostCredit), why: 'creditNote' }]);
  }
  return { flows, unexplained: money > 0 ? [{ customerKey, amountCents: money }] : [] };
}

/**
 * A matched line of our own journal is money for its own document, which Focus has already. What of it was matched with
 * anything else is no money of that, and would be registered in Focus a second time (R-PAY-4, R-PAY-7).
 */
function shareOwnJournals(
  items: readonly MatchedItem[],
  positive: readonly MatchedItem[],
  ownMatched: readonly OwnMatched[],
): { readonly allCents: Cents; of(item: MatchedItem): Cents } {
  if (ownMatched.length === 0) return { allCents: zeroCents, of: () => zeroCents };
  const codes = new Set(items.flatMap(({ document }) => document?.customerCode ?? []));
  const mine = ownMatched.filter(({ customerCode }) => codes.has(customerCode));
  const shares = new Map<MatchedItem, Cents>();
  for (const { documentId, matchedCents } of mine) {
    const item = positive.find(({ document }) => document?.documentId === documentId);
    if (item !== undefined) shares.set(item, clamp(matchedCents, fallOf(item)));
  }
  return {
    allCents: sumCents(mine.map(({ matchedCents }) => matchedCents)),
    of: (item) => shares.get(item) ?? zeroCents,
  };
}

/** The smaller of two amounts, and never less than nothing. */
export function clamp(left: Cents, right: Cents): Cents {
  return cents(Math.max(0, Math.min(left, right)));
}

/** How much more of a credit note is used than at the last reading; negative when it was freed. */
function usedOf(item: MatchedItem): Cents {
  return subtractCents(zeroCents, fallOf(item));
}

/** Receipts that the bank brought and nobody matched: no type, or a bank statement (yuki-api 4.2). */
function isReceipt(typeId: number | null): boolean {
  return typeId === null || typeId === 10;
}

/** The falling items, those first that are surest to have been paid with money. */
function inOrderOfClaim(positive: readonly MatchedItem[], money: Cents): MatchedItem[] {
  const claim = (item: MatchedItem): number => {
    if (item.document?.credited === true) return 3;
    if (item.neverSeen) return 2;
    return fallOf(item) === money ? 0 : 1;
  };
  const date = (item: MatchedItem): string => item.now.date ?? '9999';
  const key = (item: MatchedItem): string => item.now.itemId;
  return positive
    .filter((item) => fallOf(item) > 0)
    .toSorted(
      (a, b) =>
        claim(a) - claim(b) ||
        (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : 0) ||
        (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0),
    );
}

/** The part of the settled amount that is no money, after this reading. */
export function setOffAfter(match: MatchedItem, flow: Flow | undefined): Cents {
  const before = match.before?.setOffCents ?? zeroCents;
  return clamp(addCents(before, flow?.setOffCents ?? zeroCents), absCents(settledPart(match.now)));
}
