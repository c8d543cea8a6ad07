/**
 * How a run ends when it does not come to its own end: a failure that is an answer for the connection, or a person's
 * start that is a wish for a run.
 */

import {
  ActivityFailure,
  ApplicationFailure,
  patched,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { Backlog, PaymentsReading } from '../activities/interface.ts';
import { isCauseKey, isPauseCause } from '../domain/causes.ts';
import type { ConnectionId } from '../domain/ids.ts';
import { activitiesFor } from './activity-options.ts';
import type { DoorOutcome, SyncOutcome } from './messages.ts';
import { syncWorkflowId } from './workflow-ids.ts';

/** A person started `sync`: the connection decides which run satisfies it, and this workflow follows that run. */
export async function askForRun(connectionId: ConnectionId): Promise<DoorOutcome> {
  const act = activitiesFor(connectionId);
  setCurrentDetails('**Asking the connection for a run.**');
  const { runNumber } = await act.askConnectionForRun({ connectionId });
  // The child of the connection needs this very id; so step aside at once.
  if (workflowInfo().workflowId === syncWorkflowId(connectionId)) return { kind: 'asked', runNumber };
  setCurrentDetails(`**Following run ${runNumber}** of \`connection/${connectionId}\`.`);
  const { outcome, summary } = await act.followRun({ connectionId, runNumber });
  setCurrentDetails(`**Run ${runNumber} ended:** ${outcome}. The figures are this workflow’s result.`);
  return { kind: 'followed', runNumber, outcome, summary };
}

/** Whether this run has written so much history that the rest is better left to the next one. */
export function hasLongHistory(): boolean {
  return workflowInfo().continueAsNewSuggested && patched('runs-bound-by-history');
}

/** Reads from a failure how it ends the run; null when it is something else. */
export function endingOf(error: unknown): SyncOutcome | null {
  const failure = error instanceof ActivityFailure ? error.cause : error;
  if (!(failure instanceof ApplicationFailure) || typeof failure.type !== 'string') return null;
  if (!isCauseKey(failure.type) || !isPauseCause(failure.type)) return null;
  const [detail, backlog] = failure.details ?? [];
  if (failure.type === 'quota-used' && typeof detail === 'number')
    return { kind: 'outOfCalls', waitMs: detail, ...(isBacklog(backlog) ? { backlog } : {}) };
  return { kind: 'blocked', cause: failure.type, shown: typeof detail === 'string' ? detail : '' };
}

/** Only a backfill has no calls left: payments and fresh documents go on. */
function isBacklog(detail: unknown): detail is Backlog {
  return typeof detail === 'object' && detail !== null && 'left' in detail && 'endsAt' in detail;
}

/** Yuki's list of open items is not believed: the connection pauses, says why, and reads it again. */
export function disbelieved({ shown = '' }: PaymentsReading): SyncOutcome {
  return { kind: 'blocked', cause: 'answer-implausible', shown };
}
