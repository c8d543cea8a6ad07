/** Opens, closes and follows runs in the ledger; the work between is the other activities'. */

import { ApplicationFailure, Context } from '@temporalio/activity';
import type { ConnectionId } from '../domain/ids.ts';
import { expireAttempts, nextDoubtfulLook } from '../ledger/attempts.ts';
import type { Durations } from '../domain/durations.ts';
import {
  clearDirty,
  getConnection,
  setConnectionState,
  updateConnection,
  type Connection,
} from '../ledger/connections.ts';
import { countByState } from '../ledger/documents.ts';
import { nextCodingLook } from '../ledger/relation-coding.ts';
import { addToRun, closeRun, getRun, openRun, type RunSummary } from '../ledger/runs.ts';
import { forgetSalesReading } from '../ledger/yuki-sales.ts';
import {
  joinedConnection,
  knownConnection,
  moment,
  nextPollInMs,
  scheduleNext,
  waitsOf,
  type JoinedConnection,
} from './connection-record.ts';
import type { Activities, RunEnd, RunRef } from './interface.ts';
import { durationsOf, DoorRefusal, type Tools } from './tools.ts';

/** Adds what an activity did to its run; a run that the ledger does not know is left alone. */
export async function tally(tools: Tools, run: RunRef, delta: Partial<RunSummary>): Promise<void> {
  const something = Object.values(delta).some((figure) => figure !== 0);
  if (something) await addToRun(tools.ledger, run.connectionId, run.runNumber, delta);
}

/** Whether this run may send; the first sync that a person asked for, or that came by itself, ends the waiting for it. */
async function mayRunExport(
  tools: Tools,
  connection: JoinedConnection,
  scope: string,
  asked: boolean,
): Promise<boolean> {
  if (scope === 'dryRun') return false;
  const begins = asked || connection.settings.automatic;
  if (!connection.awaitsFirstSync) return true;
  if (!begins) return false;
  await updateConnection(tools.ledger, connection.id, { awaitsFirstSync: false }, tools.clock());
  // Somebody else may have sent documents since the dry run looked.
  await forgetSalesReading(tools.ledger.db, connection.administrationId);
  return true;
}

export function runActivities(
  tools: Tools,
): Pick<Activities, 'openRun' | 'closeRun' | 'askConnectionForRun' | 'followRun'> {
  const { ledger } = tools;
  return {
    openRun: async ({ connectionId, runNumber, scope, lastKnownRun, asked = false }) => {
      const mayExport = await mayRunExport(tools, await joinedConnection(tools, connectionId), scope, asked);
      const [durations, connection] = [await durationsOf(tools), await knownConnection(tools, connectionId)];
      // The workflow remembers a run that the ledger has never seen: a restored backup (design 3, caretaker).
      if (connection.runNumber < lastKnownRun) return { kind: 'ledgerBehind', waits: waitsOf(durations) };
      const workflowRunId = Context.current().info.workflowExecution?.runId ?? '';
      const facts = { scope: mayExport ? scope : 'dryRun', workflowRunId };
      const opened = await openRun(ledger, connectionId, runNumber, facts, tools.clock());
      // These do not discover, so what changed in Focus is still to be looked at.
      if (scope !== 'backfill' && scope !== 'payments') await clearDirty(ledger, connectionId);
      return { kind: opened, waits: waitsOf(durations), mayExport };
    },

    closeRun: async ({ connectionId, runNumber, outcome, cause }) => {
      const now = tools.clock();
      const durations = await durationsOf(tools);
      const connection = await knownConnection(tools, connectionId);
      const name = outcome === 'endedBadly' ? 'ended-badly' : outcome;
      // A run that was ended before its first activity has no row yet; its number is used up all the same.
      const nobody = { scope: 'none', workflowRunId: '' };
      const opened = await openRun(ledger, connectionId, runNumber, nobody, now);
      await closeRun(ledger, connectionId, runNumber, name, cause === null ? null : { cause }, now);
      const next = await nextAfter(tools, connection, durations, runNumber);
      const counts = await countByState(ledger, connectionId);
      const look = earlier(
        counts.doubtful + counts.sending > 0 ? await nextLook(tools, connectionId, durations.yukiLag) : null,
        await codingLook(tools, connection),
      );
      return {
        nextSyncInMs: next === null ? null : Math.max(0, next.getTime() - now.getTime()),
        nextSyncAt: next === null ? null : moment(next),
        heldDocuments: counts.held,
        nextLookUpInMs: look === null ? null : Math.max(1000, look.getTime() - now.getTime()),
        runNumber: Math.max(connection.runNumber, opened === 'opened' ? runNumber : 0),
        nextPollInMs: nextPollInMs(connection, now),
      };
    },

    askConnectionForRun: async ({ connectionId }) => {
      const connection = await getConnection(ledger, connectionId);
      if (connection === null) throw refused(`There is no connection ${connectionId.slice(0, 40)}.`);
      if (
        connection.state === 'disconnected' ||
        connection.state === 'merged' ||
        connection.state === 'onboarding'
      )
        throw refused(`The connection is ${connection.state}; it does not sync.`);
      if (connection.state === 'stopped')
        await setConnectionState(ledger, connectionId, 'active', tools.clock());
      try {
        return await tools.door.askForRun(connectionId);
      } catch (error) {
        if (error instanceof DoorRefusal) throw refused(error.message);
        throw error;
      }
    },

    followRun: (run) => follow(tools, run),
  };
}

/** How often a followed run is looked up in the ledger. */
const followEveryMs = 1000;

async function follow({ ledger }: Tools, { connectionId, runNumber }: RunRef): Promise<RunEnd> {
  for (;;) {
    const run = await getRun(ledger, connectionId, runNumber);
    if (run !== null && run.endedAt !== null)
      return { outcome: run.outcome ?? 'ended-badly', summary: { ...run.summary } };
    const connection = await getConnection(ledger, connectionId);
    // A run that was promised and will never begin is not waited for.
    const isOver =
      connection === null || connection.state === 'disconnected' || connection.state === 'stopped';
    if (run === null && (isOver || connection.runNumber > runNumber))
      return { outcome: 'skipped', summary: {} };
    Context.current().heartbeat();
    await Context.current().sleep(followEveryMs);
  }
}

/** Neither a slice, a dry run nor a poll of payments stands in for the sync that came due meanwhile: it is still due. */
async function nextAfter(
  tools: Tools,
  connection: Connection,
  durations: Durations,
  runNumber: number,
): Promise<Date | null> {
  const run = await getRun(tools.ledger, connection.id, runNumber);
  const { nextSyncAt, settings } = connection;
  const isAside = ['backfill', 'dryRun', 'payments'].includes(run?.scope ?? '');
  if (isAside && settings.automatic && nextSyncAt !== null) return nextSyncAt;
  return await scheduleNext(tools, connection, durations);
}

async function nextLook(tools: Tools, connectionId: ConnectionId, lagMs: number): Promise<Date | null> {
  await expireAttempts(tools.ledger, { connectionId, lagMs }, tools.clock());
  return (await nextDoubtfulLook(tools.ledger, connectionId)) ?? new Date(tools.clock().getTime() + lagMs);
}

async function codingLook(tools: Tools, { id, domainId, focusAccountId }: Connection): Promise<Date | null> {
  if (domainId === null || focusAccountId === null) return null;
  const place = { connectionId: id, domainId, accountId: focusAccountId };
  return await nextCodingLook(tools.ledger, place, tools.clock());
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one <= other ? one : other;
}

function refused(sentence: string): ApplicationFailure {
  return ApplicationFailure.create({ message: sentence, type: 'Refused', nonRetryable: true });
}
