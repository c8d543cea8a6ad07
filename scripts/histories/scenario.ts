// What a scenario is, and how it waits for what it has set going.

import { setTimeout as delay } from 'node:timers/promises';
import type { Client, QueryDefinition, WorkflowHandle } from '@temporalio/client';
import type { Activities, SendResult } from '../../activities/interface.ts';
import { moment } from '../../test/support/fake-activities.ts';
import type { Place } from '../../test/support/workflow-places.ts';
import * as messages from '../../workflows/messages.ts';

export interface Scenario {
  readonly activities: Partial<Activities>;
  /** Plays it and answers whose histories are kept, by the name of the file. */
  play(
    place: Place,
    client: Client,
  ): Promise<Record<string, Pick<WorkflowHandle, 'workflowId' | 'fetchHistory'>>>;
}

export const nothing = { kind: 'nothingReady' } as SendResult;
export const nextMorning = moment('2026-03-03T01:15:00.000Z');

export async function until<State>(
  handle: WorkflowHandle,
  query: QueryDefinition<State>,
  isSo: (state: State) => boolean,
): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!isSo(await handle.query(query))) {
    if (Date.now() > giveUpAt)
      throw new Error(`${handle.workflowId} did not come to the state that was expected.`);
    await delay(40);
  }
}

export const untilIn = (handle: WorkflowHandle, kind: messages.ConnectionState['kind']): Promise<void> =>
  until(handle, messages.status, (state) => state.kind === kind);

/** Lets an execution continue as new; answers the run before and whichever is the newest. */
export async function renew(
  client: Client,
  handle: WorkflowHandle,
): Promise<[before: WorkflowHandle, after: WorkflowHandle]> {
  const { runId } = await handle.describe();
  const after = client.workflow.getHandle(handle.workflowId);
  await handle.signal(messages.refresh);
  const giveUpAt = Date.now() + 30_000;
  while ((await after.describe()).runId === runId) {
    if (Date.now() > giveUpAt) throw new Error(`${handle.workflowId} did not continue as new.`);
    await delay(40);
  }
  return [client.workflow.getHandle(handle.workflowId, runId), after];
}

export async function synced(handle: WorkflowHandle, place: Place, runs: number): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (place.orders('closeRun').length < runs) {
    if (Date.now() > giveUpAt) throw new Error('The run did not end.');
    await delay(40);
  }
  await until(handle, messages.status, ({ kind }) => kind !== 'syncing');
}
