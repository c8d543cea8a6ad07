/**
 * The activities' door to workflows, over Temporal's client: rows first, then a word (design 3). The only place
 * outside the console that starts workflows.
 */

import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { DoorRefusal, type WorkflowDoor } from '../activities/tools.ts';
import type { CauseId, ConnectionId } from '../domain/ids.ts';
import { onceItStands } from '../platform/temporal.ts';
import * as messages from '../workflows/messages.ts';
import type { ConnectionOrder, HoldOrder } from '../workflows/messages.ts';
import { connectionWorkflowId, holdWorkflowId, workflowTypes } from '../workflows/workflow-ids.ts';

export function createWorkflowDoor(client: Client, taskQueue: string): WorkflowDoor {
  const startOfConnection = (connectionId: ConnectionId) => ({
    workflowId: connectionWorkflowId(connectionId),
    taskQueue,
    args: [{ connectionId }] as [ConnectionOrder],
    staticSummary: `Connection ${connectionId}`,
  });
  const startOfHold = (connectionId: ConnectionId, causeId: CauseId) => ({
    workflowId: holdWorkflowId(connectionId, causeId),
    taskQueue,
    args: [{ connectionId, causeId }] as [HoldOrder],
    staticSummary: `Hold of connection ${connectionId}`,
  });

  return {
    tellHold: async (connectionId, causeId, message) => {
      await client.workflow.signalWithStart(workflowTypes.hold, {
        ...startOfHold(connectionId, causeId),
        signal: message === 'retry' ? messages.retry : messages.changed,
      });
    },

    tellConnection: async (connectionId, message) => {
      const signal = message === 'changed' ? messages.changed : messages.documentsReleased;
      try {
        await client.workflow.getHandle(connectionWorkflowId(connectionId)).signal(signal);
      } catch (error) {
        // Stopped, or missing: the rows wait for the next run, and the caretaker starts what is missing.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },

    askForRun: async (connectionId) => {
      const ask = () =>
        client.workflow.executeUpdateWithStart(messages.syncNowUpdate, {
          startWorkflowOperation: new WithStartWorkflowOperation(workflowTypes.connection, {
            ...startOfConnection(connectionId),
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        });
      try {
        return await onceItStands(ask);
      } catch (error) {
        if (error instanceof WorkflowUpdateFailedError)
          throw new DoorRefusal(error.cause?.message ?? error.message);
        throw error;
      }
    },

    startConnectionIfMissing: (connectionId) =>
      startIfMissing(() => client.workflow.start(workflowTypes.connection, startOfConnection(connectionId))),

    startHoldIfMissing: (connectionId, causeId) =>
      startIfMissing(() => client.workflow.start(workflowTypes.hold, startOfHold(connectionId, causeId))),
  };
}

async function startIfMissing(start: () => Promise<unknown>): Promise<boolean> {
  try {
    await start();
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
