// A backfill in slices: what goes before it, what ends a slice early, and how it waits for calls without stopping the
// connection.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activities, PreparePage, SendResult } from '../../activities/interface.ts';
import {
  changed,
  pause,
  progress,
  refresh,
  resume,
  syncNow,
  syncNowUpdate,
} from '../../workflows/messages.ts';
import { answered, closing, gate, inTurn, moment, standing, usualWaits } from '../support/fake-activities.ts';
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

const nothing = { kind: 'nothingReady' } as SendResult;
const endsAt = moment('2026-03-02T09:30:00.000Z');
const quietPage: PreparePage = { prepared: 0, held: 0, left: false, waitMs: 0, causes: [] };

/** A page of a backfill of which so many documents are left. */
function pageOf(left: number): PreparePage {
  return { ...quietPage, prepared: 100, left: left > 0, backlog: { left, endsAt } };
}

const scopes = (place: Place): unknown[] => place.orders('openRun').map(({ scope }) => scope);

/** A backfill whose slices stand at a gate in their first page; the run before them leaves 900 documents. */
function gatedSlice(): { at: ReturnType<typeof gate>; prepareDocuments: Activities['prepareDocuments'] } {
  const at = gate();
  let pages = 0;
  return {
    at,
    prepareDocuments: async () => {
      pages += 1;
      if (pages === 1) return pageOf(900);
      if (pages === 2) {
        await at.pass();
        return pageOf(800);
      }
      return quietPage;
    },
  };
}

describe.concurrent('a run', () => {
  test('for everything sends fresh documents, takes one page of a backfill and leaves the rest (S-71)', async () => {
    const place = stage.place({
      prepareDocuments: inTurn({ ...quietPage, prepared: 3, left: true }, pageOf(800)),
      sendToYuki: inTurn(answered(3), nothing, answered(25), answered(75), nothing),
    });
    const handle = await place.startSync({ runNumber: 1, scope: 'all' });
    expect(await handle.result()).toEqual({ kind: 'more', backlog: { left: 800, endsAt } });
    expect(place.names('prepareDocuments', 'sendToYuki')).toEqual([
      'prepareDocuments',
      'sendToYuki',
      'sendToYuki',
      'prepareDocuments',
      'sendToYuki',
      'sendToYuki',
      'sendToYuki',
    ]);
    expect(await handle.query(progress)).toMatchObject({ exported: 103, backlog: { left: 800, endsAt } });
    expect((await shown(handle)).details).toContain(
      '**Backfill:** 800 documents are left. It will have ended at about 2026-03-02 09:30 UTC.',
    );
  });

  test('whose discovery did not come to its end may have more than a backfill left', async () => {
    const place = stage.place({
      openRun: async () => ({ kind: 'opened', waits: { ...usualWaits, runBoundMs: 0 } }),
      discoverDocuments: inTurn({ found: 5000, changed: 0, waitMs: 0, done: false, causes: [] }),
      prepareDocuments: inTurn(pageOf(4900)),
    });
    const handle = await place.startSync({ runNumber: 1, scope: 'all' });
    expect(await handle.result()).toEqual({ kind: 'more' });
  });

  test('of a backfill asks neither for lists nor for payments, and takes pages of two hundred', async () => {
    const place = stage.place({
      prepareDocuments: inTurn(pageOf(100), pageOf(0)),
      sendToYuki: inTurn(answered(100), nothing),
    });
    const handle = await place.startSync({ runNumber: 2, scope: 'backfill' });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect([...new Set(place.names())]).toEqual([
      'openRun',
      'prepareDocuments',
      'sendToYuki',
      'lookUpDoubtful',
    ]);
    expect(place.orders('prepareDocuments').map(({ limit }) => limit)).toEqual([200, 200]);
  });
});

