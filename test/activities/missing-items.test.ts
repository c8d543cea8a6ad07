// Documents that leave Yuki's list of open items without having been paid: the sandbox's bookkeeper removes or renumbers
// them, and the general ledger is as sure or unsure as a switch makes it.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFindings } from '../../ledger/findings.ts';
import type { YukiSwitches } from '../../sandbox/yuki/switches.ts';
import { openOffice, type Office, type Place } from './office.ts';
import { openBank, type Bank } from './bank.ts';

let office: Office;
let bank: Bank;
let place: Place;
beforeEach(async () => {
  office = await openOffice();
  bank = await openBank(office);
  place = await office.connect();
});
afterEach(() => office.close());

const findings = async (): Promise<[string, unknown][]> =>
  (await listFindings(office.ledger, place.id, { open: true })).map(({ kind, params }) => [kind, params]);
const gone = (number: number, grossCents: number) => [
  'goneFromYuki',
  { reference: `2026/${number}`, date: '2026-03-12', grossCents },
];
/** Questions to the general ledger since the export, which asks one of its own. */
let asked = 0;
const transactions = (): number => bank.calls('GetTransactions') - asked;
const remove = (number: number) =>
  office.inYuki('remove-document', {
    administrationId: place.administrationId,
    reference: `2026/${number}`,
  });

/** Invoices of 121.00 each, exported and seen open. */
async function exported(...numbers: number[]): Promise<void> {
  for (const number of numbers) await office.book(place, [{ price: 100 }], { number: `2026 / ${number}` });
  await office.sync(place);
  await bank.poll(place);
  asked = bank.calls('GetTransactions');
}

const set = (switches: Partial<YukiSwitches>): void => void office.parts.switches.patch(switches);

test('an open invoice that is removed in Yuki is reported once and never paid, beside one that was paid (R-PAY-9)', async () => {
  await exported(10_001, 10_002, 10_003);
  await remove(10_001);
  await bank.reconcile(place, 10_002, '2026-04-08');
  await bank.poll(place);
  expect([bank.inFocus(10_001), bank.inFocus(10_002), bank.inFocus(10_003)]).toEqual([
    [],
    [[12_100, '2026-04-08']],
    [],
  ]);
  expect(await findings()).toEqual([gone(10_001, 12_100)]);
  expect(transactions()).toBe(1);
  // Quiet polls ask nothing more and say nothing more.
  await bank.poll(place);
  await bank.poll(place);
  expect(transactions()).toBe(1);
  expect(await findings()).toEqual([gone(10_001, 12_100)]);
});

test('the only open invoice of a firm, removed in Yuki, is not paid, and people are told at once (R-PAY-9)', async () => {
  await exported(10_001);
  await remove(10_001);
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([]);
  expect(await findings()).toMatchObject([['settlementUnproven', { reference: '2026/10001' }]]);
  await bank.poll(place);
  expect(transactions()).toBe(1);
});

test('a removal that Yuki books as the opposite of the document is no payment (R-PAY-9)', async () => {
  set({ removedDocumentShows: 'reversal' });
  await exported(10_001, 10_002);
  await remove(10_001);
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([]);
  expect(await findings()).toEqual([gone(10_001, 12_100)]);
});

test('what was paid in part before it was removed keeps that part, and no more (R-PAY-9)', async () => {
  await exported(10_001, 10_002);
  await bank.reconcile(place, 10_001, '2026-04-03', 5_000);
  await bank.poll(place);
  await remove(10_001);
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([[5_000, '2026-04-03']]);
  expect(await findings()).toEqual([gone(10_001, 12_100)]);
});

test('a removed document that stands in Yuki again is expected as before, and is paid when it is paid (R-PAY-9)', async () => {
  await exported(10_001, 10_002);
  await remove(10_001);
  await bank.poll(place);
  expect(await findings()).toEqual([gone(10_001, 12_100)]);
  await office.inYuki('type-invoice', {
    administrationId: place.administrationId,
    ...typed(10_001),
  });
  await bank.poll(place);
  expect((await findings()).map(([kind]) => kind)).not.toContain('goneFromYuki');
  await bank.reconcile(place, 10_001, '2026-05-04');
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([[12_100, '2026-05-04']]);
});

function typed(number: number): Record<string, unknown> {
  const { contactName } = office.parts
    .yuki()
    .state()
    .be.domains.flatMap(({ administrations }) => administrations)
    .flatMap(({ documents }) => documents)
    .find(({ reference }) => reference === `2026/${number}`) ?? { contactName: '' };
  return {
    reference: `2026/${number}`,
    subject: 'Typed by the bookkeeper',
    date: '2026-03-12',
    contactName,
    contactCode: '',
    netCents: 10_000,
    vatCents: 2_100,
  };
}

