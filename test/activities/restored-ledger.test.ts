// The day after a backup of the ledger was restored: what it has forgotten is in Yuki and in Focus, and comes there
// neither a second time (promise 1) nor, where it can be proved, before a person (promise 2).

import { afterEach, expect, test } from 'vitest';
import { getCause } from '../../ledger/causes.ts';
import { listAudit } from '../../ledger/audit.ts';
import { listPayments } from '../../ledger/payments.ts';
import { exported, joined, openDesk, ready, rows, states, type Desk, type Joined } from './desk.ts';
import { openBooks, type PretendBooks } from './pretend-books.ts';
import { openInvoice } from './pretend-invoice.ts';
import { openItems } from './yuki-answers.ts';

let desk: Desk;
afterEach(() => desk.close());

/** Documents that the restored ledger has as ready, while the lost one had sent `sent` of them. */
async function restored(
  count: number,
  sent: readonly string[],
): Promise<Joined & { ids: Awaited<ReturnType<typeof ready>>; books: PretendBooks }> {
  desk = await openDesk();
  const place = await joined(desk);
  const ids = await ready(desk, place, count);
  const books = openBooks();
  books.accepted.push(...sent);
  desk.answers.yuki = (call) => books.answer(call);
  await desk.call('acceptLedger', { connectionId: place.connectionId, runNumber: 9 });
  return { ...place, ids, books };
}

const run = ({ connectionId }: Joined) => ({ connectionId, runNumber: 9 });
const send = (place: Joined) => desk.call('sendToYuki', { ...run(place), documents: 25 });
const look = (place: Joined) => desk.call('lookUpDoubtful', run(place));

test('what the lost ledger had sent is found in Yuki by one list, and only the rest is sent', async () => {
  const place = await restored(3, ['2026/1', '2026/2']);
  expect(await send(place)).toEqual({ kind: 'nothingReady' });
  expect(await look(place)).toMatchObject({ exported: 2, absent: 0, undecided: 1 });
  expect(desk.yuki.operations()).toEqual(['OutstandingDebtorItems']);
  // Yuki’s lag counts from the acceptance, because until then the lost ledger may have sent it.
  desk.clock.later(11);
  expect(await look(place)).toMatchObject({ absent: 1 });
  expect(await send(place)).toMatchObject({ accepted: 1 });
  expect(place.books.messages).toEqual([['2026/3']]);
  expect(await states(desk, place.ids)).toEqual(['exported', 'exported', 'exported']);
});

test('what was paid meanwhile is among no open items, and is found in the general ledger', async () => {
  const place = await restored(2, ['2026/1']);
  place.books.settled.add('2026/1');
  await look(place);
  desk.clock.later(11);
  expect(await look(place)).toMatchObject({ exported: 1, absent: 1 });
  expect(desk.yuki.operations()).toEqual([
    'OutstandingDebtorItems',
    'OutstandingDebtorItems',
    // Few enough to be asked for by number as well, which shows open items only; the general ledger is read once.
    'CheckOutstandingItemAdmin',
    'GetTransactions',
    'CheckOutstandingItemAdmin',
  ]);
  await send(place);
  expect(place.books.messages).toEqual([['2026/2']]);
});

test('what stands under our number with another amount is a person’s decision, never ours (E-9)', async () => {
  const place = await restored(1, []);
  desk.answers.yuki = ({ operation }) =>
    openItems(operation as 'OutstandingDebtorItems', [{ reference: '2026/1', original: '99.00' }]);
  await look(place);
  const [row] = await rows(desk, place.ids);
  expect(await getCause(desk.ledger, row?.causeId as never)).toMatchObject({ key: 'number-taken' });
  expect(place.books.messages).toEqual([]);
});

test('is kept in the audit trail with what it concerned', async () => {
  const place = await restored(3, []);
  expect((await listAudit(desk.ledger, place.connectionId, { limit: 5 }))[0]).toMatchObject({
    what: 'restored-ledger-accepted',
    params: { runNumber: 9, doubtful: 3, marked: 0, payments: 0 },
  });
  // Said again by a repeated activity it changes nothing.
  await look(place);
  await desk.call('acceptLedger', { connectionId: place.connectionId, runNumber: 9 });
  expect(await listAudit(desk.ledger, place.connectionId, { limit: 5 })).toHaveLength(1);
});

/** An invoice of 121.00 that the backup shows as open in Yuki and unpaid in Focus. */
async function partlyPaid() {
  desk = await openDesk();
  // The deadline of a registration is checked by the adapter's own clock as well.
  desk.clock.now = new Date();
  const place = await joined(desk);
  const ids = await exported(desk, place, 1);
  const shown = openInvoice();
  desk.answers.yuki = shown.yuki;
  desk.answers.focus = shown.focus;
  const poll = async (): Promise<void> => {
    desk.clock.later(1);
    if ((await desk.call('readYukiPayments', run(place))).toRegister > 0)
      await desk.call('registerFocusPayments', run(place));
  };
  await poll();
  return { ...place, ids, shown, poll };
}

test('a part payment that the lost ledger had registered is not registered again (R-PAY-7)', async () => {
  const invoice = await partlyPaid();
  Object.assign(invoice.shown, { openInYuki: '71.00', paidInFocus: 50 });
  await desk.call('acceptLedger', { connectionId: invoice.connectionId, runNumber: 9 });
  await invoice.poll();
  expect(invoice.shown.registered).toEqual([]);
  expect(await listPayments(desk.ledger, invoice.ids[0]!)).toMatchObject([
    { state: 'alreadyThere', amountCents: 5_000 },
  ]);
  // 30.00 more come after the restoration, and are registered as ever.
  invoice.shown.openInYuki = '41.00';
  await invoice.poll();
  expect(invoice.shown.registered).toEqual([30]);
});

test('of money that the lost ledger registered in part only the rest is registered (R-PAY-6)', async () => {
  const invoice = await partlyPaid();
  // Yuki shows 80.00 in all; 50.00 of it were registered before the ledger was lost.
  Object.assign(invoice.shown, { openInYuki: '41.00', paidInFocus: 50 });
  await desk.call('acceptLedger', { connectionId: invoice.connectionId, runNumber: 9 });
  await invoice.poll();
  expect(invoice.shown.registered).toEqual([30]);
});
