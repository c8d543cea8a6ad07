/**
 * Yuki as one connection may use it: with its access key and stored session, and with every call reserved from
 * the domain's budget of the day before it is made (design 4).
 */

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

export type CallLane = 'payments' | 'fresh' | 'probe' | 'backfill';

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
      const reserved = await reserveCall(tools.ledger, domainId, quotaDay(now), { lane }, now);
      if (!reserved.ok) throw new OutOfCalls(nextMidnight(now).getTime() - now.getTime());
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
