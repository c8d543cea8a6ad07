// How a run sends: in batches that grow, halved around a culprit, and never again before a doubt was looked up.

import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activities, LookUpResult, SendResult } from '../../activities/interface.ts';
import { progress } from '../../workflows/messages.ts';
import { answered, inTurn, usualWaits } from '../support/fake-activities.ts';
import { openStage, type Place, type Stage } from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** A Yuki that refuses every message with one of the culprits in it, and holds a culprit that comes alone. */
function refusingYuki(documents: number, culprits: readonly number[]): Activities['sendToYuki'] {
  let queue = Array.from({ length: documents }, (_, place) => place + 1);
  return async ({ documents: wanted }): Promise<SendResult> => {
    const message = queue.slice(0, wanted);
    if (message.length === 0) return { kind: 'nothingReady' };
    const isRefused = message.some((document) => culprits.includes(document));
    if (isRefused && message.length > 1) return { kind: 'messageRefused', documents: message.length };
    queue = queue.slice(message.length);
    return isRefused ? answered(1, { accepted: 0, held: 1 }) : answered(message.length);
  };
}

const sizes = (place: Place): unknown[] => place.orders('sendToYuki').map(({ documents }) => documents);

/** Messages without those that only found out that nothing is left (one after each of the two rounds of a run). */
const messages = (place: Place): number => place.names('sendToYuki').length - 2;

const looked = (choices: Partial<LookUpResult> = {}): LookUpResult => ({
  exported: 0,
  absent: 0,
  undecided: 0,
  nextLookInMs: null,
  causes: [],
  ...choices,
});

describe.concurrent('a run that sends', () => {
  test('grows its messages from 25 to 100 documents while all is well (R-LIM-3)', async () => {
    const place = stage.place({ sendToYuki: refusingYuki(500, []) });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'done' });
    // 25 + 50 + 100 + 100 + 100 + 100 + 25; a message that carried less begins the growth anew.
    expect(sizes(place).slice(0, 7)).toEqual([25, 50, 100, 100, 100, 100, 100]);
    expect(await handle.query(progress)).toMatchObject({ exported: 500 });
  });

  test.each([1, 13, 25])(
    'finds the one culprit of a refused message, number %i of 25, in at most 12 messages (design 6.5)',
    async (culprit) => {
      const place = stage.place({ sendToYuki: refusingYuki(25, [culprit]) });
      const handle = await place.startSync({ runNumber: 1 });
      expect(await handle.result()).toEqual({ kind: 'done' });
      expect(await handle.query(progress)).toMatchObject({ exported: 24, held: 1 });
      // ⌈log2 25⌉ = 5, so 2 · 5 + 2.
      expect(messages(place)).toBeLessThanOrEqual(12);
    },
  );

  test('finds two culprits in one message as well', async () => {
    const place = stage.place({ sendToYuki: refusingYuki(25, [3, 20]) });
    const handle = await place.startSync({ runNumber: 1 });
    await handle.result();
    expect(await handle.query(progress)).toMatchObject({ exported: 23, held: 2 });
    expect(messages(place)).toBeLessThanOrEqual(24);
  });

  test('sends one document first when the obstacle may still be there', async () => {
    const place = stage.place({ sendToYuki: refusingYuki(60, []) });
    await (await place.startSync({ runNumber: 1, careful: true })).result();
    expect(sizes(place).slice(0, 3)).toEqual([1, 25, 50]);
  });

  test('sends less at a time after Yuki left the rest of a message alone', async () => {
    const place = stage.place({
      sendToYuki: inTurn<SendResult>(answered(25, { accepted: 4, held: 6, untouched: 15 }), answered(5), {
        kind: 'nothingReady',
      }),
    });
    const handle = await place.startSync({ runNumber: 1 });
    await handle.result();
    expect(sizes(place).slice(0, 2)).toEqual([25, 5]);
    expect(await handle.query(progress)).toMatchObject({ exported: 9, held: 6 });
  });
});

describe.concurrent('a run that does not know what became of a message', () => {
  const unknown: SendResult = { kind: 'outcomeUnknown', documents: 25 };

  test('looks it up, again and again until nothing is undecided, before it sends anything (style c)', async () => {
    const place = stage.place({
      sendToYuki: inTurn<SendResult>(unknown, answered(5), { kind: 'nothingReady' }),
      lookUpDoubtful: inTurn(
        looked(),
        looked({ undecided: 25, nextLookInMs: 20 }),
        looked({ undecided: 5, exported: 20, nextLookInMs: 20 }),
        looked({ absent: 5 }),
      ),
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names('sendToYuki', 'lookUpDoubtful')).toEqual([
      'lookUpDoubtful',
      'sendToYuki',
      'lookUpDoubtful',
      'lookUpDoubtful',
      'lookUpDoubtful',
      'sendToYuki',
      'sendToYuki',
      'lookUpDoubtful',
      'sendToYuki',
    ]);
    expect(await handle.query(progress)).toMatchObject({ doubtful: 25, exported: 25 });
  });

  test('halves the message after a fault that blames nobody', async () => {
    const place = stage.place({
      sendToYuki: inTurn<SendResult>({ ...unknown, faulted: true }, answered(12), { kind: 'nothingReady' }),
    });
    await (await place.startSync({ runNumber: 1 })).result();
    expect(sizes(place).slice(0, 2)).toEqual([25, 12]);
  });

  test('repeats the message once after a lost answer and halves it after a second one', async () => {
    const place = stage.place({
      sendToYuki: inTurn<SendResult>(unknown, unknown, answered(12), { kind: 'nothingReady' }),
    });
    await (await place.startSync({ runNumber: 1 })).result();
    expect(sizes(place).slice(0, 3)).toEqual([25, 25, 12]);
  });

  test('leaves it to a later run when the looks of this one decide nothing', async () => {
    const place = stage.place({
      sendToYuki: inTurn<SendResult>(unknown, { kind: 'nothingReady' }),
      lookUpDoubtful: inTurn(looked(), looked({ undecided: 25, nextLookInMs: 1 })),
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'done' });
    // One at the start, and eight after the message, and eight after the last page.
    expect(place.names('lookUpDoubtful')).toHaveLength(17);
  });

  test('waits no longer than its bound for a decision', async () => {
    const place = stage.place({
      openRun: inTurn({ kind: 'opened' as const, waits: { ...usualWaits, runBoundMs: 5000 } }),
      sendToYuki: inTurn<SendResult>(unknown, { kind: 'nothingReady' }),
      lookUpDoubtful: inTurn(looked(), looked({ undecided: 25, nextLookInMs: 5000 })),
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'more' });
    expect(place.names('sendToYuki')).toHaveLength(1);
  });

  test('takes a worker that was lost in the call for an unknown outcome and never repeats the call (S-75)', async () => {
    let sent = 0;
    const place = stage.place({
      sendToYuki: async () => {
        sent += 1;
        if (sent > 1) return { kind: 'nothingReady' };
        // Without a heartbeat the server gives the worker up after ten seconds.
        await Context.current().sleep('2 minutes');
        throw new Error('The call outlived its worker.');
      },
      lookUpDoubtful: inTurn(looked(), looked({ exported: 25 }), looked()),
    });
    const handle = await place.startSync({ runNumber: 1 });
    expect(await handle.result()).toEqual({ kind: 'done' });
    expect(place.names('sendToYuki', 'lookUpDoubtful').slice(0, 4)).toEqual([
      'lookUpDoubtful',
      'sendToYuki',
      'lookUpDoubtful',
      'sendToYuki',
    ]);
    expect(await handle.query(progress)).toMatchObject({ exported: 25 });
  });
});
