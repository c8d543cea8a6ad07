// The caretaker’s round through the ledger, page by page.

import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { caretaker } from '../../workflows/caretaker.ts';
import { inTurn } from '../support/fake-activities.ts';
import { metadata, openStage, type Stage } from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const round = (): ReturnType<typeof stage.client.workflow.start<typeof caretaker>> =>
  stage.client.workflow.start<typeof caretaker>('caretaker', {
    workflowId: `caretaker-${randomUUID()}`,
    taskQueue: stage.temporal.taskQueue,
    args: [],
  });

test('the caretaker goes on from page to page and tells what it mended', async () => {
  const nothing = { connectionsStarted: 0, holdsStarted: 0, attemptsExpired: 0 };
  const place = stage.place({
    findNeglected: inTurn<{
      connectionsStarted: number;
      holdsStarted: number;
      attemptsExpired: number;
      next: string | null;
    }>(
      { ...nothing, connectionsStarted: 2, next: 'c1' },
      { ...nothing, holdsStarted: 3, next: 'c2' },
      { ...nothing, attemptsExpired: 4, next: null },
    ),
  });
  const handle = await round();
  expect(await handle.result()).toEqual({
    connectionsStarted: 2,
    holdsStarted: 3,
    attemptsExpired: 4,
    messagesSent: 0,
  });
  expect(place.orders('findNeglected')).toEqual([
    { pageAfter: null },
    { pageAfter: 'c1' },
    { pageAfter: 'c2' },
  ]);
  expect((await metadata(handle)).currentDetails).toContain(
    'Connections started 2, holds started 3, attempts past their deadline 4.',
  );
});

test('a round ends after 200 pages and leaves the others to the next round', async () => {
  const place = stage.place({
    findNeglected: inTurn({ connectionsStarted: 1, holdsStarted: 0, attemptsExpired: 0, next: 'c1' }),
  });
  expect(await (await round()).result()).toMatchObject({ connectionsStarted: 200 });
  expect(place.names('findNeglected')).toHaveLength(200);
});

test('people are told when all pages are done, and a round in which they cannot be told ends well', async () => {
  const place = stage.place({ tellPeople: async () => ({ written: 3, sent: 2, notSent: 1, failed: 1 }) });
  const handle = await round();
  expect(await handle.result()).toMatchObject({ messagesSent: 2 });
  expect(place.names('findNeglected', 'tellPeople')).toEqual(['findNeglected', 'tellPeople']);
  expect((await metadata(handle)).currentDetails).toContain(
    'Messages written 3, sent 2, to be tried again 1, connections whose messages could not be written 1.',
  );

  stage.place({
    tellPeople: async () => {
      throw ApplicationFailure.nonRetryable('The post is away.');
    },
  });
  expect(await (await round()).result()).toMatchObject({ messagesSent: 0 });
});
