// How the bench reads the search for a culprit out of a log of calls. The logs are written down by hand.

import { describe, expect, test } from 'vitest';
import { halvingLimit, halvingMisses, halvingOf } from '../../scripts/bench/halving-figures.ts';
import type { LoggedCall } from '../../scripts/demo/sandbox-control.ts';

const send = (outcome: string, ...references: string[]): Omit<LoggedCall, 'n'> => ({
  at: '',
  system: 'yuki-be',
  operation: 'ProcessSalesInvoices',
  status: outcome === 'fault' ? 500 : 200,
  outcome,
  references,
});
const look = { ...send('ok'), operation: 'OutstandingDebtorItems' };
const log = (...calls: Omit<LoggedCall, 'n'>[]): LoggedCall[] =>
  calls.map((call, index) => ({ ...call, n: index + 1 }));

test.each([
  [2, 4],
  // ⌈log2 25⌉ = 5 and ⌈log2 100⌉ = 7.
  [25, 12],
  [64, 14],
  [100, 16],
])('one culprit among %i documents may take %i calls', (documents, calls) => {
  expect(halvingLimit(documents)).toBe(calls);
});

describe('a search', () => {
  test('lasts from the refused message to the last document that was still suspect, look-ups included', () => {
    const calls = log(
      send('ok', 'x', 'y'),
      send('fault', 'a', 'b', 'c', 'd'),
      send('ok', 'a', 'b'),
      look,
      send('fault', 'c', 'd'),
      send('fault', 'c'),
      send('ok', 'd'),
      send('ok', 'e', 'f'),
    );
    expect(halvingOf(calls, 'c')).toEqual({ culprit: 'c', documents: 4, calls: 6 });
  });

  test('is none when no message of several documents was refused', () => {
    expect(halvingOf(log(send('ok', 'a', 'b'), send('fault', 'c')), 'c')).toBeNull();
  });

  test('that takes one call too many is told', () => {
    const halving = { culprit: 'c', documents: 25, calls: 12 };
    expect(halvingMisses([halving])).toEqual([]);
    expect(halvingMisses([halving, { ...halving, calls: 13 }])).toEqual([
      'A culprit among 25 documents: 13 calls, and 12 are allowed.',
    ]);
  });
});
