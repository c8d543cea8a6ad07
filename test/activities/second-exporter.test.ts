// Somebody else still exports the same entity: noticed by numbers of fresh documents that stand in Yuki before we send
// them, so that the export pauses before every document is there twice (S-67, R-ONB-11).

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { IsoDate } from '../../domain/ids.ts';
import { audit } from '../../ledger/audit.ts';
import { entities, knownCustomer, rateId } from '../../sandbox/worlds/index.ts';
import { openTestLedger } from '../support/database.ts';
import { openSyncOffice, type OfficeConnection, type SyncOffice } from '../support/sync-office.ts';

let office: SyncOffice;
beforeAll(async () => (await openTestLedger()).close(), 120_000);
afterEach(() => office.close());

const date = '2026-03-10' as IsoDate;

/** Books an invoice in Focus, and the other tool has it in Yuki before our next run. */
async function exportedByAnother(connection: OfficeConnection, number: number): Promise<void> {
  const { id, type, name } = knownCustomer('K1');
  await office.act('focus', 'book-invoice', {
    departmentId: entities.beA,
    customer: { type, id },
    date,
    lines: [{ description: 'Advies', unitPrice: 100, taxRateId: rateId('beA', '21') }],
    number: `2026 / ${number}`,
  });
  await inYuki(connection, number, name);
}

const inYuki = (
  { administrationId }: OfficeConnection,
  number: number,
  contactName: string,
): Promise<unknown> =>
  office.act('yuki', 'type-invoice', {
    administrationId,
    reference: `2026/${number}`,
    date,
    contactName,
    netCents: 10_000,
    vatCents: 2_100,
    source: 'api',
  });

const suspected = { kind: 'blocked', cause: 'second-exporter', shown: '' };

describe('a second exporter', () => {
  test('is suspected at the third fresh number within a day, and nothing more is sent (S-67)', async () => {
    office = await openSyncOffice('empty');
    const connection = await office.connect('beA');
    await connection.run();
    await exportedByAnother(connection, 10_040);
    await exportedByAnother(connection, 10_041);
    expect((await connection.run()).sent).toEqual([]);
    await exportedByAnother(connection, 10_042);
    const { id: customerId, type } = knownCustomer('K2');
    await office.act('focus', 'book-invoice', {
      departmentId: entities.beA,
      customer: { type, id: customerId },
      date,
      lines: [{ description: 'Advies', unitPrice: 50, taxRateId: rateId('beA', '21') }],
      number: '2026 / 10050',
    });
    expect((await connection.run()).sent).toEqual([suspected]);
    expect((await connection.standings())['2026 / 10050']).toBe('ready');
    expect(office.parts.log.summary()['yuki-be'].byOperation['ProcessSalesInvoices']).toBeUndefined();
  });

  test('is forgotten when a person goes on, until three further numbers are taken (S-67)', async () => {
    office = await openSyncOffice('empty');
    const connection = await office.connect('beA');
    await connection.run();
    for (const number of [10_040, 10_041, 10_042]) await exportedByAnother(connection, number);
    expect((await connection.run()).sent).toEqual([suspected]);
    const pause = { connectionId: connection.id, pauseNumber: 1 };
    await office.call('recordPause', { ...pause, cause: 'second-exporter', shown: '', nextTryInMs: null });
    await office.call('recordResume', { ...pause, byPerson: true });
    await exportedByAnother(connection, 10_043);
    await exportedByAnother(connection, 10_044);
    expect((await connection.run()).sent).toEqual([]);
    await exportedByAnother(connection, 10_045);
    expect((await connection.run()).sent).toEqual([suspected]);
  });

  test('is not suspected for what stood in Yuki before the first sync had ended (S-66)', async () => {
    office = await openSyncOffice('empty');
    const connection = await office.connect('beA');
    for (const number of [10_040, 10_041, 10_042, 10_043]) await exportedByAnother(connection, number);
    expect((await connection.run()).sent).toEqual([]);
    expect((await connection.run()).sent).toEqual([]);
    const standings = Object.values(await connection.standings());
    expect(standings.map((standing) => standing.split(' ')[1])).toEqual(Array(4).fill('number-taken'));
  });

  test('is not suspected for what it did while the connection slept (S-67, S-68)', async () => {
    office = await openSyncOffice('empty');
    const connection = await office.connect('beA');
    await connection.run();
    for (const number of [10_040, 10_041, 10_042]) await exportedByAnother(connection, number);
    const entry = { connectionId: connection.id, who: 'connector', what: 'revived', params: {} };
    await audit(office.ledger, entry, new Date());
    expect((await connection.run()).sent).toEqual([]);
  });
});
