// How fast one Focus account may be asked: one row an account, one statement a reservation (design 4). A leaky
// bucket in whole microseconds: a fiftieth of the limit may go at once and the rest is spread evenly. What may go at
// once, what drains in a minute and what one second holds are together the limit, so no sliding minute holds more,
// also when a request leaves a little later than it was granted (focus-api 1.4); and 193 of 200 can be used for ever.

import { sql, type RawBuilder } from 'kysely';
import type { ConnectionId, FocusAccountId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

export type Reservation =
  { readonly granted: number; readonly notBefore: Date } | { readonly granted: 0; readonly tryAgainAt: Date };

const mostAtOnce = 25;
/** How much later than granted a request may leave; one that is later has to be reserved anew. */
export const latestStartMs = 900;
const minuteMicros = 60_000_000;
/** How long a connection that came second may take to ask again before the first may go on. */
const patienceMicros = 1_000_000;

/**
 * Reserves up to `wanted` (at most 25) requests, all of which may go from `notBefore` on, and no later than
 * `latestStartMs` after it. None are granted when the first could only go after the horizon, or when this connection
 * had the last grant and another one waits.
 */
export async function reserveRequests(
  ledger: Ledger,
  accountId: FocusAccountId,
  order: { wanted: number; connectionId: ConnectionId; horizonMs: number },
  now: Date,
): Promise<Reservation> {
  const wanted = Math.max(1, Math.min(Math.trunc(order.wanted), mostAtOnce));
  const reserved = await reserve(ledger, accountId, { ...order, wanted }, now);
  if (reserved !== null) return reserved;
  await ledger.db
    .insertInto('focusPacing')
    .values({ accountId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const second = await reserve(ledger, accountId, { ...order, wanted }, now);
  if (second === null) throw new Error('The pacing row of a Focus account is not there after it was made.');
  return second;
}

const perMinute = sql.ref<number>('perMinute');
const fullAt = sql.ref<number>('fullAtMicros');
const blockedUntil = sql.ref<number>('blockedUntilMicros');
const burst = sql<number>`greatest(1, ${perMinute} / 50)::bigint`;
/** What one second holds: with it, requests that leave up to `latestStartMs` late still fit into their minute. */
const slack = sql<number>`(${perMinute} / 60)::bigint`;
/** The time in which one request drains; rounded up, so that the sum stays below the limit. */
const step = sql<number>`ceil(${minuteMicros}::numeric / (${perMinute} - ${burst} - ${slack}))::bigint`;

function micros(moment: Date): RawBuilder<number> {
  return sql<number>`${String(moment.getTime() * 1000)}::bigint`;
}

async function reserve(
  ledger: Ledger,
  accountId: FocusAccountId,
  order: { wanted: number; connectionId: ConnectionId; horizonMs: number },
  now: Date,
): Promise<Reservation | null> {
  const { connectionId } = order;
  const at = micros(now);
  const horizon = micros(new Date(now.getTime() + order.horizonMs));
  const mustYield = sql<boolean>`coalesce(last_connection = ${connectionId}
    and waiting_connection <> ${connectionId} and waiting_until_micros > ${at}, false)`;
  const fits = sql<number>`(case when ${horizon} < ${blockedUntil} then 0
    else floor((${horizon} + ${burst} * ${step} - ${fullAt})::numeric / ${step})::bigint end)`;
  const granted = sql<number>`(case when ${mustYield} then 0
    else greatest(0, least(${order.wanted}::bigint, ${burst}, ${fits})) end)`;
  // The moment is rounded up to a millisecond, because that is what a Date can say.
  const when = (count: RawBuilder<number>): RawBuilder<number> =>
    sql<number>`(ceil(greatest(${at}, ${blockedUntil},
      ${fullAt} + (${count} - ${burst}) * ${step})::numeric / 1000) * 1000)::bigint`;
  const oneLater = sql<number>`greatest(${at} + 250000,
    case when ${mustYield} then waiting_until_micros else ${when(sql<number>`1::bigint`)} - (${horizon} - ${at}) end)`;
  const row = await ledger.db
    .updateTable('focusPacing')
    .set({
      granted: sql<number>`${granted}::integer`,
      grantedAtMicros: sql<number>`case when ${granted} > 0 then ${when(granted)} else ${oneLater} end`,
      fullAtMicros: sql<number>`case when ${granted} > 0
        then greatest(${fullAt}, ${when(granted)}) + ${granted} * ${step} else ${fullAt} end`,
      lastConnection: sql<ConnectionId>`case when ${granted} > 0 then ${connectionId} else last_connection end`,
      waitingConnection: sql<ConnectionId | null>`case
        when ${granted} > 0 and waiting_connection = ${connectionId} then null
        when ${granted} = 0 and not ${mustYield} and (waiting_until_micros <= ${at} or waiting_connection is null)
          then ${connectionId}
        else waiting_connection end`,
      waitingUntilMicros: sql<number>`case
        when ${granted} = 0 and not ${mustYield} and (waiting_until_micros <= ${at}
          or waiting_connection is null or waiting_connection = ${connectionId})
          then ${oneLater} + ${patienceMicros}
        else waiting_until_micros end`,
    })
    .where('accountId', '=', accountId)
    .returning(['granted', 'grantedAtMicros'])
    .executeTakeFirst();
  if (row === undefined) return null;
  const moment = new Date(Math.ceil(row.grantedAtMicros / 1000));
  return row.granted > 0 ? { granted: row.granted, notBefore: moment } : { granted: 0, tryAgainAt: moment };
}

/**
 * Corrects the row by what Focus's headers say: its limit, how many requests it would still take, and, when that
 * is none, until when. Headers only ever slow us down below what we reckoned, except for a higher limit.
 */
export async function correctRate(
  ledger: Ledger,
  accountId: FocusAccountId,
  headers: { limit: number | null; remaining: number | null; resetAt: Date | null },
  now: Date,
): Promise<void> {
  const limit = headers.limit === null ? null : Math.max(2, Math.min(1_000_000, Math.trunc(headers.limit)));
  const remaining = headers.remaining === null ? null : Math.max(0, Math.trunc(headers.remaining));
  const blocked = remaining === 0 ? headers.resetAt : null;
  await ledger.db
    .insertInto('focusPacing')
    .values({ accountId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await ledger.db
    .updateTable('focusPacing')
    .set({
      ...(limit === null ? {} : { perMinute: limit }),
      ...(blocked === null
        ? {}
        : { blockedUntilMicros: sql<number>`greatest(${blockedUntil}, ${micros(blocked)})` }),
      ...(remaining === null
        ? {}
        : {
            fullAtMicros: sql<number>`greatest(${fullAt},
              ${micros(now)} + greatest(0, ${burst} - ${remaining}::bigint) * ${step})`,
          }),
      grantedAtMicros: sql.ref<number>('grantedAtMicros'),
    })
    .where('accountId', '=', accountId)
    .execute();
}
