/** One verdict per document sent, whatever Yuki's answer looks like; doubt is a verdict of its own. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImpossibleState } from '../../domain/assert.ts';
import {
  blameAccount,
  judgeImport,
  sentDocument,
  type SentDocument,
  type Verdict,
} from '../../domain/verdicts.ts';
import type { ImportAnswer, ImportVerdict } from '../../domain/yuki-records.ts';
import { chart, customerId, date, document, line, sendable, translated } from './build.ts';

const sent = (reference: string): SentDocument => ({
  reference,
  date: date('2026-03-12'),
  customerId: customerId('1'),
  accounts: ['705500'],
  vatCodes: ['1/21'],
});
const numbers = (count: number) => Array.from({ length: count }, (_, index) => sent(`2026/${index + 1}`));

const ok = (reference: string | null): ImportVerdict => ({
  reference,
  succeeded: true,
  processed: true,
  emailSent: false,
  message: '',
});
const disabled = 'Cannot book this transaction line because the GLAccount is disabled';
const wrong = (reference: string | null, message = disabled): ImportVerdict => ({
  reference,
  succeeded: false,
  processed: false,
  emailSent: false,
  message,
});
const answer = (invoices: ImportVerdict[], totals: [number, number, number]): ImportAnswer => ({
  totalSucceeded: totals[0],
  totalFailed: totals[1],
  totalSkipped: totals[2],
  invoices,
});
const kinds = (documents: SentDocument[], given: ImportAnswer): Verdict['kind'][] =>
  judgeImport(documents, given).verdicts.map(({ verdict }) => verdict.kind);
const count = (all: string[], kind: string): number => all.filter((one) => one === kind).length;

describe('a message partly refused', () => {
  test('numbers 7 and 19 of 25 are refused, each for its own reason, and 23 are accepted (S-73)', () => {
    const documents = numbers(25);
    const noVat =
      'The VAT number of the relation must be filled in for sales invoices with deliveries to countries within the EU';
    const entries = documents.map(({ reference }, index) =>
      index === 6 ? wrong(reference) : index === 18 ? wrong(reference, noVat) : ok(reference),
    );
    const judged = judgeImport(documents, answer(entries, [23, 2, 0]));
    expect(judged).toMatchObject({ countersAgree: true, foreign: 0 });
    expect(judged.verdicts[6]?.verdict).toMatchObject({
      kind: 'refused',
      cause: { key: 'accounts-refused', subject: '705500' },
    });
    expect(judged.verdicts[18]?.verdict).toMatchObject({
      kind: 'refused',
      cause: { key: 'customer-no-vat-number' },
    });
    expect(judged.verdicts.filter(({ verdict }) => verdict.kind === 'accepted')).toHaveLength(23);
  });

  const six = (rest: (reference: string) => ImportVerdict[], totals: [number, number, number]) => {
    const documents = numbers(25);
    const entries = documents.flatMap(({ reference }, index) =>
      index < 4 ? [ok(reference)] : index < 10 ? [wrong(reference)] : rest(reference),
    );
    return kinds(documents, answer(entries, totals));
  };

  test.each<[string, (reference: string) => ImportVerdict[], [number, number, number]]>([
    ['left out and counted as skipped', () => [], [4, 6, 15]],
    ['left out and not counted', () => [], [4, 6, 0]],
    ['listed without words and skipped', (reference) => [wrong(reference, '')], [4, 6, 15]],
    ['listed without words and failed', (reference) => [wrong(reference, '')], [4, 21, 0]],
    [
      'listed with words',
      (reference) => [wrong(reference, 'Not processed because of too many errors')],
      [4, 6, 15],
    ],
    [
      'listed with Dutch words',
      (reference) => [wrong(reference, 'Niet verwerkt wegens te veel fouten')],
      [4, 6, 15],
    ],
  ])('after six wrong ones the rest is untouched, not refused: %s (S-73, Q-2)', (_, rest, totals) => {
    const all = six(rest, totals);
    expect(all.slice(0, 4)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    expect(count(all, 'refused')).toBe(6);
    expect(all.slice(10)).toEqual(Array.from({ length: 15 }, () => 'untouched'));
  });

  test('a rest that the totals count as a success is unknown, not untouched (S-73)', () => {
    const all = six(() => [], [5, 6, 14]);
    expect(count(all, 'untouched')).toBe(0);
    expect(count(all, 'unknown')).toBe(15);
    expect(count(all, 'accepted')).toBe(4);
  });

  test('a document without verdict is unknown while fewer than six are wrong', () => {
    const documents = numbers(4);
    expect(kinds(documents, answer([ok('2026/1'), wrong('2026/2'), ok('2026/4')], [2, 1, 0]))).toEqual([
      'accepted',
      'refused',
      'unknown',
      'accepted',
    ]);
  });

  test('a document without verdict before an answered one is unknown, even after six wrong ones', () => {
    const documents = numbers(9);
    const entries = [...documents.slice(0, 6).map(({ reference }) => wrong(reference)), ok('2026/9')];
    expect(kinds(documents, answer(entries, [1, 6, 2])).slice(6)).toEqual(['unknown', 'unknown', 'accepted']);
  });
});

describe('answers that do not fit', () => {
  test('fewer successes in the totals than in the entries make acceptance unknown', () => {
    expect(kinds(numbers(2), answer([ok('2026/1'), ok('2026/2')], [1, 1, 0]))).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  test('more successes in the totals than in the entries make an unexplained refusal unknown', () => {
    const entries = [ok('2026/1'), wrong('2026/2', ''), wrong('2026/3')];
    expect(kinds(numbers(3), answer(entries, [2, 1, 0]))).toEqual(['accepted', 'unknown', 'refused']);
  });

  test('an empty answer leaves everything unknown', () => {
    expect(kinds(numbers(2), answer([], [0, 0, 0]))).toEqual(['unknown', 'unknown']);
    expect(kinds(numbers(2), answer([], [2, 0, 0]))).toEqual(['unknown', 'unknown']);
  });

  test('entries of others are counted and change nothing of ours', () => {
    const judged = judgeImport(numbers(1), answer([ok('2026/1'), ok('1999/9')], [2, 0, 0]));
    expect(judged.foreign).toBe(1);
    expect(judged.verdicts[0]?.verdict.kind).toBe('accepted');
  });

  test('a reference that is answered twice counts once when both agree, and is unknown when they do not', () => {
    expect(kinds(numbers(1), answer([wrong('2026/1'), wrong('2026/1')], [0, 1, 0]))).toEqual(['refused']);
    expect(kinds(numbers(1), answer([ok('2026/1'), wrong('2026/1')], [1, 0, 0]))).toEqual(['unknown']);
  });

  test('a reference comes back with other spaces or capitals', () => {
    expect(kinds([sent('F-2026/3')], answer([ok('f-2026 / 3')], [1, 0, 0]))).toEqual(['accepted']);
  });

  test('the only entry of a single document may lack its reference', () => {
    expect(kinds(numbers(1), answer([ok(null)], [1, 0, 0]))).toEqual(['accepted']);
    expect(kinds(numbers(2), answer([ok(null), ok('2026/2')], [2, 0, 0]))).toEqual(['unknown', 'accepted']);
  });

  test('accepted but not processed is flagged, never success (yuki-api 3.6)', () => {
    const draft = { ...ok('2026/1'), processed: false };
    expect(kinds(numbers(1), answer([draft], [1, 0, 0]))).toEqual(['acceptedNotProcessed']);
  });

  test('a message must not hold a reference twice', () => {
    expect(() => judgeImport([sent('1'), sent('1')], answer([], [0, 0, 0]))).toThrow(ImpossibleState);
  });

  test('whatever the answer, every document gets one verdict in the order sent, accepted only by its own entry', () => {
    const entries = fc.array(
      fc.record({
        reference: fc.option(
          fc.integer({ min: 1, max: 12 }).map((number) => `2026/${number}`),
          { nil: null },
        ),
        succeeded: fc.boolean(),
        processed: fc.boolean(),
        emailSent: fc.constant(false),
        message: fc.constantFrom(
          '',
          disabled,
          'Iets anders',
          'Er bestaat al een factuur met het factuurnummer 1',
        ),
      }),
      { maxLength: 15 },
    );
    const totals = fc.tuple(fc.nat(12), fc.nat(12), fc.nat(12));
    fc.assert(
      fc.property(entries, totals, (given, sums) => {
        const documents = numbers(10);
        const { verdicts } = judgeImport(documents, answer(given, sums));
        expect(verdicts.map(({ reference }) => reference)).toEqual(
          documents.map(({ reference }) => reference),
        );
        for (const { reference, verdict } of verdicts) {
          const own = given.filter((entry) => entry.reference === reference);
          if (verdict.kind === 'accepted')
            expect(own.length > 0 && own.every((entry) => entry.succeeded)).toBe(true);
          if (verdict.kind === 'untouched') expect(own.some((entry) => entry.succeeded)).toBe(false);
          if (own.length === 0) expect(['untouched', 'unknown']).toContain(verdict.kind);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('naming the culprit', () => {
  test('the chart names the one account that is disabled or unknown (R-LINE-3)', () => {
    expect(blameAccount(['700000', '705500'], chart)).toEqual({
      key: 'account-disabled',
      subject: '705500',
      shown: '705500',
      line: null,
    });
    expect(blameAccount(['700000', '799999'], chart)).toMatchObject({
      key: 'account-unknown',
      subject: '799999',
    });
  });

  test('none or several culprits name none (R-LINE-3)', () => {
    expect(blameAccount(['700000', '704000'], chart)).toBeNull();
    expect(blameAccount(['705500', '799999'], chart)).toBeNull();
  });

  test('accounts and VAT codes of a prepared message are named once each', () => {
    const lines = [line(1, 10000, 12100, '21'), line(2, 10000, 12100, '21'), line(3, 10000, 10600, '6')];
    const taxes: [number, number, number][] = [
      [600, 10000, 600],
      [2100, 20000, 4200],
    ];
    const { invoice } = sendable(translated(document(lines, taxes, 30000, 34800)));
    expect(sentDocument(invoice, customerId('1'))).toEqual({
      reference: '2026/10017',
      date: '2026-03-12',
      customerId: customerId('1'),
      accounts: ['704000'],
      vatCodes: ['1/21', '2/6'],
    });
  });
});
