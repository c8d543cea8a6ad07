/** When a connection syncs next, with the clocks of its time zone and a place of its own; and the durations. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  cadenceRefusal,
  defaultCadence,
  localDate,
  nextDue,
  nextMidnight,
  startAfterDelay,
  type Cadence,
} from '../../domain/cadence.ts';
import { defaultDurations, readDurations, stretchingWait } from '../../domain/durations.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { date } from './build.ts';

const connection = 'cabcdefghijklmnop' as ConnectionId;
const connections = Array.from(
  { length: 200 },
  (_, index) => `c${String(index).padStart(16, '0')}` as ConnectionId,
);
const nightlyAt = (at: string, timeZone = 'Europe/Brussels'): Cadence => ({ kind: 'nightly', at, timeZone });
const together = { nightlySpread: 0, lateSpread: 0 };
const due = (now: string, cadence: Cadence) =>
  nextDue(new Date(now), cadence, connection, together).toISOString();

describe('nightly', () => {
  test.each([
    ['winter: 02:00 is 01:00 UTC', '2026-01-15T12:00:00Z', '02:00', '2026-01-16T01:00:00.000Z'],
    ['summer: 02:00 is 00:00 UTC', '2026-07-15T12:00:00Z', '02:00', '2026-07-16T00:00:00.000Z'],
    ['just before it is due', '2026-01-15T00:59:59Z', '02:00', '2026-01-15T01:00:00.000Z'],
    [
      'exactly when it is due comes the next day',
      '2026-01-15T01:00:00Z',
      '02:00',
      '2026-01-16T01:00:00.000Z',
    ],
    [
      'the night without 02:30 takes the moment the clocks jump over',
      '2026-03-28T12:00:00Z',
      '02:30',
      '2026-03-29T01:30:00.000Z',
    ],
    ['the night with two 02:30 takes the first', '2026-10-24T12:00:00Z', '02:30', '2026-10-25T00:30:00.000Z'],
    ['and not the second one after it', '2026-10-25T00:30:00Z', '02:30', '2026-10-26T01:30:00.000Z'],
    [
      'late in the evening, when UTC is another day',
      '2026-06-30T22:30:00Z',
      '23:45',
      '2026-07-01T21:45:00.000Z',
    ],
  ])('%s', (_, now, at, expected) => {
    expect(due(now, nightlyAt(at))).toBe(expected);
  });

  test('each connection keeps its place within the window on every night', () => {
    const first = nextDue(new Date('2026-01-15T12:00:00Z'), defaultCadence, connection);
    const second = nextDue(first, defaultCadence, connection);
    expect(second.getTime() - first.getTime()).toBe(24 * 3_600_000);
    const place = first.getTime() - Date.parse('2026-01-16T01:00:00Z');
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThan(defaultDurations.nightlySpread);
  });

  test('many connections are spread over the window', () => {
    const quarters = connections.map((id) =>
      Math.floor(
        (nextDue(new Date('2026-01-15T12:00:00Z'), defaultCadence, id).getTime() -
          Date.parse('2026-01-16T01:00:00Z')) /
          1_800_000,
      ),
    );
    for (const quarter of [0, 1, 2, 3])
      expect(quarters.filter((one) => one === quarter).length).toBeGreaterThan(20);
  });

  test('the next moment is always ahead, and at most a day and an hour away', () => {
    const moments = fc.date({
      min: new Date('2020-01-01T00:00:00Z'),
      max: new Date('2035-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const zones = fc.constantFrom(
      'Europe/Brussels',
      'Pacific/Auckland',
      'America/Los_Angeles',
      'UTC',
      'Asia/Kathmandu',
    );
    fc.assert(
      fc.property(moments, zones, fc.nat(23), fc.nat(59), fc.nat(199), (now, zone, hour, minute, which) => {
        const at = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
        const next = nextDue(now, nightlyAt(at, zone), connections[which] ?? connection);
        expect(next.getTime()).toBeGreaterThan(now.getTime());
        expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});

describe('every so many minutes', () => {
  test('moments are a fixed distance apart and do not drift', () => {
    const cadence: Cadence = { kind: 'everyMinutes', minutes: 15 };
    const first = nextDue(new Date('2026-01-15T12:00:00Z'), cadence, connection);
    const afterSlowRun = nextDue(new Date(first.getTime() + 7 * 60_000), cadence, connection);
    expect(afterSlowRun.getTime() - first.getTime()).toBe(15 * 60_000);
    expect(first.getTime()).toBeGreaterThan(Date.parse('2026-01-15T12:00:00Z'));
  });
});

describe('being late', () => {
  const at = new Date('2026-01-16T01:00:00Z');
  test('a moment still ahead stays, and a little lateness starts at once', () => {
    expect(startAfterDelay(at, new Date('2026-01-16T00:59:00Z'), connection)).toEqual(at);
    const soon = new Date('2026-01-16T01:00:30Z');
    expect(startAfterDelay(at, soon, connection)).toEqual(soon);
  });

  test('connections that slept together do not start together', () => {
    const now = new Date('2026-01-16T09:00:00Z');
    const starts = connections.map((id) => startAfterDelay(at, now, id).getTime() - now.getTime());
    expect(Math.max(...starts)).toBeLessThan(defaultDurations.lateSpread);
    expect(new Set(starts).size).toBeGreaterThan(100);
  });
});

describe('calendar', () => {
  test('Yuki’s day ends at midnight of its time zone, also when the clocks change (E-6, Q-11)', () => {
    expect(nextMidnight(new Date('2026-01-15T22:59:59Z')).toISOString()).toBe('2026-01-15T23:00:00.000Z');
    expect(nextMidnight(new Date('2026-03-28T23:30:00Z')).toISOString()).toBe('2026-03-29T22:00:00.000Z');
  });

  test('a date is that of the time zone', () => {
    expect(localDate(new Date('2026-01-15T23:30:00Z'))).toBe('2026-01-16');
    expect(localDate(new Date('2026-01-15T23:30:00Z'), 'UTC')).toBe('2026-01-15');
    expect(addDays(date('2026-02-28'), 1)).toBe('2026-03-01');
    expect(addDays(date('2028-03-01'), -1)).toBe('2028-02-29');
  });

  test.each<[Cadence, boolean]>([
    [nightlyAt('02:00'), true],
    [nightlyAt('2:00'), false],
    [nightlyAt('24:00'), false],
    [nightlyAt('02:00', 'Europe/Brussel'), false],
    [{ kind: 'everyMinutes', minutes: 15 }, true],
    [{ kind: 'everyMinutes', minutes: 0 }, false],
    [{ kind: 'everyMinutes', minutes: 1.5 }, false],
  ])('the cadence %j is usable: %s', (cadence, usable) => {
    expect(cadenceRefusal(cadence) === null).toBe(usable);
    if (!usable) expect(() => nextDue(new Date(0), cadence, connection)).toThrow(RangeError);
  });
});

describe('durations', () => {
  test('a change is laid over the defaults', () => {
    const durations = readDurations({ yukiLag: 50, lookAgain: [0, 10] });
    expect(durations).toEqual({ ...defaultDurations, yukiLag: 50, lookAgain: [0, 10] });
  });

  test.each<Record<string, unknown>>([
    { yukiLg: 5 },
    { yukiLag: -1 },
    { yukiLag: '5' },
    { yukiLag: Infinity },
    { lookAgain: [] },
    { lookAgain: 5 },
    { toString: 1 },
  ])('the change %j is refused', (changes) => {
    expect(() => readDurations(changes)).toThrow(RangeError);
  });

  test('the last wait of a stretching list repeats', () => {
    expect(
      [0, 1, 2, 3, 9].map((attempt) => stretchingWait(defaultDurations.pauseProbes, attempt) / 3_600_000),
    ).toEqual([1, 4, 12, 24, 24]);
  });
});
