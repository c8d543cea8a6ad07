/** Which sales of Yuki are documents of Focus: the printed number finds them, customer, date and amount decide. */

import { describe, expect, test } from 'vitest';
import {
  debtorAccounts,
  indexSales,
  numberStands,
  standingOf,
  type StandingSale,
  type UnsentDocument,
} from '../../domain/adoption.ts';
import type { IsoDate } from '../../domain/ids.ts';
import type { Cents } from '../../domain/money.ts';

const sale = (change: Partial<StandingSale> = {}): StandingSale => ({
  yukiDocumentId: 'document-1',
  reference: '2026/10017',
  date: '2026-03-12' as IsoDate,
  grossCents: 121_000 as Cents,
  customerKeys: ['relation-1', '132926235'],
  ...change,
});

const unsent = (change: Partial<UnsentDocument> = {}): UnsentDocument => ({
  kind: 'invoice',
  number: '2026 / 10017',
  reference: '2026/10017',
  date: '2026-03-12' as IsoDate,
  grossCents: 121_000 as Cents,
  customerKeys: ['132926235'],
  ...change,
});

const standing = (document: UnsentDocument, ...sales: StandingSale[]) =>
  standingOf(document, indexSales(sales));

describe('an unsent document', () => {
  test('agrees with a sale of its number, customer, date and amount (R-DIS-3, S-66)', () => {
    expect(standing(unsent(), sale())).toEqual({ sale: sale(), disagreements: [] });
  });

  test.each([
    ['the customer', { customerKeys: ['Z9'] }, ['customer']],
    ['the customer, of whom nothing is decided', { customerKeys: [] }, ['customer']],
    ['the date', { date: '2026-03-11' as IsoDate }, ['date']],
    ['the amount, by one cent', { grossCents: 121_001 as Cents }, ['amount']],
    [
      'everything but the number',
      { customerKeys: ['Z9'], date: '2026-01-01' as IsoDate, grossCents: 1 as Cents },
      ['customer', 'date', 'amount'],
    ],
  ])('that differs in %s says so and does not agree (E-9)', (_, change, disagreements) => {
    expect(standing(unsent(change), sale())?.disagreements).toEqual(disagreements);
  });

  test('is found under its number as people type it, with spaces and capitals of their own (S-40)', () => {
    expect(standing(unsent(), sale({ reference: ' 2026 / 10017 ' }))?.disagreements).toEqual([]);
    const lettered = unsent({ number: 'Fa 2026 / 7', reference: 'Fa 2026/7' });
    expect(standing(lettered, sale({ reference: 'FA2026/7' }))?.disagreements).toEqual([]);
  });

  test('is the sale that agrees among several of one number', () => {
    const other = sale({ yukiDocumentId: 'document-2', customerKeys: ['Z9'], grossCents: 5 as Cents });
    expect(standing(unsent(), other, sale())?.sale.yukiDocumentId).toBe('document-1');
  });

  test('with another number stands nowhere, whatever else agrees', () => {
    expect(standing(unsent({ number: '2026 / 10018', reference: '2026/10018' }), sale())).toBeNull();
  });

  test('without a number stands nowhere', () => {
    const nameless = unsent({ number: ' ', reference: null });
    expect(standing(nameless, sale({ reference: ' ' }))).toBeNull();
    expect(numberStands(nameless, indexSales([sale()]))).toBe(false);
  });

  test('compares the ids of customers without regard to capitals', () => {
    expect(standing(unsent({ customerKeys: ['RELATION-1'] }), sale())?.disagreements).toEqual([]);
  });
});

describe('invoices and credit notes that count from the same numbers', () => {
  const credit = unsent({
    kind: 'creditNote',
    number: '2026/10017',
    reference: '2026/10017-CN',
    grossCents: -121_000 as Cents,
  });

  test('are not taken for each other, because their signs differ (R-NUM-2)', () => {
    expect(standing(credit, sale())).toBeNull();
    expect(
      standing(unsent(), sale({ reference: '2026/10017-CN', grossCents: -121_000 as Cents })),
    ).toBeNull();
  });

  test('are found under the bare number, too, as the built-in connector wrote them (R-NUM-2, S-66)', () => {
    expect(standing(credit, sale({ grossCents: -121_000 as Cents }))?.disagreements).toEqual([]);
  });

  test('have a taken number when our own reference stands in Yuki with nothing else alike (E-9)', () => {
    const taken = sale({ reference: '2026/10017-cn', customerKeys: ['Z9'], date: null });
    expect(standing(credit, taken)?.disagreements).toEqual(['customer', 'date', 'amount']);
  });
});

test('under the bare number another entity’s sale with nothing alike is no sign (R-NUM-7)', () => {
  const second = unsent({ reference: '2026/10017-LE', customerKeys: ['FC1'], date: '2026-05-01' as IsoDate });
  expect(standing({ ...second, grossCents: 9_000 as Cents }, sale())).toBeNull();
  // One more sign than the number, and a person compares.
  expect(standing(second, sale())?.disagreements).toEqual(['customer', 'date']);
});

describe('the debtors’ accounts', () => {
  const accounts = (...codes: string[]) =>
    codes.map((code) => ({ code, description: code, enabled: true, type: null, subtype: null }));

  test('are group 400 of the Belgian chart and 130 of the Dutch one, in their order', () => {
    const chart = accounts('700000', '400100', '130000', '400000', '440000');
    expect(debtorAccounts('be', chart)).toEqual(['400000', '400100']);
    expect(debtorAccounts('nl', chart)).toEqual(['130000']);
  });

  test('are at most three, because each costs a call (R-LIM-4)', () => {
    expect(debtorAccounts('be', accounts('400003', '400002', '400001', '400000'))).toEqual([
      '400000',
      '400001',
      '400002',
    ]);
  });
});
