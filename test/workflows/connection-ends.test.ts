// How a connection starts in any state, ends by disconnect or by a cancellation, and continues as new with all
// that it was told.

import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendResult } from '../../activities/interface.ts';
import { createWorkflowDoor } from '../../workers/door.ts';
import { disconnect, pause, refresh, resume, retry, status, syncNow } from '../../workflows/messages.ts';
import { answered, closing, gate, inTurn, standing, usualWaits } from '../support/fake-activities.ts';
import {
  openStage,
  shown,
  untilCalled,
  untilCancelled,
  untilContinued,
  untilState,
  type Place,
  type Stage,
} from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const moduleOff = { kind: 'blocked', cause: 'module-off', shown: '' } as SendResult;

/** A connection whose run stands in the middle of a write. */
async function inTheMiddleOfAWrite(): Promise<{
  place: Place;
  handle: WorkflowHandle;
  write: ReturnType<typeof gate>;
}> {
  const write = gate();
  const place = stage.place({
    sendToYuki: async ({ documents }) => {
      // More is ready, and a run that goes on would send it.
      if (place.names('sendToYuki').length > 3) return { kind: 'nothingReady' };
      await write.pass();
      return answered(documents);
    },
  });
  const handle = await place.startConnection();
  await untilState(handle, { kind: 'waiting' });
  await handle.signal(syncNow);
  await write.reached;
  return { place, handle, write };
}

describe('disconnect', () => {
  test('lets a write in flight get its verdict, then ends the connection for good', async () => {
    const { place, handle, write } = await inTheMiddleOfAWrite();
    await handle.signal(disconnect);
    await untilCancelled(place.child());
    write.open();
    expect(await handle.result()).toEqual({ kind: 'disconnected' });
    expect(place.names('sendToYuki', 'closeRun', 'recordDisconnected')).toEqual([
      'sendToYuki',
      'closeRun',
      'recordDisconnected',
    ]);
    expect(place.orders('closeRun')).toMatchObject([{ outcome: 'cancelled' }]);
    const { details, attributes } = await shown(handle);
    expect(details).toContain('**Disconnected.**');
    expect(attributes).toMatchObject({ ConnectionStatus: 'disconnected' });
  });

  test('ends a paused connection at once', async () => {
    const place = stage.place();
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(pause);
    await untilState(handle, { kind: 'paused' });
    await handle.signal(disconnect);
    expect(await handle.result()).toEqual({ kind: 'disconnected' });
  });
});

describe('request cancellation', () => {
  test('lets a write in flight get its verdict, closes the run and marks the connection stopped', async () => {
    const { place, handle, write } = await inTheMiddleOfAWrite();
    await handle.cancel();
    await untilCancelled(place.child());
    expect(place.names('recordStopped')).toEqual([]);
    write.open();
    expect(await handle.result()).toEqual({ kind: 'stopped' });
    expect(place.names('sendToYuki', 'closeRun', 'recordStopped', 'recordDisconnected')).toEqual([
      'sendToYuki',
      'closeRun',
      'recordStopped',
    ]);
    expect(await place.child().result()).toEqual({ kind: 'cancelled' });
    expect((await shown(handle)).attributes).toMatchObject({ ConnectionStatus: 'stopped' });
  });

  test.each(['waiting', 'paused'] as const)('stops a connection that is %s', async (kind) => {
    const place = stage.place();
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    if (kind === 'paused') await handle.signal(pause);
    await untilState(handle, { kind });
    await handle.cancel();
    expect(await handle.result()).toEqual({ kind: 'stopped' });
    expect(place.names('recordStopped')).toHaveLength(1);
  });
});

