/** Money is read, added and divided exactly; what is not an exact amount is refused. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterDiscounts, decimalOf, exactPrice, parseDecimal, shareOf } from '../../domain/decimal.ts';
import {
  cents,
  centsFromJsonNumber,
  decimalText,
  formatCents,
  MoneyError,
  negate,
  parseCents,
  spread,
  sumCents,
} from '../../domain/money.ts';

const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(cents);

describe('reading amounts', () => {
  test.each([
    ['1210.00', 121000],
    ['-1210.00', -121000],
    ['+0.5', 50],
    ['7', 700],
    ['000012.3', 1230],
    ['0.10000', 10],
    ['-0.00', 0],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s is read as %i hundredths', (text, expected) => {
    expect(parseCents(text)).toBe(expected);
  });

  test.each([
    '',
    ' 1',
    '1,5',
    '1.',
    '.5',
    '1e3',
    '0.001',
    '12.345',
    'NaN',
    '90071992547409.92',
    '1234567890123456',
    '--1',
  ])('the text "%s" is refused and not repeated in the message', (text) => {
    expect(() => parseCents(text)).toThrow(MoneyError);
    try {
      parseCents(text);
    } catch (refusal) {
      if (text.trim().length > 2) expect(String(refusal)).not.toContain(text);
    }
  });

  test.each([
    [0.1, 10],
    [1.1, 110],
    [975.41, 97541],
    [1e2, 10000],
    [-0, 0],
  ])('the JSON number %d is read by its shortest text', (number, expected) => {
    expect(centsFromJsonNumber(number)).toBe(expected);
  });

  test.each([0.1 + 0.2, 1e-7, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 0.005])(
    'the number %d is not an amount',
    (number) => {
      expect(() => centsFromJsonNumber(number)).toThrow(MoneyError);
    },
  );

  test.each([
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [123.456, '123.456'],
  ])('%d is written without an exponent', (number, expected) => {
    expect(decimalText(number)).toBe(expected);
  });

  test('what is written is read back as the same amount', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(parseCents(formatCents(value))).toBe(value);
        expect(centsFromJsonNumber(Number(formatCents(value)))).toBe(value);
      }),
    );
  });

  test.each([
    [-5, '-0.05'],
    [0, '0.00'],
    [-121000, '-1210.00'],
  ])('%i hundredths are written with two decimals', (value, expected) => {
    expect(formatCents(cents(value))).toBe(expected);
  });

  test('minus zero never appears', () => {
    expect(Object.is(negate(cents(0)), 0)).toBe(true);
    expect(Object.is(cents(-0), 0)).toBe(true);
  });

  test('sums beyond the safe integers are refused', () => {
    expect(() => sumCents([cents(Number.MAX_SAFE_INTEGER), cents(1)])).toThrow(MoneyError);
    expect(() => cents(1.5)).toThrow(MoneyError);
  });
});

describe('dividing amounts', () => {
  test('the odd cent of three equal parts goes to the last (R-VAT-7)', () => {
    expect(spread(cents(100), [cents(1), cents(1), cents(1)])).toEqual([33, 33, 34]);
  });

  test('a negative total is divided like a positive one', () => {
    expect(spread(cents(-100), [cents(1), cents(1), cents(1)])).toEqual([-33, -33, -34]);
  });

  test('weights that add up to nothing leave all to the last part', () => {
    expect(spread(cents(7), [cents(5), cents(-5)])).toEqual([0, 7]);
  });

  test('an amount cannot be divided over nobody', () => {
    expect(() => spread(cents(1), [])).toThrow(MoneyError);
    expect(spread(cents(0), [])).toEqual([]);
  });

  test('the parts add up to the total, and none is more than a cent from its share', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1_000_000 }).map(cents), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(amount, weights, (total, shares) => {
        const parts = spread(total, shares);
        expect(sumCents(parts)).toBe(total);
        const whole = sumCents(shares);
        parts.forEach((part, index) => {
          const exact = (total * (shares[index] ?? 0)) / whole;
          expect(Math.abs(part - exact)).toBeLessThan(1.001);
        });
      }),
    );
  });
});

describe('percentages and prices', () => {
  test.each([
    [999, 2100, 210],
    [42050, 2100, 8831],
    [-42050, 2100, -8831],
    [50, 100, 1],
    [49, 100, 0],
  ])(
    '%i at %i hundredths of a percent is %i: half a cent is rounded away from zero',
    (net, percentage, vat) => {
      expect(shareOf(cents(net), percentage)).toBe(vat);
    },
  );

  test('two discounts follow each other and are rounded once: 999.99 − 10 % − 5 % = 854.99 (R-DISC-1)', () => {
    expect(afterDiscounts(cents(99999), [1000, 500])).toBe(85499);
  });

  test('a price is found only when it gives the amount exactly', () => {
    expect(exactPrice(cents(91800), parseDecimal('12'))).toBe(7650);
    expect(exactPrice(cents(1000), parseDecimal('3'))).toBeNull();
    expect(exactPrice(cents(1), parseDecimal('1000'))).toBeNull();
    expect(exactPrice(cents(15000), parseDecimal('1.5'))).toBe(10000);
  });

  test('decimal text loses only needless zeros', () => {
    expect(decimalOf(parseDecimal('-001.500'))).toBe('-1.5');
    expect(decimalOf(parseDecimal('0.00'))).toBe('0');
    expect(() => parseDecimal('1e5')).toThrow(MoneyError);
  });
});
