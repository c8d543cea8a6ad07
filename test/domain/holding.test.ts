/** What can be known without a call holds a document before it is sent, by every cause once and in one order. */

import { describe, expect, test } from 'vitest';
import { describeCause } from '../../domain/cause-texts.ts';
import { causes } from '../../domain/causes.ts';
import { cents } from '../../domain/money.ts';
import {
  categoryId,
  customer,
  customerId,
  date,
  document,
  heldBy,
  line,
  mueller,
  rateId,
  rules,
  translated,
  vatCode,
  vatLink,
} from './build.ts';

const plain = (more = {}, code = '21') => {
  const vat = code === '21' ? 2100 : 0;
  return document([line(1, 10000, 10000 + vat, code)], [[vat, 10000, vat]], 10000, 10000 + vat, more);
};

describe('ledger accounts', () => {
  test('a line without account and without default is held before any call (S-18, S-30, E-1, R-LINE-1)', () => {
    const lines = [
      line(1, 10000, 12100, '21', { productCategoryId: categoryId('goods') }),
      line(2, 5000, 6050, '21', { description: 'Verplaatsing' }),
    ];
    const result = translated(document(lines, [[2100, 15000, 3150]], 15000, 18150), customer(), {
      defaultAccount: null,
      categoryLedgers: { goods: '700000' },
    });
    expect(result).toEqual({
      kind: 'held',
      causes: [{ key: 'account-missing', subject: 'rate-21', shown: '21', line: 2 }],
    });
  });

  test('the category’s ledger comes before the rate’s account, and that before the default (R-LINE-2)', () => {
    const lines = [
      line(1, 10000, 12100, '21', { productCategoryId: categoryId('goods') }),
      line(2, 10000, 12100, '21', { productCategoryId: categoryId('without') }),
      line(3, 10000, 10600, '6'),
    ];
    const taxes: [number, number, number][] = [
      [600, 10000, 600],
      [2100, 20000, 4200],
    ];
    const result = translated(document(lines, taxes, 30000, 34800), customer(), {
      categoryLedgers: { goods: '700000', without: null },
      accountPerRate: { [rateId('21')]: '708000' },
      defaultAccount: '704000',
    });
    const accounts =
      result.kind === 'sendable' ? result.invoice.lines.map((sent) => sent.product.account) : [];
    expect(accounts).toEqual(['700000', '708000', '704000']);
  });

  test('an account that Yuki does not have is held locally and named (S-33, E-3)', () => {
    expect(heldBy(translated(plain(), customer(), { defaultAccount: '704999' }))).toEqual([
      'account-unknown 704999',
    ]);
  });

  test('a disabled account is held locally and named (S-32, E-3)', () => {
    expect(heldBy(translated(plain(), customer(), { defaultAccount: '705500' }))).toEqual([
      'account-disabled 705500',
    ]);
  });
});

