// The pure part of the life after export: what counts as a change, what Yuki's books show of our documents, which dates
// are compared. Figures are worked out by hand.

import { describe, expect, test } from 'vitest';
import { isImplausibleLoss, matchBooks, sumSales, type BookedDocument } from '../../domain/books.ts';
import { changesBetween, linesKeyOf, type FocusView } from '../../domain/changes.ts';
import { planWindows } from '../../domain/check-windows.ts';
import type { DocumentId, FocusEntityId, IsoDate } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';

const date = (text: string) => text as IsoDate;

describe('a change', () => {
  const view: FocusView = {
    number: '2026 / 10017',
    date: date('2026-03-12'),
    entityId: 'entity' as FocusEntityId,
    customer: null,
    currency: 'EUR',
    grossCents: cents(121_000),
    netCents: cents(100_000),
    taxes: [{ rate: 2100, netCents: cents(100_000), vatCents: cents(21_000) }],
    linesKey: 'a',
  };
  const other = [{ rate: 0, netCents: cents(121_000), vatCents: cents(0) }];

  test.each<[string, Partial<FocusView>, string[]]>([
    ['nothing', {}, []],
    ['other spaces in the number', { number: '2026/10017' }, []],
    ['what nobody has told', { customer: null, taxes: null, netCents: null, linesKey: null }, []],
    [
      'ten hours that became twelve',
      { grossCents: cents(145_200), netCents: cents(120_000), linesKey: 'b' },
      ['amount'],
    ],
    ['net and VAT that moved against each other', { netCents: cents(121_000), taxes: other }, ['amount']],
    [
      'another rate of the same amounts',
      { taxes: [{ rate: 600, netCents: cents(100_000), vatCents: cents(21_000) }] },
      ['vat'],
    ],
    ['another account behind the same amounts', { linesKey: 'b' }, ['lines']],
    [
      'another number, date and currency',
      { number: '17000018', date: date('2026-03-13'), currency: 'USD' },
      ['date', 'number', 'currency'],
    ],
  ])('%s (R-CHG-1, S-58, S-60)', (_, now, expected) => {
    expect(changesBetween(view, { ...view, ...now })).toEqual(expected);
  });

  test('of lines is no matter of their texts, quantities or order (R-CHG-1)', () => {
    const line = (text: string, net: number, category: string | null) => ({
      position: 1,
      section: null,
      description: text,
      extendedDescription: null,
      quantity: '1',
      unitPrice: '1',
      taxRateId: 'r' as never,
      discount: null,
      netCents: cents(net),
      grossCents: cents(net),
      productCategoryId: category as never,
      withheld: false,
    });
    const key = linesKeyOf({ lines: [line('a', 10, 'x'), line('b', 20, null)], discounts: [] });
    expect(
      linesKeyOf({ lines: [line('c', 20, null), line('', 0, 'z'), line('d', 10, 'x')], discounts: [] }),
    ).toBe(key);
    expect(linesKeyOf({ lines: [line('a', 10, 'y'), line('b', 20, null)], discounts: [] })).not.toBe(key);
  });
});

describe('the dates of a comparison', () => {
  const startDate = date('2026-01-15');
  test('are the recent months every day and one older month more, in turn (R-CHG-2)', () => {
    const windows: unknown[] = [];
    let olderBefore: IsoDate | null = null;
    for (let day = 0; day < 4; day += 1) {
      const plan = planWindows({ startDate, today: date('2026-06-20'), olderBefore });
      windows.push(plan.windows);
      olderBefore = plan.olderBefore;
    }
    const recent = { from: '2026-04-01', to: null };
    expect(windows).toEqual([
      [recent, { from: '2026-03-01', to: '2026-03-31' }],
      [recent, { from: '2026-02-01', to: '2026-02-28' }],
      [recent, { from: '2026-01-15', to: '2026-01-31' }],
      [recent, { from: '2026-03-01', to: '2026-03-31' }],
    ]);
  });

  test('are everything in the first months of a connection (R-CHG-2)', () => {
    expect(planWindows({ startDate, today: date('2026-02-20'), olderBefore: null })).toEqual({
      windows: [{ from: '2026-01-15', to: null }],
      olderBefore: null,
    });
  });
});

describe('Yuki’s books', () => {
  const document = (
    id: string,
    reference: string | null,
    gross: number,
    yuki: string | null = null,
  ): BookedDocument => ({
    documentId: id as DocumentId,
    kind: 'invoice',
    reference,
    number: '2026 / 1',
    date: date('2026-03-01'),
    grossCents: cents(gross),
    yukiDocumentId: yuki,
  });
  const sale = (documentId: string, reference: string, gross: number) => ({
    documentId,
    reference,
    date: date('2026-03-01'),
    grossCents: cents(gross),
    contactId: null,
    contactCode: null,
  });

  test('have a document by Yuki’s own id though it was renumbered, and by number otherwise; the rest is foreign (R-CHG-6)', () => {
    const { byDocument, foreign } = matchBooks(
      [document('1', '2026/1', 100, 'Y1'), document('2', '2026/2', 200), document('3', '2026/3', 300)],
      [sale('y1', '2026/99', 100), sale('y2', '2026 / 2', 200), sale('y3', 'V-1', 5)],
    );
    expect([...byDocument].map(([id, { sale: found }]) => [id, found?.documentId ?? null])).toEqual([
      ['1', 'y1'],
      ['2', 'y2'],
      ['3', null],
    ]);
    expect(foreign.map(({ reference }) => reference)).toEqual(['V-1']);
  });

  test('that show a number twice take the one with our amount, and tell of the other (R-CHG-6)', () => {
    const { byDocument, foreign } = matchBooks(
      [document('1', '2026/1', 100)],
      [sale('a', '2026/1', 90), sale('b', '2026/1', 100)],
    );
    expect(byDocument.get('1' as DocumentId)).toMatchObject({
      sale: { documentId: 'b' },
      doubles: [{ documentId: 'a' }],
    });
    expect(foreign).toEqual([]);
  });

  test('add up the rows of a document, and a removal by its opposite leaves nothing (R-CHG-5)', () => {
    const rows = [
      sale('a', '1', 100),
      sale('a', '1', -100),
      sale('b', '2', 70),
      sale('b', '2', 30),
      sale('c', '3', 0),
    ];
    expect(sumSales(rows).map(({ documentId, grossCents }) => [documentId, grossCents])).toEqual([
      ['b', 100],
      ['c', 0],
    ]);
  });

  test.each([
    [1, 1, false],
    [2, 2, false],
    [3, 3, true],
    [10, 12, false],
    [11, 54, true],
    [11, 56, false],
  ])('that lack %i of %i documents are not believed: %s (R-PAY-9)', (missing, expected, implausible) => {
    expect(isImplausibleLoss(missing, expected)).toBe(implausible);
  });
});
