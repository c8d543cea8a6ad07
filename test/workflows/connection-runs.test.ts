// The runs of an active connection: one at a time, none lost, promised by number, and what comes after each.

import { ApplicationFailure } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activities } from '../../activities/interface.ts';
import { changed, syncNow, syncNowUpdate } from '../../workflows/messages.ts';
import { syncWorkflowId } from '../../workflows/workflow-ids.ts';
import { closing, gate, inTurn, moment, standing, usualWaits } from '../support/fake-activities.ts';
import { openStage, shown, untilCalled, untilState, type Stage } from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Runs that stand at a gate in their first step. */
function gatedRuns(): { at: ReturnType<typeof gate>; openRun: Activities['openRun'] } {
  const at = gate();
  return {
    at,
    openRun: async () => {
      await at.pass();
      return { kind: 'opened', waits: usualWaits };
    },
  };
}

describe.concurrent('an active connection', () => {
  test('answers at once with the number of the run that satisfies a wish (S-78, R-RUN-1)', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ readStanding: inTurn(standing({ runNumber: 7 })), openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    expect(await handle.executeUpdate(syncNowUpdate)).toEqual({ runNumber: 8, alreadyRunning: false });
    await at.reached;
    expect(await handle.executeUpdate(syncNowUpdate)).toEqual({ runNumber: 9, alreadyRunning: true });
    at.open();
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('openRun').map(({ runNumber }) => runNumber)).toEqual([8, 9]);
  });

  test('that was reset to before a run was used takes the next number of the ledger, never one twice', async () => {
    const openRun = inTurn(
      { kind: 'behind' as const, waits: usualWaits },
      { kind: 'opened' as const, waits: usualWaits },
    );
    const place = stage.place({ openRun, closeRun: inTurn(closing({ runNumber: 41 }), closing()) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('openRun').map(({ runNumber }) => runNumber)).toEqual([1, 42]);
    // Nothing was asked of either system under the number that was used.
    expect(place.orders('refreshMasterData').map(({ runNumber }) => runNumber)).toEqual([42]);
  });

  test('makes one further run of all wishes said during a run, however many (S-78)', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    for (let times = 0; times < 5; times += 1) {
      await handle.signal(syncNow);
      await handle.signal(changed);
    }
    at.open();
    await untilCalled(place, 'closeRun', 2);
    await untilState(handle, { kind: 'waiting' });
    expect(place.orders('openRun').map(({ runNumber, scope }) => [runNumber, scope])).toEqual([
      [1, 'all'],
      [2, 'all'],
    ]);
  });

  test('reads payments again only when the wish was more than «something changed in Focus»', async () => {
    const place = stage.place();
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(changed);
    await untilCalled(place, 'closeRun');
    expect(place.orders('openRun')).toMatchObject([{ scope: 'documents', lastKnownRun: 0 }]);
  });

  test('goes on at once when a run answers that there is more', async () => {
    const place = stage.place({
      openRun: inTurn(
        { kind: 'opened' as const, waits: { ...usualWaits, runBoundMs: 0 } },
        { kind: 'opened' as const, waits: usualWaits },
      ),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('closeRun').map(({ outcome }) => outcome)).toEqual(['more', 'done']);
    expect(place.orders('openRun').map(({ scope }) => scope)).toEqual(['all', 'documents']);
  });

  test('syncs when it is due and shows when that is', async () => {
    const due = moment('2026-03-03T01:15:00.000Z');
    const place = stage.place({
      readStanding: inTurn(standing({ nextSyncInMs: 50, nextSyncAt: due })),
      closeRun: inTurn(closing({ nextSyncInMs: 86_400_000, nextSyncAt: due, heldDocuments: 3 })),
    });
    const handle = await place.startConnection();
    await untilCalled(place, 'closeRun');
    await untilState(handle, { kind: 'waiting', nextSyncAt: due });
    const { details, attributes } = await shown(handle);
    expect(details).toContain('The next sync is at 2026-03-03 01:15 UTC');
    expect(details).toContain('3 documents wait');
    expect(attributes).toEqual({
      ConnectionId: place.connectionId,
      ConnectionStatus: 'active',
      HeldDocuments: 3,
      YukiDomain: 'domain-1',
    });
  });

  test('comes back before that when a doubtful document may be looked up again (S-72)', async () => {
    const place = stage.place({
      closeRun: inTurn(
        closing({ nextSyncInMs: 86_400_000, nextLookUpInMs: 60 }),
        closing({ nextSyncInMs: 86_400_000 }),
      ),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('closeRun')).toHaveLength(2);
  });

  test('tells a stranger which run it is in, and leaves the run’s summary to the child', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    expect((await shown(handle)).details).toContain('**Syncing**, run 1 (all).');
    expect(await (await place.child().describe()).staticSummary()).toBe('Run 1: all');
    expect((await shown(place.child())).attributes).toEqual({ ConnectionId: place.connectionId });
    at.open();
  });
});

describe.concurrent('a run of a connection', () => {
  test('that is terminated has ended badly, and the connection goes on', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    await place.child().terminate('a person');
    await untilState(handle, { kind: 'waiting' });
    expect(place.orders('closeRun')).toMatchObject([{ outcome: 'endedBadly', cause: null }]);
    at.open();
  });

  test('that a person cancels has ended in order, and the connection goes on', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    await place.child().cancel();
    at.open();
    await untilCalled(place, 'closeRun');
    expect(place.orders('closeRun')).toMatchObject([{ outcome: 'cancelled' }]);
    expect(place.names('refreshMasterData')).toEqual([]);
    await untilState(handle, { kind: 'waiting' });
  });

  test('that fails three times in a row pauses the connection for the developers', async () => {
    const place = stage.place({
      openRun: async () => {
        throw ApplicationFailure.nonRetryable('A mistake of ours that no cause names.');
      },
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    for (let run = 1; run <= 3; run += 1) {
      await handle.signal(syncNow);
      await untilCalled(place, 'closeRun', run);
    }
    await untilState(handle, { kind: 'paused', cause: 'impossible-state', pauseNumber: 1 });
    expect(place.orders('closeRun').map(({ outcome }) => outcome)).toEqual(Array(3).fill('endedBadly'));
  });

  test('waits while a person holds its id, and steps in when the id is free', async () => {
    const door = gate();
    const place = stage.place({
      askConnectionForRun: async () => {
        await door.pass();
        return { runNumber: 1 };
      },
    });
    const person = await place.startSync({}, syncWorkflowId(place.connectionId));
    await door.reached;
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'syncing', runNumber: 1 });
    door.open();
    expect(await person.result()).toEqual({ kind: 'asked', runNumber: 1 });
    await untilCalled(place, 'closeRun');
    expect(place.orders('closeRun')).toMatchObject([{ runNumber: 1, outcome: 'done' }]);
  });
});