describe('VAT', () => {
  test('a rate that is not linked is one cause for all its lines (S-26, E-5a, R-VAT-3)', () => {
    const lines = [line(1, 10000, 10600, 'CULT'), line(2, 10000, 10600, 'CULT')];
    const result = translated(document(lines, [[600, 20000, 1200]], 20000, 21200));
    expect(result).toEqual({
      kind: 'held',
      causes: [{ key: 'vat-rate-not-linked', subject: 'rate-CULT', shown: 'CULT', line: 1 }],
    });
  });

  test('a rate that Focus no longer lists counts as not linked (E-5a)', () => {
    expect(heldBy(translated(plain({}, 'GONE')))).toEqual(['vat-rate-not-linked rate-GONE']);
  });

  test('a link to a code of another percentage counts as none (R-VAT-4)', () => {
    const vatLinks = [vatLink('21', 2, 600, 'domestic')];
    expect(heldBy(translated(plain(), customer(), { vatLinks }))).toEqual(['vat-rate-not-linked rate-21']);
  });

  test('a type and percentage that Yuki does not have is held (E-5b, R-VAT-3)', () => {
    const vatCodes = rules.vatCodes.filter((code) => code.type !== 1);
    expect(heldBy(translated(plain(), customer(), { vatCodes }))).toEqual(['vat-code-unknown 1/2100/']);
  });

  const shop = {
    vatCodes: [
      vatCode(40, 2100, 'OSS ES 21%', { country: 'ES' }),
      vatCode(40, 2100, 'OSS BE 21%', { country: 'BE' }),
    ],
    vatLinks: [{ ...vatLink('21', 40, 2100, 'one-stop-shop'), country: 'ES', vatDescription: 'OSS ES 21%' }],
  };
  test('a one-stop-shop code of another country than the customer’s holds the customer (E-5c, R-VAT-3)', () => {
    expect(heldBy(translated(plain(), customer(), shop))).toEqual([
      `vat-country-mismatch ${customerId('1')}`,
    ]);
  });

  test('a one-stop-shop code of the customer’s country passes, with its description (E-5c)', () => {
    const lucia = customer({
      vatNumber: null,
      address: { line: null, postalCode: null, city: null, country: 'ES' },
    });
    const result = translated(plain(), lucia, shop);
    expect(result.kind === 'sendable' && result.invoice.lines[0]?.product.vatDescription).toBe('OSS ES 21%');
  });

  const twelve = (
    start: string | null,
    end: string | null,
    more: { startDate: string | null; endDate: string | null }[] = [],
  ) => ({
    vatCodes: [{ startDate: start, endDate: end }, ...more].map(({ startDate, endDate }) =>
      vatCode(21, 1200, 'BTW 12%', {
        startDate: startDate === null ? null : date(startDate),
        endDate: endDate === null ? null : date(endDate),
      }),
    ),
  });
  const february = document([line(1, 10000, 11200, '12')], [[1200, 10000, 1200]], 10000, 11200, {
    date: date('2026-02-20'),
  });
  test('a code that becomes valid after the date of the document is held, and freed by an earlier start (S-27, E-5d, R-VAT-3)', () => {
    expect(heldBy(translated(february, customer(), twelve('2026-03-01', null)))).toEqual([
      'vat-code-not-valid-on-date 21/1200/',
    ]);
    expect(translated(february, customer(), twelve('2026-02-20', null)).kind).toBe('sendable');
  });

  test('a code whose validity has ended is held, unless a second one of the same kind is valid (E-5d)', () => {
    expect(heldBy(translated(february, customer(), twelve(null, '2026-02-19')))).toHaveLength(1);
    const both = twelve(null, '2026-02-19', [{ startDate: '2026-02-20', endDate: null }]);
    expect(translated(february, customer(), both).kind).toBe('sendable');
  });

  test.each([
    ['CM', null],
    ['VCMD', 'DE12'],
    ['CM', 'US-123'],
  ])('a delivery inside the EU (%s) needs a valid VAT number, not %s (S-22, E-7)', (code, vatNumber) => {
    expect(heldBy(translated(plain({}, code), mueller({ vatNumber })))).toEqual([
      `customer-no-vat-number ${customerId('3')}`,
    ]);
  });

  test('the customer leaves by the VAT number that was filled in, dots and all (S-22, R-ERR-3)', () => {
    expect(translated(plain({}, 'CM'), mueller({ vatNumber: 'DE 999.999.999' })).kind).toBe('sendable');
  });
});

describe('customers', () => {
  test.each([null, '', 'ZZ', 'Unknown'])('a customer whose country is %j is held (S-37, E-8)', (country) => {
    const unknown = customer({
      vatNumber: null,
      address: { line: null, postalCode: null, city: null, country },
    });
    expect(heldBy(translated(plain(), unknown))).toEqual([`customer-no-country ${customerId('1')}`]);
  });

  test('a customer that Focus no longer has, without VAT number on the document, is held (S-57)', () => {
    expect(heldBy(translated(plain(), null))).toEqual([`customer-unknown ${customerId('1')}`]);
  });

  test('a customer without name is held (R-CUST-8)', () => {
    expect(heldBy(translated(plain(), customer({ name: ' \u0007 ' })))).toEqual([
      `customer-incomplete ${customerId('1')}`,
    ]);
  });
});

