/** What a dry run adds up, with sums worked out by hand (R-START-5, R-CN-3). */

import { describe, expect, test } from 'vitest';
import { sharesOf } from '../../domain/account-shares.ts';
import { addUp, arrivals, type PreparedDocument } from '../../domain/dry-run.ts';
import { cents } from '../../domain/money.ts';
import { date } from './build.ts';

const line = (account: string, vatType: number, vatPercentage: number, net: number, vat: number) => ({
  description: 'Advies',
  remarks: null,
  quantity: '1',
  netCents: cents(net),
  vatCents: cents(vat),
  product: {
    description: 'Advies',
    salesPrice: '1',
    vatPercentage,
    vatType,
    vatDescription: null,
    account,
  },
});

const share = (account: string, vatCode: string, net: number, vat: number) => ({
  account,
  vatCode,
  netCents: cents(net),
  vatCents: cents(vat),
});

const document = (changes: Partial<PreparedDocument>): PreparedDocument => ({
  kind: 'invoice',
  date: date('2026-03-12'),
  currency: 'EUR',
  grossCents: cents(121_000),
  customer: 'company/k1',
  shares: [share('704000', '1/21', 100_000, 21_000)],
  warnings: 0,
  ...changes,
});

describe('the shares of a document', () => {
  test('are one for each pair of ledger account and VAT code, lines of the same pair together', () => {
    // 250.00 at 6 % and 420.50 + 10.00 at 21 % on one account, 180.00 at 12 % on another.
    const lines = [
      line('704000', 1, 2100, 42_050, 8_831),
      line('704000', 2, 600, 25_000, 1_500),
      line('700000', 21, 1200, 18_000, 2_160),
      line('704000', 1, 2100, 1_000, 210),
    ];
    expect(sharesOf({ lines })).toEqual([
      share('700000', '21/12', 18_000, 2_160),
      share('704000', '1/21', 43_050, 9_041),
      share('704000', '2/6', 25_000, 1_500),
    ]);
  });
});

describe('what would be sent', () => {
  test('is added up by account, VAT code and month, a credit note with its sign (R-CN-3, R-START-5)', () => {
    const sums = addUp([
      document({}),
      // A second invoice of April on two accounts: 500.00 at 21 % and 300.00 at 6 %.
      document({
        date: date('2026-04-02'),
        customer: 'contact/k1',
        shares: [share('704000', '1/21', 50_000, 10_500), share('700000', '2/6', 30_000, 1_800)],
        warnings: 2,
      }),
      // Half of the first one is credited in April.
      document({
        kind: 'creditNote',
        date: date('2026-04-20'),
        shares: [share('704000', '1/21', -50_000, -10_500)],
      }),
    ]);
    expect(sums).toMatchObject({ documents: 3, invoices: 2, creditNotes: 1, customers: 2, withWarnings: 1 });
    const sum = (key: string, documents: number, net: number, vat: number) => ({
      key,
      currency: 'EUR',
      documents,
      netCents: net,
      vatCents: vat,
    });
    // 1,000 + 500 + 300 − 500 = 1,300.00; 210 + 105 + 18 − 105 = 228.00.
    expect(sums.totals).toEqual([sum('', 3, 130_000, 22_800)]);
    expect(sums.accounts).toEqual([sum('700000', 1, 30_000, 1_800), sum('704000', 3, 100_000, 21_000)]);
    expect(sums.vatCodes).toEqual([sum('1/21', 3, 100_000, 21_000), sum('2/6', 1, 30_000, 1_800)]);
    expect(sums.months).toEqual([sum('2026-03', 1, 100_000, 21_000), sum('2026-04', 2, 30_000, 1_800)]);
  });

  test('is never added up over currencies', () => {
    const sums = addUp([document({}), document({ currency: 'USD' })]);
    expect(sums.totals.map(({ currency, documents, netCents }) => [currency, documents, netCents])).toEqual([
      ['EUR', 1, 100_000],
      ['USD', 1, 100_000],
    ]);
  });

  test('of nothing is nothing', () => {
    expect(addUp([])).toMatchObject({ documents: 0, customers: 0, totals: [], accounts: [], months: [] });
  });
});

test('documents count in Yuki’s bundle in the month in which they arrive, not in that of their date (R-START-5)', () => {
  const day = (text: string, documents: number) => ({
    date: date(text),
    documents,
    messages: 1,
    yukiCalls: 5,
  });
  expect(arrivals([day('2026-11-29', 400), day('2026-11-30', 500), day('2026-12-01', 600)])).toEqual([
    { month: '2026-11', documents: 900 },
    { month: '2026-12', documents: 600 },
  ]);
});
