/**
 * Whose a document is counts in a link as much as its date and its amount: over the API, with the relations, customers
 * and books that the ledger knows, and without a call.
 */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FocusCustomer } from '../../domain/document.ts';
import type { FocusCustomerId, IsoDate, YukiDomainId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { decideCustomer, storeSnapshot } from '../../ledger/customers.ts';
import { beginRelationReading, storeRelations } from '../../ledger/relations.ts';
import { storeSales } from '../../ledger/yuki-sales.ts';
import { morning } from '../support/ledger-documents.ts';
import { problemOf } from './console-under-test.ts';
import {
  audited,
  closeResolutionDesk,
  decide,
  decideAll,
  done,
  openResolutionDesk,
  stateOf,
  store,
  waiting,
  yukiLists,
  type Waiting,
} from './resolution-desk.ts';

beforeAll(openResolutionDesk);
afterAll(closeResolutionDesk);

const oak = 'aaaaaaaa-0000-4000-8000-000000000001';
const beech = 'bbbbbbbb-0000-4000-8000-000000000002';
const ref = { kind: 'company' as const, id: 'customer-1' as FocusCustomerId };

/** Documents whose customer has not been decided, with two relations of Yuki: Oak (code 1000) and Beech (no code). */
async function undecided(count = 1): Promise<Waiting> {
  const place = await waiting(count);
  const domainId = `domain-of-${place.id}` as YukiDomainId;
  await updateConnection(store.ledger, place.id, { domainId }, morning);
  await store.ledger.db
    .updateTable('documents')
    .set({ customerCode: null })
    .where('connectionId', '=', place.id)
    .execute();
  await beginRelationReading(store.ledger, domainId, morning);
  const relation = (id: string, code: string | null, name: string) => ({
    ...{ id, code, name, type: 'Company' as const, vatNumber: null, companyNumber: null },
    ...{ addressLine: null, postcode: null, city: null, country: 'BE' },
  });
  await storeRelations(
    store.ledger,
    domainId,
    [relation(oak, '1000', 'Oak BV'), relation(beech, null, 'Beech NV')],
    { firstReadingPage: 1 },
    morning,
  );
  return place;
}

/** The customer is Maple BV, known in Yuki by this code and perhaps as this relation. */
async function isMaple({ id }: Waiting, code: string, relationId: string | null): Promise<void> {
  const connection = await getConnection(store.ledger, id);
  if (connection === null || connection.domainId === null || connection.focusAccountId === null)
    throw new Error('The connection has no place.');
  const place = [store.ledger, connection.domainId, connection.focusAccountId, ref] as const;
  const decision = { code, relationId, matchedBy: null, shared: false, toBeCoded: false };
  await decideCustomer(...place, decision, morning);
  await storeSnapshot(...place, { ...ref, name: 'Maple BV', updatedAt: null } as FocusCustomer, morning);
}

test('a customer of whom nothing is decided is not taken for the one in Yuki, although date and amount agree (R-DIS-3, E-9)', async () => {
  const place = await undecided();
  await yukiLists(place, [{ reference: '2026/1', customer: oak }]);
  const refused = await problemOf(await decide(place, { action: 'link' }));
  expect(refused.detail).toBe(
    'Yuki’s document 2026/1 is not the same: a customer that cannot be compared (Oak BV in Yuki, – in Focus).',
  );
  expect(refused.cure).toContain('say “anyway”');
  expect(refused.cure).not.toContain('repeat');
  expect((await decide(place, { action: 'link', amount: '121.00' })).status).toBe(409);
  expect(await stateOf(place.documents[0])).toBe('held');
});

test('another customer is told with both names, together with the date, and the amount that agrees is not asked for (R-DIS-3, E-9)', async () => {
  const place = await undecided();
  await isMaple(place, 'F12', null);
  await yukiLists(place, [{ reference: '2026/1', customer: oak, date: '2026-03-05' }]);
  const refused = await problemOf(await decide(place, { action: 'link' }, 0, 'nl'));
  expect(refused.detail).toBe(
    'Document 2026/1 in Yuki is niet hetzelfde: een andere klant (Oak BV in plaats van Maple BV), met datum 2026-03-05 in plaats van 2026-03-01.',
  );
  expect(refused.cure).not.toContain('121.00');
  expect((await decide(place, { action: 'link', amount: '121.00' })).status).toBe(409);
  const linked = await done(await decide(place, { action: 'link', anyway: true }));
  expect(linked.comparison).toMatchObject({
    customer: 'other',
    customerName: 'Maple BV',
    yukiCustomerName: 'Oak BV',
  });
  // Names stay between the ledger and the person who asks.
  expect(JSON.stringify(await audited(place.id))).not.toMatch(/Oak|Maple/);
});

test('a customer is the same by the relation’s id or by its code (R-CUST-5)', async () => {
  const byId = await undecided();
  await isMaple(byId, 'F12', beech);
  await yukiLists(byId, [{ reference: '2026/1', customer: beech }]);
  expect((await done(await decide(byId, { action: 'link' }))).comparison?.customer).toBe('same');
  const byCode = await undecided();
  await isMaple(byCode, '1000', null);
  await yukiLists(byCode, [{ reference: '2026/1', customer: oak }]);
  expect((await done(await decide(byCode, { action: 'link' }))).comparison?.customer).toBe('same');
});

test('a sale that is settled is found in the books and compared like an open one (S-40, S-66)', async () => {
  const place = await undecided(2);
  await isMaple(place, '1000', oak);
  await yukiLists(place, []);
  const sale = { date: '2026-03-01' as IsoDate, grossCents: cents(12_100), contactCode: null };
  const sales = [
    { ...sale, documentId: 'e0000000-0000-4000-8000-000000000001', reference: '2026/1', contactId: oak },
    { ...sale, documentId: 'e0000000-0000-4000-8000-000000000002', reference: '2026/2', contactId: beech },
  ];
  const reading = { from: '2026-01-01' as IsoDate, sales };
  await storeSales(store.ledger, place.administrationId, reading, morning);
  expect(await done(await decide(place, { action: 'link' }))).toMatchObject({
    told: 'linked',
    comparison: { customer: 'same', yukiOpen: '0.00' },
  });
  expect((await problemOf(await decide(place, { action: 'link' }, 1))).type).toBe('/problems/differs');
  // What one document is linked with is not there for another one.
  expect((await problemOf(await decide(place, { action: 'link', reference: '2026/1' }, 1))).type).toBe(
    '/problems/not-in-list',
  );
});

test('a whole hold is linked only where the customer is the same, and the others are named with both customers (R-DIS-3)', async () => {
  const place = await undecided(3);
  await isMaple(place, '1000', oak);
  await yukiLists(place, [
    { reference: '2026/1', customer: oak },
    { reference: '2026/2', customer: beech },
    { reference: '2026/3', customer: 'K77' },
  ]);
  const answer = await done(await decideAll(place, { action: 'link' }));
  expect(answer).toMatchObject({ documents: 1 });
  expect(answer.remaining.toSorted((a, b) => (a.number < b.number ? -1 : 1))).toMatchObject([
    { number: '2026 / 2', comparison: { customer: 'other', yukiCustomerName: 'Beech NV' } },
    { number: '2026 / 3', comparison: { customer: 'other', yukiCustomerName: 'K77' } },
  ]);
  // Neither does “anyway” overlook for a whole hold what is seen to be another’s.
  expect(await done(await decideAll(place, { action: 'link', anyway: true, documents: 2 }))).toMatchObject({
    documents: 0,
  });
});
