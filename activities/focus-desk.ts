/**
 * Focus as one connection may use it: with its account's tokens, refreshed by one process at a time, and with
 * requests reserved from the account's pace before they are made (design 4, R-DIS-7).
 */

import { Context } from '@temporalio/activity';
import type { Durations } from '../domain/durations.ts';
import type { ConnectionId, FocusAccountId } from '../domain/ids.ts';
import { createFocusApi, type FocusApi } from '../focus/api.ts';
import { FocusAccessRefused, FocusOutcomeUnknown } from '../focus/errors.ts';
import { refreshTokens } from '../focus/oauth.ts';
import { createFocusTransport, type FocusTransport } from '../focus/transport.ts';
import {
  markAccessRevoked,
  openTokens,
  releaseRefreshLease,
  storeRefreshedTokens,
  takeRefreshLease,
} from '../ledger/focus-accounts.ts';
import { correctRate, latestStartMs, reserveRequests } from '../ledger/pacing.ts';
import { Blocked, PaceLater } from './failures.ts';
import type { Tools } from './tools.ts';

/** One statement reserves this many requests at most, so that the pace costs little (design 4). */
const largestReservation = 25;
/** A backfill reserves ahead for a fifth of the time only, so that whoever comes next is never far behind it. */
const backfillPart = 5;

export interface FocusDesk {
  readonly api: FocusApi;
  /** How many requests are still to come, so that no more are reserved than used. */
  expect(requests: number): void;
  requestsMade(): number;
}

export function openFocus(
  tools: Tools,
  connection: { id: ConnectionId; focusAccountId: FocusAccountId },
  durations: Durations,
  lane: 'fresh' | 'backfill' = 'fresh',
): FocusDesk {
  const accountId = connection.focusAccountId;
  let expected = 1;
  let made = 0;
  let knownLimit: number | null = null;
  const pace = openPace(tools, connection, durations, lane);

  const transport: FocusTransport = createFocusTransport({
    apiUrl: tools.focus.apiUrl,
    ...(tools.dispatcher === undefined ? {} : { dispatcher: tools.dispatcher }),
    timeoutMs: durations.wireTimeout,
    accessToken: () => validToken(tools, accountId, durations, null),
    renewAccess: (rejected) => validToken(tools, accountId, durations, rejected),
    pace: async () => {
      await pace(expected);
      expected = Math.max(1, expected - 1);
      made += 1;
    },
    onRate: async (rate) => {
      // The headers correct the row only when they say something new or the end of the window is near.
      if (rate.limit === knownLimit && rate.remaining > largestReservation) return;
      knownLimit = rate.limit;
      await correctRate(tools.ledger, accountId, rate, tools.clock());
    },
    signal: Context.current().cancellationSignal,
  });

  return {
    api: createFocusApi(transport),
    expect: (requests) => void (expected = Math.max(1, requests)),
    requestsMade: () => made,
  };
}

/**
 * Lets requests go one after the other, each when it may. A grant is used at once or given up; when one request
 * would have to wait for too long, those behind it are not made either, so that none is made in vain.
 */
function openPace(
  tools: Tools,
  connection: { id: ConnectionId; focusAccountId: FocusAccountId },
  durations: Durations,
  lane: 'fresh' | 'backfill',
): (expected: number) => Promise<void> {
  const horizonMs =
    lane === 'fresh' ? durations.longestPacingWait : durations.longestPacingWait / backfillPart;
  let reserved = 0;
  let usableUntil = 0;
  let later: PaceLater | null = null;
  let turn: Promise<void> = Promise.resolve();

  async function reserve(wanted: number): Promise<void> {
    const giveUpAt = tools.clock().getTime() + durations.longestPacingWait;
    for (;;) {
      const now = tools.clock();
      const order = {
        wanted: Math.min(largestReservation, wanted),
        connectionId: connection.id,
        horizonMs: Math.max(0, Math.min(horizonMs, giveUpAt - now.getTime())),
      };
      const grant = await reserveRequests(tools.ledger, connection.focusAccountId, order, now);
      if ('notBefore' in grant) {
        reserved = grant.granted;
        const waitMs = grant.notBefore.getTime() - tools.clock().getTime();
        if (waitMs > 0) await Context.current().sleep(waitMs);
        usableUntil = Math.max(grant.notBefore.getTime(), now.getTime()) + latestStartMs;
        return;
      }
      const waitMs = Math.max(1, grant.tryAgainAt.getTime() - now.getTime());
      if (now.getTime() + waitMs > giveUpAt) throw (later = new PaceLater(waitMs));
      await Context.current().sleep(waitMs);
    }
  }

  async function takeTurn(expected: number): Promise<void> {
    if (later !== null) throw later;
    if (tools.clock().getTime() > usableUntil) reserved = 0;
    if (reserved === 0) await reserve(expected);
    reserved -= 1;
  }

  return (expected) => {
    const mine = turn.then(() => takeTurn(expected));
    turn = mine.catch(() => {});
    return mine;
  };
}

/** A token that is neither `rejected` nor about to end; refreshed under a lease if need be. */
async function validToken(
  tools: Tools,
  accountId: FocusAccountId,
  durations: Durations,
  rejected: string | null,
): Promise<string> {
  const giveUpAt = Date.now() + durations.leaseLife * 2;
  let isNew = false;
  for (;;) {
    const tokens = await openTokens(tools.ledger, accountId);
    if (tokens === null || tokens.revoked) throw new Blocked('focus-access');
    const endsSoon = tokens.expiresAt.getTime() - durations.tokenMargin <= tools.clock().getTime();
    // A token that lives shorter than our margin is used as it came: another would be no better, and none would end it.
    if (isNew || (tokens.accessToken !== rejected && !endsSoon)) return tokens.accessToken;

    const until = new Date(tools.clock().getTime() + durations.leaseLife);
    if (await takeRefreshLease(tools.ledger, accountId, tools.worker, until, tools.clock())) {
      try {
        await refreshUnderLease(tools, accountId, durations, tokens.version);
        isNew = true;
      } finally {
        await releaseRefreshLease(tools.ledger, accountId, tools.worker);
      }
    } else {
      if (Date.now() > giveUpAt) throw new PaceLater(1000);
      await Context.current().sleep(200);
    }
  }
}

async function refreshUnderLease(
  tools: Tools,
  accountId: FocusAccountId,
  durations: Durations,
  seenVersion: number,
): Promise<void> {
  const tokens = await openTokens(tools.ledger, accountId);
  // Whoever held the lease before us may have refreshed already.
  if (tokens === null || tokens.version !== seenVersion) return;
  const order = {
    authUrl: tools.focus.authUrl,
    clientId: tools.focus.clientId,
    clientSecret: tools.focus.clientSecret,
    refreshToken: tokens.refreshToken,
    timeoutMs: durations.wireTimeout,
    ...(tools.dispatcher === undefined ? {} : { dispatcher: tools.dispatcher }),
  };
  try {
    const pair = await refreshTokens(order).catch((error: unknown) => {
      // The answer was lost: the same token once more decides whether it was used up.
      if (error instanceof FocusOutcomeUnknown) return refreshTokens(order);
      throw error;
    });
    await storeRefreshedTokens(tools.ledger, accountId, tokens.version, pair, tools.clock());
  } catch (error) {
    if (!(error instanceof FocusAccessRefused)) throw error;
    // A token is used once; if the stored pair moved on meanwhile, somebody else’s refresh stands.
    const now = await openTokens(tools.ledger, accountId);
    if (now !== null && now.version !== tokens.version) return;
    await markAccessRevoked(tools.ledger, accountId, tools.clock());
    throw error;
  }
}
