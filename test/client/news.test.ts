/** What Focus tells the console: untrusted, doubled, in crowds; only a mark in the ledger and one word to the workflow. */

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TemporalDoor } from '../../client/temporal.ts';
import { away } from '../../client/refusal.ts';
import type { ConnectionId, FocusAccountId } from '../../domain/ids.ts';
import { getConnection, setConnectionState, updateConnection } from '../../ledger/connections.ts';
import { storeTokens } from '../../ledger/focus-accounts.ts';
import { storeWebhook, webhookHashOf } from '../../ledger/webhooks.ts';
import { openTestLedger } from '../support/database.ts';
import { readyInvoices } from '../support/ledger-documents.ts';
import { openConsole, testKeys, type ConsoleUnderTest } from './console-under-test.ts';

const said: string[] = [];
let isAway = false;
const door = {
  signalConnection: async (id: ConnectionId, signal: string) => {
    if (isAway) throw away('temporal-away', 'Temporal does not answer.', 'Start it.');
    said.push(`${id} ${signal}`);
  },
  close: async () => {},
} as unknown as TemporalDoor;

let store: Awaited<ReturnType<typeof openTestLedger>>;
let console: ConsoleUnderTest;
beforeAll(async () => {
  store = await openTestLedger(testKeys);
  console = await openConsole({ database: store.database, door });
});
afterAll(async () => {
  await console.close();
  await store.close();
});

let secret: string;
let connectionId: ConnectionId;
let accountId: FocusAccountId;
beforeEach(async () => {
  isAway = false;
  said.length = 0;
  ({ connectionId } = await readyInvoices(store.ledger, 1));
  const now = new Date();
  const connection = await getConnection(store.ledger, connectionId);
  if (connection?.focusAccountId == null) throw new Error('The connection is not joined.');
  accountId = connection.focusAccountId;
  const settings = { ...connection.settings, automatic: true };
  await updateConnection(store.ledger, connectionId, { settings }, now);
  await store.ledger.db.updateTable('connections').set({ dirty: false }).execute();
  const pair = { accessToken: 'a', refreshToken: 'r', expiresAt: now };
  await storeTokens(store.ledger, accountId, pair, now);
  secret = randomBytes(32).toString('base64url');
  await storeWebhook(store.ledger, accountId, { hash: webhookHashOf(secret), problem: null });
});

const news = (type = 'invoice.booked', account: string = accountId) =>
  JSON.stringify({
    type,
    subject: { type: 'invoice', id: 'i-1' },
    account: { type: 'account', id: account },
  });
const tell = (body: string, at = secret) =>
  console.ask(`/webhooks/focus/${at}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
const isDirty = async () => (await getConnection(store.ledger, connectionId))?.dirty;

describe('news', () => {
  test('mark the connection and tell its workflow once, however often they come (S-08, R-RUN-7)', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => tell(news())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(said).toEqual([`${connectionId} changed`]);
    expect(await isDirty()).toBe(true);
  });

  test('to a paused connection are a mark and one word, a thousand of them too', async () => {
    await setConnectionState(store.ledger, connectionId, 'paused', new Date());
    for (let turn = 0; turn < 10; turn += 1)
      await Promise.all(Array.from({ length: 100 }, () => tell(news('creditNote.updated'))));
    expect(said).toHaveLength(1);
  });

  test('are told again when Temporal was away, and lose nothing of the mark’s meaning', async () => {
    isAway = true;
    expect((await tell(news())).status).toBe(204);
    expect(await isDirty()).toBe(false);
    isAway = false;
    await tell(news());
    expect(said).toEqual([`${connectionId} changed`]);
  });

  test.each([
    ['stopped', 'stopped' as const],
    ['disconnected', 'disconnected' as const],
  ])('wake no connection that is %s', async (_name, state) => {
    await setConnectionState(store.ledger, connectionId, state, new Date());
    expect((await tell(news())).status).toBe(204);
    expect(said).toEqual([]);
  });

  test('change nothing while automatic sync is off (R-ONB-8)', async () => {
    const connection = await getConnection(store.ledger, connectionId);
    if (connection === null) throw new Error('The connection is gone.');
    const settings = { ...connection.settings, automatic: false };
    await updateConnection(store.ledger, connectionId, { settings }, new Date());
    expect((await tell(news())).status).toBe(204);
    expect([said, await isDirty()]).toEqual([[], false]);
  });

  test.each([
    ['an address that is nobody’s', 404, () => tell(news(), 'guessed')],
    ['a body that is no JSON', 400, () => tell('<xml/>')],
    ['JSON that is no news', 400, () => tell('[1]')],
    ['a body without end', 413, () => tell(JSON.stringify({ type: 'x'.repeat(20_000) }))],
    ['another account', 204, () => tell(news('invoice.booked', 'another'))],
    ['a kind that changes nothing here', 204, () => tell(news('user.deactivated'))],
  ])('from or about %s are answered with %i and change nothing', async (_name, status, ask) => {
    expect((await ask()).status).toBe(status);
    expect([said, await isDirty()]).toEqual([[], false]);
  });

  test('leave neither the secret nor what was told in the log', async () => {
    await tell(news());
    await tell('not json');
    expect(console.logged()).not.toContain(secret);
    expect(console.logged()).not.toContain('not json');
  });
});
