/** What the general ledger says of documents that fell or left the list: rows in, proof out. */

import { describe, expect, test } from 'vitest';
import type { DocumentId, IsoDate } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import {
  readProof,
  type BooksIdentity,
  type Proof,
  type SettledInQuestion,
} from '../../domain/payments-proof.ts';
import type { MatchedRow } from '../../domain/yuki-records.ts';
import { date } from './build.ts';

const identity = (number: string, original: number, more: Partial<BooksIdentity> = {}): BooksIdentity => ({
  documentId: number as DocumentId,
  reference: `2026/${number}`,
  yukiDocumentId: `doc-${number}`,
  date: date('2026-03-12'),
  originalCents: cents(original),
  customerKeys: ['contact-1', 'K1'],
  ...more,
});

const vanished = (
  number: string,
  original: number,
  more: Partial<SettledInQuestion> = {},
): SettledInQuestion => ({
  ...identity(number, original),
  vanished: true,
  fallCents: cents(original),
  settledCents: cents(0),
  allowedCents: cents(0),
  ...more,
});

const row = (amount: number, more: Partial<MatchedRow> = {}): MatchedRow => ({
  documentId: null,
  documentReference: null,
  documentType: null,
  account: '400000',
  date: date('2026-03-12'),
  amountCents: cents(amount),
  contactId: 'contact-1',
  contactCode: 'K1',
  matchDate: null,
  ...more,
});

const sale = (number: string, amount: number, matched: string | null, more: Partial<MatchedRow> = {}) =>
  row(amount, {
    documentId: `doc-${number}`,
    documentReference: `2026/${number}`,
    documentType: 'SalesInvoice',
    matchDate: matched as IsoDate | null,
    ...more,
  });
const settling = (documentType: string, amount: number, matched: string) =>
  row(-amount, { documentId: `of-${documentType}-${amount}`, documentType, matchDate: date(matched) });

function prove(
  questions: readonly SettledInQuestion[],
  rows: readonly MatchedRow[],
  witnesses: readonly BooksIdentity[] = [],
): Proof {
  const reader = readProof({ from: date('2026-01-01'), questions, witnesses });
  for (const one of rows) reader.take(one);
  return reader.answer();
}

describe('a document that left the list (R-PAY-9)', () => {
  const asked = [vanished('1', 12_100)];
  const inBooks = (...given: Parameters<typeof prove>) => [...prove(...given).inBooks.values()];

  test('stands in the books by its DocumentID, its number, or its customer, date and amount', () => {
    const paid = row(-12_100);
    expect(inBooks(asked, [sale('1', 12_100, null, { documentReference: 'A-77' }), paid])).toEqual([
      'stands',
    ]);
    expect(inBooks(asked, [sale('1', 12_100, null, { documentId: 'new' }), paid])).toEqual(['stands']);
    const renewed = { documentId: 'new', documentReference: 'A-77' };
    expect(inBooks(asked, [sale('1', 12_100, null, renewed), paid])).toEqual(['stands']);
    const stranger = { contactId: 'contact-2', contactCode: 'K2' };
    expect(inBooks(asked, [sale('1', 12_100, null, { ...renewed, ...stranger })])).toEqual(['missing']);
  });

  test('is gone when the books have all that stands open and not it, or it with its opposite', () => {
    const [witness] = [identity('2', 5_000)];
    expect(inBooks(asked, [sale('2', 5_000, null)], [witness])).toEqual(['missing']);
    const taken = [sale('1', 12_100, null), sale('1', -12_100, null), sale('2', 5_000, null)];
    expect(inBooks(asked, taken, [witness])).toEqual(['missing']);
  });

  test('is unproven when the answer is empty, names nothing, or lacks what stands open', () => {
    expect(inBooks(asked, [])).toEqual(['unproven']);
    expect(inBooks(asked, [row(700)])).toEqual(['unproven']);
    expect(inBooks(asked, [sale('3', 700, null)], [identity('2', 5_000)])).toEqual(['unproven']);
  });

  test('is unproven when all of three are lacking and nothing else of ours shows that the answer is whole', () => {
    const three = ['1', '2', '3'].map((number) => vanished(number, 12_100));
    expect(inBooks(three, [sale('9', 700, null)])).toEqual(['unproven', 'unproven', 'unproven']);
    expect(inBooks(three.slice(0, 2), [sale('9', 700, null)])).toEqual(['missing', 'missing']);
  });

  test('is unproven when its number is there with another amount: a purchase may bear it', () => {
    const question = [vanished('1', 12_100, { yukiDocumentId: null })];
    expect(inBooks(question, [sale('1', -4_000, null, { documentId: 'purchase' })])).toEqual(['unproven']);
  });

  test('is unproven while its row is not matched and those of others are: an empty list given twice pays nothing', () => {
    const [open, matched] = [sale('1', 12_100, null), sale('5', 700, '2026-04-08')];
    expect(inBooks(asked, [open, matched])).toEqual(['unproven']);
    // Where Yuki dates nothing, nothing follows from a missing date.
    expect(inBooks(asked, [open, sale('5', 700, null), row(-12_100)])).toEqual(['stands']);
  });

  test('is unproven while nothing has lowered what its customer owes, also where Yuki dates nothing', () => {
    const open = sale('1', 12_100, null);
    expect(inBooks(asked, [open])).toEqual(['unproven']);
    const ofAnother = row(-12_100, { contactId: 'contact-2', contactCode: 'K2' });
    const onAnotherAccount = row(-12_100, { account: '550000' });
    expect(inBooks(asked, [open, ofAnother, onAnotherAccount])).toEqual(['unproven']);
    // A row without a name may be anybody's.
    expect(inBooks(asked, [open, row(-12_100, { contactId: null, contactCode: null })])).toEqual(['stands']);
  });

  test('is known by its own row beside another document of that customer, day and amount that was paid', () => {
    const [own, twin] = [sale('1', 12_100, null), sale('99', 12_100, '2026-04-08')];
    expect(inBooks(asked, [own, twin])).toEqual(['unproven']);
    expect(inBooks(asked, [{ ...own, matchDate: date('2026-04-09') }, twin])).toEqual(['stands']);
  });

  test('that fell in part and stands in the list counts its rows once, also where its id is not known', () => {
    const known = { yukiDocumentId: null };
    const part = vanished('1', 12_100, { ...known, vanished: false, fallCents: cents(5_000) });
    const rows = [sale('1', 12_100, null), settling('BankStatement', 5_000, '2026-04-08')];
    const { dates } = prove([part], rows, [identity('1', 12_100, known)]);
    expect([...dates]).toEqual([['1', '2026-04-08']]);
  });

  test('stands by date and amount where Yuki names nothing at all', () => {
    const nameless = { contactId: null, contactCode: null };
    expect(
      inBooks(asked, [row(12_100, nameless), row(-12_100, { ...nameless, date: date('2026-04-08') })]),
    ).toEqual(['stands']);
  });
});

