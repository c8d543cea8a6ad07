// The ways that a hold goes, and a round of the caretaker.

import { setTimeout as delay } from 'node:timers/promises';
import type { Activities, HoldLook } from '../../activities/interface.ts';
import { inTurn } from '../../test/support/fake-activities.ts';
import type { caretaker } from '../../workflows/caretaker.ts';
import * as messages from '../../workflows/messages.ts';
import { taskQueueName } from '../../workflows/workflow-ids.ts';
import { nextMorning, renew, until, type Scenario } from './scenario.ts';

const waiting: HoldLook = {
  kind: 'stillWaiting',
  cause: 'account-unknown',
  what: 'Ledger account 705500 does not exist in Yuki.',
  how: 'Open the account in Yuki.',
  documents: 12,
  numbers: ['2026/1', '2026/2'],
  nextLookAt: nextMorning,
  nextLookInMs: 40,
  remindersMs: [10, 86_400_000],
};
const atTheNextSignal = { ...waiting, nextLookInMs: 86_400_000 };

const curedHold: Scenario = {
  activities: {
    lookAtCause: inTurn<HoldLook>(
      atTheNextSignal,
      { kind: 'cured', documents: 12 },
      { kind: 'beingChecked', documents: 12, lookAgainInMs: 40 },
      { kind: 'nothingWaits', ended: 'cured' },
    ),
  },
  async play(place) {
    const handle = await place.startHold();
    await until(handle, messages.holdStatus, ({ kind }) => kind === 'waiting');
    await handle.signal(messages.retry);
    await handle.result();
    return { 'hold-cured': handle };
  },
};

const longHold: Scenario = {
  activities: {
    lookAtCause: inTurn<HoldLook>(waiting, waiting, waiting, atTheNextSignal, atTheNextSignal, {
      kind: 'nothingWaits',
      ended: 'ignored',
    }),
    closeCause: inTurn({ closed: true }),
  },
  async play(place, client) {
    const handle = await place.startHold();
    while (place.orders('lookAtCause').length < 4) await delay(40);
    const [before, after] = await renew(client, handle);
    await until(after, messages.holdStatus, ({ kind }) => kind === 'waiting');
    await after.signal(messages.changed);
    await after.result();
    return { 'hold-long-continues-as-new': before, 'hold-carried-on-ignored': after };
  },
};

const round: Scenario = {
  activities: {
    findNeglected: inTurn<Awaited<ReturnType<Activities['findNeglected']>>>(
      { connectionsStarted: 1, holdsStarted: 0, attemptsExpired: 0, next: 'c1' },
      { connectionsStarted: 0, holdsStarted: 2, attemptsExpired: 3, next: null },
    ),
    tellPeople: async () => ({ written: 2, sent: 1, notSent: 1, failed: 0 }),
  },
  async play(_place, client) {
    const handle = await client.workflow.start<typeof caretaker>('caretaker', {
      workflowId: 'caretaker-round',
      taskQueue: taskQueueName,
      args: [],
    });
    await handle.result();
    return { 'caretaker-tells-people': handle };
  },
};

export const holdScenarios: readonly Scenario[] = [curedHold, longHold, round];
