// One run: its steps in their order, what ends it, what it waits for, and the door for a person who starts it.

import { ApplicationFailure } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendResult } from '../../activities/interface.ts';
import type { CauseId } from '../../domain/ids.ts';
import { progress } from '../../workflows/messages.ts';
import { answered, gate, inTurn, usualWaits } from '../support/fake-activities.ts';
import { metadata, openStage, shown, untilCancelled, type Stage } from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const nothing = { kind: 'nothingReady' } as SendResult;
const cause = (mark: string): CauseId => `k${mark.repeat(16)}` as CauseId;
const quietPage = { prepared: 0, held: 0, left: false, waitMs: 0, causes: [] };

describe.concurrent('a run', () => {
  test('removes payments in Focus only when the reading says that a person asked for it, and after registering (S-49)', async () => {
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: true, toRegister: 1, toRemove: 2, reported: 0, causes: [] }),
      registerFocusPayments: inTurn({ registered: 1, reported: 0, left: false, waitMs: 0 }),
      removeFocusPayments: inTurn({ removed: 1, waitMs: 30 }, { removed: 1, waitMs: 0 }),
    });
    const handle = await place.startSync({ runNumber: 1, scope: 'payments' });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names()).toEqual([
      'openRun',
      'readYukiPayments',
      'registerFocusPayments',
      'removeFocusPayments',
      'removeFocusPayments',
    ]);
  });

  test('tells Yuki by journals only when the reading says that some are due, once, and after registering (R-PAY-4)', async () => {
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: true, toRegister: 1, journalsDue: 2, reported: 0, causes: [] }),
      registerFocusPayments: inTurn({ registered: 1, reported: 0, left: false, waitMs: 0 }),
      sendJournalsToYuki: async () => {
        throw new Error('The worker was lost.');
      },
    });
    const handle = await place.startSync({ runNumber: 1, scope: 'payments' });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names()).toEqual([
      'openRun',
      'readYukiPayments',
      'registerFocusPayments',
      'sendJournalsToYuki',
    ]);
  });

  test('does its steps in the order of the story: lists, doubts, payments, documents, customers first (R-EXP-3)', async () => {
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: true, toRegister: 2, reported: 0, causes: [] }),
      registerFocusPayments: inTurn({ registered: 2, reported: 0, left: false, waitMs: 0 }),
      discoverDocuments: inTurn({ found: 3, changed: 1, waitMs: 0, done: true, causes: [] }),
      prepareDocuments: inTurn({ ...quietPage, prepared: 3, held: 1, causes: [cause('a')] }),
      sendToYuki: inTurn(answered(3), nothing),
    });
    const handle = await place.startSync({ runNumber: 4, scope: 'all', lastKnownRun: 3 });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names()).toEqual([
      'openRun',
      'refreshMasterData',
      'lookUpDoubtful',
      'readYukiPayments',
      'registerFocusPayments',
      'discoverDocuments',
      'prepareDocuments',
      'wakeHolds',
      'sendToYuki',
      'sendToYuki',
      'lookUpDoubtful',
      'sendToYuki',
    ]);
    expect(place.orders('openRun')).toEqual([
      { connectionId: place.connectionId, runNumber: 4, scope: 'all', lastKnownRun: 3, asked: false },
    ]);
    expect(place.orders('wakeHolds')).toMatchObject([{ causes: [cause('a')] }]);
    expect(await handle.query(progress)).toEqual({
      step: 'sending to Yuki',
      found: 4,
      prepared: 3,
      exported: 3,
      held: 1,
      doubtful: 0,
      paymentsRegistered: 2,
    });
    const { details } = await shown(handle);
    expect(details).toContain(
      'found 4 · prepared 3 · exported 3 · held 1 · doubtful 0 · payments registered 2',
    );
  });

  test('for payments is one question to Yuki, and ends when they are carried back (R-PAY-5)', async () => {
    const place = stage.place();
    const handle = await place.startSync({ runNumber: 1, scope: 'payments' });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names()).toEqual(['openRun', 'readYukiPayments']);
  });

  test('reads every page of what Focus has, and registers every page of payments', async () => {
    const page = { found: 100, changed: 0, waitMs: 0, causes: [] };
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: true, toRegister: 40, reported: 0, causes: [] }),
      registerFocusPayments: inTurn(
        { registered: 25, reported: 0, left: true, waitMs: 20 },
        { registered: 15, reported: 0, left: false, waitMs: 0 },
      ),
      discoverDocuments: inTurn(
        { ...page, done: false },
        { ...page, waitMs: 20, done: false },
        { ...page, done: true },
      ),
      prepareDocuments: inTurn(
        { ...quietPage, left: true },
        { ...quietPage, left: true, waitMs: 20 },
        quietPage,
      ),
    });
    const handle = await place.startSync({ runNumber: 1 });
    await handle.result();
    expect(place.names('discoverDocuments')).toHaveLength(3);
    expect(place.names('prepareDocuments')).toHaveLength(3);
    expect(await handle.query(progress)).toMatchObject({ found: 300, paymentsRegistered: 40 });
  });

  test('that reaches its bound answers that there is more, and sends no further message', async () => {
    const place = stage.place({
      openRun: inTurn({ kind: 'opened' as const, waits: { ...usualWaits, runBoundMs: 0 } }),
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'more' });
    expect(place.names('sendToYuki')).toEqual([]);
  });

  test('without calls left answers until when, and waits for nothing itself (E-6, S-36)', async () => {
    const place = stage.place({ sendToYuki: inTurn<SendResult>({ kind: 'outOfCalls', waitMs: 7_200_000 }) });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'outOfCalls', waitMs: 7_200_000 });
  });

  test.each([
    ['focus-access', 'discoverDocuments', ''],
    ['yuki-right-missing', 'readYukiPayments', 'Accounting'],
    ['yuki-unreachable', 'sendToYuki', ''],
    ['focus-access', 'registerFocusPayments', ''],
  ] as const)('that is stopped by %s in %s answers the cause', async (type, name, what) => {
    const stop = async (): Promise<never> => {
      throw ApplicationFailure.nonRetryable('The connection has to pause.', type, what);
    };
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: true, toRegister: 1, reported: 0, causes: [] }),
      [name]: stop,
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'blocked', cause: type, shown: what });
    expect(place.names(name)).toHaveLength(1);
  });

  test('that finds the ledger older than the workflow remembers touches nothing (design 3)', async () => {
    const place = stage.place({ openRun: inTurn({ kind: 'ledgerBehind' as const, waits: usualWaits }) });
    const handle = await place.startSync({ runNumber: 9, lastKnownRun: 8 });
    expect(await handle.result()).toEqual({ kind: 'blocked', cause: 'ledger-behind', shown: '' });
    expect(place.names()).toEqual(['openRun']);
  });

  test('that reads an implausible list asks a person before any payment (R-PAY-9)', async () => {
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: false, toRegister: 0, reported: 0, causes: [] }),
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'blocked', cause: 'answer-implausible', shown: '' });
    expect(place.names('registerFocusPayments', 'discoverDocuments')).toEqual([]);
  });

  test('goes on when the worker was lost while it registered payments; its intents stand in the ledger (R-PAY-7)', async () => {
    const place = stage.place({
      readYukiPayments: inTurn({ plausible: true, toRegister: 1, reported: 0, causes: [] }),
      registerFocusPayments: async () => {
        throw new Error('the worker is gone');
      },
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names('registerFocusPayments')).toHaveLength(1);
  });

  test('that is cancelled lets the write in flight end and begins no other', async () => {
    const write = gate();
    const place = stage.place({
      sendToYuki: async ({ documents }) => {
        await write.pass();
        return answered(documents);
      },
    });
    const handle = await place.startSync({ runNumber: 1 });
    await write.reached;
    await handle.cancel();
    await untilCancelled(handle);
    write.open();
    expect(await handle.result()).toEqual({ kind: 'cancelled' });
    expect(place.names('sendToYuki')).toHaveLength(1);
    // The verdicts of the write were counted.
    expect(await handle.query(progress)).toMatchObject({ exported: 25 });
  });
});

