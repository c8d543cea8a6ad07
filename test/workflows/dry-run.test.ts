// The dry run: a wish of its own that never becomes a sync and is never swallowed by one, in runs that prepare and
// neither send nor register.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activities } from '../../activities/interface.ts';
import { dryRunUpdate, pause, resume, retry, syncNow, syncNowUpdate } from '../../workflows/messages.ts';
import { closing, gate, inTurn, moment, standing, usualWaits } from '../support/fake-activities.ts';
import {
  openStage,
  refusal,
  shown,
  untilCalled,
  untilContinued,
  untilState,
  type Stage,
} from '../support/workflow-stage.ts';
import { refresh } from '../../workflows/messages.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const quietPage = { prepared: 0, held: 0, left: false, waitMs: 0, causes: [] };
const writes = ['sendToYuki', 'registerFocusPayments'] as const;

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

const scopes = (place: { orders(name: 'openRun'): Record<string, unknown>[] }): unknown[] =>
  place.orders('openRun').map(({ runNumber, scope }) => [runNumber, scope]);

describe.concurrent('a dry run', () => {
  test('reads lists, open items and documents, prepares page by page, and sends and registers nothing (S-01)', async () => {
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: true, toRegister: 4, reported: 0, causes: [] }),
      discoverDocuments: inTurn({ found: 300, changed: 0, waitMs: 0, done: true, causes: [] }),
      prepareDocuments: inTurn(
        { ...quietPage, prepared: 200, left: true, waitMs: 10 },
        { ...quietPage, prepared: 100 },
      ),
    });
    const handle = await place.startSync({ runNumber: 1, scope: 'dryRun' });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names()).toEqual([
      'openRun',
      'refreshMasterData',
      'lookUpDoubtful',
      'readYukiPayments',
      'discoverDocuments',
      'prepareDocuments',
      'prepareDocuments',
    ]);
  });

  test('is what every run is for which the ledger says that nobody asked for the first sync', async () => {
    const place = stage.place({
      openRun: inTurn({ kind: 'opened' as const, waits: usualWaits, mayExport: false }),
      readYukiPayments: inTurn({ plausible: true, toRegister: 4, reported: 0, causes: [] }),
    });
    expect(await (await place.startSync({ runNumber: 1, scope: 'documents' })).result()).toEqual({
      kind: 'done',
    });
    expect(place.names(...writes)).toEqual([]);
  });

  test('answers «more» at its bound and goes on as a dry run until all is looked at', async () => {
    const place = stage.place({
      openRun: inTurn(
        { kind: 'opened' as const, waits: { ...usualWaits, runBoundMs: 0 } },
        { kind: 'opened' as const, waits: usualWaits },
      ),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    expect(await handle.executeUpdate(dryRunUpdate)).toEqual({ runNumber: 1, alreadyRunning: false });
    await untilCalled(place, 'closeRun', 2);
    await untilState(handle, { kind: 'waiting' });
    expect(scopes(place)).toEqual([
      [1, 'dryRun'],
      [2, 'dryRun'],
    ]);
    expect(place.orders('closeRun').map(({ outcome }) => outcome)).toEqual(['more', 'done']);
    expect(place.names(...writes)).toEqual([]);
  });

  test('and a sync wished during a run both come, in the order and under the numbers that were promised', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await at.reached;
    expect(await handle.executeUpdate(dryRunUpdate)).toEqual({ runNumber: 2, alreadyRunning: true });
    expect(await handle.executeUpdate(syncNowUpdate)).toEqual({ runNumber: 3, alreadyRunning: true });
    expect(await handle.executeUpdate(dryRunUpdate)).toEqual({ runNumber: 2, alreadyRunning: true });
    at.open();
    await untilCalled(place, 'closeRun', 3);
    expect(scopes(place)).toEqual([
      [1, 'all'],
      [2, 'dryRun'],
      [3, 'all'],
    ]);
  });

  test('that was wished after a sync comes after it', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.executeUpdate(dryRunUpdate);
    await at.reached;
    expect(await shown(handle)).toMatchObject({
      details: expect.stringContaining('Nothing is sent.') as string,
    });
    expect(await handle.executeUpdate(syncNowUpdate)).toMatchObject({ runNumber: 2 });
    expect(await handle.executeUpdate(dryRunUpdate)).toMatchObject({ runNumber: 3 });
    at.open();
    await untilCalled(place, 'closeRun', 3);
    expect(scopes(place)).toEqual([
      [1, 'dryRun'],
      [2, 'all'],
      [3, 'dryRun'],
    ]);
  });

  test('that ran out of calls goes on as a dry run and not as a sync', async () => {
    const place = stage.place({
      readYukiPayments: inTurn(
        { plausible: false, toRegister: 0, reported: 0, causes: [] },
        { plausible: true, toRegister: 0, reported: 0, causes: [] },
      ),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.executeUpdate(dryRunUpdate);
    await untilState(handle, { kind: 'paused', cause: 'answer-implausible' });
    await handle.signal(retry);
    await untilCalled(place, 'closeRun', 2);
    await untilState(handle, { kind: 'waiting' });
    expect(scopes(place)).toEqual([
      [1, 'dryRun'],
      [2, 'dryRun'],
    ]);
    expect(place.names(...writes)).toEqual([]);
  });

  test('that a person’s pause ended goes on as a dry run after resume', async () => {
    const { at, openRun } = gatedRuns();
    const place = stage.place({ openRun });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.executeUpdate(dryRunUpdate);
    await at.reached;
    await handle.signal(pause);
    at.open();
    await untilState(handle, { kind: 'paused', cause: 'paused-by-person' });
    await handle.signal(resume);
    await untilCalled(place, 'openRun', 2);
    await untilState(handle, { kind: 'waiting' });
    expect(scopes(place)).toEqual([
      [1, 'dryRun'],
      [2, 'dryRun'],
    ]);
  });

  test('is refused while paused, with cause and cure', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ state: 'paused', pauseCause: 'module-off', pauseNumber: 1 })),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'paused' });
    expect(await refusal(handle.executeUpdate(dryRunUpdate))).toEqual({
      type: 'Paused',
      message:
        'Paused: The module Invoices is switched off in Yuki. Ask the accountant or Yuki to switch the module on.',
    });
  });

  test('that is wished goes along when the connection continues as new', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ state: 'paused', pauseCause: 'module-off', pauseNumber: 1 })),
      readYukiPayments: inTurn(
        { plausible: false, toRegister: 0, reported: 0, causes: [] },
        { plausible: true, toRegister: 0, reported: 0, causes: [] },
      ),
    });
    const handle = await place.startConnection({
      carried: {
        schema: 1,
        pauseNumber: 0,
        lastRunNumber: 0,
        state: { kind: 'waiting', nextSyncAt: null },
        probes: 0,
        wantsSync: false,
        wantsRetry: false,
        wantsDryRun: true,
      },
    });
    await untilState(handle, { kind: 'paused' });
    await handle.signal(refresh);
    const after = await untilContinued(stage, handle);
    await after.signal(retry);
    await untilCalled(place, 'closeRun', 1);
    expect(scopes(place)[0]).toEqual([1, 'dryRun']);
  });
});

test('the sync that a person asks for says so, and one that comes by itself does not', async () => {
  const place = stage.place({
    closeRun: inTurn(
      closing({ nextSyncInMs: 50, nextSyncAt: moment('2026-03-03T01:15:00.000Z') }),
      closing(),
    ),
  });
  const handle = await place.startConnection();
  await untilState(handle, { kind: 'waiting' });
  await handle.executeUpdate(syncNowUpdate);
  await untilCalled(place, 'closeRun', 2);
  expect(place.orders('openRun').map(({ asked = false }) => asked)).toEqual([true, false]);
});
