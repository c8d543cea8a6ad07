// Old histories against the workflows as they are now: an execution that lives for years has to go on after a deploy.

import { hostname } from 'node:os';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import { fakeActivities } from '../support/fake-activities.ts';
import { sharedWorkflowBundle } from '../support/ask-shared.ts';
import {
  activitiesIn,
  recordedHistories,
  withActivityRenamed,
  withoutFirst,
  workflowTypeOf,
  type RecordedHistory,
} from './histories.ts';

const histories = recordedHistories();
let workflowBundle: { code: string };

beforeAll(async () => {
  // A replay that fails on purpose would fill the terminal.
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => {}),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
  workflowBundle = await sharedWorkflowBundle();
});

async function replay({ name, workflowId, events }: RecordedHistory): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle, replayName: name }, { events }, workflowId);
}

function named(name: string): RecordedHistory {
  const found = histories.find((history) => history.name === name);
  if (found === undefined) throw new Error(`There is no history ${name}.`);
  return found;
}

test.each(histories.map((history) => [history.name, history] as const))(
  'the history %s goes on with the workflows of today',
  async (_, history) => {
    await expect(replay(history)).resolves.toBeUndefined();
  },
);

test('there is a history of every workflow, and every activity stands in one', () => {
  expect([...new Set(histories.map(workflowTypeOf))].toSorted()).toEqual([
    'caretaker',
    'connection',
    'hold',
    'sync',
  ]);
  const recorded = new Set(histories.flatMap(activitiesIn));
  const missing = Object.keys(fakeActivities().activities).filter((name) => !recorded.has(name));
  expect(missing).toEqual([]);
});

test('no history tells which machine recorded it', () => {
  const text = JSON.stringify(histories);
  expect(text).not.toContain(hostname());
  expect(text).not.toMatch(/"(identity|stackTrace)":"[^"]/);
});

describe('a history that today’s workflows would not have made', () => {
  test('is refused when it asked another activity', async () => {
    const tampered = withActivityRenamed(named('sync-ordinary'), 'prepareDocuments', 'discoverDocuments');
    await expect(replay(tampered)).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  test('is refused when it did one thing less', async () => {
    const tampered = withoutFirst(
      named('connection-set-up-and-synced'),
      'EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
    );
    await expect(replay(tampered)).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  test('is refused when it is one of another workflow', async () => {
    const { events } = named('hold-cured');
    const text = JSON.stringify(events).replaceAll('"name":"hold"', '"name":"connection"');
    const tampered = { ...named('hold-cured'), events: JSON.parse(text) as RecordedHistory['events'] };
    await expect(replay(tampered)).rejects.toBeInstanceOf(DeterminismViolationError);
  });
});
