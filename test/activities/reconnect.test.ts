// A connection that is disconnected and connected again, against the whole sandbox: the same one, with all that it knew.

import { afterEach, expect, test } from 'vitest';
import type { FocusAccountId } from '../../domain/ids.ts';
import { listOpenCauses } from '../../ledger/causes.ts';
import {
  createConnection,
  openYukiKey,
  setConnectionState,
  storeYukiKey,
  updateConnection,
} from '../../ledger/connections.ts';
import { openTokens, storeTokens } from '../../ledger/focus-accounts.ts';
import { mergeInto } from '../../ledger/merge-connections.ts';
import { knownCustomer } from '../../sandbox/worlds/index.ts';
import { builtIn, doublesIn, statesOfK1, withDocuments } from './adoption-worlds.ts';
import { book, withRelations } from './customer-worlds.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
afterEach(() => desk.close());

const k1 = knownCustomer('K1');

/** Ends the connection, and lets the wizard join a draft of the same three with it. */
async function reconnect(): Promise<void> {
  const { ledger, connectionId, tools } = desk;
  const before = await desk.connection();
  const key = await openYukiKey(ledger, connectionId);
  const tokens = await openTokens(ledger, before.focusAccountId as FocusAccountId);
  if (key === null || tokens === null) throw new Error('The connection has no credentials.');
  await desk.call('recordDisconnected', { connectionId });
  expect(await openYukiKey(ledger, connectionId)).toBeNull();
  const draft = await createConnection(ledger, tools.clock());
  await storeYukiKey(ledger, draft.id, key, tools.clock());
  await updateConnection(ledger, draft.id, { startDate: before.startDate }, tools.clock());
  await storeTokens(ledger, before.focusAccountId as FocusAccountId, tokens, tools.clock());
  await mergeInto(ledger, draft.id, connectionId, tools.clock());
  await setConnectionState(ledger, connectionId, 'active', tools.clock());
}

test('a connection that is disconnected and connected again sends nothing twice, whether it was adopted or sent, and finds what others sent meanwhile (S-68, promise 1)', async () => {
  desk = await openSandboxDesk(withDocuments(builtIn()), { settings: { adoption: 'proposed' } });
  await desk.sync();
  expect(await statesOfK1(desk)).toEqual(['linked', 'linked', 'linked', 'linked']);
  const before = desk.inYukiNow().length;
  const states = (await desk.documents()).map(({ number, state }) => [number, state]);
  const { number } = await book(desk, k1);
  await desk.inYuki('type-invoice', {
    reference: number,
    date: '2026-04-01',
    contactName: k1.name,
    contactCode: '132926235',
    netCents: 10_000,
    vatCents: 2_100,
  });
  desk.calls();
  await reconnect();
  await desk.sync();
  const calls = desk.calls();
  expect(calls).not.toContain('ProcessSalesInvoices');
  // While it slept somebody else may have sent documents, so the books are read once more.
  expect(calls.filter((operation) => operation === 'GetTransactions')).toHaveLength(1);
  expect(desk.inYukiNow()).toHaveLength(before + 1);
  expect(doublesIn(desk)).toEqual([]);
  expect((await desk.documents()).map((row) => [row.number, row.state])).toEqual([
    // The newest first.
    [number, 'linked'],
    ...states,
  ]);
});

test('a connection that comes back holds the documents of a doubtful customer as before, until a person chooses (S-68, S-66)', async () => {
  desk = await openSandboxDesk(
    withRelations([
      { code: 'A1', name: 'Garage Peeters', type: 'Company', vatNumber: 'BE0777777771' },
      { code: 'A2', name: 'Peeters Garage', type: 'Company', vatNumber: 'BE0777777771' },
    ]),
  );
  await desk.sync();
  expect(await statesOfK1(desk)).toEqual(['held', 'held', 'held', 'held']);
  await reconnect();
  await desk.sync();
  expect(await statesOfK1(desk)).toEqual(['held', 'held', 'held', 'held']);
  expect(
    (await listOpenCauses(desk.ledger, desk.connectionId)).map(({ key, waiting }) => [key, waiting]),
  ).toEqual([['customer-doubtful', 4]]);
  expect(doublesIn(desk)).toEqual([]);
});
