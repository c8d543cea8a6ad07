// The workflows on the run's real server with typed fake activities: one worker per file, on which each test has a
// connection of its own whose calls go to its own fakes.

import type { Client, WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry } from '@temporalio/worker';
import { expect, vi } from 'vitest';
import type { Activities } from '../../activities/interface.ts';
import { searchAttributes } from '../../platform/search-attributes.ts';
import { createWorker } from '../../workers/worker.ts';
import { holdStatus, status } from '../../workflows/messages.ts';
import { sharedWorkflowBundle } from './ask-shared.ts';
import { fakeActivities, type FakeActivities } from './fake-activities.ts';
import { openTestTemporal, type TestTemporal } from './temporal.ts';
import { dispatching, placeOn, type Place } from './workflow-places.ts';

export type { Place } from './workflow-places.ts';

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
