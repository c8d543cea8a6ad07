// One message to Yuki, on a socket: every document gets its own verdict, nothing leaves too late, and what is not
// provably unsent or refused is doubtful.

import { afterEach, describe, expect, test } from 'vitest';
import { expireAttempts } from '../../ledger/attempts.ts';
import { getCause } from '../../ledger/causes.ts';
import { getConnection } from '../../ledger/connections.ts';
import { getRun } from '../../ledger/runs.ts';
import { gate } from '../support/fake-activities.ts';
import { answer, fault, type Reply } from '../yuki/soap-socket.ts';
import { joined, openDesk, ready, rows, states, type Desk, type Joined } from './desk.ts';
import { importAnswer } from './yuki-answers.ts';

let desk: Desk;
afterEach(() => desk.close());

const accountUnknown = 'GLAccount 700000 does not exist';

/** So many ready invoices, and what Yuki answers to each call. */
async function withReady(
  count: number,
  yuki: (operation: string) => Reply | Promise<Reply>,
  changes: Record<string, number | number[]> = {},
): Promise<Joined & { ids: Awaited<ReturnType<typeof ready>> }> {
  desk = await openDesk(changes);
  const place = await joined(desk);
  const ids = await ready(desk, place, count);
  desk.answers.yuki = ({ operation }) => yuki(operation);
  return { ...place, ids };
}

const send = (place: Joined, documents = 25): ReturnType<typeof desk.activities.sendToYuki> =>
  desk.call('sendToYuki', { connectionId: place.connectionId, runNumber: 1, documents });

describe('a message that Yuki answers', () => {
  test('exports what Yuki accepts, with one call for all of it (R-EXP-7)', async () => {
    const place = await withReady(3, () =>
      importAnswer([{ reference: '2026/1' }, { reference: '2026/2' }, { reference: '2026/3' }]),
    );
    expect(await send(place)).toEqual({
      kind: 'answered',
      documents: 3,
      accepted: 3,
      held: 0,
      untouched: 0,
      doubtful: 0,
      causes: [],
    });
    expect(desk.yuki.operations()).toEqual(['ProcessSalesInvoices']);
    expect(await states(desk, place.ids)).toEqual(['exported', 'exported', 'exported']);
    const run = await getRun(desk.ledger, place.connectionId, 1);
    expect(run?.summary).toMatchObject({ exported: 3, held: 0, yukiCalls: 1, batches: 1 });
    expect(await send(place)).toEqual({ kind: 'nothingReady' });
    expect(desk.yuki.calls).toHaveLength(1);
  });

  test('carries no more documents than it is asked to', async () => {
    const place = await withReady(3, () => importAnswer([{ reference: '2026/1' }, { reference: '2026/2' }]));
    expect(await send(place, 2)).toMatchObject({ documents: 2, accepted: 2 });
    expect(await states(desk, place.ids)).toEqual(['exported', 'exported', 'ready']);
  });

  test('holds exactly the documents that Yuki refuses, each for its cause, and exports the others (E-3, E-4, S-73, R-EXP-6)', async () => {
    const closed = 'Could not create or modify transactions before 01-04-2026 in administration X';
    const place = await withReady(4, () =>
      importAnswer([
        { reference: '2026/1' },
        { reference: '2026/2', refusal: accountUnknown },
        { reference: '2026/3', refusal: closed },
        { reference: '2026/4', refusal: accountUnknown },
      ]),
    );
    const result = await send(place);
    expect(result).toMatchObject({ kind: 'answered', accepted: 1, held: 3 });
    expect(await states(desk, place.ids)).toEqual(['exported', 'held', 'held', 'held']);
    const [, second, third, fourth] = await rows(desk, place.ids);
    expect(second?.causeId).toBe(fourth?.causeId);
    const causes = await Promise.all(
      [second, third].map((row) => getCause(desk.ledger, row?.causeId as never)),
    );
    expect(causes).toMatchObject([{ key: 'account-unknown' }, { key: 'period-closed' }]);
    // The next documents of that period are held without a call.
    const connection = await getConnection(desk.ledger, place.connectionId);
    expect(connection?.learnedClosedBefore).toBe(causes[1]?.subject);
    expect(result).toMatchObject({ causes: expect.arrayContaining([second?.causeId, third?.causeId]) });
  });

  test('leaves the rest ready when Yuki stopped after six wrong ones (R-LIM-3)', async () => {
    const place = await withReady(8, () =>
      importAnswer(
        [1, 2, 3, 4, 5, 6].map((number) => ({
          reference: `2026/${number}`,
          refusal: 'De maan staat verkeerd',
        })),
      ),
    );
    expect(await send(place)).toMatchObject({ accepted: 0, held: 6, untouched: 2, doubtful: 0 });
    expect((await states(desk, place.ids)).slice(6)).toEqual(['ready', 'ready']);
  });

  test('doubts a document that Yuki’s answer leaves out (S-73)', async () => {
    const place = await withReady(2, () => importAnswer([{ reference: '2026/1' }]));
    expect(await send(place)).toMatchObject({ accepted: 1, doubtful: 1 });
    expect(await states(desk, place.ids)).toEqual(['exported', 'doubtful']);
  });

  test('compares before a number that Yuki knows counts as ours (E-9)', async () => {
    const place = await withReady(1, () =>
      importAnswer([
        { reference: '2026/1', refusal: 'Er bestaat al een factuur met het factuurnummer "2026/1"' },
      ]),
    );
    expect(await send(place)).toMatchObject({ accepted: 0, held: 0, doubtful: 1 });
    expect(await states(desk, place.ids)).toEqual(['doubtful']);
  });

  test('pauses for a refusal that concerns everything, and leaves its documents ready (E-2)', async () => {
    const refusal = 'You are not licensed for this functionality';
    const place = await withReady(2, () =>
      importAnswer([
        { reference: '2026/1', refusal },
        { reference: '2026/2', refusal },
      ]),
    );
    expect(await send(place)).toEqual({ kind: 'blocked', cause: 'module-off', shown: '' });
    expect(await states(desk, place.ids)).toEqual(['ready', 'ready']);
  });
});

