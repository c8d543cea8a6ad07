// What a look-up decides about a doubtful document: ours, somebody else's, absent, or not yet to be told.

import { afterEach, describe, expect, test } from 'vitest';
import { getCause } from '../../ledger/causes.ts';
import type { DocumentId } from '../../domain/ids.ts';
import { lookThenSendAgain } from '../../ledger/resolutions.ts';
import { answer, type Reply } from '../yuki/soap-socket.ts';
import { exported, joined, openDesk, ready, rows, states, type Desk, type Joined } from './desk.ts';
import { rowsOf } from './pretend-books.ts';
import { importAnswer, openItems, type Open } from './yuki-answers.ts';

let desk: Desk;
afterEach(() => desk.close());

interface Doubt extends Joined {
  readonly ids: DocumentId[];
  /** What Yuki has among its open items from now on. */
  items: Open[];
  /** And what its general ledger has. */
  booked: string;
}

/** Documents whose message got this answer. */
async function doubtful(count: number, reply: Reply): Promise<Doubt> {
  desk = await openDesk();
  const place = await joined(desk);
  const ids = await ready(desk, place, count);
  const doubt: Doubt = { ...place, ids, items: [], booked: '' };
  desk.answers.yuki = ({ operation, body }) => {
    if (operation === 'ProcessSalesInvoices') return reply;
    if (operation === 'GetTransactions') return answer(operation, doubt.booked);
    if (operation === 'OutstandingDebtorItems') return openItems(operation, doubt.items);
    const asked = /<Reference>(.*?)<\/Reference>/.exec(body)?.[1];
    return openItems(
      'CheckOutstandingItemAdmin',
      doubt.items.filter(({ reference }) => reference === asked),
    );
  };
  const order = { connectionId: place.connectionId, runNumber: 1, documents: count };
  await desk.call('sendToYuki', order);
  expect(await states(desk, ids)).toEqual(Array(count).fill('doubtful'));
  return doubt;
}

const look = ({ connectionId }: Joined): ReturnType<typeof desk.activities.lookUpDoubtful> =>
  desk.call('lookUpDoubtful', { connectionId, runNumber: 1 });

/** Past the wire deadline (2 minutes) and Yuki's lag (10 minutes). */
const longEnough = 13;

const calls = (): string[] => desk.yuki.operations().filter((name) => name !== 'ProcessSalesInvoices');

describe('after a lost answer', () => {
  test('what Yuki shows with our customer, date and amount is exported, with one call for all (S-72)', async () => {
    const doubt = await doubtful(2, 'drop');
    doubt.items = [{ reference: '2026/1' }, { reference: '2026/2' }];
    desk.clock.later(1);
    expect(await look(doubt)).toMatchObject({ exported: 2, absent: 0, undecided: 0, nextLookInMs: null });
    expect(await states(desk, doubt.ids)).toEqual(['exported', 'exported']);
    expect(calls()).toEqual(['OutstandingDebtorItems']);
  });

  test('absence proves nothing before the deadline and Yuki’s lag have passed (S-72)', async () => {
    const doubt = await doubtful(1, 'drop');
    desk.clock.later(1);
    const first = await look(doubt);
    expect(first).toMatchObject({ exported: 0, absent: 0, undecided: 1 });
    expect(await states(desk, doubt.ids)).toEqual(['doubtful']);
    // Nothing is asked before the next look is due.
    expect(await look(doubt)).toMatchObject({ exported: 0, absent: 0 });
    expect(calls()).toEqual(['OutstandingDebtorItems']);
  });

  test('one look alone proves nothing, however late it comes (S-72)', async () => {
    const doubt = await doubtful(1, 'drop');
    desk.clock.later(longEnough);
    expect(await look(doubt)).toMatchObject({ absent: 0, undecided: 1 });
    expect(await states(desk, doubt.ids)).toEqual(['doubtful']);
  });

  test('what two looks do not find, the second after the lag, is ready to be sent again (S-72)', async () => {
    const doubt = await doubtful(1, 'drop');
    desk.clock.later(1);
    await look(doubt);
    desk.clock.later(longEnough);
    expect(await look(doubt)).toMatchObject({ exported: 0, absent: 1, nextLookInMs: null });
    expect(await states(desk, doubt.ids)).toEqual(['ready']);
    // The last look asks for this very document as well.
    expect(calls()).toEqual([
      'OutstandingDebtorItems',
      'OutstandingDebtorItems',
      'CheckOutstandingItemAdmin',
    ]);
  });

  test('what shows up only at the second look is exported and never sent again (S-72)', async () => {
    const doubt = await doubtful(1, 'drop');
    desk.clock.later(1);
    await look(doubt);
    desk.clock.later(longEnough);
    doubt.items = [{ reference: '2026/1' }];
    expect(await look(doubt)).toMatchObject({ exported: 1, absent: 0 });
    expect(await states(desk, doubt.ids)).toEqual(['exported']);
  });

  test.each<[string, Partial<Open>]>([
    ['another amount', { original: '120.99' }],
    ['another customer', { code: 'F2' }],
    ['another date', { date: '2026-02-28' }],
  ])('an invoice under our number with %s is not ours: a person compares (E-9)', async (_, difference) => {
    const doubt = await doubtful(1, 'drop');
    doubt.items = [{ reference: '2026/1', ...difference }];
    desk.clock.later(1);
    expect(await look(doubt)).toMatchObject({ exported: 0, absent: 0 });
    expect(await states(desk, doubt.ids)).toEqual(['held']);
    const [row] = await rows(desk, doubt.ids);
    expect(await getCause(desk.ledger, row?.causeId as never)).toMatchObject({ key: 'number-taken' });
  });
});

