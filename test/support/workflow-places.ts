// Connections of their own for tests of the workflows that share one worker: the calls of each go to its own fakes.

import { randomBytes } from 'node:crypto';
import type { Client, WorkflowHandle, WorkflowStartOptions } from '@temporalio/client';
import type { Activities } from '../../activities/interface.ts';
import type { CauseId, ConnectionId } from '../../domain/ids.ts';
import type { connection } from '../../workflows/connection.ts';
import type { hold } from '../../workflows/hold.ts';
import type { ConnectionOrder, HoldOrder, SyncOrder } from '../../workflows/messages.ts';
import type { sync } from '../../workflows/sync.ts';
import { connectionWorkflowId, holdWorkflowId, syncWorkflowId } from '../../workflows/workflow-ids.ts';
import { fakeActivities, type FakeActivities } from './fake-activities.ts';

export interface Place extends FakeActivities {
  readonly connectionId: ConnectionId;
  readonly causeId: CauseId;
  startConnection(order?: Partial<ConnectionOrder>): Promise<WorkflowHandle<typeof connection>>;
  startSync(order?: Partial<SyncOrder>, workflowId?: string): Promise<WorkflowHandle<typeof sync>>;
  startHold(order?: Partial<HoldOrder>): Promise<WorkflowHandle<typeof hold>>;
  /** The child of the connection, for what a person may do to it. */
  child(): WorkflowHandle;
}

/** The call of an activity goes to the fakes of the test that owns its connection or cause; one without is the caretaker's. */
export function dispatching(fakes: ReadonlyMap<string, FakeActivities>): Activities {
  const wired = Object.keys(fakeActivities().activities).map((name) => [
    name,
    (order?: { connectionId?: string; causeId?: string }) => {
      const owner = fakes.get(order?.connectionId ?? order?.causeId ?? 'caretaker');
      if (owner === undefined) throw new Error(`Nobody expects ${name}.`);
      return owner.activities[name as keyof Activities](order as never);
    },
  ]);
  return Object.fromEntries(wired) as Activities;
}

/** A place for one connection and one cause; `mark` are the 16 letters and digits of their ids. */
export function placeOn(
  { client, taskQueue }: { client: Client; taskQueue: string },
  fakes: Map<string, FakeActivities>,
  own: FakeActivities,
  mark = randomBytes(8).toString('hex'),
): Place {
  const connectionId = `c${mark}` as ConnectionId;
  const causeId = `k${mark}` as CauseId;
  for (const key of [connectionId, causeId, 'caretaker']) fakes.set(key, own);
  const { workflow } = client;
  const on = <Order>(workflowId: string, order: Order): WorkflowStartOptions & { args: [Order] } => ({
    workflowId,
    taskQueue,
    args: [order],
  });
  return {
    ...own,
    connectionId,
    causeId,
    startConnection: (order = {}) =>
      workflow.start<typeof connection>(
        'connection',
        on(connectionWorkflowId(connectionId), { connectionId, ...order }),
      ),
    startSync: (order = {}, workflowId = syncWorkflowId(connectionId)) =>
      workflow.start<typeof sync>('sync', on(workflowId, { connectionId, ...order })),
    startHold: (order = {}) =>
      workflow.start<typeof hold>(
        'hold',
        on(holdWorkflowId(connectionId, causeId), { connectionId, causeId, ...order }),
      ),
    child: () => workflow.getHandle(syncWorkflowId(connectionId)),
  };
}
