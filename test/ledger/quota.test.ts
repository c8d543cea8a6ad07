// The calls of a day that a Yuki domain has: who may use them, how two connections share them, and what is learned of
// other software (design 4, E-6, R-LIM-1, R-LIM-4).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallLane } from '../../domain/budget.ts';
import type { ConnectionId, IsoDate, YukiDomainId } from '../../domain/ids.ts';
import {
  getQuota,
  noteLimitReached,
  reopenDay,
  reserveCall,
  setQuotaLimit,
  type Reserved,
} from '../../ledger/quota.ts';
import { openTestLedger } from '../support/database.ts';

const start = Date.parse('2026-03-02T08:00:00Z');
const one = 'c000000000000000a' as ConnectionId;
const two = 'c000000000000000b' as ConnectionId;

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

describe('the calls of a day', () => {
  const day = '2026-03-02' as IsoDate;
  const now = new Date(start);
  const domain = (name: string): YukiDomainId => name as YukiDomainId;

  const ask = (id: YukiDomainId, lane: CallLane, connectionId = one, at = now): Promise<Reserved> =>
    reserveCall(opened.ledger, id, day, { lane, connectionId }, at);

  async function useUp(id: YukiDomainId, lane: CallLane, connectionId = one, at = now): Promise<number> {
    let reserved = 0;
    while ((await ask(id, lane, connectionId, at)).ok) reserved += 1;
    return reserved;
  }

  /** Yuki serves so many calls of ours today and refuses the next one. */
  async function refusedAfter(id: YukiDomainId, on: IsoDate, served: number): Promise<void> {
    const order = { lane: 'payments' as const, connectionId: one, count: served + 1 };
    expect((await reserveCall(opened.ledger, id, on, order, now)).ok).toBe(true);
    await noteLimitReached(opened.ledger, id, on, now);
  }

  test('are kept by precedence: backfill leaves the reserve, fresh half of it, payments none (E-6, R-LIM-4)', async () => {
    const id = domain('lanes');
    await setQuotaLimit(opened.ledger, id, { limit: 40, reserve: 10 }, now);
    expect(await useUp(id, 'backfill')).toBe(30);
    expect(await useUp(id, 'fresh')).toBe(5);
    expect(await useUp(id, 'payments')).toBe(5);
    expect(await getQuota(opened.ledger, id, day)).toEqual({
      limit: 40,
      used: 40,
      reserve: 10,
      othersAtMost: 0,
      exhausted: false,
    });
  });

  test('give probes one call in twenty, whatever else is left', async () => {
    const id = domain('probes');
    await setQuotaLimit(opened.ledger, id, { limit: 60, reserve: 0 }, now);
    expect(await useUp(id, 'probe')).toBe(3);
    expect((await ask(id, 'fresh')).ok).toBe(true);
  });

  test('are 1,000 with 200 for other software unless said otherwise, and start anew the next day (R-LIM-1)', async () => {
    const id = domain('usual');
    expect(await getQuota(opened.ledger, id, day)).toEqual({
      limit: 1000,
      used: 0,
      reserve: 200,
      othersAtMost: 0,
      exhausted: false,
    });
    await noteLimitReached(opened.ledger, id, day, now);
    expect(await ask(id, 'payments')).toEqual({ ok: false, why: 'dayGone' });
    const tomorrow = '2026-03-03' as IsoDate;
    const order = { lane: 'fresh' as const, connectionId: one };
    expect(await reserveCall(opened.ledger, id, tomorrow, order, now)).toEqual({ ok: true });
  });

  test('stay reserved as one when several are asked for, or not at all', async () => {
    const id = domain('several');
    await setQuotaLimit(opened.ledger, id, { limit: 10, reserve: 0 }, now);
    expect(
      (await reserveCall(opened.ledger, id, day, { lane: 'payments', connectionId: one, count: 8 }, now)).ok,
    ).toBe(true);
    expect(
      (await reserveCall(opened.ledger, id, day, { lane: 'payments', connectionId: one, count: 3 }, now)).ok,
    ).toBe(false);
    expect((await getQuota(opened.ledger, id, day)).used).toBe(8);
  });

  test('are never reserved beyond the limit by forty workers at once', async () => {
    const id = domain('crowd');
    await setQuotaLimit(opened.ledger, id, { limit: 25, reserve: 0 }, now);
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(id, 'payments')));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(25);
  });

  test('say whether only the backfill has to wait or everything below payments', async () => {
    const id = domain('words');
    await setQuotaLimit(opened.ledger, id, { limit: 20, reserve: 10 }, now);
    expect(await useUp(id, 'backfill')).toBe(10);
    expect(await ask(id, 'backfill')).toEqual({ ok: false, why: 'laneUsed' });
    expect(await useUp(id, 'fresh')).toBe(5);
    expect(await ask(id, 'fresh')).toEqual({ ok: false, why: 'dayGone' });
    expect(await ask(id, 'backfill')).toEqual({ ok: false, why: 'dayGone' });
  });

  test('are shared evenly by two backfills, and never eat the other’s fresh documents (R-LIM-4)', async () => {
    const id = domain('two backfills');
    await setQuotaLimit(opened.ledger, id, { limit: 40, reserve: 10 }, now);
    expect((await ask(id, 'backfill', two)).ok).toBe(true);
    // 30 calls are there for backfills, so 15 for each of two that ask.
    expect(await useUp(id, 'backfill', one)).toBe(15);
    expect(await ask(id, 'backfill', one)).toEqual({ ok: false, why: 'othersTurn' });
    expect(await useUp(id, 'backfill', two)).toBe(14);
    expect(await useUp(id, 'fresh', two)).toBe(5);
  });

  test('go to the backfill that came second until it has had as many as the first', async () => {
    const id = domain('second');
    await setQuotaLimit(opened.ledger, id, { limit: 40, reserve: 10 }, now);
    for (let call = 0; call < 20; call += 1) expect((await ask(id, 'backfill', one)).ok).toBe(true);
    expect((await ask(id, 'backfill', two)).ok).toBe(true);
    expect(await ask(id, 'backfill', one)).toEqual({ ok: false, why: 'othersTurn' });
    expect(await useUp(id, 'backfill', two)).toBe(9);
  });

  test('are not kept for a backfill that has stopped asking', async () => {
    const id = domain('ended');
    await setQuotaLimit(opened.ledger, id, { limit: 40, reserve: 10 }, now);
    await ask(id, 'backfill', two);
    expect(await useUp(id, 'backfill', one)).toBe(15);
    const halfAnHourLater = new Date(start + 30 * 60_000);
    expect(await useUp(id, 'backfill', one, halfAnHourLater)).toBe(14);
  });

  test('that other software used are learned from Yuki’s early refusal, and left free for a week (E-6, R-LIM-1)', async () => {
    const id = domain('others');
    await setQuotaLimit(opened.ledger, id, { limit: 40, reserve: 5 }, now);
    // Yuki serves 28 calls of ours and refuses the next: 12 of the 40 were made by others.
    await refusedAfter(id, day, 28);
    expect(await getQuota(opened.ledger, id, day)).toMatchObject({
      used: 40,
      othersAtMost: 12,
      exhausted: true,
    });
    const on = (date: string): Promise<unknown> => getQuota(opened.ledger, id, date as IsoDate);
    expect(await on('2026-03-03')).toMatchObject({ used: 0, reserve: 12, othersAtMost: 12 });
    expect(await on('2026-03-08')).toMatchObject({ reserve: 12 });
    expect(await on('2026-03-09')).toMatchObject({ reserve: 5, othersAtMost: 0 });
  });

  test('that others use never take more than half of a day from us', async () => {
    const id = domain('many others');
    await setQuotaLimit(opened.ledger, id, { limit: 40, reserve: 5 }, now);
    await refusedAfter(id, day, 3);
    expect(await getQuota(opened.ledger, id, '2026-03-03' as IsoDate)).toMatchObject({
      reserve: 20,
      othersAtMost: 37,
    });
  });

  test('are 5,000 once Yuki has served more than 1,000 after a person said so (R-LIM-1)', async () => {
    const id = domain('raised');
    await refusedAfter(id, day, 700);
    await reopenDay(opened.ledger, id, day, now);
    const order = { lane: 'payments' as const, connectionId: one, count: 300 };
    expect((await reserveCall(opened.ledger, id, day, order, now)).ok).toBe(true);
    // Call 1,001 is asked for, and served: the next one is reserved by the new limit.
    expect((await ask(id, 'payments')).ok).toBe(true);
    expect(await getQuota(opened.ledger, id, day)).toMatchObject({ limit: 1000, used: 301 });
    expect((await ask(id, 'payments')).ok).toBe(true);
    expect(await getQuota(opened.ledger, id, day)).toMatchObject({
      limit: 5000,
      used: 1002,
      exhausted: false,
    });
  });
});
