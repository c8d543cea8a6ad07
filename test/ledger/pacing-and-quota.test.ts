// The two scarce goods: requests to Focus per minute and calls to Yuki per day (design 4).

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionId, FocusAccountId, IsoDate, YukiDomainId } from '../../domain/ids.ts';
import { correctRate, reserveRequests } from '../../ledger/pacing.ts';
import { getQuota, noteLimitReached, reserveCall, setQuotaLimit } from '../../ledger/quota.ts';
import { openTestLedger } from '../support/database.ts';

const start = Date.parse('2026-03-02T08:00:00Z');
const minute = 60_000;
const one = 'c000000000000000a' as ConnectionId;
const two = 'c000000000000000b' as ConnectionId;

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

let accounts = 0;
function newAccount(): FocusAccountId {
  accounts += 1;
  return `account-${accounts}` as FocusAccountId;
}

/** The most requests that any window of one minute holds when all go at their earliest moment. */
function busiestMinute(grants: readonly { at: number; requests: number }[]): number {
  return Math.max(
    0,
    ...grants.map(({ at }) =>
      grants
        .filter((other) => other.at >= at && other.at < at + minute)
        .reduce((sum, { requests }) => sum + requests, 0),
    ),
  );
}

describe('the pace of Focus', () => {
  test('never exceeds the limit in any sliding minute, whoever asks for how much and when (R-DIS-7)', async () => {
    const asks = fc.array(
      fc.record({
        wanted: fc.integer({ min: 1, max: 30 }),
        pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4000 }), fc.constant(61_000)),
        connectionId: fc.constantFrom(one, two),
        horizonMs: fc.constantFrom(1000, 10_000, 90_000),
      }),
      { minLength: 20, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(asks, fc.constantFrom(2, 7, 30, 200, 1000), async (orders, limit) => {
        const account = newAccount();
        await correctRate(opened.ledger, account, { limit, remaining: null, resetAt: null }, new Date(start));
        const grants: { at: number; requests: number }[] = [];
        let clock = start;
        for (const order of orders) {
          clock += order.pauseMs;
          const answer = await reserveRequests(
            opened.ledger,
            account,
            { ...order, lane: 'fresh' },
            new Date(clock),
          );
          if (answer.granted === 0) continue;
          expect(answer.granted).toBeLessThanOrEqual(Math.min(order.wanted, 25));
          expect('notBefore' in answer && answer.notBefore.getTime()).toBeGreaterThanOrEqual(clock);
          if ('notBefore' in answer)
            grants.push({ at: answer.notBefore.getTime(), requests: answer.granted });
        }
        expect(busiestMinute(grants)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test('grants twenty at once and then spreads the rest of 200 evenly over the minute', async () => {
    const account = newAccount();
    const ask = (): ReturnType<typeof reserveRequests> =>
      reserveRequests(
        opened.ledger,
        account,
        { wanted: 20, connectionId: one, lane: 'fresh', horizonMs: 60_000 },
        new Date(start),
      );
    // A tenth of 200 goes at once; the other 180 of the minute take 60 s / 180 = 333.334 ms each (rounded up).
    expect(await ask()).toEqual({ granted: 20, notBefore: new Date(start) });
    expect(await ask()).toEqual({ granted: 20, notBefore: new Date(start + 6667) });
    expect(await ask()).toEqual({ granted: 20, notBefore: new Date(start + 13_334) });
  });

  test('is never exceeded by twenty workers that ask at the same moment', async () => {
    const account = newAccount();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        reserveRequests(
          opened.ledger,
          account,
          { wanted: 25, connectionId: one, lane: 'fresh', horizonMs: 150_000 },
          new Date(start),
        ),
      ),
    );
    const grants = answers.flatMap((answer) =>
      'notBefore' in answer ? [{ at: answer.notBefore.getTime(), requests: answer.granted }] : [],
    );
    expect(grants).toHaveLength(20);
    expect(new Set(grants.map(({ at }) => at)).size).toBe(20);
    expect(busiestMinute(grants)).toBeLessThanOrEqual(200);
  });

  test('grants nothing beyond the horizon and says when to ask again', async () => {
    const account = newAccount();
    const ask = (horizonMs: number): ReturnType<typeof reserveRequests> =>
      reserveRequests(
        opened.ledger,
        account,
        { wanted: 20, connectionId: one, lane: 'backfill', horizonMs },
        new Date(start),
      );
    await ask(0);
    const answer = await ask(0);
    // The next single request drains after 333.334 ms.
    expect(answer).toEqual({ granted: 0, tryAgainAt: new Date(start + 334) });
  });

  test('lets a connection that waited go before the one that was served last', async () => {
    const account = newAccount();
    const ask = (connectionId: ConnectionId, at: number): ReturnType<typeof reserveRequests> =>
      reserveRequests(
        opened.ledger,
        account,
        { wanted: 20, connectionId, lane: 'fresh', horizonMs: 0 },
        new Date(at),
      );
    expect((await ask(one, start)).granted).toBe(20);
    expect((await ask(two, start + 10)).granted).toBe(0);
    expect((await ask(one, start + 500)).granted).toBe(0);
    expect((await ask(two, start + 500)).granted).toBe(1);
    expect((await ask(one, start + 1000)).granted).toBeGreaterThan(0);
  });

  test('does not wait for ever for a connection that asked and never came back', async () => {
    const account = newAccount();
    const ask = (connectionId: ConnectionId, at: number): ReturnType<typeof reserveRequests> =>
      reserveRequests(
        opened.ledger,
        account,
        { wanted: 20, connectionId, lane: 'fresh', horizonMs: 0 },
        new Date(at),
      );
    await ask(one, start);
    await ask(two, start + 10);
    expect((await ask(one, start + 5000)).granted).toBeGreaterThan(0);
  });

  test('stops until the moment that Focus names when nothing remains, and follows a lower limit (S-46)', async () => {
    const account = newAccount();
    const resetAt = new Date(start + 30_000);
    await correctRate(opened.ledger, account, { limit: 100, remaining: 0, resetAt }, new Date(start));
    const order = { wanted: 1, connectionId: one, lane: 'fresh' as const };
    const early = await reserveRequests(
      opened.ledger,
      account,
      { ...order, horizonMs: 10_000 },
      new Date(start),
    );
    expect(early.granted).toBe(0);
    expect('tryAgainAt' in early && early.tryAgainAt.getTime()).toBe(start + 20_000);
    const later = await reserveRequests(
      opened.ledger,
      account,
      { ...order, horizonMs: 40_000 },
      new Date(start),
    );
    expect(later).toEqual({ granted: 1, notBefore: resetAt });
  });
});

describe('the calls of a day', () => {
  const day = '2026-03-02' as IsoDate;
  const now = new Date(start);
  const domain = (name: string): YukiDomainId => name as YukiDomainId;

  async function useUp(id: YukiDomainId, lane: 'payments' | 'fresh' | 'backfill' | 'probe'): Promise<number> {
    let reserved = 0;
    while ((await reserveCall(opened.ledger, id, day, { lane }, now)).ok) reserved += 1;
    return reserved;
  }

  test('are kept by precedence: backfill leaves the reserve, fresh half of it, payments none (E-6)', async () => {
    const id = domain('lanes');
    await setQuotaLimit(opened.ledger, id, { limit: 40, reserve: 10 }, now);
    expect(await useUp(id, 'backfill')).toBe(30);
    expect(await useUp(id, 'fresh')).toBe(5);
    expect(await useUp(id, 'payments')).toBe(5);
    expect(await getQuota(opened.ledger, id, day)).toEqual({
      limit: 40,
      used: 40,
      reserve: 10,
      exhausted: false,
    });
  });

  test('give probes one call in twenty, whatever else is left', async () => {
    const id = domain('probes');
    await setQuotaLimit(opened.ledger, id, { limit: 60, reserve: 0 }, now);
    expect(await useUp(id, 'probe')).toBe(3);
    expect((await reserveCall(opened.ledger, id, day, { lane: 'fresh' }, now)).ok).toBe(true);
  });

  test('are 1,000 with 200 for other software unless said otherwise, and start anew the next day', async () => {
    const id = domain('usual');
    expect(await getQuota(opened.ledger, id, day)).toEqual({
      limit: 1000,
      used: 0,
      reserve: 200,
      exhausted: false,
    });
    await noteLimitReached(opened.ledger, id, day, now);
    expect(await reserveCall(opened.ledger, id, day, { lane: 'payments' }, now)).toEqual({ ok: false });
    expect(await reserveCall(opened.ledger, id, '2026-03-03' as IsoDate, { lane: 'fresh' }, now)).toEqual({
      ok: true,
    });
  });

  test('stay reserved as one when several are asked for, or not at all', async () => {
    const id = domain('several');
    await setQuotaLimit(opened.ledger, id, { limit: 10, reserve: 0 }, now);
    expect((await reserveCall(opened.ledger, id, day, { lane: 'payments', count: 8 }, now)).ok).toBe(true);
    expect((await reserveCall(opened.ledger, id, day, { lane: 'payments', count: 3 }, now)).ok).toBe(false);
    expect((await getQuota(opened.ledger, id, day)).used).toBe(8);
  });

  test('are never reserved beyond the limit by forty workers at once', async () => {
    const id = domain('crowd');
    await setQuotaLimit(opened.ledger, id, { limit: 25, reserve: 0 }, now);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => reserveCall(opened.ledger, id, day, { lane: 'payments' }, now)),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(25);
  });
});
