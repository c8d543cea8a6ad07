// The ways that a connection goes: set up, paused, renewed, ended, and with runs that end badly.

import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { OnboardingTurn, SendResult } from '../../activities/interface.ts';
import { answered, closing, gate, inTurn, standing, usualWaits } from '../../test/support/fake-activities.ts';
import * as messages from '../../workflows/messages.ts';
import { nextMorning, nothing, renew, synced, until, untilIn, type Scenario } from './scenario.ts';

const onboarding = standing({ state: 'onboarding', yukiDomain: null });
const moduleOff = { kind: 'blocked', cause: 'module-off', shown: '' } as SendResult;

const setUpAndSynced: Scenario = {
  activities: {
    readStanding: inTurn(onboarding, standing()),
    takeOnboardingStep: inTurn<OnboardingTurn>(
      { kind: 'ask', step: 'focusAuthorised', problem: null },
      { kind: 'ask', step: 'chooseEntity', problem: null },
      { kind: 'ready', yukiDomain: 'domain-1', automatic: true },
    ),
    closeRun: inTurn(closing({ nextSyncInMs: 86_400_000, nextSyncAt: nextMorning, heldDocuments: 2 })),
  },
  async play(place) {
    const handle = await place.startConnection();
    await until(
      handle,
      messages.status,
      (state) => state.kind === 'onboarding' && state.step === 'focusAuthorised',
    );
    await handle.executeUpdate(messages.answered, { args: [{ step: 'focusAuthorised' }] });
    await until(
      handle,
      messages.status,
      (state) => state.kind === 'onboarding' && state.step === 'chooseEntity',
    );
    await handle.executeUpdate(messages.answered, { args: [{ step: 'chooseEntity' }] });
    await untilIn(handle, 'waiting');
    await handle.executeUpdate(messages.syncNowUpdate);
    await synced(handle, place, 1);
    await handle.signal(messages.settingsChanged);
    await handle.signal(messages.retry);
    await handle.signal(messages.changed);
    await synced(handle, place, 2);
    return { 'connection-set-up-and-synced': handle, 'sync-nothing-new': place.child() };
  },
};

const pausedAndResumed: Scenario = {
  activities: {
    readStanding: inTurn(standing({ waits: { ...usualWaits, pauseProbesMs: [50] } })),
    openRun: inTurn(
      { kind: 'ledgerBehind' as const, waits: usualWaits },
      { kind: 'opened' as const, waits: usualWaits },
    ),
    sendToYuki: inTurn(
      moduleOff,
      { kind: 'blocked', cause: 'yuki-unreachable', shown: '' },
      { kind: 'outOfCalls', waitMs: 50 },
      nothing,
    ),
  },
  async play(place) {
    const handle = await place.startConnection();
    await untilIn(handle, 'waiting');
    await handle.signal(messages.syncNow);
    await until(handle, messages.status, (state) => state.kind === 'paused' && state.pauseNumber === 1);
    await handle.signal(messages.retry);
    await until(handle, messages.status, (state) => state.kind === 'paused' && state.pauseNumber === 2);
    await handle.executeUpdate(messages.retryPause, { args: [{ pauseNumber: 2 }] });
    await synced(handle, place, 5);
    await untilIn(handle, 'waiting');
    await handle.signal(messages.pause);
    await untilIn(handle, 'paused');
    await handle.signal(messages.resume);
    await synced(handle, place, 6);
    return { 'connection-paused-and-resumed': handle };
  },
};

const renewed: Scenario = {
  activities: {
    readStanding: inTurn(
      standing(),
      standing({ state: 'paused', pauseCause: 'module-off', pauseNumber: 1, runNumber: 1 }),
    ),
    sendToYuki: inTurn(moduleOff, nothing),
    closeRun: inTurn(closing({ heldDocuments: 4 }), closing()),
  },
  async play(place, client) {
    const handle = await place.startConnection();
    await untilIn(handle, 'waiting');
    await handle.signal(messages.syncNow);
    await untilIn(handle, 'paused');
    const [before, after] = await renew(client, handle);
    await after.signal(messages.retry);
    await synced(after, place, 2);
    return { 'connection-continues-as-new': before, 'connection-carried-on': after };
  },
};

/** A connection in the middle of a write, which is then ended in one of two ways. */
function endedInAWrite(name: string, end: (handle: WorkflowHandle) => Promise<unknown>): Scenario {
  const write = gate();
  return {
    activities: {
      sendToYuki: async ({ documents }) => {
        await write.pass();
        return answered(documents);
      },
    },
    async play(place) {
      const handle = await place.startConnection();
      await untilIn(handle, 'waiting');
      await handle.signal(messages.syncNow);
      await write.reached;
      await end(handle);
      const isAsked = async (): Promise<boolean> =>
        ((await place.child().fetchHistory()).events ?? []).some(
          (event) => event.workflowExecutionCancelRequestedEventAttributes,
        );
      while (!(await isAsked())) await delay(40);
      write.open();
      await handle.result();
      return { [`connection-${name}`]: handle, [`sync-cancelled-by-${name}`]: place.child() };
    },
  };
}

const broken: Scenario = {
  activities: {
    openRun: async () => {
      throw ApplicationFailure.nonRetryable('A mistake of ours.');
    },
  },
  async play(place) {
    const handle = await place.startConnection();
    await untilIn(handle, 'waiting');
    for (let run = 1; run <= 3; run += 1) {
      await handle.signal(messages.syncNow);
      await synced(handle, place, run);
    }
    await untilIn(handle, 'paused');
    return { 'connection-runs-end-badly': handle };
  },
};

const byItself: Scenario = {
  activities: {
    readStanding: inTurn(standing({ nextSyncInMs: 86_400_000, nextPollInMs: 200 })),
    closeRun: inTurn(closing({ nextSyncInMs: 86_400_000, nextPollInMs: 86_400_000 })),
  },
  async play(place) {
    const handle = await place.startConnection();
    await synced(handle, place, 1);
    // Twelve start a run each; what comes after is gathered.
    for (let run = 2; run <= 13; run += 1) {
      await handle.signal(messages.changed);
      await synced(handle, place, run);
    }
    await handle.signal(messages.changed);
    await until(handle, messages.status, ({ kind }) => kind === 'waiting');
    return { 'connection-polls-and-gathers-news': handle };
  },
};

export const connectionScenarios: readonly Scenario[] = [
  byItself,
  setUpAndSynced,
  pausedAndResumed,
  renewed,
  endedInAWrite('disconnected', (handle) => handle.signal(messages.disconnect)),
  endedInAWrite('stopped', (handle) => handle.cancel()),
  broken,
];
