/** `sync` as a person starts it, with nothing but the id of a connection: a door that asks the connection for a run. */

import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ConnectionId } from '../domain/ids.ts';
import { activitiesFor } from './activity-options.ts';
import type { DoorOutcome } from './messages.ts';
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
