// The ways that a run goes: ordinary, with a message that is refused whole, with outcomes unknown, and as a door.

import { Context } from '@temporalio/activity';
import type { SendResult } from '../../activities/interface.ts';
import type { CauseId } from '../../domain/ids.ts';
import { answered, inTurn } from '../../test/support/fake-activities.ts';
import * as messages from '../../workflows/messages.ts';
import { nothing, synced, untilIn, type Scenario } from './scenario.ts';

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

export const runScenarios: readonly Scenario[] = [ordinaryRun, halving, doubtful, doors, dryRun];