describe('the document as a whole', () => {
  test('a document before the first open date is held by that date, one on it is not (S-34, E-4)', () => {
    const closedBefore = date('2026-04-01');
    expect(heldBy(translated(plain({ date: date('2026-03-31') }), customer(), { closedBefore }))).toEqual([
      'period-closed 2026-04-01',
    ]);
    expect(translated(plain({ date: date('2026-04-01') }), customer(), { closedBefore }).kind).toBe(
      'sendable',
    );
  });

  test('a currency is held until the settings allow it, and never converted (S-28, R-CUR-3)', () => {
    const dollars = plain({ currency: 'USD' });
    expect(heldBy(translated(dollars))).toEqual(['currency-not-supported USD']);
    const allowed = translated(dollars, customer(), { allowedCurrencies: ['EUR', 'USD'] });
    expect(allowed.kind === 'sendable' && allowed.invoice.currency).toBe('USD');
  });

  test('a total of zero is held (S-15, R-EXP-8)', () => {
    const free = document([line(1, 0, 0, '21', { unitPrice: '0' })], [[2100, 0, 0]], 0, 0);
    expect(heldBy(translated(free))).toEqual(['zero-total zero']);
  });

  test('withholding tax is held (R-VAT-9)', () => {
    expect(heldBy(translated(plain({ withheld: true })))).toEqual(['vat-not-supported withholding-tax']);
    expect(heldBy(translated(plain({ payableCents: cents(10000) })))).toEqual([
      'vat-not-supported withholding-tax',
    ]);
  });

  test('a document without number, date or lines is held for each (R-EXP-1)', () => {
    const empty = document([], [], 0, 0, { number: null, date: null });
    expect(heldBy(translated(empty))).toEqual([
      'document-incomplete date',
      'document-incomplete lines',
      'document-incomplete number',
    ]);
  });

  test('a line without VAT rate is held and its line named', () => {
    const lines = [line(1, 10000, 12100, '21'), line(2, 1000, 1000, '21', { taxRateId: null })];
    const result = translated(document(lines, [[2100, 11000, 2310]], 11000, 13310));
    expect(result).toMatchObject({
      kind: 'held',
      causes: [{ key: 'document-incomplete', subject: 'vat-rate', line: 2 }],
    });
  });

  test.each([
    [
      'the lines are ten cents short',
      document([line(1, 9990, 12088, '21')], [[2100, 10000, 2100]], 10000, 12100),
    ],
    [
      'the rates do not add up to the total',
      document([line(1, 10000, 12100, '21')], [[2100, 10000, 2100]], 10000, 12101),
    ],
    [
      'a rate of the totals has no line',
      document([line(1, 10000, 12100, '21')], [[600, 10000, 600]], 10000, 10600),
    ],
    [
      'the VAT is not that of the rate',
      document([line(1, 10000, 12100, '21')], [[2100, 10000, 2000]], 10000, 12000),
    ],
    [
      'the lines are all free, the total is not',
      document([line(1, 0, 0, '21')], [[2100, 10000, 2100]], 10000, 12100),
    ],
  ])('totals that do not fit are held, never mended: %s (R-VAT-7)', (_, subject) => {
    expect(heldBy(translated(subject))).toEqual(['totals-inconsistent totals']);
  });

  test('several causes stand once each, in the order of the table of causes (design 5)', () => {
    const lines = [line(1, 5000, 5000, 'CM'), line(2, 5000, 5000, 'CM'), line(3, 5000, 6050, '21')];
    const taxes: [number, number, number][] = [
      [0, 10000, 0],
      [2100, 5000, 1050],
    ];
    const subject = document(lines, taxes, 15000, 16050, { currency: 'USD' });
    const nobody = customer({
      vatNumber: null,
      address: { line: null, postalCode: null, city: null, country: null },
    });
    const held = heldBy(
      translated(subject, nobody, { defaultAccount: '705500', closedBefore: date('2026-04-01') }),
    );
    expect(held).toEqual([
      'account-disabled 705500',
      `customer-no-vat-number ${customerId('1')}`,
      `customer-no-country ${customerId('1')}`,
      'period-closed 2026-04-01',
      'currency-not-supported USD',
    ]);
    const order = Object.keys(causes);
    const places = held.map((text) => order.indexOf(text.split(' ')[0] ?? ''));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('what is shown to people never holds a name, an amount or an id of a customer (design 3)', () => {
    const result = translated(plain({}, 'CM'), mueller({ vatNumber: null }));
    const shown =
      result.kind === 'held' ? result.causes.map((cause) => describeCause(cause.key, cause.shown)) : [];
    expect(JSON.stringify(shown)).not.toMatch(/Müller|100|33333333/);
    expect(shown).toHaveLength(1);
  });
});
