// What whole runs carry from Focus to Yuki and what they leave alone, on a real ledger and both pretend systems. Each
// test has an office of its own; amounts are compared by the sandbox, which shares nothing with the connector.

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { IsoDate } from '../../domain/ids.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { domains, entities, knownCustomer, rateId } from '../../sandbox/worlds/index.ts';
import { openTestLedger } from '../support/database.ts';
import {
  openSyncOffice,
  type EntityName,
  type OfficeConnection,
  type SyncOffice,
} from '../support/sync-office.ts';

let office: SyncOffice;
// The first file that asks for the shared database waits for it; no test's own time is spent on that.
beforeAll(async () => (await openTestLedger()).close(), 120_000);
afterEach(() => office.close());

interface Booked {
  readonly id: string;
  readonly number: string;
}

/** Books 100.00 at 21 % for K1. */
const book = (entity: EntityName, date: string, more: Record<string, unknown> = {}): Promise<Booked> => {
  const { id, type } = knownCustomer(entity === 'nlC' ? 'K7' : 'K1');
  return office.act('focus', 'book-invoice', {
    departmentId: entities[entity],
    customer: { type, id },
    date,
    lines: [{ description: 'Advies', unitPrice: 100, taxRateId: rateId(entity, '21') }],
    ...more,
  });
};

const numbersInYuki = (administrationId: string): string[] =>
  office
    .yukiDocuments(administrationId)
    .map(({ reference }) => reference)
    .toSorted();

/** The bookkeeper reconciles the whole of a document, found by its reference. */
const settle = (administrationId: string, reference: string): Promise<unknown> =>
  office.act('yuki', 'reconcile', { administrationId, reference, date: '2026-04-08' });

/** One run sends, the next one sees in Yuki's list that all of it is open. */
const untilSeenOpen = async (connection: OfficeConnection): Promise<void> => {
  await connection.run();
  await connection.run();
};

describe('the first run', () => {
  test('carries what is booked, of its entity and dated from the start date on: seven invoices, then a credit note (R-START-1, R-EXP-1, R-EXP-2, R-EXP-5)', async () => {
    office = await openSyncOffice('small');
    const connection = await office.connect('beA');
    const { accepted } = await connection.run();
    expect(accepted).toBe(8);
    // Left alone: 2025 / 10212, the draft, and the documents of BE-B and NL-C.
    expect(office.yukiDocuments(connection.administrationId).map(({ reference }) => reference)).toEqual([
      ...[10_015, 10_016, 10_017, 10_018, 10_019, 10_020, 10_021].map((suffix) => `2026/${suffix}`),
      '2026/10001-CN',
    ]);
    expect(office.compare('beA')).toMatchObject({ agrees: true, matched: 8 });
  });

  test('leaves a faulty document behind and exports the others (R-EXP-6, S-33)', async () => {
    office = await openSyncOffice('small');
    const connection = await office.connect('beA');
    const { id } = await office.act<{ id: string }>('focus', 'add-category', {
      name: 'Workshops',
      account: '704999',
    });
    const faulty = await book('beA', '2026-03-14', {
      lines: [{ unitPrice: 100, taxRateId: rateId('beA', '21'), categoryId: id }],
    });
    expect((await connection.run()).accepted).toBe(8);
    expect((await connection.standings())[faulty.number]).toBe('held account-unknown 704999');
    expect(office.compare('beA', { waiting: [faulty.id] })).toMatchObject({ agrees: true, matched: 8 });
  });

  test('takes the documents of a blocked period as long as Yuki lets us (S-35)', async () => {
    office = await openSyncOffice('small');
    const connection = await office.connect('beA');
    const { administrationId } = connection;
    await office.act('yuki', 'close-until', { administrationId, date: '2026-03-31' });
    office.parts.switches.patch({ ownerMayBookInBlockedPeriod: true });
    expect((await connection.run()).accepted).toBe(8);
    expect(Object.values(await connection.standings()).filter((text) => text !== 'exported')).toEqual([]);
  });
});

