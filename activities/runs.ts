/** Opens, closes and follows runs in the ledger; the work between is the other activities'. */

import { ApplicationFailure, Context } from '@temporalio/activity';
import type { ConnectionId } from '../domain/ids.ts';
import { expireAttempts, nextDoubtfulLook } from '../ledger/attempts.ts';
import { clearDirty, getConnection, setConnectionState, updateConnection } from '../ledger/connections.ts';
import { countByState } from '../ledger/documents.ts';
import { addToRun, closeRun, getRun, openRun, type RunSummary } from '../ledger/runs.ts';
import {
  joinedConnection,
  knownConnection,
  moment,
  scheduleNext,
  waitsOf,
  type JoinedConnection,
} from './connection-record.ts';
import type { Activities, RunRef } from './interface.ts';
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
  if (begins) await updateConnection(tools.ledger, connection.id, { awaitsFirstSync: false }, tools.clock());
  return begins;
}

/** How often a followed run is looked up in the ledger. */
const followEveryMs = 1000;

export function runActivities(
  tools: Tools,
): Pick<Activities, 'openRun' | 'closeRun' | 'askConnectionForRun' | 'followRun'> {
  const { ledger } = tools;
  return {
    openRun: async ({ connectionId, runNumber, scope, lastKnownRun, asked = false }) => {
      const mayExport = await mayRunExport(tools, await joinedConnection(tools, connectionId), scope, asked);
      const durations = await durationsOf(tools);
      const connection = await knownConnection(tools, connectionId);
      // The workflow remembers a run that the ledger has never seen: a restored backup (design 3, caretaker).
      if (connection.runNumber < lastKnownRun) return { kind: 'ledgerBehind', waits: waitsOf(durations) };
      const workflowRunId = Context.current().info.workflowExecution?.runId ?? '';
      const facts = { scope: mayExport ? scope : 'dryRun', workflowRunId };
      const opened = await openRun(ledger, connectionId, runNumber, facts, tools.clock());
      await clearDirty(ledger, connectionId);
      return {
        kind: opened === 'ledgerBehind' ? 'ledgerBehind' : opened === 'known' ? 'known' : 'opened',
        waits: waitsOf(durations),
        mayExport,
      };
    },

    closeRun: async ({ connectionId, runNumber, outcome, cause }) => {
      const now = tools.clock();
      const durations = await durationsOf(tools);
      const connection = await knownConnection(tools, connectionId);
      const name = outcome === 'endedBadly' ? 'ended-badly' : outcome;
      // A run that was ended before its first activity has no row yet; its number is used up all the same.
      await openRun(ledger, connectionId, runNumber, { scope: 'none', workflowRunId: '' }, now);
      await closeRun(ledger, connectionId, runNumber, name, cause === null ? null : { cause }, now);
      const run = await getRun(ledger, connectionId, runNumber);
      // A dry run does not stand in for the sync that came due meanwhile.
      const standing = run?.scope === 'dryRun' ? connection.nextSyncAt : null;
      const next = standing ?? (await scheduleNext(tools, connection, durations));
      const counts = await countByState(ledger, connectionId);
      const look =
        counts.doubtful + counts.sending > 0 ? await nextLook(tools, connectionId, durations.yukiLag) : null;
      return {
        nextSyncInMs: next === null ? null : Math.max(0, next.getTime() - now.getTime()),
        nextSyncAt: next === null ? null : moment(next),
        heldDocuments: counts.held,
        nextLookUpInMs: look === null ? null : Math.max(1000, look.getTime() - now.getTime()),
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

    followRun: async ({ connectionId, runNumber }) => {
      for (;;) {
        const run = await getRun(ledger, connectionId, runNumber);
        if (run !== null && run.endedAt !== null) {
          return { outcome: run.outcome ?? 'ended-badly', summary: { ...run.summary } };
        }
        Context.current().heartbeat();
        await Context.current().sleep(followEveryMs);
      }
    },
  };
}

async function nextLook(tools: Tools, connectionId: ConnectionId, lagMs: number): Promise<Date | null> {
  await expireAttempts(tools.ledger, { connectionId, lagMs }, tools.clock());
  return (await nextDoubtfulLook(tools.ledger, connectionId)) ?? new Date(tools.clock().getTime() + lagMs);
}

function refused(sentence: string): ApplicationFailure {
  return ApplicationFailure.create({ message: sentence, type: 'Refused', nonRetryable: true });
}
