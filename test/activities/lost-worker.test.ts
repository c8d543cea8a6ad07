// A worker that is killed between any two things it does while it sends: whatever it left behind, the others bring
// every document to Yuki once, and send nothing again that they have not looked up (S-75, promise 1).

import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import type { CauseId, DocumentId } from '../../domain/ids.ts';
import { holdDocument } from '../../ledger/documents.ts';
import { joined, openDesk, quietEnvironment, ready, states, type Desk, type Joined } from './desk.ts';
import { loseAtEveryStatement, openMortalWorker, type Loss, type Moment } from './mortal-worker.ts';
import { openBooks } from './pretend-books.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const documents = 3;
const references = ['2026/1', '2026/2', '2026/3'];

/** Lets a worker send until it is lost. True when it was; false when it had sent everything before. */
async function sendUntilLost(place: Joined, moment: Moment): Promise<boolean> {
  const worker = openMortalWorker(desk.tools, moment);
  const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
  const send = worker.activities.sendToYuki as (order: unknown) => Promise<unknown>;
  const order = { connectionId: place.connectionId, runNumber: 1, documents: 25 };
  await environment.run(send, order).catch(() => undefined);
  await worker.close();
  return worker.isLost();
}

/** What the next runs do: look up what is in doubt, send what is ready, until nothing is left. */
async function others(place: Joined, ids: readonly DocumentId[]): Promise<void> {
  const order = { connectionId: place.connectionId, runNumber: 1 };
  for (let turn = 0; turn < 6; turn += 1) {
    desk.clock.later(13);
    await desk.call('lookUpDoubtful', order);
    await desk.call('sendToYuki', { ...order, documents: 25 });
    if ((await states(desk, ids)).every((state) => state === 'exported')) return;
  }
}

/** No message carries a document that an earlier one carried, unless a list was read in between. */
function expectLookedUpBetween(since: number): void {
  const calls = desk.yuki.operations().slice(since);
  calls.forEach((operation, index) => {
    if (operation !== 'ProcessSalesInvoices') return;
    const next = calls.indexOf('ProcessSalesInvoices', index + 1);
    if (next !== -1) expect(calls.slice(index + 1, next)).toContain('OutstandingDebtorItems');
  });
}

async function loseAt(moment: Moment): Promise<Loss> {
  const place = await joined(desk);
  const ids = await ready(desk, place, documents);
  const books = openBooks();
  desk.answers.yuki = (call) => books.answer(call);
  const since = desk.yuki.calls.length;
  const lost = await sendUntilLost(place, moment);
  const done = books.messages.length > 0;
  await others(place, ids);
  expect(books.accepted.toSorted(), `lost ${moment.when} statement ${moment.statement}`).toEqual(references);
  expect(await states(desk, ids)).toEqual(['exported', 'exported', 'exported']);
  expectLookedUpBetween(since);
  // What had left is known from the answer or from the list; nothing leaves a second time.
  expect(books.messages).toHaveLength(1);
  return { lost, done };
}

