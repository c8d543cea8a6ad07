// Exact arithmetic for the pretend Yuki: decimal text to scaled integers and back, and roundings. Amounts are
// integer cents; quantities and prices have four decimals and are kept in ten-thousandths.

/** Decimal text as an integer of 10^-scale. Throws when it is no plain decimal or has more decimals. */
export function scaled(text: string, scale: number): bigint {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) {
    throw new Error(`"${text}" is not a decimal.`);
  }
  const decimals = match[3] ?? '';
  if (decimals.length > scale && /[1-9]/.test(decimals.slice(scale))) {
    throw new Error(`"${text}" has more than ${scale} decimals.`);
  }
  const digits = (match[2] ?? '') + decimals.slice(0, scale).padEnd(scale, '0');
  const value = BigInt(digits === '' ? '0' : digits);
  return match[1] === '-' ? -value : value;
}

/** Decimal text as integer cents. */
export function centsFrom(text: string): number {
  return Number(scaled(text, 2));
}

/** Division rounded half away from zero, as bookkeeping software rounds money. */
export function divideRounded(value: bigint, by: bigint): bigint {
  const negative = value < 0n !== by < 0n;
  const size = value < 0n ? -value : value;
  const divisor = by < 0n ? -by : by;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return negative ? -rounded : rounded;
}

/** Integer cents as `-12.30`. */
export function decimal(cents: number): string {
  const sign = cents < 0 ? '-' : '';
  const size = Math.abs(cents);
  return `${sign}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
}

/** A percentage with two decimals, in hundredths of a percent: 21 → 2100. */
export function hundredthsOfPercent(percentage: number): number {
  return Number(scaled(percentage.toFixed(2), 2));
}

/** Hundredths of a percent as people write it: 2100 → "21", 550 → "5.5". */
export function percentText(hundredths: number): string {
  return decimal(hundredths).replace(/\.?0+$/, '') || '0';
}

export interface LineAmounts {
  netCents: number;
  vatCents: number;
}

/**
 * Yuki's own calculation of a line: quantity × price rounded to the cent, then VAT rounded per line (3.4).
 * `quantityE4` and `priceE4` are in ten-thousandths, `rate` in hundredths of a percent.
 */
export function lineAmounts(
  quantityE4: bigint,
  priceE4: bigint,
  rate: number,
  vatIncluded: boolean,
): LineAmounts {
  const total = divideRounded(quantityE4 * priceE4, 1_000_000n);
  if (!vatIncluded) {
    return { netCents: Number(total), vatCents: Number(divideRounded(total * BigInt(rate), 10_000n)) };
  }
  const net = divideRounded(total * 10_000n, 10_000n + BigInt(rate));
  return { netCents: Number(net), vatCents: Number(total - net) };
}