describe('a connection that is started', () => {
  test('after a disconnect ends at once', async () => {
    const place = stage.place({ readStanding: inTurn(standing({ state: 'disconnected' })) });
    expect(await (await place.startConnection()).result()).toEqual({ kind: 'disconnected' });
  });

  test('while the ledger says paused stands with the ledger’s cause and number until retry', async () => {
    const place = stage.place({
      readStanding: inTurn(
        standing({ state: 'paused', pauseCause: 'module-off', pauseNumber: 4, runNumber: 9 }),
        standing({ pauseNumber: 4, runNumber: 9 }),
      ),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'paused', cause: 'module-off', pauseNumber: 4 });
    await handle.signal(retry);
    await untilCalled(place, 'closeRun');
    expect(place.orders('openRun')).toMatchObject([{ runNumber: 10 }]);
  });

  test('after it was stopped is active again', async () => {
    const place = stage.place({ readStanding: inTurn(standing({ state: 'stopped', pauseNumber: 2 })) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    expect(place.orders('recordResume')).toMatchObject([{ pauseNumber: 2 }]);
  });

  test('by a wish for a run promises that run as soon as it knows where it stands', async () => {
    const place = stage.place({ readStanding: inTurn(standing({ state: 'stopped', runNumber: 6 })) });
    const door = createWorkflowDoor(stage.client, stage.temporal.taskQueue);
    expect(await door.askForRun(place.connectionId)).toEqual({ runNumber: 7, alreadyRunning: false });
    await untilCalled(place, 'closeRun');
    expect(place.orders('openRun')).toMatchObject([{ runNumber: 7, asked: true }]);
  });
});

describe('a connection that continues as new', () => {
  test('while it waits keeps its run number and what is held, and shows both', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ runNumber: 0 })),
      closeRun: inTurn(closing({ heldDocuments: 3 }), closing()),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun');
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(refresh);
    const newest = await untilContinued(stage, handle);
    await untilState(newest, { kind: 'waiting' });
    const { details, attributes } = await shown(newest);
    expect(details).toContain('3 documents wait');
    expect(attributes).toMatchObject({ HeldDocuments: 3, ConnectionStatus: 'active' });
    await newest.signal(syncNow);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('openRun').map(({ runNumber }) => runNumber)).toEqual([1, 2]);
    await untilState(newest, { kind: 'waiting' });
    expect((await shown(newest)).attributes).not.toHaveProperty('HeldDocuments');
  });

  test('while it is paused keeps the pause, its number, its next try and what a person said', async () => {
    const place = stage.place({
      readStanding: inTurn(
        standing(),
        standing({ state: 'paused', pauseCause: 'module-off', pauseNumber: 1, runNumber: 1 }),
      ),
      sendToYuki: inTurn(moduleOff, { kind: 'nothingReady' }),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused', pauseNumber: 1 });
    await handle.signal(pause);
    await handle.signal(refresh);
    const newest = await untilContinued(stage, handle);
    await untilCalled(place, 'recordPause', 2);
    await untilState(newest, { kind: 'paused', cause: 'module-off', pauseNumber: 1 });
    expect((await shown(newest)).details).toContain('(pause 1, `module-off`)');
    const [first, second] = place.orders('recordPause') as { nextTryInMs: number; pauseNumber: number }[];
    expect(second).toMatchObject({ pauseNumber: 1 });
    // It goes on counting where it was: a refresh does not put the next try off.
    expect(second?.nextTryInMs).toBeLessThan(first?.nextTryInMs ?? 0);
    expect(second?.nextTryInMs).toBeGreaterThan((first?.nextTryInMs ?? 0) - 60_000);
    await newest.signal(resume);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('openRun').map(({ runNumber }) => runNumber)).toEqual([1, 2]);
  });

  test('keeps the wish to sync and the wish to pause', async () => {
    const place = stage.place({
      readStanding: inTurn(
        standing({ waits: { ...usualWaits, moduleProbeMs: 600 } }),
        standing({ state: 'paused', pauseCause: 'module-off', pauseNumber: 1, runNumber: 1 }),
      ),
      sendToYuki: inTurn(moduleOff),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused' });
    await handle.signal(pause);
    await handle.signal(refresh);
    const newest = await untilContinued(stage, handle);
    await untilState(newest, { kind: 'paused', cause: 'paused-by-person', pauseNumber: 2 });
    expect(place.names('openRun')).toHaveLength(1);
  });

  test('waits for the end of the run', async () => {
    const { place, handle, write } = await inTheMiddleOfAWrite();
    await handle.signal(refresh);
    expect(await handle.query(status)).toMatchObject({ kind: 'syncing' });
    write.open();
    const newest = await untilContinued(stage, handle);
    await untilState(newest, { kind: 'waiting' });
    expect(place.orders('closeRun')).toMatchObject([{ runNumber: 1, outcome: 'done' }]);
  });

  test('by itself when it is old enough and has something to do (S-80)', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ waits: { ...usualWaits, renewAfterMs: 0 } }), standing()),
    });
    const handle = await place.startConnection();
    const newest = await untilContinued(stage, handle);
    await untilState(newest, { kind: 'waiting' });
  });
});
