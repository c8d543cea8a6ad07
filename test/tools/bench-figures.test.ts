// What the bench judges: the limits of its counts, and that a count above them is told. The figures are worked out
// by hand for 1,000 documents of 300 customers.

import { expect, test } from 'vitest';
import {
  builtInCalls,
  limitsFor,
  missesOf,
  tableHead,
  tableRows,
  type Counts,
} from '../../scripts/bench/figures.ts';
import { paceMisses } from '../../scripts/bench/pace.ts';

const work = { documents: 1_000, customers: 300, faulty: 0 };
const good: Counts = {
  matched: 1_000,
  yukiCalls: 30,
  // 10 list pages, 1,000 documents, 300 customers are 1,310; 5 % more are 1,375.5.
  focusRequests: 1_375,
  events: 300,
  seconds: 20,
  peakMegabytes: null,
  idleMegabytes: null,
};

test('1,000 documents of 300 customers may cost 30 calls to Yuki, 1,375 requests to Focus and 300 events', () => {
  expect(limitsFor(work)).toEqual({ yukiCalls: 30, focusRequests: 1_375, events: 300 });
});

test('with faulty ones 1,000 documents may cost 60 calls, and those that wait are not missed', () => {
  const faulty = { ...work, faulty: 50 };
  expect(limitsFor(faulty)).toEqual({ yukiCalls: 60, focusRequests: 1_375, events: null });
  expect(missesOf(faulty, { ...good, matched: 950, yukiCalls: 60 })).toEqual([]);
  expect(missesOf(faulty, { ...good, matched: 950, yukiCalls: 61 })).toEqual([
    'Calls to Yuki: 61, and 60 are allowed.',
  ]);
  expect(missesOf(faulty, { ...good, matched: 951 })).toEqual(['Documents in Yuki: 951, and there are 950.']);
});

test('counts at their limits are no miss, however long they took', () => {
  expect(missesOf(work, { ...good, seconds: 86_400, peakMegabytes: 64_000 })).toEqual([]);
});

test.each([
  ['yukiCalls', 31, 'Calls to Yuki: 31, and 30 are allowed.'],
  ['focusRequests', 1_376, 'Requests to Focus: 1376, and 1375 are allowed.'],
  ['events', 301, 'History events: 301, and 300 are allowed.'],
  ['matched', 999, 'Documents in Yuki: 999, and there are 1000.'],
] as const)('one too many or too few is a miss: %s', (name, count, sentence) => {
  expect(missesOf(work, { ...good, [name]: count })).toEqual([sentence]);
});

test('the built-in connector costs two calls and one per document', () => {
  expect(builtInCalls(work)).toBe(1_002);
});

test('every row of the table has a cell for every column, with and without the second contender', () => {
  for (const rows of [tableRows(work, good, null), tableRows(work, good, { ...good, yukiCalls: 1_003 })])
    for (const row of rows) expect(row).toHaveLength(tableHead.length);
  expect(tableRows(work, good, { ...good, yukiCalls: 1_003 })[1]).toEqual([
    'Calls to Yuki',
    '30',
    '30',
    '1003',
    '1002',
  ]);
});

test('a backfill may take 5 % longer than Focus’s rate allows, and never makes more requests in a minute (R-LIM-5)', () => {
  // 1,310 requests of 200 a minute are 393 s; 5 % more are 412.65 s.
  expect(paceMisses({ requests: 1_310, seconds: 412.6, busiest: 200 })).toEqual([]);
  expect(paceMisses({ requests: 1_310, seconds: 414.2, busiest: 201 })).toEqual([
    'Seconds of a backfill: 414, and 413 are allowed.',
    'Requests within a minute: 201, and 200 are allowed.',
  ]);
});
