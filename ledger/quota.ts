// Yuki's calls of one domain on one day: reserved before they are made, so that an unknown outcome counts as used
// (design 4, E-6). Which day it is (Europe/Brussels) is said by the caller, who may use how many by domain/budget.ts.

import { sql, type Transaction } from 'kysely';
import {
  ceilingOf,
  daysRemembered,
  defaultDailyLimit,
  defaultReserve,
  fairShare,
  limitBehind,
  probeCeiling,
  reserveBeside,
  sharingMs,
  type CallLane,
} from '../domain/budget.ts';
import { addDays } from '../domain/cadence.ts';
import type { ConnectionId, IsoDate, YukiDomainId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import type { Tables } from './tables.ts';

export interface Quota {
  readonly limit: number;
  readonly used: number;
  /** What is left to other software: what was given, or more when more was seen to be used. */
  readonly reserve: number;
  /** The most that other software was seen to use on one of the last seven days; 0 when none was noticed. */
  readonly othersAtMost: number;
  readonly exhausted: boolean;
}

export interface CallOrder {
  readonly lane: CallLane;
  readonly connectionId: ConnectionId;
  readonly count?: number;
}

/**
 * dayGone: nothing of this day is left for any lane below payments. laneUsed: what is left is for more urgent work.
 * othersTurn: other connections of the domain have backfilled less today and go first.
 */
export type Reserved =
  { readonly ok: true } | { readonly ok: false; readonly why: 'dayGone' | 'laneUsed' | 'othersTurn' };

/** Reserves `count` calls (1) or none; refused for the rest of the day once Yuki said that its limit is reached. */
export async function reserveCall(
  ledger: Ledger,
  domainId: YukiDomainId,
  day: IsoDate,
  order: CallOrder,
  now: Date,
): Promise<Reserved> {
  const count = order.count ?? 1;
  const { limit, reserve } = await readLimit(ledger, domainId, day);
  const ceiling = ceilingOf(order.lane, limit, reserve);
  return await ledger.db.transaction().execute(async (transaction): Promise<Reserved> => {
    const row = await lockDay(transaction, domainId, day, now);
    if (row.exhausted) return { ok: false, why: 'dayGone' };
    const probes = order.lane === 'probe' ? count : 0;
    if (row.used + count > ceiling)
      return { ok: false, why: row.used < ceilingOf('fresh', limit, reserve) ? 'laneUsed' : 'dayGone' };
    if (row.probes + probes > probeCeiling(limit) && probes > 0) return { ok: false, why: 'laneUsed' };
    if (
      order.lane === 'backfill' &&
      !(await takeShare(transaction, { domainId, day }, order, row.used, ceiling, now))
    )
      return { ok: false, why: 'othersTurn' };
    await transaction
      .updateTable('yukiQuota')
      .set({ used: row.used + count, probes: row.probes + probes, ours: row.ours + count, updatedAt: now })
      .where('domainId', '=', domainId)
      .where('day', '=', day)
      .execute();
    // The call before this one was beyond what we took for the limit, and Yuki served it.
    if (row.ours > limit) await learnLimit(transaction, { domainId, day }, row.ours, now);
    return { ok: true };
  });
}

type Place = { readonly domainId: YukiDomainId; readonly day: IsoDate };

/** The row of the day, for this transaction alone. */
async function lockDay(
  transaction: Transaction<Tables>,
  domainId: YukiDomainId,
  day: IsoDate,
  now: Date,
): Promise<{ used: number; probes: number; ours: number; exhausted: boolean }> {
  await transaction
    .insertInto('yukiQuota')
    .values({ domainId, day, used: 0, probes: 0, updatedAt: now })
    .onConflict((conflict) => conflict.columns(['domainId', 'day']).doNothing())
    .execute();
  return await transaction
    .selectFrom('yukiQuota')
    .select(['used', 'probes', 'ours', 'exhausted'])
    .where('domainId', '=', domainId)
    .where('day', '=', day)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Counts a backfill call of one connection, unless the others that ask at present have had less than their part. */
async function takeShare(
  transaction: Transaction<Tables>,
  place: Place,
  order: CallOrder,
  used: number,
  ceiling: number,
  now: Date,
): Promise<boolean> {
  const { connectionId, count = 1 } = order;
  await transaction
    .insertInto('yukiShares')
    .values({ ...place, connectionId, askedAt: now })
    .onConflict((conflict) =>
      conflict.columns(['domainId', 'day', 'connectionId']).doUpdateSet({ askedAt: now }),
    )
    .execute();
  const shares = await transaction
    .selectFrom('yukiShares')
    .select(['connectionId', 'backfill', 'askedAt'])
    .where('domainId', '=', place.domainId)
    .where('day', '=', place.day)
    .execute();
  const mine = shares.find((share) => share.connectionId === connectionId)?.backfill ?? 0;
  const share = fairShare({
    ceiling,
    used,
    usedByBackfill: shares.reduce((sum, { backfill }) => sum + backfill, 0),
    asking: shares.filter(({ askedAt }) => askedAt.getTime() > now.getTime() - sharingMs).length,
  });
  if (mine + count > share) return false;
  await transaction
    .updateTable('yukiShares')
    .set({ backfill: mine + count })
    .where('domainId', '=', place.domainId)
    .where('day', '=', place.day)
    .where('connectionId', '=', connectionId)
    .execute();
  return true;
}

async function learnLimit(
  transaction: Transaction<Tables>,
  { domainId, day }: Place,
  served: number,
  now: Date,
): Promise<void> {
  const dailyLimit = limitBehind(served);
  await transaction
    .insertInto('yukiDomains')
    .values({ domainId, dailyLimit, reserve: defaultReserve, updatedAt: now })
    .onConflict((conflict) => conflict.column('domainId').doUpdateSet({ dailyLimit, updatedAt: now }))
    .execute();
  await transaction
    .updateTable('yukiQuota')
    .set((eb) => ({ used: eb.ref('ours') }))
    .where('domainId', '=', domainId)
    .where('day', '=', day)
    .execute();
}

/**
 * Yuki refused a call because the day's number is used up. What our own calls do not explain was used by other
 * software; that is kept, and left free on the days to come.
 */
export async function noteLimitReached(
  ledger: Ledger,
  domainId: YukiDomainId,
  day: IsoDate,
  now: Date,
): Promise<void> {
  const { limit } = await readLimit(ledger, domainId, day);
  await ledger.db
    .insertInto('yukiQuota')
    .values({ domainId, day, used: limit, probes: 0, foreignCalls: limit, exhausted: true, updatedAt: now })
    .onConflict((conflict) =>
      conflict.columns(['domainId', 'day']).doUpdateSet({
        used: sql<number>`greatest(${sql.ref('yukiQuota.used')}, ${limit})`,
        // The refused call was reserved, and used nothing.
        ours: sql<number>`greatest(0, ${sql.ref('yukiQuota.ours')} - 1)`,
        foreignCalls: sql<number>`greatest(${sql.ref('yukiQuota.foreignCalls')},
          case when ${sql.ref('yukiQuota.exhausted')} then 0
            else ${limit} - greatest(0, ${sql.ref('yukiQuota.ours')} - 1) end)`,
        exhausted: true,
        updatedAt: now,
      }),
    )
    .execute();
}

/**
 * Begins the count of an exhausted day anew, because a person says that Yuki has granted more. Yuki's own refusal
 * ends the day again, and once it has served more than we thought there was, the new limit is known. A day that
 * only our own reserve ended stays as it is.
 */
export async function reopenDay(
  ledger: Ledger,
  domainId: YukiDomainId,
  day: IsoDate,
  now: Date,
): Promise<void> {
  await ledger.db
    .updateTable('yukiQuota')
    .set({ used: 0, exhausted: false, updatedAt: now })
    .where('domainId', '=', domainId)
    .where('day', '=', day)
    .where('exhausted', '=', true)
    .execute();
}

/** Where the day stands; zero used when nothing was asked yet. */
export async function getQuota(ledger: Ledger, domainId: YukiDomainId, day: IsoDate): Promise<Quota> {
  const { limit, reserve, othersAtMost } = await readLimit(ledger, domainId, day);
  const row = await ledger.db
    .selectFrom('yukiQuota')
    .select(['used', 'exhausted'])
    .where('domainId', '=', domainId)
    .where('day', '=', day)
    .executeTakeFirst();
  return { limit, reserve, othersAtMost, used: row?.used ?? 0, exhausted: row?.exhausted ?? false };
}

/** Another daily number, as Yuki grants it, or another reserve; days that were found exhausted stay so. */
export async function setQuotaLimit(
  ledger: Ledger,
  domainId: YukiDomainId,
  change: { limit?: number; reserve?: number },
  now: Date,
): Promise<void> {
  const standing = await readGiven(ledger, domainId);
  const dailyLimit = Math.max(0, Math.trunc(change.limit ?? standing.dailyLimit));
  const reserve = Math.min(dailyLimit, Math.max(0, Math.trunc(change.reserve ?? standing.reserve)));
  await ledger.db
    .insertInto('yukiDomains')
    .values({ domainId, dailyLimit, reserve, updatedAt: now })
    .onConflict((conflict) =>
      conflict.column('domainId').doUpdateSet({ dailyLimit, reserve, updatedAt: now }),
    )
    .execute();
}

async function readGiven(
  ledger: Ledger,
  domainId: YukiDomainId,
): Promise<{ dailyLimit: number; reserve: number }> {
  const row = await ledger.db
    .selectFrom('yukiDomains')
    .select(['dailyLimit', 'reserve'])
    .where('domainId', '=', domainId)
    .executeTakeFirst();
  return row ?? { dailyLimit: defaultDailyLimit, reserve: defaultReserve };
}

async function readLimit(
  ledger: Ledger,
  domainId: YukiDomainId,
  day: IsoDate,
): Promise<{ limit: number; reserve: number; othersAtMost: number }> {
  const { dailyLimit: limit, reserve } = await readGiven(ledger, domainId);
  const row = await ledger.db
    .selectFrom('yukiQuota')
    .select((eb) => eb.fn.max('foreignCalls').as('foreign'))
    .where('domainId', '=', domainId)
    .where('day', '<=', day)
    .where('day', '>', addDays(day, -daysRemembered))
    .executeTakeFirst();
  const othersAtMost = row?.foreign ?? 0;
  return { limit, reserve: reserveBeside(limit, reserve, othersAtMost), othersAtMost };
}
