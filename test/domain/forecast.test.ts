/** What a sync will cost and how long it takes, with figures worked out by hand (R-LIM-3, S-71). */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestMessage } from '../../domain/batches.ts';
import { focusMinutesFor, forecast, messagesFor, type Means, type Work } from '../../domain/forecast.ts';
import { date } from './build.ts';

/** Documents of 2,000 bytes each: no message comes near its bound. */
const small = (documents: number): number[] => Array.from({ length: documents }, () => 2_000);

const means: Means = {
  today: date('2026-11-25'),
  callsLeftToday: 800,
  callsPerDay: 800,
  focusPerMinute: 180,
  runMinutes: 15,
  largestMessage,
};

const forecastOf = (work: Partial<Work>, changes: Partial<Means> = {}) =>
  forecast({ bytes: [], focusRequests: 0, ...work }, { ...means, ...changes });

describe('messages', () => {
  test('of 200 documents carry 25, 50, 100 and what is left (R-LIM-3)', () => {
    expect(messagesFor(small(200), largestMessage)).toEqual([25, 50, 100, 25]);
  });

  test('of 10,000 documents are 102: 25, 50, 99 times 100 and 25 (S-71)', () => {
    const messages = messagesFor(small(10_000), largestMessage);
    expect(messages).toHaveLength(102);
    expect(messages.slice(0, 3)).toEqual([25, 50, 100]);
    expect(messages.at(-1)).toBe(25);
  });

  test('are bounded by bytes: of documents of a megabyte three fit (R-PEP-4)', () => {
    const megabyte = Array.from({ length: 7 }, () => 1_000_000);
    expect(messagesFor(megabyte, largestMessage)).toEqual([3, 3, 1]);
  });

  test('carry a document alone that is larger than the bound, so that it does not wait for ever', () => {
    expect(messagesFor([10, 4_000_000, 10], largestMessage)).toEqual([1, 1, 1]);
  });

  test('carry every document once, whatever the sizes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 2_000_000 }), { maxLength: 400 });
    fc.assert(
      fc.property(sizes, (bytes) => {
        const messages = messagesFor(bytes, largestMessage);
        expect(messages.reduce((sum, carried) => sum + carried, 0)).toBe(bytes.length);
        expect(messages.every((carried) => carried >= 1 && carried <= 100)).toBe(true);
      }),
    );
  });
});

describe('a forecast', () => {
  test('of three prepared documents is one message and five calls: a session, three reads, the message (S-01)', () => {
    expect(forecastOf({ bytes: small(3) })).toEqual({
      documents: 3,
      messages: 1,
      yukiCalls: 5,
      focusRequests: 0,
      focusMinutes: 0,
      days: [{ date: '2026-11-25', documents: 3, messages: 1, yukiCalls: 5 }],
      endsOn: '2026-11-25',
    });
  });

  test('of 10,000 prepared documents is 106 calls on one day (S-71)', () => {
    // 102 messages, a session, three reads.
    expect(forecastOf({ bytes: small(10_000) })).toMatchObject({
      messages: 102,
      yukiCalls: 106,
      endsOn: '2026-11-25',
    });
  });

  test('of 10,000 documents that are still to be read takes an hour of Focus’s pace and five runs (R-LIM-5)', () => {
    // 11,150 requests at 180 a minute are 61.9 minutes: five runs of fifteen, fifteen reads, a session, 102 messages.
    expect(forecastOf({ bytes: small(10_000), focusRequests: 11_150 })).toMatchObject({
      focusRequests: 11_150,
      focusMinutes: 62,
      yukiCalls: 118,
    });
  });

  test('goes on the next day when the calls of today are used up, and begins there with 25 again (E-6)', () => {
    // Today 10 calls: a session and three reads leave six messages, 25 + 50 + 4 × 100 = 475.
    // Tomorrow the other 525: 25, 50, 4 × 100 and 50 in seven messages.
    expect(forecastOf({ bytes: small(1_000) }, { callsLeftToday: 10 })).toMatchObject({
      messages: 13,
      yukiCalls: 21,
      days: [
        { date: '2026-11-25', documents: 475, messages: 6, yukiCalls: 10 },
        { date: '2026-11-26', documents: 525, messages: 7, yukiCalls: 11 },
      ],
      endsOn: '2026-11-26',
    });
  });

  test('begins tomorrow when today has no call left, also at the end of a month', () => {
    const { days, endsOn } = forecastOf(
      { bytes: small(30) },
      { today: date('2026-12-31'), callsLeftToday: 0 },
    );
    // 25 and 5.
    expect(days).toEqual([{ date: '2027-01-01', documents: 30, messages: 2, yukiCalls: 6 }]);
    expect(endsOn).toBe('2027-01-01');
  });

  test('has no end when a whole day’s calls are not enough for one message', () => {
    expect(forecastOf({ bytes: small(5) }, { callsLeftToday: 0, callsPerDay: 4 })).toMatchObject({
      documents: 5,
      messages: 0,
      yukiCalls: 0,
      days: [],
      endsOn: null,
    });
  });

  test('of nothing costs nothing and takes no day', () => {
    expect(forecastOf({})).toMatchObject({ documents: 0, messages: 0, yukiCalls: 0, days: [], endsOn: null });
  });

  test('sends every document on exactly one day, whatever the calls of a day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 5, max: 40 }),
        (documents, callsLeftToday, callsPerDay) => {
          const { days } = forecastOf({ bytes: small(documents) }, { callsLeftToday, callsPerDay });
          expect(days.reduce((sum, day) => sum + day.documents, 0)).toBe(documents);
          for (const day of days)
            expect(day.yukiCalls).toBeLessThanOrEqual(Math.max(callsLeftToday, callsPerDay));
        },
      ),
    );
  });
});

test('a minute that has begun counts as one', () => {
  expect([0, 1, 180, 181].map((requests) => focusMinutesFor(requests, 180))).toEqual([0, 1, 1, 2]);
});
