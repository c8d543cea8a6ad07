/** What the ledger remembers of a connection as a whole: its standing, pauses, stops and the next due moment. */

import {
  cadenceRefusal,
  defaultCadence,
  nextDue,
  nextPoll,
  startAfterDelay,
  type Cadence,
} from '../domain/cadence.ts';
import { describeCause } from '../domain/cause-texts.ts';
import type { PauseCauseKey } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import type { ConnectionId, FocusAccountId, IsoMoment } from '../domain/ids.ts';
import { audit } from '../ledger/audit.ts';
import { endCausesOfConnection, listOpenCauses } from '../ledger/causes.ts';
import { forgetUnusedTokens } from '../ledger/focus-accounts.ts';
import {
  emptyOnboarding,
  forgetYukiKey,
  getConnection,
  readOnboarding,
  recordPause,
  recordResume,
  setConnectionState,
  updateConnection,
  writeOnboarding,
  type Connection,
} from '../ledger/connections.ts';
import { reopenDay } from '../ledger/quota.ts';
import { readBacklog } from './backlog.ts';
import { acceptRestored } from '../ledger/restored.ts';
import { confirmSuspicion } from '../ledger/suspicions.ts';
import { isAccountInUse } from '../ledger/webhooks.ts';
import { Blocked } from './failures.ts';
import { openFocus } from './focus-desk.ts';
import type { Activities, ConnectionStanding, Waits } from './interface.ts';
import { durationsOf, quotaDay, type Tools } from './tools.ts';
import { dropWebhook } from './webhooks.ts';

/** The connection, or a failure that says that the ledger does not know it. */
export async function knownConnection(tools: Tools, id: ConnectionId): Promise<Connection> {
  const connection = await getConnection(tools.ledger, id);
  // A workflow whose connection is missing remembers more than the ledger does.
  if (connection === null) throw new Blocked('ledger-behind');
  return connection;
}

/** A connection whose onboarding is over has all of these. */
export type JoinedConnection = Connection & {
  readonly focusAccountId: NonNullable<Connection['focusAccountId']>;
  readonly entityId: NonNullable<Connection['entityId']>;
  readonly administrationId: NonNullable<Connection['administrationId']>;
  readonly domainId: NonNullable<Connection['domainId']>;
  readonly country: NonNullable<Connection['country']>;
  readonly startDate: NonNullable<Connection['startDate']>;
};

export async function joinedConnection(tools: Tools, id: ConnectionId): Promise<JoinedConnection> {
  const connection = await knownConnection(tools, id);
  const { focusAccountId, entityId, administrationId, domainId, country, startDate } = connection;
  if (!focusAccountId || !entityId || !administrationId || !domainId || !country || !startDate)
    throw new Blocked('impossible-state');
  return { ...connection, focusAccountId, entityId, administrationId, domainId, country, startDate };
}

/** Set up to be started by a person who has not done so: nothing may leave, whatever asks for it (R-ONB-8). */
export function exportsNothingYet(
  connection: Pick<JoinedConnection, 'awaitsFirstSync' | 'settings'>,
): boolean {
  return connection.awaitsFirstSync && !connection.settings.automatic;
}

export function moment(date: Date): IsoMoment {
  return date.toISOString() as IsoMoment;
}

export function waitsOf(durations: Durations): Waits {
  return {
    runBoundMs: durations.runBound,
    holdLookMs: durations.holdLook,
    remindersMs: durations.reminders,
    pauseProbesMs: durations.pauseProbes,
    moduleProbeMs: durations.moduleProbe,
    renewAfterMs: durations.continueAsNewAfter,
  };
}

/** When the next scheduled run is due: from the cadence, each connection at its own place; null without automatic sync. */
export async function scheduleNext(
  tools: Tools,
  connection: Connection,
  durations: Durations,
): Promise<Date | null> {
  const now = tools.clock();
  const next = connection.settings.automatic
    ? nextDue(now, cadenceOf(connection), connection.id, durations)
    : null;
  await updateConnection(tools.ledger, connection.id, { nextSyncAt: next }, now);
  return next;
}

/** Until the next reading of what was paid, beside the syncs; null without automatic sync, or when syncs are enough. */
export function nextPollInMs({ id, settings }: Connection, now: Date): number | null {
  const { automatic, payments, timeZone } = settings;
  const due = automatic ? nextPoll(now, payments, id, timeZone) : null;
  return due === null ? null : due.getTime() - now.getTime();
}

function cadenceOf(connection: Connection): Cadence {
  const { cadence, timeZone } = connection.settings;
  const chosen: Cadence =
    cadence.kind === 'nightly'
      ? { kind: 'nightly', at: cadence.at, timeZone }
      : { kind: 'everyMinutes', minutes: cadence.minutes };
  return cadenceRefusal(chosen) === null ? chosen : defaultCadence;
}