describe('a later run', () => {
  test('finds by its change what was booked meanwhile, whatever its date, and nothing from before the start (R-START-3, R-EXP-7)', async () => {
    office = await openSyncOffice('small');
    const connection = await office.connect('beA');
    await connection.run();
    await book('beA', '2026-01-01', { number: '2026 / 10100' });
    await book('beA', '2025-12-31', { number: '2025 / 10400' });
    expect((await connection.run()).accepted).toBe(1);
    expect(numbersInYuki(connection.administrationId)).toContain('2026/10100');
    expect((await connection.run()).sent).toEqual([]);
    expect(office.compare('beA')).toMatchObject({ agrees: true, matched: 9 });
  });

  test('knows a document by its id in Focus, whatever signs its number has (S-38, R-NUM-1, R-NUM-6, E-9a)', async () => {
    office = await openSyncOffice('empty');
    const connection = await office.connect('beA');
    await book('beA', '2026-03-03', { number: 'F-2026 / 3' });
    for (let runs = 0; runs < 11; runs += 1) await connection.run();
    expect(numbersInYuki(connection.administrationId)).toEqual(['F-2026/3']);
    expect(office.parts.log.summary()['yuki-be'].byOperation['ProcessSalesInvoices']).toBe(1);
  });

  test('holds a document whose number somebody typed into Yuki, without a call to send it (S-40, E-9c)', async () => {
    office = await openSyncOffice('empty');
    const connection = await office.connect('beA');
    const { administrationId } = connection;
    await office.act('yuki', 'type-invoice', {
      administrationId,
      reference: '2026/10005',
      date: '2026-03-03',
      contactName: 'Garage Peeters NV',
      netCents: 50_000,
      vatCents: 10_500,
    });
    const invoice = await book('beA', '2026-03-03', { number: '2026 / 10005' });
    await connection.run();
    await connection.run();
    expect(await connection.standings()).toEqual({ [invoice.number]: 'held number-taken 2026/10005' });
    expect(office.parts.log.summary()['yuki-be'].byOperation['ProcessSalesInvoices']).toBeUndefined();
  });

  test('carries payments back also for documents from before a start date that was moved later, and sends nothing again (R-START-2, R-START-4)', async () => {
    office = await openSyncOffice('small');
    const connection = await office.connect('beA');
    await untilSeenOpen(connection);
    await updateConnection(office.ledger, connection.id, { startDate: '2026-06-01' as IsoDate }, new Date());
    await settle(connection.administrationId, '2026/10017');
    const { paymentsRegistered, sent } = await connection.run();
    expect({ paymentsRegistered, sent }).toEqual({ paymentsRegistered: 1, sent: [] });
    expect((await connection.standings())['2026 / 10017']).toBe('settled');
    expect(Object.keys(await connection.standings())).toHaveLength(8);
  });
});

describe('several entities', () => {
  test('go to administrations of their own in two countries, each with its own rates (R-ENT-1, S-04)', async () => {
    office = await openSyncOffice('small');
    const belgian = await office.connect('beA');
    const dutch = await office.connect('nlC', { startDate: '2026-07-01' });
    await belgian.run();
    const callsBefore = office.parts.log.summary()['yuki-be'].total;
    await dutch.run();
    expect(office.parts.log.summary()['yuki-be'].total).toBe(callsBefore);
    expect(numbersInYuki(dutch.administrationId)).toEqual(['2026/1']);
    expect(office.compare('beA')).toMatchObject({ agrees: true, matched: 8 });
    expect(office.compare('nlC', { startDate: '2026-07-01' })).toMatchObject({ agrees: true, matched: 1 });
  });

  test('share an administration, each with its own numbers (R-ENT-1)', async () => {
    office = await openSyncOffice('small');
    const first = await office.connect('beA');
    const second = await office.connect('beB', { administration: 'adm1' });
    await first.run();
    await second.run();
    expect(numbersInYuki(first.administrationId)).toHaveLength(9);
    // The entity that came second carries a tag; this one has no name to make it from.
    expect(numbersInYuki(first.administrationId)).toContain('2026/20001-E2');
  });

  test('of which one is deactivated in Focus get no new documents and still their payments (S-69, R-ENT-4)', async () => {
    office = await openSyncOffice('small');
    const connection = await office.connect('beA');
    await untilSeenOpen(connection);
    await office.act('focus', 'department', { id: entities.beA, status: 'archived' });
    await settle(connection.administrationId, '2026/10017');
    const { paymentsRegistered, sent } = await connection.run();
    expect({ paymentsRegistered, sent }).toEqual({ paymentsRegistered: 1, sent: [] });
    expect((await connection.standings())['2026 / 10017']).toBe('settled');
  });
});

test('a day that one connection finds used up is over for every connection of the domain, without a further call (S-36, E-6, R-ENT-5)', async () => {
  office = await openSyncOffice('small');
  const first = await office.connect('beA');
  const second = await office.connect('beB', { administration: 'adm1' });
  await office.act('yuki', 'use-calls', { domainId: domains.d1, calls: 1_000 });
  await expect(first.run()).rejects.toMatchObject({ type: 'quota-used' });
  const calls = office.parts.log.summary()['yuki-be'].total;
  await expect(second.run()).rejects.toMatchObject({ type: 'quota-used' });
  expect(office.parts.log.summary()['yuki-be'].total).toBe(calls);
});

test('while automatic sync is off no run is ever due (R-ONB-8)', async () => {
  office = await openSyncOffice('empty');
  const { id } = await office.connect('beA');
  const due = async (): Promise<number | null> =>
    (await office.call('readStanding', { connectionId: id })).nextSyncInMs;
  const settings = (await getConnection(office.ledger, id))!.settings;
  await updateConnection(office.ledger, id, { settings: { ...settings, automatic: false } }, new Date());
  expect(await due()).toBeNull();
  await updateConnection(office.ledger, id, { settings: { ...settings, automatic: true } }, new Date());
  expect(await due()).toBeGreaterThan(0);
});
