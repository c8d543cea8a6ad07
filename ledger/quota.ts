// Yuki's calls of one domain on one day: reserved before they are made, so that an unknown outcome counts as used
// (design 4, E-6). Which day it is (Europe/Brussels) is said by the caller.

import { sql } from 'kysely';
import type { IsoDate, YukiDomainId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

export type QuotaLane = 'payments' | 'fresh' | 'probe' | 'backfill';

/** Yuki's free number of calls a day and domain (yuki-api 6), and what we leave to other software of the tenant. */
export const defaultDailyLimit = 1000;
export const defaultReserve = 200;

export interface Quota {
  readonly limit: number;
  readonly used: number;
  readonly reserve: number;
  readonly exhausted: boolean;
}

/**
 * Up to how many used calls each lane may still reserve, in the precedence of design 4: payments up to the limit,
 * fresh documents and probes leave half of the reserve, backfill leaves all of it.
 */
function ceilingOf(lane: QuotaLane, limit: number, reserve: number): number {
  switch (lane) {
    case 'payments':
      return limit;
    case 'fresh':
    case 'probe':
      return Math.max(0, limit - Math.ceil(reserve / 2));
    case 'backfill':
      return Math.max(0, limit - reserve);
  }
}

/** Probes of holds take at most one call in twenty of a day (design 3). */
function probeCeiling(limit: number): number {
  return Math.floor(limit / 20);
}

/** Reserves `count` calls (1) or none; refused for the rest of the day once Yuki said that its limit is reached. */
export async function reserveCall(
  ledger: Ledger,
  domainId: YukiDomainId,
  day: IsoDate,
  order: { lane: QuotaLane; count?: number },
  now: Date,
): Promise<{ ok: true } | { ok: false }> {
  const count = order.count ?? 1;
  const { limit, reserve } = await readLimit(ledger, domainId);
  const ceiling = ceilingOf(order.lane, limit, reserve);
  const probes = order.lane === 'probe' ? count : 0;
  if (count > ceiling || probes > probeCeiling(limit)) return { ok: false };
  const row = await ledger.db
    .insertInto('yukiQuota')
    .values({ domainId, day, used: count, probes, updatedAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(['domainId', 'day'])
        .doUpdateSet((eb) => ({
          used: eb('yukiQuota.used', '+', count),
          probes: eb('yukiQuota.probes', '+', probes),
          updatedAt: now,
        }))
        .where('yukiQuota.exhausted', '=', false)
        .where('yukiQuota.used', '<=', ceiling - count)
        // Other lanes have no probes to count, and whatever was probed today does not concern them.
        .where('yukiQuota.probes', '<=', probes > 0 ? probeCeiling(limit) - probes : limit),
    )
    .returning('used')
    .executeTakeFirst();
  return row === undefined ? { ok: false } : { ok: true };
}

/** Yuki refused a call because the day's number is used up, by us or by other software. */
export async function noteLimitReached(
  ledger: Ledger,
  domainId: YukiDomainId,
  day: IsoDate,
  now: Date,
): Promise<void> {
  const { limit } = await readLimit(ledger, domainId);
  await ledger.db
    .insertInto('yukiQuota')
    .values({ domainId, day, used: limit, probes: 0, exhausted: true, updatedAt: now })
    .onConflict((conflict) =>
      conflict.columns(['domainId', 'day']).doUpdateSet({
        used: sql<number>`greatest(${sql.ref('yukiQuota.used')}, ${limit})`,
        exhausted: true,
        updatedAt: now,
      }),
    )
    .execute();
}

/**
 * Begins the count of an exhausted day anew, because a person says that Yuki has granted more. No call tells how
 * many, so Yuki's own refusal ends the day again. A day that only our own reserve ended stays as it is.
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
  const { limit, reserve } = await readLimit(ledger, domainId);
  const row = await ledger.db
    .selectFrom('yukiQuota')
    .select(['used', 'exhausted'])
    .where('domainId', '=', domainId)
    .where('day', '=', day)
    .executeTakeFirst();
  return { limit, reserve, used: row?.used ?? 0, exhausted: row?.exhausted ?? false };
}

/** Another daily number, as Yuki grants it, or another reserve; days that were found exhausted stay so. */
export async function setQuotaLimit(
  ledger: Ledger,
  domainId: YukiDomainId,
  change: { limit?: number; reserve?: number },
  now: Date,
): Promise<void> {
  const standing = await readLimit(ledger, domainId);
  const dailyLimit = Math.max(0, Math.trunc(change.limit ?? standing.limit));
  const reserve = Math.min(dailyLimit, Math.max(0, Math.trunc(change.reserve ?? standing.reserve)));
  await ledger.db
    .insertInto('yukiDomains')
    .values({ domainId, dailyLimit, reserve, updatedAt: now })
    .onConflict((conflict) =>
      conflict.column('domainId').doUpdateSet({ dailyLimit, reserve, updatedAt: now }),
    )
    .execute();
}

async function readLimit(
  ledger: Ledger,
  domainId: YukiDomainId,
): Promise<{ limit: number; reserve: number }> {
  const row = await ledger.db
    .selectFrom('yukiDomains')
    .select(['dailyLimit', 'reserve'])
    .where('domainId', '=', domainId)
    .executeTakeFirst();
  return { limit: row?.dailyLimit ?? defaultDailyLimit, reserve: row?.reserve ?? defaultReserve };
}