describe('after a refusal because the number is known', () => {
  const known = importAnswer([
    { reference: '2026/1', refusal: 'Er bestaat al een factuur met het factuurnummer "2026/1"' },
  ]);

  test('an invoice that agrees but that we never sent is not taken for ours (E-9, S-40)', async () => {
    const doubt = await doubtful(1, known);
    doubt.items = [{ reference: '2026/1' }];
    desk.clock.later(1);
    await look(doubt);
    expect(await states(desk, doubt.ids)).toEqual(['held']);
  });

  test('a number that Yuki knows and does not show is a person’s decision, never sent again by itself (E-9)', async () => {
    const doubt = await doubtful(1, known);
    desk.clock.later(1);
    await look(doubt);
    expect(await states(desk, doubt.ids)).toEqual(['doubtful']);
    desk.clock.later(longEnough);
    await look(doubt);
    expect(await states(desk, doubt.ids)).toEqual(['held']);
  });
});

test('what was settled before anybody looked is found in the general ledger, and is ours if we may have sent it (E-9)', async () => {
  const known = importAnswer([
    { reference: '2026/1', refusal: 'Er bestaat al een factuur met het factuurnummer "2026/1"' },
  ]);
  let turns = 0;
  const doubt = await doubtful(1, (response) => {
    turns += 1;
    if (turns === 1) response.socket?.destroy();
    else response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(known.body);
  });
  desk.clock.later(1);
  await look(doubt);
  desk.clock.later(longEnough);
  await look(doubt);
  expect(await states(desk, doubt.ids)).toEqual(['ready']);
  await desk.call('sendToYuki', { connectionId: doubt.connectionId, runNumber: 1, documents: 1 });
  doubt.booked = rowsOf('2026/1');
  desk.clock.later(1);
  await look(doubt);
  desk.clock.later(longEnough);
  expect(await look(doubt)).toMatchObject({ exported: 1 });
  expect(await states(desk, doubt.ids)).toEqual(['exported']);
});

describe('after a person said that an exported document is missing', () => {
  /** Exported, and looked up again because somebody does not find it in Yuki. */
  async function missed(): Promise<Doubt> {
    desk = await openDesk();
    const place = await joined(desk);
    const ids = await exported(desk, place, 1);
    const doubt: Doubt = { ...place, ids, items: [], booked: '' };
    desk.answers.yuki = ({ operation }) =>
      operation === 'GetTransactions'
        ? answer(operation, doubt.booked)
        : openItems(operation as 'OutstandingDebtorItems' | 'CheckOutstandingItemAdmin', doubt.items);
    const by = { who: 'An', reason: 'removed in Yuki' };
    expect(await lookThenSendAgain(desk.ledger, ids[0] as DocumentId, by, desk.clock.now)).toBe(true);
    return doubt;
  }

  test('what Yuki shows after all is exported again and never sent (S-62)', async () => {
    const doubt = await missed();
    doubt.items = [{ reference: '2026/1' }];
    desk.clock.later(1);
    expect(await look(doubt)).toMatchObject({ exported: 1 });
    expect(await states(desk, doubt.ids)).toEqual(['exported']);
  });

  test('what two looks do not find is prepared anew under the same reference (S-62)', async () => {
    const doubt = await missed();
    desk.clock.later(1);
    await look(doubt);
    desk.clock.later(longEnough);
    expect(await look(doubt)).toMatchObject({ absent: 1 });
    expect(await rows(desk, doubt.ids)).toMatchObject([{ state: 'found', reference: '2026/1' }]);
    expect(desk.yuki.operations()).not.toContain('ProcessSalesInvoices');
  });
});

test('without a doubt nothing is called', async () => {
  desk = await openDesk();
  const place = await joined(desk);
  expect(await look(place)).toEqual({ exported: 0, absent: 0, undecided: 0, nextLookInMs: null, causes: [] });
  expect(desk.yuki.calls).toHaveLength(0);
});