describe('a worker that is lost', () => {
  for (const when of ['before', 'after'] as const)
    test(`right ${when} any of its statements leaves every document to arrive once (S-75)`, async () => {
      const lostWith = await loseAtEveryStatement(when, loseAt);
      // Both kinds were met: lost before the message left, and lost after it.
      expect(Math.min(lostWith.done, lostWith.undone)).toBeGreaterThan(2);
    }, 180_000);

  /** A probe of a hold by a worker that is lost; done when its document had left. */
  async function loseProbeAt(moment: Moment): Promise<Loss> {
    const place = await joined(desk);
    const ids = await ready(desk, place, 2);
    const books = openBooks();
    desk.answers.yuki = (call) => books.answer(call);
    const finding = { key: 'period-closed' as const, subject: '2026-04-01', shown: '2026-04-01', line: null };
    const { connectionId } = place;
    const order = { connectionId, finding, fromStates: ['ready' as const] };
    let causeId: CauseId | null = null;
    for (const id of ids) causeId = await holdDocument(desk.ledger, id, order, desk.clock.now);
    const worker = openMortalWorker(desk.tools, moment);
    const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
    const probe = worker.activities.lookAtCause as (order: unknown) => Promise<unknown>;
    await environment.run(probe, { connectionId, causeId, look: 'person' }).catch(() => undefined);
    await worker.close();
    const left = books.messages.length > 0;
    for (let turn = 0; turn < 3; turn += 1) {
      desk.clock.later(13);
      await desk.call('lookUpDoubtful', { connectionId, runNumber: 1 });
      await desk.call('sendToYuki', { connectionId, runNumber: 1, documents: 25 });
    }
    const found = await states(desk, ids);
    // Released for the probe it leaves, with the probe or with the next sync; else it goes on waiting.
    expect(books.accepted).toEqual(found[0] === 'exported' ? ['2026/1'] : []);
    expect(found[1]).toBe('held');
    if (left) expect(books.messages).toEqual([['2026/1']]);
    return { lost: worker.isLost(), done: left };
  }

  test.each(['before', 'after'] as const)(
    'right %s any statement of a hold’s probe leaves its document to arrive once (S-34, S-75)',
    async (when) => {
      const lostWith = await loseAtEveryStatement(when, loseProbeAt, 80);
      expect(Math.min(lostWith.done, lostWith.undone)).toBeGreaterThan(0);
    },
    180_000,
  );

  test('for a while, frozen over the question whether it may begin, sends nothing after its deadline (S-75)', async () => {
    const place = await joined(desk);
    const ids = await ready(desk, place, documents);
    const books = openBooks();
    desk.answers.yuki = (call) => books.answer(call);
    const asks = (node: object): boolean => JSON.stringify(node).includes('"begun_at"');
    // The question is on its way with the time of before when the process freezes for half an hour.
    const freezing: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (node.kind === 'UpdateQueryNode' && asks(node)) desk.clock.later(30);
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const ledger = { ...desk.tools.ledger, db: desk.tools.ledger.db.withPlugin(freezing) };
    const { sendToYuki } = createActivities({ ...desk.tools, ledger });
    const order = { connectionId: place.connectionId, runNumber: 1, documents: 25 };
    const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
    const send = sendToYuki as (order: unknown) => Promise<unknown>;
    expect(await environment.run(send, order)).toMatchObject({ accepted: 0, untouched: documents });
    expect(books.messages).toEqual([]);
    expect(await states(desk, ids)).toEqual(['ready', 'ready', 'ready']);
  });

  test('with an answer in its hands leaves it to Yuki’s refusal only when Yuki hides what it has (Q-16, E-9)', async () => {
    const place = await joined(desk);
    const ids = await ready(desk, place, documents);
    const books = openBooks();
    // Longer than any lag that we wait for: the looks prove an absence that is none.
    for (const reference of references) books.hidden.add(reference);
    desk.answers.yuki = ({ operation, ...call }) => {
      const reply = books.answer({ operation, ...call });
      return operation === 'ProcessSalesInvoices' && books.messages.length === 1 ? 'drop' : reply;
    };
    const order = { connectionId: place.connectionId, runNumber: 1 };
    await desk.call('sendToYuki', { ...order, documents: 25 });
    desk.clock.later(1);
    await desk.call('lookUpDoubtful', order);
    desk.clock.later(13);
    await desk.call('lookUpDoubtful', order);
    expect(await states(desk, ids)).toEqual(['ready', 'ready', 'ready']);
    await desk.call('sendToYuki', { ...order, documents: 25 });
    expect(await states(desk, ids)).toEqual(['doubtful', 'doubtful', 'doubtful']);
    books.hidden.clear();
    desk.clock.later(1);
    await desk.call('lookUpDoubtful', order);
    expect(await states(desk, ids)).toEqual(['exported', 'exported', 'exported']);
    expect(books.accepted).toEqual(references);
  });
});
