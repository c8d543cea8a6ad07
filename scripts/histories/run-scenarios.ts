// The ways that a run goes: ordinary, with a message that is refused whole, with outcomes unknown, and as a door.

import { ApplicationFailure, Context } from '@temporalio/activity';
import type { SendResult } from '../../activities/interface.ts';
import type { CauseId } from '../../domain/ids.ts';
import { answered, inTurn, usualWaits } from '../../test/support/fake-activities.ts';
import * as messages from '../../workflows/messages.ts';
import { nothing, synced, until, untilIn, type Scenario } from './scenario.ts';

const page = { prepared: 0, held: 0, left: false, waitMs: 0, causes: [] };
const cause = 'ka000000000000000' as CauseId;

const ordinaryRun: Scenario = {
  activities: {
    readYukiPayments: inTurn({ plausible: true, toRegister: 26, reported: 0, causes: [] }),
    registerFocusPayments: inTurn(
      { registered: 25, reported: 0, left: true, waitMs: 0 },
      { registered: 1, reported: 0, left: false, waitMs: 0 },
    ),
    discoverDocuments: inTurn(
      { found: 75, changed: 0, waitMs: 30, done: false, causes: [] },
      { found: 0, changed: 0, waitMs: 0, done: true, causes: [] },
    ),
    prepareDocuments: inTurn({ ...page, prepared: 70, held: 5, causes: [cause] }),
    sendToYuki: inTurn(answered(25), answered(45, { accepted: 44, held: 1, causes: [cause] }), nothing),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'all' });
    await handle.result();
    return { 'sync-ordinary': handle };
  },
};

const halving: Scenario = {
  activities: {
    sendToYuki: inTurn<SendResult>(
      { kind: 'messageRefused', documents: 25 },
      answered(12),
      { kind: 'messageRefused', documents: 7 },
      answered(3),
      { kind: 'messageRefused', documents: 2 },
      answered(1, { accepted: 0, held: 1, causes: [cause] }),
      answered(9),
      nothing,
    ),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'documents', careful: false });
    await handle.result();
    return { 'sync-halves-a-refused-message': handle };
  },
};

let doubtfulSends = 0;
const doubtful: Scenario = {
  activities: {
    sendToYuki: async ({ documents }) => {
      doubtfulSends += 1;
      if (doubtfulSends === 1) return { kind: 'outcomeUnknown', documents };
      // The worker of the second message is given up after ten seconds without a heartbeat.
      if (doubtfulSends === 2) await Context.current().sleep('2 minutes');
      return nothing;
    },
    lookUpDoubtful: inTurn(
      { exported: 0, absent: 0, undecided: 25, nextLookInMs: 30, causes: [] },
      { exported: 20, absent: 5, undecided: 0, nextLookInMs: null, causes: [cause] },
    ),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1 });
    await handle.result();
    return { 'sync-looks-up-before-it-repeats': handle };
  },
};

const doors: Scenario = {
  activities: { followRun: inTurn({ outcome: 'done', summary: { exported: 3 } }) },
  async play(place) {
    const byHand = await place.startSync({}, `by-hand-${place.connectionId}`);
    await byHand.result();
    const underOurId = await place.startSync();
    await underOurId.result();
    return { 'sync-by-hand': byHand, 'sync-by-hand-under-our-id': underOurId };
  },
};

const dryRun: Scenario = {
  activities: {
    readYukiPayments: inTurn({ plausible: true, toRegister: 3, reported: 0, causes: [] }),
    discoverDocuments: inTurn({ found: 300, changed: 0, waitMs: 0, done: true, causes: [] }),
    prepareDocuments: inTurn(
      { ...page, prepared: 195, held: 5, left: true, waitMs: 30, causes: [cause] },
      { ...page, prepared: 100 },
    ),
  },
  async play(place) {
    const handle = await place.startConnection();
    await untilIn(handle, 'waiting');
    await handle.executeUpdate(messages.dryRunUpdate);
    await synced(handle, place, 1);
    return { 'connection-dry-run': handle, 'sync-dry-run': place.child() };
  },
};

const slice: Scenario = {
  activities: {
    prepareDocuments: inTurn({
      ...page,
      prepared: 200,
      left: true,
      waitMs: 120_000,
      backlog: { left: 400, endsAt: null },
    }),
    sendToYuki: inTurn(answered(100), answered(100), nothing),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'backfill' });
    await until(handle, messages.progress, ({ exported }) => exported === 200);
    await handle.signal(messages.stepAside);
    await handle.result();
    return { 'sync-slice-steps-aside': handle };
  },
};

const beforeFirstSync: Scenario = {
  activities: {
    openRun: inTurn({ kind: 'opened', waits: usualWaits, mayExport: false }),
    prepareDocuments: inTurn({ ...page, prepared: 12 }),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'all' });
    await handle.result();
    return { 'sync-may-not-export': handle };
  },
};

const paymentsOnly: Scenario = {
  activities: {
    readYukiPayments: inTurn({ plausible: true, toRegister: 2, reported: 0, causes: [] }),
    registerFocusPayments: inTurn({ registered: 2, reported: 0, left: false, waitMs: 0 }),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'payments' });
    await handle.result();
    return { 'sync-payments-only': handle };
  },
};

const removedPayments: Scenario = {
  activities: {
    readYukiPayments: inTurn({ plausible: true, toRegister: 1, toRemove: 2, reported: 0, causes: [] }),
    registerFocusPayments: inTurn({ registered: 1, reported: 0, left: false, waitMs: 0 }),
    removeFocusPayments: inTurn({ removed: 1, waitMs: 30 }, { removed: 1, waitMs: 0 }),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'payments' });
    await handle.result();
    return { 'sync-removes-payments': handle };
  },
};

const journalsSent: Scenario = {
  activities: {
    readYukiPayments: inTurn({ plausible: true, toRegister: 1, journalsDue: 1, reported: 0, causes: [] }),
    registerFocusPayments: inTurn({ registered: 1, reported: 0, left: false, waitMs: 0 }),
    sendJournalsToYuki: inTurn({ accepted: 1 }),
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'payments' });
    await handle.result();
    return { 'sync-sends-journals': handle };
  },
};

const lostSendings: Scenario = {
  activities: {
    sendToYuki: async () => {
      throw ApplicationFailure.nonRetryable('A mistake of ours that no cause names.');
    },
  },
  async play(place) {
    const handle = await place.startSync({ runNumber: 1, scope: 'documents' });
    await handle.result().catch(() => undefined);
    return { 'sync-sending-gives-up': handle };
  },
};

export const runScenarios: readonly Scenario[] = [
  ordinaryRun,
  halving,
  doubtful,
  doors,
  dryRun,
  slice,
  beforeFirstSync,
  paymentsOnly,
  lostSendings,
  removedPayments,
  journalsSent,
];
