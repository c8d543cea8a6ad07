/**
 * Money as whole hundredths of the document's currency, read from decimal text and never computed by
 * floating point (design 5). Writing amounts for a person's eyes is left to the pages.
 */

import type { DecimalText } from './document.ts';
import type { Brand } from './ids.ts';

/** A safe integer of hundredths. */
export type Cents = Brand<number, 'Cents'>;

/** Text or a number that is not an exact amount of hundredths. Its message never carries the amount. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
}

/** Brands a number of hundredths; throws MoneyError unless it is a safe integer. Minus zero becomes zero. */
export function cents(hundredths: number): Cents {
  if (!Number.isSafeInteger(hundredths))
    throw new MoneyError('An amount is not a safe integer of hundredths.');
  return (hundredths === 0 ? 0 : hundredths) as Cents;
}

export const zeroCents: Cents = cents(0);

const decimalPattern = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Reads decimal text exactly: optional sign, digits, and after a dot any number of digits of which only the
 * first two may differ from zero. Throws MoneyError for anything else, and beyond the safe integers.
 */
export function parseCents(text: DecimalText): Cents {
  const match = decimalPattern.exec(text);
  if (match === null) throw new MoneyError('An amount is not decimal text.');
  const fraction = match[3] ?? '';
  if (/[1-9]/.test(fraction.slice(2))) throw new MoneyError('An amount has more than two decimals.');
  const units = (match[2] ?? '').replace(/^0+(?=\d)/, '');
  if (units.length > 14) throw new MoneyError('An amount is too large.');
  const hundredths = Number(units + fraction.slice(0, 2).padEnd(2, '0'));
  return cents(match[1] === '-' ? -hundredths : hundredths);
}

/** From here on two amounts that differ by a cent can be one and the same JSON number. */
const firstInexactAmount = 1e13;

/**
 * Reads a JSON number by its shortest decimal text, which is what the sender wrote as long as it wrote at most
 * 15 significant digits. Throws MoneyError when it is not finite, not exact in hundredths, or has more digits.
 */
export function centsFromJsonNumber(amount: number): Cents {
  if (Math.abs(amount) >= firstInexactAmount) throw new MoneyError('An amount has too many digits.');
  return parseCents(decimalText(amount));
}

/** The shortest decimal text of a number, without an exponent. Throws MoneyError when it is not finite. */
export function decimalText(amount: number): DecimalText {
  if (!Number.isFinite(amount)) throw new MoneyError('A number is not finite.');
  const shortest = String(amount);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(shortest);
  if (match === null) return shortest;
  const digits = (match[2] ?? '') + (match[3] ?? '');
  const sign = match[1] ?? '';
  const dot = 1 + Number(match[4]);
  if (dot <= 0) return `${sign}0.${'0'.repeat(-dot)}${digits}`;
  if (dot >= digits.length) return sign + digits.padEnd(dot, '0');
  return `${sign}${digits.slice(0, dot)}.${digits.slice(dot)}`;
}

/** Always two decimals and a dot, as both vendors read it: `-1210.00`. */
export function formatCents(amount: Cents): DecimalText {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The exact sum; throws MoneyError when it leaves the safe integers. */
export function sumCents(amounts: Iterable<Cents>): Cents {
  let total = zeroCents;
  for (const amount of amounts) total = cents(total + amount);
  return total;
}

export function addCents(left: Cents, right: Cents): Cents {
  return cents(left + right);
}

export function subtractCents(left: Cents, right: Cents): Cents {
  return cents(left - right);
}

export function negate(amount: Cents): Cents {
  return cents(-amount);
}

export function absCents(amount: Cents): Cents {
  return cents(Math.abs(amount));
}

/**
 * Divides a total in proportion to the weights so that the parts add up to it exactly: each part is rounded
 * towards zero and the odd cents go to the largest remainders, among equals to the later one, so that the last
 * line of a rate takes the rest (R-VAT-7). Weights may carry the other sign; when they add up to zero everything
 * goes to the last part. Throws MoneyError when there is something to divide and nobody to take it.
 */
export function spread(total: Cents, weights: readonly Cents[]): Cents[] {
  if (weights.length === 0) {
    if (total === 0) return [];
    throw new MoneyError('An amount cannot be divided over no parts.');
  }
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map((_, index) => (index === weights.length - 1 ? total : zeroCents));
  const shares = weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    const part = product / whole;
    const rest = product - part * whole;
    return { index, part, rest: rest < 0n ? -rest : rest };
  });
  let odd = BigInt(total) - shares.reduce((sum, share) => sum + share.part, 0n);
  const step = odd < 0n ? -1n : 1n;
  const byRest = shares.toSorted((a, b) =>
    a.rest === b.rest ? b.index - a.index : a.rest < b.rest ? 1 : -1,
  );
  for (let turn = 0; odd !== 0n; turn += 1, odd -= step) {
    const share = byRest[turn % byRest.length];
    if (share !== undefined) share.part += step;
  }
  return shares.map((share) => cents(Number(share.part)));
}