async function readStanding(tools: Tools, id: ConnectionId): Promise<ConnectionStanding> {
  const connection = await knownConnection(tools, id);
  const durations = await durationsOf(tools);
  const now = tools.clock();
  const missed = connection.nextSyncAt !== null && connection.nextSyncAt.getTime() < now.getTime();
  const due =
    connection.settings.automatic && missed && connection.nextSyncAt !== null
      ? startAfterDelay(connection.nextSyncAt, now, id, durations)
      : await scheduleNext(tools, connection, durations);
  return {
    state: connection.state,
    yukiDomain: connection.domainId,
    runNumber: connection.runNumber,
    pauseNumber: connection.pauseNumber,
    pauseCause: connection.pause?.cause ?? null,
    nextSyncInMs: due === null ? null : Math.max(0, due.getTime() - now.getTime()),
    nextSyncAt: due === null ? null : moment(due),
    waits: waitsOf(durations),
    nextPollInMs: exportsNothingYet(connection) ? null : nextPollInMs(connection, now),
    ...(await backfillOf(tools, connection)),
  };
}

/** A backfill that was left half done, for a workflow that may not remember it. */
async function backfillOf(
  tools: Tools,
  connection: Connection,
): Promise<Pick<ConnectionStanding, 'backlog'>> {
  const { id, domainId } = connection;
  if (domainId === null || exportsNothingYet(connection)) return {};
  const backlog = await readBacklog(tools, { id, domainId });
  return backlog.left === 0 ? {} : { backlog };
}

export function connectionRecordActivities(
  tools: Tools,
): Pick<
  Activities,
  | 'readStanding'
  | 'recordPause'
  | 'recordResume'
  | 'recordStopped'
  | 'recordDisconnected'
  | 'acceptLedger'
  | 'retryHolds'
> {
  const { ledger } = tools;
  return {
    readStanding: ({ connectionId }) => readStanding(tools, connectionId),

    recordPause: async ({ connectionId, pauseNumber, cause, shown, nextTryInMs }) => {
      const now = tools.clock();
      const nextTry = nextTryInMs === null ? null : new Date(now.getTime() + nextTryInMs);
      await recordPause(ledger, connectionId, { number: pauseNumber, cause, shown, nextTry }, now);
      const connection = await knownConnection(tools, connectionId);
      if (connection.state === 'onboarding') await tellWhoConnects(tools, connection, cause, shown);
      const since = connection.pause?.since ?? now;
      return { since: moment(since), nextTryAt: nextTry === null ? null : moment(nextTry) };
    },

    recordResume: async ({ connectionId, pauseNumber, byPerson = false }) => {
      const now = tools.clock();
      const { pause, domainId, administrationId } = await knownConnection(tools, connectionId);
      if (byPerson && pause?.cause === 'quota-used' && domainId !== null)
        await reopenDay(ledger, domainId, quotaDay(now), now);
      if (byPerson && pause?.cause === 'answer-implausible' && administrationId !== null)
        await confirmSuspicion(ledger, administrationId, now);
      await recordResume(ledger, connectionId, { number: pauseNumber }, now);
    },

    recordStopped: async ({ connectionId }) => {
      const now = tools.clock();
      await setConnectionState(ledger, connectionId, 'stopped', now);
      await audit(ledger, { connectionId, who: 'temporal', what: 'stopped', params: {} }, now);
    },

    recordDisconnected: async ({ connectionId }) => {
      const now = tools.clock();
      const waiting = await listOpenCauses(ledger, connectionId);
      await endCausesOfConnection(ledger, connectionId, now);
      await setConnectionState(ledger, connectionId, 'disconnected', now);
      await forgetYukiKey(ledger, connectionId, now);
      const account = (await getConnection(ledger, connectionId))?.focusAccountId ?? null;
      if (account !== null) await forgetFocus(tools, connectionId, account);
      await audit(ledger, { connectionId, who: 'connector', what: 'disconnected', params: {} }, now);
      // Rows first, then the word: each hold finds its cause ended and ends too.
      for (const cause of waiting) await tools.door.tellHold(connectionId, cause.id, 'changed');
    },

    acceptLedger: async ({ connectionId, runNumber }) => {
      const now = tools.clock();
      const accepted = await acceptRestored(ledger, connectionId, runNumber, now);
      if (accepted === null) return;
      const params = { runNumber, ...accepted };
      await audit(ledger, { connectionId, who: 'connector', what: 'restored-ledger-accepted', params }, now);
    },

    retryHolds: async ({ connectionId }) => {
      const open = await listOpenCauses(ledger, connectionId);
      for (const cause of open) await tools.door.tellHold(connectionId, cause.id, 'retry');
      return { holds: open.length };
    },
  };
}

/** Who is setting the connection up reads why it stands where the next question would be. */
async function tellWhoConnects(
  tools: Tools,
  { id }: Connection,
  cause: PauseCauseKey,
  shown: string,
): Promise<void> {
  const { what, how } = describeCause(cause, shown);
  const view = (await readOnboarding(tools.ledger, id)) ?? emptyOnboarding;
  await writeOnboarding(tools.ledger, id, { ...view, problem: { cause, what, how } }, tools.clock());
}

/** Nobody asks for news of an account, or keeps its tokens, whose last connection has ended. */
async function forgetFocus(tools: Tools, id: ConnectionId, focusAccountId: FocusAccountId): Promise<void> {
  if (!(await isAccountInUse(tools.ledger, focusAccountId))) {
    const focus = openFocus(tools, { id, focusAccountId }, await durationsOf(tools));
    await dropWebhook(tools, focusAccountId, focus.api);
  }
  await forgetUnusedTokens(tools.ledger, focusAccountId, tools.clock());
}
