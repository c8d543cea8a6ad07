/**
 * Money that Focus shows on an exported invoice and Yuki does not: how much, what of it may go there by a journal, and
 * under which dates (R-PAY-2, R-PAY-4, S-51). Pure; nothing is asked of either system for it.
 */

import { cents, sumCents, zeroCents, type Cents } from './money.ts';
import type { IsoDate } from './ids.ts';

/** One invoice as both sides were last seen. */
export interface BothSides {
  readonly grossCents: Cents;
  /** What Focus has due: less by payments and by credit notes. */
  readonly dueCents: Cents;
  /** All credit notes of Focus on it, as a positive amount. */
  readonly creditedCents: Cents;
  readonly openInYukiCents: Cents;
  /** Money that Yuki shows on it now. */
  readonly shownInYukiCents: Cents;
  /** Money that Yuki has ever shown: what was undone there is a reversal and no news of Focus (R-PAY-3). */
  readonly everShownCents: Cents;
}

/** What only Focus shows as paid, never more than is open in Yuki; zero when both tell the same. */
export function onlyInFocus(sides: BothSides): Cents {
  const paid = sides.grossCents - sides.dueCents - sides.creditedCents;
  const known = Math.max(sides.shownInYukiCents, sides.everShownCents);
  return cents(Math.max(0, Math.min(sides.openInYukiCents, paid - known)));
}

export interface DatedMoney {
  readonly paidOn: IsoDate;
  readonly amountCents: Cents;
}

/**
 * What of the payments in Focus is to go to Yuki, in the order of their dates. `fromYuki` are those that we
 * registered because Yuki showed them, `exported` those that went by a journal before; neither ever goes
 * again, and all together never exceed what Focus has beyond them, nor `mostCents`.
 */
export function whatToExport(order: {
  readonly inFocus: readonly DatedMoney[];
  readonly fromYuki: readonly DatedMoney[];
  readonly exported: readonly DatedMoney[];
  readonly mostCents: Cents;
}): DatedMoney[] {
  const known = [...order.fromYuki, ...order.exported];
  const total = (list: readonly DatedMoney[]): number => sumCents(list.map(({ amountCents }) => amountCents));
  let left = Math.min(order.mostCents, total(order.inFocus) - total(known));
  const lines: DatedMoney[] = [];
  for (const { paidOn, amountCents } of without(order.inFocus, known)) {
    const part = Math.min(left, amountCents);
    if (part <= 0) continue;
    lines.push({ paidOn, amountCents: cents(part) });
    left -= part;
  }
  return lines;
}

/** The payments that are none of the known ones: the same date and amount first, then the same amount. */
function without(payments: readonly DatedMoney[], known: readonly DatedMoney[]): DatedMoney[] {
  const left = payments
    .filter(({ amountCents }) => amountCents > zeroCents)
    .toSorted((a, b) => (a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : 0));
  const unmatched: DatedMoney[] = [];
  const take = (isIt: (one: DatedMoney) => boolean): boolean => {
    const place = left.findIndex(isIt);
    if (place >= 0) left.splice(place, 1);
    return place >= 0;
  };
  for (const one of known)
    if (!take((other) => other.paidOn === one.paidOn && other.amountCents === one.amountCents))
      unmatched.push(one);
  for (const one of unmatched) take((other) => other.amountCents === one.amountCents);
  return left;
}
