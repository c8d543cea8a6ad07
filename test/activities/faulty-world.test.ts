// A world in which one document in twenty is faulty: exactly those wait, each for its own cause, and the others are in
// Yuki to the cent.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultyDocuments } from '../../sandbox/worlds/index.ts';
import { openSyncOffice, type SyncOffice } from '../support/sync-office.ts';

let office: SyncOffice;
beforeAll(async () => {
  office = await openSyncOffice('faulty:160:40');
});
afterAll(() => office.close());

test('of 160 documents the eight faulty ones wait for eight causes, and 152 are in Yuki to the cent (R-EXP-6, R-ERR-2)', async () => {
  const connection = await office.connect('beA');
  const { accepted } = await connection.run();
  expect(accepted).toBe(152);
  const held = Object.values(await connection.standings()).filter((text) => text !== 'exported');
  expect(held.map((text) => text.split(' ').slice(0, 2).join(' ')).toSorted()).toEqual([
    'held account-not-revenue',
    'held account-unknown',
    'held currency-not-supported',
    'held customer-no-country',
    'held customer-no-vat-number',
    'held number-taken',
    'held period-closed',
    'held vat-rate-not-linked',
  ]);
  expect(office.compare('beA', { waiting: faultyDocuments(160, 40) })).toMatchObject({
    agrees: true,
    matched: 152,
  });
});