describe('a message that Yuki answers with a fault', () => {
  test('of the module leaves everything ready (E-2)', async () => {
    const place = await withReady(2, () => fault('You are not licensed for this functionality'));
    expect(await send(place)).toEqual({ kind: 'blocked', cause: 'module-off', shown: '' });
    expect(await states(desk, place.ids)).toEqual(['ready', 'ready']);
  });

  test('that proves that nothing was taken is halved, its documents are ready (design 6.5)', async () => {
    const place = await withReady(3, () => fault('Maximum request length exceeded.'));
    expect(await send(place)).toEqual({ kind: 'messageRefused', documents: 3 });
    expect(await states(desk, place.ids)).toEqual(['ready', 'ready', 'ready']);
  });

  test('about its only document holds that document (E-1)', async () => {
    const place = await withReady(1, () => fault(accountUnknown));
    expect(await send(place)).toMatchObject({ kind: 'answered', held: 1 });
    expect(await states(desk, place.ids)).toEqual(['held']);
  });

  test('about one of several is a doubt about all, because those before it may have been taken (S-76)', async () => {
    const place = await withReady(3, () => fault(accountUnknown));
    expect(await send(place)).toEqual({ kind: 'outcomeUnknown', documents: 3, faulted: true });
    expect(await states(desk, place.ids)).toEqual(['doubtful', 'doubtful', 'doubtful']);
  });

  test('of unknown wording is a doubt (S-41)', async () => {
    const place = await withReady(1, () => fault('Object reference not set to an instance of an object.'));
    expect(await send(place)).toEqual({ kind: 'outcomeUnknown', documents: 1, faulted: true });
    expect(await states(desk, place.ids)).toEqual(['doubtful']);
  });

  test('of the daily limit closes the day, and nothing more is called that day (E-6)', async () => {
    const place = await withReady(1, () => fault('The daily rate limit has been reached'));
    // Nine o’clock in Brussels: fifteen hours until midnight.
    expect(await send(place)).toEqual({ kind: 'outOfCalls', waitMs: 15 * 3_600_000 });
    expect(await states(desk, place.ids)).toEqual(['ready']);
    expect(await send(place)).toMatchObject({ kind: 'outOfCalls' });
    expect(desk.yuki.calls).toHaveLength(1);
    expect(await states(desk, place.ids)).toEqual(['ready']);
  });

  test('of an expired session is sent once more with a new one (style c)', async () => {
    let turns = 0;
    const place = await withReady(1, (operation) => {
      turns += 1;
      if (operation === 'Authenticate') return answer('Authenticate', 'NEW-SESSION');
      return turns === 1 ? fault('Invalid session ID') : importAnswer([{ reference: '2026/1' }]);
    });
    expect(await send(place)).toMatchObject({ kind: 'answered', accepted: 1 });
    expect(desk.yuki.operations()).toEqual(['ProcessSalesInvoices', 'Authenticate', 'ProcessSalesInvoices']);
    expect(desk.yuki.calls[2]?.body).toContain('<sessionId>NEW-SESSION</sessionId>');
  });
});

