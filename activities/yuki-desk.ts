/**
 * Yuki as one connection may use it: with its access key and stored session, and with every call reserved from
 * the domain's budget of the day before it is made (design 4).
 */

import { sharingMs, type CallLane } from '../domain/budget.ts';
import { nextMidnight } from '../domain/cadence.ts';
import type { Durations } from '../domain/durations.ts';
import { recogniseYukiText } from '../domain/yuki-messages.ts';
import type { Connection } from '../ledger/connections.ts';
import { openYukiKey, openYukiSession, storeYukiSession } from '../ledger/connections.ts';
import { noteLimitReached, reserveCall } from '../ledger/quota.ts';
import { YukiFault } from '../yuki/errors.ts';
import { createYukiServices, type YukiServices } from '../yuki/session.ts';
import { Blocked, OutOfCalls } from './failures.ts';
import { quotaDay, yukiTransport, type Tools } from './tools.ts';

export type { CallLane } from '../domain/budget.ts';

export interface YukiDesk {
  readonly services: YukiServices;
  callsMade(): number;
  /** Runs calls; a quota fault closes the day for the whole domain and is told as `OutOfCalls`. */
  within<T>(calls: () => Promise<T>): Promise<T>;
}

/** @throws Blocked when the connection has no key or no administration yet. */
export async function openYuki(
  tools: Tools,
  connection: Connection,
  durations: Durations,
  lane: CallLane,
): Promise<YukiDesk> {
  const { id, country, domainId } = connection;
  const accessKey = await openYukiKey(tools.ledger, id);
  if (accessKey === null || country === null || domainId === null) throw new Blocked('yuki-access');
  let made = 0;

  const services = createYukiServices({
    transport: yukiTransport(tools, country, durations.wireTimeout),
    accessKey,
    sessions: {
      load: () => openYukiSession(tools.ledger, id, tools.clock()),
      store: (session) => {
        const now = tools.clock();
        return storeYukiSession(
          tools.ledger,
          id,
          session,
          new Date(now.getTime() + durations.sessionLife),
          now,
        );
      },
    },
    beforeCall: async () => {
      const now = tools.clock();
      const order = { lane, connectionId: id };
      const reserved = await reserveCall(tools.ledger, domainId, quotaDay(now), order, now);
      if (!reserved.ok) throw outOfCalls(reserved.why, lane, now);
      made += 1;
    },
  });

  return {
    services,
    callsMade: () => made,
    within: async (calls) => {
      try {
        return await calls();
      } catch (error) {
        const recognised = error instanceof YukiFault ? recogniseYukiText(error.faultString) : null;
        if (recognised?.cause !== 'quota-used') throw error;
        const now = tools.clock();
        await noteLimitReached(tools.ledger, domainId, quotaDay(now), now);
        throw new OutOfCalls(nextMidnight(now).getTime() - now.getTime());
      }
    },
  };
}

/** For how long, and whether only the backfill has to wait: more urgent work may still have calls. */
function outOfCalls(why: 'dayGone' | 'laneUsed' | 'othersTurn', lane: CallLane, now: Date): OutOfCalls {
  const untilMidnight = nextMidnight(now).getTime() - now.getTime();
  const waitMs = why === 'othersTurn' ? Math.min(sharingMs / 2, untilMidnight) : untilMidnight;
  return new OutOfCalls(waitMs, lane === 'backfill' && why !== 'dayGone');
}
