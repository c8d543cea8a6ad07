// How often Yuki is asked what was paid, and how soon news from Focus start a run.

import { describe, expect, test } from 'vitest';
import { defaultPaymentCadence, localDate, nextPoll } from '../../domain/cadence.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { freshPace, takeNudge } from '../../domain/nudges.ts';

const connection = 'c000000000000001' as ConnectionId;
const bankDays = { kind: 'bankDays' } as const;

/** The polls of one calendar day in Brussels, as times of the wall clock. */
function pollsOn(date: string, id = connection): string[] {
  const polls: string[] = [];
  let now = new Date(`${date}T00:00:00+01:00`);
  now = new Date(now.getTime() - 1);
  for (let turn = 0; turn < 60; turn += 1) {
    const due = nextPoll(now, bankDays, id);
    if (due === null) break;
    if (localDate(due) > date) return polls;
    polls.push(due.toISOString());
    now = due;
  }
  throw new Error('A day has no end.');
}

describe('a day of polls', () => {
  test('after a working day of the banks has 23, denser in the morning; others 17 (R-PAY-5)', () => {
    // 24 November 2026 is a Tuesday, the 23rd a Monday, the 28th a Saturday, the 29th a Sunday.
    const counts = ['2026-11-24', '2026-11-23', '2026-11-28', '2026-11-29'].map((day) => pollsOn(day).length);
    expect(counts).toEqual([23, 17, 23, 17]);
    const morning = pollsOn('2026-11-24').filter((at) => at >= '2026-11-24T05' && at < '2026-11-24T11');
    expect(morning).toHaveLength(12);
  });

  test('leaves room for the calls of a day: at most 24 of them', () => {
    for (let day = 1; day <= 28; day += 1)
      expect(pollsOn(`2026-02-${String(day).padStart(2, '0')}`).length).toBeLessThanOrEqual(24);
  });

  test('is spread over connections, and the same for one of them', () => {
    const first = pollsOn('2026-11-24');
    expect(pollsOn('2026-11-24')).toEqual(first);
    const starts = Array.from({ length: 20 }, (_, n) =>
      String(pollsOn('2026-11-24', `c00000000000010${n}` as ConnectionId)[0]),
    );
    expect(new Set(starts).size).toBeGreaterThan(10);
  });

  test('goes on over both changes of the clocks', () => {
    for (const day of ['2026-03-29', '2026-10-25']) {
      const from = new Date(`${day}T00:00:00Z`);
      const due = nextPoll(from, bankDays, connection);
      expect(due?.getTime()).toBeGreaterThan(from.getTime());
      expect((due?.getTime() ?? 0) - from.getTime()).toBeLessThan(5 * 3_600_000);
    }
  });

  test('may be every so many minutes, or no more than the syncs', () => {
    const now = new Date('2026-11-24T10:00:00Z');
    const due = nextPoll(now, { kind: 'everyMinutes', minutes: 15 }, connection);
    expect((due?.getTime() ?? 0) - now.getTime()).toBeLessThanOrEqual(15 * 60_000);
    expect(nextPoll(now, { kind: 'withSync' }, connection)).toBeNull();
    expect(defaultPaymentCadence).toEqual(bankDays);
  });
});

describe('news from Focus', () => {
  test('start a run at once, twelve times; then they are gathered for ten minutes (R-RUN-7)', () => {
    let pace = freshPace;
    const start = 1_800_000_000_000;
    const waits = Array.from({ length: 14 }, (_, n) => {
      const taken = takeNudge(pace, start + n * 1000);
      pace = taken.pace;
      return taken.waitMs;
    });
    expect(waits.slice(0, 12)).toEqual(Array(12).fill(0));
    // 12 seconds have gained a fiftieth of a run: 10 minutes less 12 seconds are left.
    expect(waits[12]).toBe(588_000);
    expect(waits[13]).toBe(587_000);
    expect(takeNudge(pace, start + 601_000).waitMs).toBe(0);
  });

  test('never start more than one run in ten minutes for ever, however many they are', () => {
    let pace = freshPace;
    let runs = 0;
    const start = 1_800_000_000_000;
    for (let second = 0; second < 86_400; second += 7) {
      const taken = takeNudge(pace, start + second * 1000);
      if (taken.waitMs === 0) {
        runs += 1;
        pace = taken.pace;
      }
    }
    expect(runs).toBeLessThanOrEqual(12 + 144);
  });
});