test('a renumbered invoice is not counted as paid while it is open, and is when it was paid (S-54, R-PAY-9)', async () => {
  await exported(10_001, 10_002);
  const renumber = (from: string, newReference: string) =>
    office.inYuki('renumber', { administrationId: place.administrationId, reference: from, newReference });
  await renumber('2026/10001', 'A-77');
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([]);
  expect(await findings()).toEqual([['renumbered', { reference: 'A-77' }]]);
  expect(transactions()).toBe(0);
  await office.inYuki('reconcile', {
    administrationId: place.administrationId,
    reference: 'A-77',
    date: '2026-04-09',
  });
  await bank.poll(place);
  // By its DocumentID the books tell when it was matched, whatever its number is now.
  expect(bank.inFocus(10_001)).toEqual([[12_100, '2026-04-09']]);
});

test('a credit note that is removed in Yuki takes nothing off the money that came meanwhile (R-PAY-8, R-PAY-9)', async () => {
  await exported(10_001, 10_002);
  const invoice = bank.idOf(10_002);
  await office.inFocus('credit', { invoiceId: invoice, date: '2026-03-20', number: '2026 / 20001' });
  await office.sync(place);
  await bank.poll(place);
  await office.inYuki('remove-document', {
    administrationId: place.administrationId,
    reference: '2026/20001-CN',
  });
  await bank.reconcile(place, 10_001, '2026-04-08');
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([[12_100, '2026-04-08']]);
  expect((await findings()).map(([kind]) => kind)).toEqual(['goneFromYuki']);
});

test('books that give no number know the document by its id, and books that are empty prove nothing (R-PAY-9)', async () => {
  set({ transactionsNameReference: false });
  await exported(10_001, 10_002, 10_003);
  await bank.reconcile(place, 10_001, '2026-04-08');
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([[12_100, '2026-04-08']]);
  // An empty answer at the very poll at which the next one is paid.
  office.parts.faults.add({ system: 'yuki', operation: 'GetTransactions', kind: 'empty-list' });
  await bank.reconcile(place, 10_002, '2026-04-10');
  await bank.poll(place);
  expect(bank.inFocus(10_002)).toEqual([]);
  expect((await findings()).map(([kind]) => kind)).toEqual(['settlementUnproven']);
  // The next settlement asks anyway, and clears it up.
  await bank.reconcile(place, 10_003, '2026-04-11');
  await bank.poll(place);
  expect(bank.inFocus(10_002)).toEqual([[12_100, '2026-04-10']]);
  expect(await findings()).toEqual([]);
});

describe('a debt that is written off', () => {
  const writeOff = (number: number) =>
    office.inYuki('write-off', {
      administrationId: place.administrationId,
      reference: `2026/${number}`,
      date: '2026-04-08',
    });

  test('is not paid, and is reported (R-PAY-1)', async () => {
    await exported(10_001, 10_002);
    await writeOff(10_001);
    await bank.poll(place);
    expect(bank.inFocus(10_001)).toEqual([]);
    const said = [['settledWithoutMoney', { amountCents: 12_100, why: 'writtenOff' }]];
    expect(await findings()).toEqual(said);
    await bank.poll(place);
    expect(await findings()).toEqual(said);
  });

  test('counts as paid where Yuki does not tell what settled it (R-PAY-1)', async () => {
    set({ transactionsNameType: false });
    await exported(10_001, 10_002);
    await writeOff(10_001);
    await bank.poll(place);
    expect(bank.inFocus(10_001)).toEqual([[12_100, '2026-04-08']]);
  });
});

test('what was written off while the books told nothing is no money either when they are asked again (R-PAY-1, R-PAY-9)', async () => {
  await exported(10_001, 10_002, 10_003, 10_004);
  const { administrationId } = place;
  await office.inYuki('write-off', { administrationId, reference: '2026/10001', date: '2026-04-08' });
  office.parts.faults.add({ system: 'yuki', operation: 'GetTransactions', kind: 'empty-list' });
  await bank.poll(place);
  expect((await findings()).map(([kind]) => kind)).toEqual(['settlementUnproven']);
  await bank.reconcile(place, 10_002, '2026-04-09');
  await bank.poll(place);
  expect([bank.inFocus(10_001), bank.inFocus(10_002)]).toEqual([[], [[12_100, '2026-04-09']]]);
  expect((await findings()).map(([kind]) => kind)).toEqual(['settledWithoutMoney']);
});
