// The workflows on the run's real server with typed fake activities: one worker per file, on which each test has a
// connection of its own whose calls go to its own fakes.

import { randomBytes } from 'node:crypto';
import type { Client, WorkflowHandle, WorkflowStartOptions } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry } from '@temporalio/worker';
import { expect, vi } from 'vitest';
import type { Activities } from '../../activities/interface.ts';
import type { CauseId, ConnectionId } from '../../domain/ids.ts';
import { searchAttributes } from '../../platform/search-attributes.ts';
import { createWorker } from '../../workers/worker.ts';
import type { connection } from '../../workflows/connection.ts';
import type { hold } from '../../workflows/hold.ts';
import type { sync } from '../../workflows/sync.ts';
import {
  holdStatus,
  status,
  type ConnectionOrder,
  type HoldOrder,
  type SyncOrder,
} from '../../workflows/messages.ts';
import { connectionWorkflowId, holdWorkflowId, syncWorkflowId } from '../../workflows/workflow-ids.ts';
import { sharedWorkflowBundle } from './ask-shared.ts';
import { fakeActivities, type FakeActivities } from './fake-activities.ts';
import { openTestTemporal, type TestTemporal } from './temporal.ts';

/** What a stranger sees of an execution in the Temporal UI. */
export interface Shown {
  readonly details: string;
  readonly attributes: Record<string, unknown>;
}

export interface Metadata {
  readonly currentDetails?: string;
  readonly definition: {
    readonly type: string;
    readonly signalDefinitions: readonly Described[];
    readonly queryDefinitions: readonly Described[];
    readonly updateDefinitions: readonly Described[];
  };
}

interface Described {
  readonly name?: string;
  readonly description?: string;
}

export interface Place extends FakeActivities {
  readonly connectionId: ConnectionId;
  readonly causeId: CauseId;
  startConnection(order?: Partial<ConnectionOrder>): Promise<WorkflowHandle<typeof connection>>;
  startSync(order?: Partial<SyncOrder>, workflowId?: string): Promise<WorkflowHandle<typeof sync>>;
  startHold(order?: Partial<HoldOrder>): Promise<WorkflowHandle<typeof hold>>;
  /** The child of the connection, for what a person may do to it. */
  child(): WorkflowHandle;
}

export interface Stage {
  readonly temporal: TestTemporal;
  readonly client: Client;
  /** What the workflows logged, as a line each. */
  readonly logged: string[];
  /** A connection of the test's own. */
  place(overrides?: Partial<Activities>): Place;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const logged: string[] = [];
  const write = ({ level, message }: LogEntry): void => void logged.push(`${level} ${message}`);
  const filter = makeTelemetryFilterString({ core: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('WARN', write), telemetryOptions: { logging: { filter } } });
  const temporal = await openTestTemporal();
  const fakes = new Map<string, FakeActivities>();
  const worker = await createWorker({
    connection: await temporal.nativeConnection(),
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    activities: dispatching(fakes),
    identity: 'worker of the tests',
    workflowBundle: await sharedWorkflowBundle(),
  });
  const running = worker.run();
  return {
    temporal,
    client: temporal.client,
    logged,
    place: (overrides) => placeOn(temporal, fakes, fakeActivities(overrides)),
    close: async () => {
      worker.shutdown();
      await running;
      await temporal.close();
    },
  };
}

/** Every activity names a connection or a cause; the call goes to the fakes of the test that owns it. */
function dispatching(fakes: ReadonlyMap<string, FakeActivities>): Activities {
  const wired = Object.keys(fakeActivities().activities).map((name) => [
    name,
    (order: { connectionId?: string; causeId?: string; pageAfter?: string | null }) => {
      const owner = fakes.get(order.connectionId ?? order.causeId ?? 'caretaker');
      if (owner === undefined) throw new Error(`Nobody expects ${name}.`);
      return owner.activities[name as keyof Activities](order as never);
    },
  ]);
  return Object.fromEntries(wired) as Activities;
}

function placeOn(temporal: TestTemporal, fakes: Map<string, FakeActivities>, own: FakeActivities): Place {
  const mark = randomBytes(8).toString('hex');
  const connectionId = `c${mark}` as ConnectionId;
  const causeId = `k${mark}` as CauseId;
  for (const key of [connectionId, causeId, 'caretaker']) fakes.set(key, own);
  const { workflow } = temporal.client;
  const { taskQueue } = temporal;
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

const patience = { timeout: 30_000, interval: 40 };

/** Waits until the connection says that it is in this state. */
export async function untilState(handle: WorkflowHandle, state: Record<string, unknown>): Promise<void> {
  await vi.waitFor(async () => expect(await handle.query(status)).toMatchObject(state), patience);
}

export async function untilHold(handle: WorkflowHandle, state: Record<string, unknown>): Promise<void> {
  await vi.waitFor(async () => expect(await handle.query(holdStatus)).toMatchObject(state), patience);
}

/** Waits until the activity was asked so often. */
export async function untilCalled(place: FakeActivities, name: keyof Activities, times = 1): Promise<void> {
  await vi.waitFor(() => {
    const calls = place.orders(name).length;
    expect(calls, `calls of ${name}`).toBeGreaterThanOrEqual(times);
  }, patience);
}

/** Waits until the execution has been asked to end. */
export async function untilCancelled(handle: WorkflowHandle): Promise<void> {
  await vi.waitFor(async () => {
    const { events } = await handle.fetchHistory();
    expect(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(true);
  }, patience);
}

/** Waits until the execution has continued as new; the handle answers for whichever run is the newest. */
export async function untilContinued(stage: Stage, before: WorkflowHandle): Promise<WorkflowHandle> {
  const newest = stage.client.workflow.getHandle(before.workflowId);
  await vi.waitFor(async () => {
    const { events } = await newest.fetchHistory();
    const [started] = events ?? [];
    expect(started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId).toBeTruthy();
  }, patience);
  return newest;
}

export async function metadata(handle: WorkflowHandle): Promise<Metadata> {
  return handle.query<Metadata>('__temporal_workflow_metadata');
}

export async function shown(handle: WorkflowHandle): Promise<Shown> {
  const { currentDetails = '' } = await metadata(handle);
  const { typedSearchAttributes } = await handle.describe();
  // The server adds attributes of its own, such as the builds that served the execution.
  const attributes = typedSearchAttributes
    .getAll()
    .flatMap(({ key, value }) => (Object.hasOwn(searchAttributes, key.name) ? [[key.name, value]] : []));
  return { details: currentDetails, attributes: Object.fromEntries(attributes) as Record<string, unknown> };
}

/** Why a call was refused, as its caller reads it; fails the test when it was not. */
export async function refusal(asked: Promise<unknown>): Promise<{ message: string; type: string }> {
  try {
    await asked;
  } catch (error) {
    const cause = (error as { cause?: { message?: string; type?: string | null } }).cause;
    return { message: cause?.message ?? '', type: cause?.type ?? '' };
  }
  throw new Error('Nothing was refused.');
}
