// What stops a whole connection: shown with cause and cure, ended by a person, by time or by its own try.

import { ApplicationFailure } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendResult } from '../../activities/interface.ts';
import { pause, resume, retry, retryPause, syncNow, syncNowUpdate } from '../../workflows/messages.ts';
import { gate, inTurn, standing, usualWaits } from '../support/fake-activities.ts';
import {
  openStage,
  refusal,
  shown,
  untilCalled,
  untilCancelled,
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
const moduleOff = { kind: 'blocked', cause: 'module-off', shown: '' } as SendResult;
const byPerson = { kind: 'paused', cause: 'paused-by-person' };

/** How long a recorded pause waits until its next try, pause by pause. */
const waits = (place: Place): unknown[] => place.orders('recordPause').map(({ nextTryInMs }) => nextTryInMs);

describe.concurrent('a pause', () => {
  test('tells a stranger what happened, who cures it, how, and what comes by itself (E-2)', async () => {
    const place = stage.place({ sendToYuki: inTurn(moduleOff, nothing) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused', cause: 'module-off', pauseNumber: 1 });
    const { details, attributes } = await shown(handle);
    expect(attributes).toMatchObject({ ConnectionStatus: 'paused', PauseCause: 'module-off' });
    expect(details).toContain('**Paused** since 2026-03-02 08:00 UTC (pause 1, `module-off`).');
    expect(details).toContain('**What happened:** The module Invoices is switched off in Yuki.');
    expect(details).toContain('**Who:** the accountant, in Yuki.');
    expect(details).toContain('at once when you send the signal `retry`');
    expect(place.orders('closeRun')).toMatchObject([{ outcome: 'blocked', cause: 'module-off' }]);
    // The module is looked at once a day.
    expect(waits(place)).toEqual([86_400_000]);

    await handle.signal(retry);
    await untilCalled(place, 'closeRun', 2);
    await untilState(handle, { kind: 'waiting' });
    expect(place.orders('recordResume')).toMatchObject([{ pauseNumber: 1, byPerson: true }]);
    expect(place.names('retryHolds')).toHaveLength(1);
    const after = await shown(handle);
    expect(after.attributes).toMatchObject({ ConnectionStatus: 'active' });
    expect(after.attributes).not.toHaveProperty('PauseCause');
  });

  test('lets one document find out whether the obstacle is gone before it sends more (S-31, R-ONB-2)', async () => {
    const place = stage.place({ sendToYuki: inTurn(moduleOff, nothing) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused' });
    await handle.signal(retry);
    await untilCalled(place, 'closeRun', 2);
    expect(
      place
        .orders('sendToYuki')
        .map(({ documents }) => documents)
        .slice(0, 2),
    ).toEqual([25, 1]);
  });

  test('is not skipped by a retry that was said before it', async () => {
    const sending = gate();
    const place = stage.place({
      sendToYuki: async () => {
        await sending.pass();
        return moduleOff;
      },
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await sending.reached;
    await handle.signal(retry);
    sending.open();
    await untilState(handle, { kind: 'paused', pauseNumber: 1 });
    expect(place.names('recordResume', 'retryHolds')).toEqual([]);
  });

  test('is retried by its number, and another number is refused', async () => {
    const place = stage.place({ sendToYuki: inTurn(moduleOff, moduleOff, nothing) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    expect(await refusal(handle.executeUpdate(retryPause, { args: [{ pauseNumber: 1 }] }))).toEqual({
      message: 'The connection is not paused.',
      type: 'NotPaused',
    });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused', pauseNumber: 1 });
    await handle.executeUpdate(retryPause, { args: [{ pauseNumber: 1 }] });
    await untilState(handle, { kind: 'paused', pauseNumber: 2 });
    expect(await refusal(handle.executeUpdate(retryPause, { args: [{ pauseNumber: 1 }] }))).toEqual({
      message: 'That pause is over; now it is pause 2.',
      type: 'OtherPause',
    });
  });

  test('refuses to sync, with the cause and the cure', async () => {
    const place = stage.place({ sendToYuki: inTurn(moduleOff) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused' });
    expect(await refusal(handle.executeUpdate(syncNowUpdate))).toEqual({
      message:
        'Paused: The module Invoices is switched off in Yuki. Ask the accountant or Yuki to switch the module on.',
      type: 'Paused',
    });
  });

  test('tries by itself in stretching intervals until it succeeds (R-ERR-3)', async () => {
    const waitsOfTest = { ...usualWaits, pauseProbesMs: [30, 60, 90] };
    const unreachable = { kind: 'blocked', cause: 'yuki-unreachable', shown: '' } as SendResult;
    const place = stage.place({
      readStanding: inTurn(standing({ waits: waitsOfTest })),
      sendToYuki: inTurn(unreachable, unreachable, unreachable, unreachable, nothing, nothing, unreachable),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 5);
    await untilState(handle, { kind: 'waiting' });
    // The last interval repeats.
    expect(waits(place)).toEqual([30, 60, 90, 90]);
    expect(place.orders('recordResume').map(({ byPerson }) => byPerson)).toEqual(Array(4).fill(false));
    expect(place.names('retryHolds')).toEqual([]);
    // A run that went well begins the intervals anew.
    await handle.signal(syncNow);
    await untilCalled(place, 'recordPause', 5);
    expect(waits(place).slice(4)).toEqual([30]);
  });

  test('for calls that are used up waits until the time that is known (E-6)', async () => {
    const place = stage.place({
      sendToYuki: inTurn<SendResult>({ kind: 'outOfCalls', waitMs: 80 }, nothing),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('recordPause')).toMatchObject([{ cause: 'quota-used', nextTryInMs: 80 }]);
    await untilState(handle, { kind: 'waiting' });
  });

  test('for calls that a read found used up waits until then as well (E-6)', async () => {
    const place = stage.place({
      refreshMasterData: async () => {
        throw ApplicationFailure.nonRetryable('No calls are left.', 'quota-used', 43_200_000);
      },
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused', cause: 'quota-used' });
    expect(waits(place)).toEqual([43_200_000]);
  });

  test('for a ledger that is older than the workflow remembers ends only by a person (design 3)', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ runNumber: 12 })),
      openRun: inTurn(
        { kind: 'ledgerBehind' as const, waits: usualWaits },
        { kind: 'opened' as const, waits: usualWaits },
      ),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused', cause: 'ledger-behind', nextTryAt: null });
    expect(place.names('refreshMasterData', 'sendToYuki')).toEqual([]);
    await handle.signal(retry);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('acceptLedger')).toMatchObject([{ runNumber: 13 }]);
    expect(place.orders('openRun').map(({ runNumber }) => runNumber)).toEqual([13, 14]);
  });
});

describe.concurrent('a person’s pause', () => {
  test('ends a run in order, stays until resume, and then syncs', async () => {
    const reading = gate();
    const place = stage.place({
      discoverDocuments: async () => {
        await reading.pass();
        return { found: 0, changed: 0, waitMs: 0, done: true, causes: [] };
      },
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await reading.reached;
    await handle.signal(pause);
    await untilCancelled(place.child());
    reading.open();
    await untilState(handle, { ...byPerson, nextTryAt: null });
    expect(place.orders('closeRun')).toMatchObject([{ outcome: 'cancelled' }]);
    expect(place.names('sendToYuki')).toEqual([]);
    expect((await shown(handle)).details).toContain('Send the signal `resume`. Nothing happens by itself.');
    await handle.signal(resume);
    await untilCalled(place, 'closeRun', 2);
    expect(place.orders('closeRun')[1]).toMatchObject({ outcome: 'done' });
  });

  test('said twice is ended by one resume', async () => {
    const place = stage.place();
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(pause);
    await untilState(handle, byPerson);
    await handle.signal(pause);
    await handle.signal(resume);
    await untilCalled(place, 'closeRun');
    await untilState(handle, { kind: 'waiting' });
    expect(place.orders('recordPause')).toHaveLength(1);
  });

  test('said while something else pauses takes over when that is gone', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ waits: { ...usualWaits, moduleProbeMs: 3_000 } })),
      sendToYuki: inTurn(moduleOff, nothing),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused', cause: 'module-off' });
    await handle.signal(pause);
    await untilState(handle, { ...byPerson, pauseNumber: 2 });
    expect(place.names('openRun')).toHaveLength(1);
  });

  test('while the run waits for its id pauses, and stops nothing for good', async () => {
    const door = gate();
    const place = stage.place({
      askConnectionForRun: async () => {
        await door.pass();
        return { runNumber: 1 };
      },
    });
    const person = await place.startSync();
    await door.reached;
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'syncing' });
    await handle.signal(pause);
    await untilState(handle, byPerson);
    expect(place.names('recordStopped')).toEqual([]);
    door.open();
    await person.result();
  });
});
