/** Which items and rows of Yuki are lines of our own journals, and what of Focus's payments goes to Yuki by one. */

import { describe, expect, test } from 'vitest';
import type { DocumentId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import {
  indexOwnJournals,
  ownJournalOf,
  ownLinesAsReceipts,
  ownLinesIn,
  ownMatchedIn,
  type OwnJournal,
} from '../../domain/own-journal.ts';
import { whatToExport } from '../../domain/paid-in-focus.ts';
import { date } from './build.ts';
import { exported, Follower, item, money, other } from './open-items.ts';

const mark = 'FY-00112233445566aa';
const journal = (more: Partial<OwnJournal> = {}): OwnJournal => ({
  mark,
  documentId: '17' as DocumentId,
  customerCode: 'K1',
  yukiDocumentId: 'D0C-1',
  amountCents: cents(12_100),
  openCents: null,
  overdueToShow: false,
  ...more,
});
const line = (more: Parameters<typeof item>[3] = {}, open = -12_100) =>
  item('line', -12_100, open, { typeId: 21, documentId: null, reference: null, ...more });
const index = (...all: OwnJournal[]) => indexOwnJournals(all);

describe('a line of our own journal', () => {
  test.each([
    ['by the id of its document, whatever the capitals', { documentId: 'd0c-1' }],
    ['by our mark in its text', { description: `2026/17 ${mark}` }],
    [
      'by our mark in the subject, where the id is of nobody',
      { documentId: 'else', description: `Focus 2026/17 ${mark}` },
    ],
  ])('is known %s (R-PAY-4)', (_, more) => {
    const own = index(journal());
    expect(ownJournalOf(line(more), own)?.documentId).toBe('17');
    expect(ownLinesAsReceipts([line(more)], own)).toEqual([{ ...line(more), typeId: 10 }]);
  });

  test.each([
    ['a line of somebody else', line({ documentId: 'other', description: 'FY-ffff' })],
    ['a line with the mark of nobody', line({ description: 'FY-ffffffffffffffff' })],
    [
      'what the journal has on the other side',
      item('x', 12_100, 12_100, { documentId: 'd0c-1', typeId: 21 }),
    ],
  ])('is not %s (R-PAY-8)', (_, other) => {
    expect(ownLinesAsReceipts([other], index(journal()))).toEqual([other]);
  });

  test('tells what is open of it, and nothing while it may not be shown yet (R-PAY-4)', () => {
    const shown = line({ documentId: 'd0c-1' }, -5_000);
    expect(ownLinesIn([shown], index(journal()))).toEqual([{ mark, openCents: 5_000 }]);
    expect(ownLinesIn([], index(journal()))).toEqual([]);
    expect(ownLinesIn([], index(journal({ overdueToShow: true })))).toEqual([{ mark, openCents: 0 }]);
    expect(ownLinesIn([], index(journal({ openCents: cents(5_000) })))).toEqual([{ mark, openCents: 0 }]);
    expect(ownLinesIn([shown], index(journal({ openCents: cents(5_000) })))).toEqual([]);
  });

  test('was matched by what is less open than before, and as soon as it was there if no list showed it (R-PAY-4)', () => {
    const matched = (own: OwnJournal, ...items: ReturnType<typeof line>[]) =>
      ownMatchedIn(items, index(own)).map(({ documentId, matchedCents }) => [documentId, matchedCents]);
    const shown = line({ documentId: 'd0c-1' }, -5_000);
    expect(matched(journal({ openCents: cents(12_100) }), shown)).toEqual([['17', 7_100]]);
    expect(matched(journal({ overdueToShow: true }))).toEqual([['17', 12_100]]);
    expect(matched(journal({ openCents: cents(3_000) }), shown)).toEqual([]);
    expect(matched(journal())).toEqual([]);
  });
});

describe('a matched line of our own journal', () => {
  const documents = [exported('17', 12_100), exported('18', 12_100)];
  const own = { documentId: '17' as DocumentId, customerCode: 'K1' };

  test('is money for its own invoice first, also beside a credit note (R-PAY-4, R-PAY-8)', () => {
    const follower = new Follower(...documents);
    const credit = (open: number) => item('credit', -12_100, open);
    follower.read(item('17', 12_100, 12_100), item('18', 12_100, 12_100), credit(-12_100), other);
    const reading = follower.readWith([{ ...own, matchedCents: cents(12_100) }], other);
    expect(money(reading)).toEqual([['17', 12_100]]);
  });

  test('is none for any other, and money of the bank is beside it (R-PAY-4, R-PAY-7)', () => {
    const follower = new Follower(...documents);
    follower.read(item('17', 12_100, 12_100), item('18', 12_100, 12_100));
    const ownMatched = [{ ...own, matchedCents: cents(5_000) }];
    const reading = follower.readWith(ownMatched, item('17', 12_100, 12_100), item('18', 12_100, 4_100));
    // 80.00 less is open, of which 50.00 is the line of invoice 17.
    expect(money(reading)).toEqual([['18', 3_000]]);
    expect(reading.notMoney).toEqual([{ documentId: '18', amountCents: 5_000, why: 'moved' }]);
  });
});

describe('of what Focus has as paid goes to Yuki', () => {
  const paid = (day: string, amount: number) => ({
    paidOn: date(`2026-03-${day}`),
    amountCents: cents(amount),
  });
  const goes = (order: Partial<Parameters<typeof whatToExport>[0]>) =>
    whatToExport({ inFocus: [], fromYuki: [], exported: [], mostCents: cents(100_000), ...order });

  test('each payment under its own date, the oldest first (R-PAY-4)', () => {
    const lines = goes({ inFocus: [paid('20', 5_000), paid('18', 7_100)] });
    expect(lines).toEqual([paid('18', 7_100), paid('20', 5_000)]);
  });

  test('none that came from Yuki, whatever its date in Focus (R-PAY-4)', () => {
    const inFocus = [paid('18', 7_100), paid('20', 5_000)];
    expect(goes({ inFocus, fromYuki: [paid('20', 5_000)] })).toEqual([paid('18', 7_100)]);
    expect(goes({ inFocus, fromYuki: [paid('01', 7_100)] })).toEqual([paid('20', 5_000)]);
    expect(goes({ inFocus, fromYuki: inFocus })).toEqual([]);
  });

  test('none that went before (R-PAY-4)', () => {
    const inFocus = [paid('18', 7_100), paid('20', 5_000)];
    expect(goes({ inFocus, exported: [paid('18', 7_100)] })).toEqual([paid('20', 5_000)]);
    // Removed in Focus after it went, and another put in its place: no more than what Focus has beyond it.
    expect(goes({ inFocus: [paid('22', 9_000)], exported: [paid('18', 7_100)] })).toEqual([
      paid('22', 1_900),
    ]);
  });

  test('no more than is open in Yuki, and nothing of a repayment (R-PAY-4)', () => {
    expect(goes({ inFocus: [paid('18', 7_100)], mostCents: cents(4_000) })).toEqual([paid('18', 4_000)]);
    expect(goes({ inFocus: [paid('18', 7_100), paid('19', -2_000)] })).toEqual([paid('18', 5_100)]);
  });
});