describe.concurrent('a sync that a person starts', () => {
  const summary = { exported: 12, held: 3 };

  test('under an id of their own follows the run to its end and returns its summary', async () => {
    const place = stage.place({
      askConnectionForRun: inTurn({ runNumber: 5 }),
      followRun: inTurn({ outcome: 'done', summary }),
    });
    const handle = await place.startSync({}, `by-hand-${place.connectionId}`);
    expect(await handle.result()).toEqual({ kind: 'followed', runNumber: 5, outcome: 'done', summary });
    expect(place.orders('followRun')).toEqual([{ connectionId: place.connectionId, runNumber: 5 }]);
    expect(place.names('openRun')).toEqual([]);
    const { details, attributes } = await shown(handle);
    expect(details).toContain('**Run 5 ended:** done.');
    expect(attributes).toEqual({ ConnectionId: place.connectionId });
  });

  test('under the id of the connection’s own runs steps aside at once', async () => {
    const place = stage.place({ askConnectionForRun: inTurn({ runNumber: 5 }) });
    const handle = await place.startSync();
    expect(await handle.result()).toEqual({ kind: 'asked', runNumber: 5 });
    expect(place.names('followRun')).toEqual([]);
  });

  test('of a connection that refuses fails with the connection’s sentence', async () => {
    const sentence = 'Paused: Somebody paused the connection. Say resume.';
    const place = stage.place({
      askConnectionForRun: async () => {
        throw ApplicationFailure.nonRetryable(sentence, 'Refused');
      },
    });
    const handle = await place.startSync({}, `by-hand-${place.connectionId}`);
    await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { message: sentence } } });
    expect(place.names()).toEqual(['askConnectionForRun']);
  });

  test('tells how far a run is by a query with a description', async () => {
    const handle = await stage.place().startSync({ runNumber: 1 });
    await handle.result();
    const { definition } = await metadata(handle);
    expect(definition.queryDefinitions).toContainEqual(
      expect.objectContaining({ name: 'progress', description: 'How far this run is.' }),
    );
  });
});
