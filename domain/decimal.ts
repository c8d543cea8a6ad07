/**
 * Exact arithmetic on decimal text and percentages for amounts of documents. Rounding is half away from zero, as
 * both vendors round money.
 */

import type { BasisPoints, DecimalText } from './document.ts';
import { cents, decimalText, MoneyError, type Cents } from './money.ts';

/** A decimal number as `units / 10^scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Reads decimal text of at most 30 digits, trailing zeros of the fraction dropped. Throws MoneyError otherwise. */
export function parseDecimal(text: DecimalText): Decimal {
  const match = /^([+-]?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text);
  if (match === null) throw new MoneyError('A quantity or price is not decimal text.');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  const units = BigInt((match[2] ?? '') + fraction);
  return { units: match[1] === '-' ? -units : units, scale: fraction.length };
}

/** Plain decimal text without sign of plus, exponent or needless zeros. */
export function decimalOf(value: Decimal): DecimalText {
  const negative = value.units < 0n;
  const digits = String(negative ? -value.units : value.units).padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Divides and rounds half away from zero. The divisor is positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n;
  const magnitude = negative ? -dividend : dividend;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return negative ? -rounded : rounded;
}

/** A percentage as a fraction of whole numbers; finer than a hundredth of a percent keeps its decimals. */
function fractionOf(percentage: BasisPoints): { part: bigint; whole: bigint } {
  const { units, scale } = parseDecimal(decimalText(percentage));
  return { part: units, whole: 10_000n * 10n ** BigInt(scale) };
}

/** The VAT on a net amount: `net × rate`, rounded to a cent. */
export function shareOf(net: Cents, rate: BasisPoints): Cents {
  const { part, whole } = fractionOf(rate);
  return cents(Number(divideRounded(BigInt(net) * part, whole)));
}

/** What is left of an amount after discounts in hundredths of a percent, one after the other, rounded once. */
export function afterDiscounts(amount: Cents, discounts: readonly BasisPoints[]): Cents {
  let dividend = BigInt(amount);
  let divisor = 1n;
  for (const discount of discounts) {
    const { part, whole } = fractionOf(discount);
    dividend *= whole - part;
    divisor *= whole;
  }
  return cents(Number(divideRounded(dividend, divisor)));
}

/** Yuki's price takes ten digits before the dot (yuki-api 3.3). */
const firstTooLargePrice = 10n ** 12n;

/**
 * The price in cents that gives exactly this amount for this quantity; null when no price with two decimals does,
 * or only a price of zero or one that is too large. Amount and quantity are positive.
 */
export function exactPrice(amount: Cents, quantity: Decimal): Cents | null {
  if (quantity.units <= 0n) return null;
  const unit = 10n ** BigInt(quantity.scale);
  const price = divideRounded(BigInt(amount) * unit, quantity.units);
  const again = divideRounded(price * quantity.units, unit);
  const usable = price > 0n && price < firstTooLargePrice && again === BigInt(amount);
  return usable ? cents(Number(price)) : null;
}
