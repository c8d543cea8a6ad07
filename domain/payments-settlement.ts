/**
 * What one reading says of the money on one invoice: how much is settled now, what of it is new, what came again after
 * it was undone, and what stands open again. Whose money it is was decided before.
 */

import { absCents, addCents, cents, subtractCents, zeroCents, type Cents } from './money.ts';
import type { MatchedItem } from './payments-matching.ts';
import { clamp, setOffAfter, settledPart, type Flow } from './payments-money.ts';
import type { ExportedDocument, SeenItem, Tolerance } from './payments.ts';

export interface DocumentMoney {
  /** All money attributed to it, in the document's own currency; never falls (R-PAY-3). */
  readonly settledCents: Cents;
  readonly increaseCents: Cents;
  readonly returnedCents: Cents;
  readonly reopenedCents: Cents;
  /** All money that Yuki shows now: less than `settledCents` by what was undone. */
  readonly shownCents: Cents;
  readonly complete: boolean;
  /** A part payment in Yuki's currency, which is not the document's. */
  readonly unconvertedCents: Cents;
}

const exact: Tolerance = { cents: zeroCents, share: 0 };

export function settlementOf(
  match: MatchedItem,
  document: ExportedDocument,
  flow: Flow | undefined,
): DocumentMoney {
  const { now, before } = match;
  const came = flow?.moneyCents ?? zeroCents;
  const setOff = setOffAfter(match, flow);
  if (isConverted(document, now.originalCents)) return inOtherCurrency(match, document, came, setOff);
  const allowed = allowanceOf(document);
  const shown = (item: SeenItem, setOffCents: Cents): { cents: Cents; forgiven: Cents } => {
    const money = subtractCents(settledPart(item), setOffCents);
    const lacking = subtractCents(document.grossCents, item.originalCents);
    const forgiven = forgivenOf(money, item.openCents, lacking, allowed);
    return { cents: addCents(money, forgiven), forgiven };
  };
  const { cents: shownCents, forgiven } = shown(now, setOff);
  const shownBefore = before === null ? zeroCents : shown(before, before.setOffCents).cents;
  const { settledCents: known } = document;
  const increaseCents = clamp(addCents(came, forgiven), subtractCents(shownCents, known));
  const settledCents = addCents(known, increaseCents);
  return {
    settledCents,
    increaseCents,
    returnedCents: clamp(came, cents(Math.min(known, shownCents) - shownBefore)),
    reopenedCents: cents(Math.max(0, settledCents - shownCents)),
    shownCents,
    complete: now.openCents <= 0 || now.openCents <= forgiven,
    unconvertedCents: zeroCents,
  };
}

/**
 * What counts as paid though no money came for it: an open rest, and what Yuki's own total lacks, together within the
 * tolerance. Without any money nothing is forgiven.
 */
function forgivenOf(moneyCents: Cents, openCents: Cents, lackingCents: Cents, allowed: Cents): Cents {
  const rest = Math.max(0, openCents) + Math.max(0, lackingCents);
  return moneyCents > 0 && rest > 0 && rest <= allowed ? cents(rest) : zeroCents;
}

/** How much of a document may be settled without money for it to count as paid whole, by the tenant's setting. */
export function allowanceOf({ tolerance, grossCents }: ExportedDocument): Cents {
  const { cents: least, share } = tolerance ?? exact;
  return cents(Math.max(least, Math.floor((absCents(grossCents) * share) / 10_000)));
}

/** Yuki's list names no currency; another amount than ours, for a document that is not in euros, is another currency. */
function isConverted({ currency, grossCents }: ExportedDocument, originalCents: Cents): boolean {
  return currency !== null && currency !== 'EUR' && originalCents !== grossCents;
}

/** Only the whole is the same in every currency: a part is reported, and registered when all is paid. */
function inOtherCurrency(
  { now, before, present }: MatchedItem,
  { settledCents: known, grossCents }: ExportedDocument,
  came: Cents,
  setOff: Cents,
): DocumentMoney {
  const complete = now.openCents === 0;
  const isPaid = complete && setOff === 0;
  const increaseCents = isPaid && came > 0 ? clamp(grossCents, subtractCents(grossCents, known)) : zeroCents;
  const settledCents = addCents(known, increaseCents);
  const isBack = isPaid && came > 0 && known > 0 && before !== null && before.openCents !== 0;
  return {
    settledCents,
    increaseCents,
    returnedCents: isBack ? known : zeroCents,
    reopenedCents: present && !complete ? settledCents : zeroCents,
    shownCents: isPaid ? grossCents : zeroCents,
    complete,
    unconvertedCents: isPaid ? zeroCents : came,
  };
}