describe('a message whose answer is lost', () => {
  test.each<[string, Reply]>([
    ['the line is dropped', 'drop'],
    ['something else answers', { status: 502, body: '<html>Bad gateway</html>' }],
    ['the answer cannot be read', answer('ProcessSalesInvoices', '<Other/>')],
  ])('is doubtful when %s (S-72, S-76, R-ERR-5)', async (_, reply) => {
    const place = await withReady(2, () => reply);
    expect(await send(place)).toMatchObject({ kind: 'outcomeUnknown', documents: 2 });
    expect(await states(desk, place.ids)).toEqual(['doubtful', 'doubtful']);
    // A doubtful document is nobody's to send.
    expect(await send(place)).toEqual({ kind: 'nothingReady' });
    expect(desk.yuki.calls).toHaveLength(1);
  });

  test('is doubtful when no answer comes in time (S-76)', async () => {
    const place = await withReady(1, () => () => {}, { wireTimeout: 300, wireTimeoutPerMegabyte: 0 });
    expect(await send(place)).toMatchObject({ kind: 'outcomeUnknown', documents: 1 });
    expect(await states(desk, place.ids)).toEqual(['doubtful']);
  });

  test('was never sent when nobody listens: it stays ready and the connection pauses', async () => {
    const place = await withReady(1, () => 'drop');
    await desk.yuki.close();
    await expect(send(place)).rejects.toMatchObject({ type: 'yuki-unreachable', nonRetryable: true });
    expect(await states(desk, place.ids)).toEqual(['ready']);
  });
});

describe('a message that comes too late', () => {
  test('is not sent after its wire deadline, and its documents are ready (design 4)', async () => {
    const place = await withReady(2, () => importAnswer([]), { wireGrace: 0 });
    expect(await send(place)).toMatchObject({ kind: 'answered', accepted: 0, untouched: 2 });
    expect(desk.yuki.calls).toHaveLength(0);
    expect(await states(desk, place.ids)).toEqual(['ready', 'ready']);
  });

  test('is not sent by a worker that wakes up after another has sent it (design 4)', async () => {
    const frozen = gate();
    let authenticated = 0;
    const place = await withReady(1, async (operation) => {
      if (operation !== 'Authenticate') return importAnswer([{ reference: '2026/1' }]);
      authenticated += 1;
      if (authenticated === 1) await frozen.pass();
      return answer('Authenticate', `SESSION-${authenticated}`);
    });
    await desk.ledger.db.updateTable('connections').set({ yukiSession: null }).execute();
    const sleeper = send(place);
    await frozen.reached;
    // The attempt of the sleeper runs out, and another worker sends the document.
    desk.clock.later(30);
    await expireAttempts(desk.ledger, { connectionId: place.connectionId, lagMs: 600_000 }, desk.clock.now);
    expect(await states(desk, place.ids)).toEqual(['ready']);
    expect(await send(place)).toMatchObject({ accepted: 1 });
    frozen.open();
    expect(await sleeper).toMatchObject({ kind: 'answered', accepted: 0 });
    expect(desk.yuki.operations().filter((operation) => operation === 'ProcessSalesInvoices')).toHaveLength(
      1,
    );
    expect(await states(desk, place.ids)).toEqual(['exported']);
  });

  test('and is accepted all the same is recorded as exported, however late (design 4)', async () => {
    const slow = gate();
    const place = await withReady(1, async () => {
      await slow.pass();
      return importAnswer([{ reference: '2026/1' }]);
    });
    const sending = send(place);
    await slow.reached;
    desk.clock.later(30);
    await expireAttempts(desk.ledger, { connectionId: place.connectionId, lagMs: 600_000 }, desk.clock.now);
    expect(await states(desk, place.ids)).toEqual(['doubtful']);
    slow.open();
    expect(await sending).toMatchObject({ accepted: 1 });
    expect(await states(desk, place.ids)).toEqual(['exported']);
  });
});
