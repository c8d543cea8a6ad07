// How long a backfill takes at the pace that Focus allows: the ledger's own arithmetic on a clock that jumps, so that
// the hour of a large one takes seconds. Only the requests are simulated; who may make one and when is the product's.

import type { ConnectionId, FocusAccountId } from '../../domain/ids.ts';
import { openLedger } from '../../ledger/open.ts';
import type { Office } from './office.ts';
import { busiestMinute, simulatePace } from './simulated-pace.ts';

/** What Focus allows an account when it announces nothing else (R-LIM-5). */
export const perMinute = 200;

export interface Pace {
  readonly requests: number;
  readonly seconds: number;
  /** The most in any window of a minute. */
  readonly busiest: number;
}

/** Usual waits of a backfill: it asks two seconds ahead, and an answer of Focus takes under half a second. */
const asker = { horizonMs: 2_000, latencyMs: 400 };

export async function measurePace(
  { stack, connectionId }: Pick<Office, 'stack' | 'connectionId'>,
  requests: number,
): Promise<Pace> {
  const ledger = openLedger({ url: stack.databaseUrl, keys: stack.config.ledgerKeys, poolSize: 1 });
  try {
    const start = Date.now();
    const account = 'bench' as FocusAccountId;
    const one = { ...asker, connectionId: connectionId as ConnectionId, requests };
    const sent = await simulatePace(ledger, account, [one], start);
    return {
      requests,
      seconds: ((sent.at(-1)?.at ?? start) - start) / 1000,
      busiest: busiestMinute(sent),
    };
  } finally {
    await ledger.close();
  }
}

/** The most seconds: 5 % above what the rate allows. */
export function paceLimit({ requests }: Pick<Pace, 'requests'>): number {
  return ((requests * 60) / perMinute) * 1.05;
}

export function paceMisses(pace: Pace): string[] {
  return [
    ...(pace.seconds <= paceLimit(pace)
      ? []
      : [
          `Seconds of a backfill: ${pace.seconds.toFixed(0)}, and ${paceLimit(pace).toFixed(0)} are allowed.`,
        ]),
    ...(pace.busiest <= perMinute
      ? []
      : [`Requests within a minute: ${pace.busiest}, and ${perMinute} are allowed.`]),
  ];
}
