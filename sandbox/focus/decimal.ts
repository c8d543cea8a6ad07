// Exact decimal arithmetic for the pretend Focus: JSON numbers are read by their decimal text, sums are integer
// cents, and rounding happens once, half away from zero. No floating point anywhere between.

/** `digits` × 10^-`scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

/** The decimal that a JSON number shows, exponents included. Throws on NaN and infinities. */
export function decimalOf(value: number): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new Error('A number is not a plain decimal.');
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

export const integer = (value: number): Decimal => ({ digits: BigInt(value), scale: 0 });

/** The exact product. */
export function product(...factors: Decimal[]): Decimal {
  return factors.reduce(
    (soFar, factor) => ({ digits: soFar.digits * factor.digits, scale: soFar.scale + factor.scale }),
    { digits: 1n, scale: 0 },
  );
}

/** What is left after a percentage is taken off: 10 gives 0.9. */
export function shareLeftAfter(percentage: number): Decimal {
  const { digits, scale } = decimalOf(percentage);
  return { digits: 100n * 10n ** BigInt(scale) - digits, scale: scale + 2 };
}

/** Rounds to a whole number, half away from zero. */
export function rounded({ digits, scale }: Decimal): number {
  const divisor = 10n ** BigInt(scale);
  const magnitude = digits < 0n ? -digits : digits;
  const whole = (magnitude * 2n + divisor) / (divisor * 2n);
  return Number(digits < 0n ? -whole : whole);
}

/** An amount in major units, rounded to cents. */
export const roundedCents = (amount: Decimal): number => rounded(product(amount, integer(100)));

/** Cents of a JSON amount, or null when it has more than two decimals. */
export function centsOf(amount: number): number | null {
  const { digits, scale } = product(decimalOf(amount), integer(100));
  const divisor = 10n ** BigInt(scale);
  return digits % divisor === 0n ? Number(digits / divisor) : null;
}

/** The JSON number of an amount in cents: 12345 gives 123.45. */
export function amountOf(cents: number): number {
  const magnitude = String(Math.abs(cents)).padStart(3, '0');
  return Number(`${cents < 0 ? '-' : ''}${magnitude.slice(0, -2)}.${magnitude.slice(-2)}`);
}
