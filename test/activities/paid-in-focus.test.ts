// Somebody marks an exported invoice as paid in Focus by hand while Yuki shows it open: nothing is registered for it,
// the bookkeeper is told after some days, and it is over when Yuki shows the money (R-PAY-2, S-51).

import { afterEach, describe, expect, test } from 'vitest';
import { listFindings } from '../../ledger/findings.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { openOffice, type Office, type Place } from './office.ts';

let office: Office;
afterEach(() => office.close());

const day = 24 * 60 * 60_000;

async function open(paidInFocusAfter: number): Promise<Place> {
  office = await openOffice();
  await wait(paidInFocusAfter);
  return office.connect();
}
const wait = (paidInFocusAfter: number): Promise<void> =>
  writeSetting(office.ledger, 'durations', { wireTimeout: 20_000, paidInFocusAfter }, new Date());

const run = ({ id, runNumber }: Place) => ({ connectionId: id, runNumber });
const findings = async ({ id }: Place) =>
  (await listFindings(office.ledger, id, { open: true })).map(({ kind, params }) => [kind, params]);
const paidInFocus = (id: string): number[] =>
  (
    office.parts.focus().state() as unknown as {
      documents: { id: string; payments: { cents: number }[] }[];
    }
  ).documents
    .filter((one) => one.id === id)
    .flatMap(({ payments }) => payments.map(({ cents }) => cents));

/** A poll, and what it leads to. */
async function poll(place: Place): Promise<void> {
  await office.call('readYukiPayments', run(place));
  while ((await office.call('registerFocusPayments', run(place))).left);
}

/** An invoice of 121.00 that Yuki has and shows as open. */
async function exported(place: Place): Promise<string> {
  const { id } = await office.book(place, [{ price: 100 }], { number: '2026 / 10017' });
  await office.sync(place);
  await poll(place);
  return id;
}

describe('an invoice that is marked as paid in Focus after its export', () => {
  test('is told after some days, once, and is over when Yuki shows it paid; Focus hears of nothing (S-51, R-PAY-2)', async () => {
    const place = await open(5 * day);
    const id = await exported(place);
    await office.inFocus('register-payment', { id, date: '2026-03-20' });
    await office.sync(place);
    await poll(place);
    expect(await findings(place)).toEqual([]);
    await wait(0);
    await poll(place);
    await poll(place);
    const said = [['paidInFocusOnly', { amountCents: 12_100 }]];
    expect(await findings(place)).toEqual(said);
    await office.inYuki('reconcile', {
      administrationId: place.administrationId,
      reference: '2026/10017',
      date: '2026-03-22',
    });
    await poll(place);
    expect(await findings(place)).toEqual([]);
    expect(paidInFocus(id)).toEqual([12_100]);
    expect(await listFindings(office.ledger, place.id, { open: false })).toHaveLength(1);
  });

  test('costs no request beyond the lists that are read anyway (S-51, R-PAY-5)', async () => {
    const place = await open(0);
    const id = await exported(place);
    await office.inFocus('register-payment', { id, date: '2026-03-20' });
    const before = office.parts.log.since(0).length;
    await office.sync(place);
    await poll(place);
    const asked = office.parts.log
      .since(0)
      .slice(before)
      .map(({ operation }) => operation);
    expect(asked).not.toContain('invoices.info');
    expect(asked.filter((operation) => operation === 'OutstandingDebtorItems')).toHaveLength(1);
    expect(await findings(place)).toEqual([['paidInFocusOnly', { amountCents: 12_100 }]]);
  });

  test('also in part is told with the part, beside what Yuki brought (S-51, R-PAY-6)', async () => {
    const place = await open(0);
    const id = await exported(place);
    await office.inYuki('reconcile', {
      administrationId: place.administrationId,
      reference: '2026/10017',
      amountCents: 5_000,
      date: '2026-03-18',
    });
    await poll(place);
    await office.inFocus('register-payment', { id, amountCents: 2_000, date: '2026-03-20' });
    await office.sync(place);
    await poll(place);
    expect(await findings(place)).toEqual([['paidInFocusOnly', { amountCents: 2_000 }]]);
    expect(paidInFocus(id)).toEqual([5_000, 2_000]);
  });

  test('is over when the payment is removed in Focus again (S-51)', async () => {
    const place = await open(0);
    const id = await exported(place);
    await office.inFocus('register-payment', { id, date: '2026-03-20' });
    await office.sync(place);
    await poll(place);
    expect(await findings(place)).toHaveLength(1);
    await office.inFocus('remove-payments', { id });
    await office.sync(place);
    await poll(place);
    expect(await findings(place)).toEqual([]);
  });
});

test('an invoice that was credited in Focus is not one that was paid there (S-06, S-51, R-PAY-8)', async () => {
  const place = await open(0);
  const id = await exported(place);
  await office.inFocus('credit', { invoiceId: id, date: '2026-03-20' });
  await office.sync(place);
  await poll(place);
  expect((await findings(place)).filter(([kind]) => kind === 'paidInFocusOnly')).toEqual([]);
});

test('money that was undone in Yuki is a reversal, and not told as paid in Focus as well (S-49, R-PAY-3)', async () => {
  const place = await open(0);
  await exported(place);
  const there = { administrationId: place.administrationId, reference: '2026/10017' };
  await office.inYuki('reconcile', { ...there, date: '2026-03-18' });
  await poll(place);
  await office.inYuki('unreconcile', there);
  await office.sync(place);
  await poll(place);
  expect((await findings(place)).map(([kind]) => kind)).toEqual(['reversed']);
});
