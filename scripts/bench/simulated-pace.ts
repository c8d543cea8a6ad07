// Lets several askers make their requests to one Focus account under the ledger's own arithmetic, on a clock that jumps
// from event to event, so that hours take seconds. Used by the bench and by the tests of the pace.

import type { ConnectionId, FocusAccountId } from '../../domain/ids.ts';
import type { Ledger } from '../../ledger/open.ts';
import { reserveRequests } from '../../ledger/pacing.ts';

export interface Asker {
  readonly connectionId: ConnectionId;
  /** How many it makes altogether. */
  readonly requests: number;
  readonly horizonMs: number;
  /** From a request to its answer; the next ones are asked for then. */
  readonly latencyMs: number;
  /** One at a time, with this wait between, instead of as many as it gets. */
  readonly everyMs?: number;
}

export interface SentRequests {
  readonly connectionId: ConnectionId;
  readonly at: number;
  readonly requests: number;
  /** From the first asking to leaving. */
  readonly waitedMs: number;
}

/** What left when, in the order of time. */
export async function simulatePace(
  ledger: Ledger,
  account: FocusAccountId,
  askers: readonly Asker[],
  start: number,
): Promise<SentRequests[]> {
  const sent: SentRequests[] = [];
  const queue = askers.map((asker) => ({ asker, left: asker.requests, at: start, asksSince: start }));
  for (;;) {
    const next = queue.filter(({ left }) => left > 0).toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return sent.toSorted((a, b) => a.at - b.at);
    const { connectionId, horizonMs, latencyMs, everyMs } = next.asker;
    const wanted = everyMs === undefined ? Math.min(25, next.left) : 1;
    const answer = await reserveRequests(
      ledger,
      account,
      { wanted, connectionId, horizonMs },
      new Date(next.at),
    );
    if ('tryAgainAt' in answer) {
      next.at = answer.tryAgainAt.getTime();
      continue;
    }
    const at = answer.notBefore.getTime();
    sent.push({ connectionId, at, requests: answer.granted, waitedMs: at - next.asksSince });
    next.left -= answer.granted;
    next.at = at + Math.max(latencyMs, everyMs ?? 0);
    next.asksSince = next.at;
  }
}

/** The most requests that any window of one minute holds. */
export function busiestMinute(sent: readonly { readonly at: number; readonly requests: number }[]): number {
  const ordered = sent.toSorted((a, b) => a.at - b.at);
  let first = 0;
  let within = 0;
  let most = 0;
  for (const { at, requests } of ordered) {
    within += requests;
    for (; (ordered[first]?.at ?? at) <= at - 60_000; first += 1) within -= ordered[first]?.requests ?? 0;
    most = Math.max(most, within);
  }
  return most;
}
