// What polls for payments may cost: one call too many is a miss, seconds and megabytes never are.

import { expect, test } from 'vitest';
import { pollMisses, pollsTable, type Polls } from '../../scripts/bench/poll-figures.ts';

const weight = { growth: 12.4, longestPause: 33.3, seconds: 1.25 };
const good: Polls = {
  openDocuments: 1_000,
  callsOfDay: 25,
  callsWithNews: 2,
  rowsToRead: 4_999,
  settled: 40,
  focusRequests: 80,
  quiet: weight,
  withNews: { ...weight, longestPause: 5_000, growth: 900 },
};

test('what is within its limits is no miss, however slow the machine (R-PAY-5)', () => {
  expect(pollMisses([good])).toEqual([]);
});

test('a last page with a round number of rows allows one page more, which shows that it was the last', () => {
  expect(pollMisses([{ ...good, rowsToRead: 18_600, callsWithNews: 6 }])).toEqual([]);
});

test.each<[Partial<Polls>, string]>([
  [{ callsOfDay: 26 }, 'Calls to Yuki of 24 quiet polls with 1000 open documents: 26, and 25 are allowed.'],
  [{ callsWithNews: 3 }, 'Calls to Yuki of a poll with news with 1000 open documents: 3, and 2 are allowed.'],
  [
    { rowsToRead: 12_001, callsWithNews: 5 },
    'Calls to Yuki of a poll with news with 1000 open documents: 5, and 4 are allowed.',
  ],
  [
    { focusRequests: 81 },
    'Requests to Focus for 40 settled documents with 1000 open documents: 81, and 80 are allowed.',
  ],
  [{ settled: 0, focusRequests: 0 }, 'With 1000 open documents no payment reached Focus.'],
])('%j is a miss', (change, sentence) => {
  expect(pollMisses([{ ...good, ...change }])).toEqual([sentence]);
});

test('the table has a column for each number of open documents', () => {
  const { head, rows } = pollsTable([good, { ...good, openDocuments: 50_000 }]);
  expect(head).toEqual(['Open documents', '1000', '50000', 'At most']);
  expect(rows).toContainEqual(['Requests to Focus per settled document', '2.0', '2.0', '2']);
  expect(rows).toContainEqual(['Longest pause, with news, ms', '5000', '5000', '(200)']);
});