describe.concurrent('a connection with a backfill', () => {
  test('goes on with one slice after the other until nothing is left (S-71)', async () => {
    const place = stage.place({
      prepareDocuments: inTurn(pageOf(300), pageOf(200), pageOf(0), quietPage),
      openRun: inTurn(
        { kind: 'opened' as const, waits: usualWaits },
        { kind: 'opened' as const, waits: { ...usualWaits, runBoundMs: 0 } },
        { kind: 'opened' as const, waits: usualWaits },
      ),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 3);
    await untilState(handle, { kind: 'waiting' });
    expect(scopes(place)).toEqual(['all', 'backfill', 'backfill']);
    expect(place.orders('closeRun').map(({ outcome }) => outcome)).toEqual(['more', 'more', 'done']);
    expect((await shown(handle)).details).not.toContain('Backfill');
  });

  test('ends a slice early for two operators, who are given the same run (S-78)', async () => {
    const { at, prepareDocuments } = gatedSlice();
    const place = stage.place({ prepareDocuments });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    expect((await shown(handle)).details).toContain('**Backfill:** 900 documents are left.');
    const promised = { runNumber: 3, alreadyRunning: true };
    expect(await handle.executeUpdate(syncNowUpdate)).toEqual(promised);
    expect(await handle.executeUpdate(syncNowUpdate)).toEqual(promised);
    await untilTold(place);
    at.open();
    await untilCalled(place, 'closeRun', 3);
    await untilState(handle, { kind: 'waiting' });
    // The slice took no further page, and the run that was wished for found nothing left of the backfill.
    expect(scopes(place)).toEqual(['all', 'backfill', 'all']);
    expect(place.orders('prepareDocuments')).toHaveLength(3);
    expect(place.orders('closeRun').map(({ outcome }) => outcome)).toEqual(['more', 'more', 'done']);
  });

  test('lets news from Focus go before the next slice', async () => {
    const { at, prepareDocuments } = gatedSlice();
    const place = stage.place({ prepareDocuments });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    await handle.signal(changed);
    await untilTold(place);
    at.open();
    await untilCalled(place, 'closeRun', 3);
    expect(scopes(place)).toEqual(['all', 'backfill', 'documents']);
  });

  test('pauses in the middle of a slice, and goes on with everything after resume', async () => {
    const { at, prepareDocuments } = gatedSlice();
    const place = stage.place({ prepareDocuments });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    await handle.signal(pause);
    await untilCancelled(place.child());
    at.open();
    await untilState(handle, { kind: 'paused', cause: 'paused-by-person' });
    await handle.signal(resume);
    await untilCalled(place, 'closeRun', 3);
    expect(scopes(place)).toEqual(['all', 'backfill', 'all']);
    expect(place.orders('closeRun').map(({ outcome }) => outcome)).toEqual(['more', 'cancelled', 'done']);
  });

  test('is not paused when only the backfill has no calls left, and goes on when it has (S-36)', async () => {
    const later: SendResult = { kind: 'outOfCalls', waitMs: 3_600_000, backlog: { left: 700, endsAt } };
    const soon: SendResult = { kind: 'outOfCalls', waitMs: 300, backlog: { left: 700, endsAt } };
    const place = stage.place({
      prepareDocuments: inTurn(pageOf(700)),
      sendToYuki: inTurn(soon, later),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 2);
    await untilState(handle, { kind: 'waiting' });
    expect(scopes(place)).toEqual(['all', 'backfill']);
    expect(place.orders('closeRun')).toMatchObject([
      { outcome: 'outOfCalls', cause: null },
      { outcome: 'outOfCalls', cause: null },
    ]);
    expect(place.names('recordPause')).toEqual([]);
    expect((await shown(handle)).details).toMatch(/700 documents are left.*It goes on at 20\d\d-/);
    // Fresh documents are sent meanwhile.
    await handle.signal(changed);
    await untilCalled(place, 'closeRun', 3);
    expect(scopes(place)).toEqual(['all', 'backfill', 'documents']);
  });

  test('runs what is due before the next slice, also when it fell due during one', async () => {
    const place = stage.place({
      prepareDocuments: inTurn(pageOf(700), pageOf(600), quietPage),
      openRun: inTurn(
        { kind: 'opened' as const, waits: usualWaits },
        { kind: 'opened' as const, waits: { ...usualWaits, runBoundMs: 0 } },
        { kind: 'opened' as const, waits: usualWaits },
      ),
      closeRun: inTurn(closing({ nextSyncInMs: 86_400_000 }), closing({ nextSyncInMs: 0 }), closing()),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 3);
    expect(scopes(place)).toEqual(['all', 'backfill', 'all']);
  });

  test('takes the backfill along into a fresh history, and a workflow that was lost finds it in the ledger', async () => {
    const later: SendResult = { kind: 'outOfCalls', waitMs: 3_600_000, backlog: { left: 700, endsAt } };
    const place = stage.place({ sendToYuki: inTurn(later) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun');
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(refresh);
    const renewed = await untilContinued(stage, handle);
    await untilState(renewed, { kind: 'waiting' });
    expect((await shown(renewed)).details).toContain('700 documents are left');
    expect(scopes(place)).toEqual(['all']);

    const lost = stage.place({ readStanding: inTurn(standing({ backlog: { left: 50, endsAt } })) });
    await lost.startConnection();
    await untilCalled(lost, 'closeRun');
    expect(scopes(lost)).toEqual(['backfill']);
  });
});

/** Waits until the slice has been told to step aside. */
async function untilTold(place: Place): Promise<void> {
  for (;;) {
    const { events } = await place.child().fetchHistory();
    if (events?.some((event) => event.workflowExecutionSignaledEventAttributes)) return;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