describe('the date of a payment', () => {
  const dateOf = (question: SettledInQuestion, rows: readonly MatchedRow[]) =>
    prove([question], rows).dates.get(question.documentId);

  test('is that on which the document was matched', () => {
    expect(dateOf(vanished('1', 12_100), [sale('1', 12_100, '2026-04-08')])).toBe('2026-04-08');
  });

  test('of a part is that of the newest payments that make it up, and unknown when none do (S-47)', () => {
    const part = (fall: number) => vanished('1', 121_000, { vanished: false, fallCents: cents(fall) });
    const rows = [
      sale('1', 121_000, null),
      settling('BankStatement', 50_000, '2026-04-03'),
      settling('BankStatement', 40_000, '2026-04-20'),
    ];
    expect(dateOf(part(40_000), rows)).toBe('2026-04-20');
    expect(dateOf(part(50_000), rows)).toBe('2026-04-03');
    expect(dateOf(part(90_000), rows)).toBe('2026-04-20');
    expect(dateOf(part(12_300), rows)).toBeUndefined();
  });
});

describe('what was booked away (R-PAY-1)', () => {
  const away = (questions: readonly SettledInQuestion[], rows: readonly MatchedRow[]) =>
    [...prove(questions, rows).writtenOff].map(([id, amount]) => [id, amount]);

  test('by a journal entry of the whole amount is no money', () => {
    const rows = [sale('1', 12_100, '2026-04-08'), settling('GeneralJournal', 12_100, '2026-04-08')];
    expect(away([vanished('1', 12_100)], rows)).toEqual([['1', 12_100]]);
  });

  test('beside a payment is that part only, and nothing when the setting forgives it', () => {
    const rows = [
      sale('1', 12_100, '2026-04-08'),
      settling('BankStatement', 12_000, '2026-04-08'),
      settling('Memoriaal', 100, '2026-04-08'),
    ];
    expect(away([vanished('1', 12_100)], rows)).toEqual([['1', 100]]);
    expect(away([vanished('1', 12_100, { allowedCents: cents(100) })], rows)).toEqual([]);
    // Nothing is forgiven of what no money came for.
    const alone = [sale('2', 100, '2026-04-08'), settling('Memoriaal', 100, '2026-04-08')];
    expect(away([vanished('2', 100, { allowedCents: cents(100) })], alone)).toEqual([['2', 100]]);
  });

  test('is said where a payment of that amount stands beside the entry: it may be another invoice’s, settled before', () => {
    const both = [
      sale('1', 12_100, '2026-04-08'),
      settling('BankStatement', 12_100, '2026-04-08'),
      settling('GeneralJournal', 12_100, '2026-04-08'),
    ];
    expect(away([vanished('1', 12_100)], both)).toEqual([['1', 12_100]]);
  });

  test('is not said where payments of that day make up the fall, or the entry is another customer’s', () => {
    const paid = [
      sale('1', 12_100, '2026-04-08'),
      settling('BankStatement', 12_100, '2026-04-08'),
      settling('GeneralJournal', 5_000, '2026-04-08'),
    ];
    expect(away([vanished('1', 12_100)], paid)).toEqual([]);
    const others = {
      ...settling('GeneralJournal', 12_100, '2026-04-08'),
      contactId: 'c9',
      contactCode: 'K9',
    };
    expect(away([vanished('1', 12_100)], [sale('1', 12_100, '2026-04-08'), others])).toEqual([]);
  });

  test('of two alike of which one was paid is said of both, because nothing is registered by guess', () => {
    const rows = [
      sale('1', 12_100, '2026-04-08'),
      sale('2', 12_100, '2026-04-08'),
      settling('BankStatement', 12_100, '2026-04-08'),
      settling('GeneralJournal', 12_100, '2026-04-08'),
    ];
    expect(away([vanished('1', 12_100), vanished('2', 12_100)], rows)).toEqual([
      ['1', 12_100],
      ['2', 12_100],
    ]);
  });
});
