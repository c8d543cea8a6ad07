// Tokens of Focus: one refresh at a time, the newest pair counts, one-time texts are used once.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionId, FocusAccountId } from '../../domain/ids.ts';
import {
  createOauthState,
  findAccountByGrant,
  markAccessRevoked,
  openTokens,
  readFocusTimeZone,
  releaseRefreshLease,
  rememberGrant,
  storeRefreshedTokens,
  storeTokens,
  takeOauthState,
  takeRefreshLease,
  upsertFocusAccount,
} from '../../ledger/focus-accounts.ts';
import { openTestLedger } from '../support/database.ts';

const now = new Date('2026-03-02T08:00:00Z');
const soon = new Date('2026-03-02T08:01:00Z');

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

function pair(name: string) {
  return { accessToken: `access-${name}`, refreshToken: `refresh-${name}`, expiresAt: soon };
}

let accounts = 0;
async function authorised(): Promise<FocusAccountId> {
  accounts += 1;
  const account = `account-${accounts}` as FocusAccountId;
  await upsertFocusAccount(opened.ledger, account, { timeZone: 'Europe/Brussels' }, now);
  await storeTokens(opened.ledger, account, pair('first'), now);
  return account;
}

test('one of twenty workers gets the refresh lease, and its pair is the one that counts (S-45)', async () => {
  const { ledger } = opened;
  const account = await authorised();
  const refresh = async (worker: string): Promise<boolean> => {
    const tokens = await openTokens(ledger, account);
    if (!(await takeRefreshLease(ledger, account, worker, soon, now))) return false;
    const stored = await storeRefreshedTokens(ledger, account, tokens!.version, pair(worker), now);
    return stored;
  };
  const workers = Array.from({ length: 20 }, (_, index) => `worker-${index}`);
  const refreshed = await Promise.all(workers.map(refresh));
  const winner = workers[refreshed.indexOf(true)];
  expect(refreshed.filter((stored) => stored)).toHaveLength(1);
  expect(await openTokens(ledger, account)).toEqual({
    ...pair(winner ?? ''),
    version: 2,
    revoked: false,
  });
  expect(await readFocusTimeZone(ledger, account)).toBe('Europe/Brussels');
});

test('the lease ends by itself when its holder is lost, and only its holder gives it back', async () => {
  const { ledger } = opened;
  const account = await authorised();
  expect(await takeRefreshLease(ledger, account, 'one', soon, now)).toBe(true);
  expect(await takeRefreshLease(ledger, account, 'one', soon, now)).toBe(true);
  await releaseRefreshLease(ledger, account, 'two');
  expect(await takeRefreshLease(ledger, account, 'two', soon, now)).toBe(false);
  expect(await takeRefreshLease(ledger, account, 'two', new Date(soon.getTime() + 60_000), soon)).toBe(true);
  await releaseRefreshLease(ledger, account, 'two');
  expect(await takeRefreshLease(ledger, account, 'one', soon, now)).toBe(true);
});

test('a pair refreshed from an old one does not replace a newer authorisation', async () => {
  const { ledger } = opened;
  const account = await authorised();
  expect(await storeTokens(ledger, account, pair('authorised-again'), now)).toBe(2);
  expect(await storeRefreshedTokens(ledger, account, 1, pair('late'), now)).toBe(false);
  expect((await openTokens(ledger, account))?.accessToken).toBe('access-authorised-again');
});

test('withdrawn access is remembered until a new authorisation (S-44)', async () => {
  const { ledger } = opened;
  const account = await authorised();
  await markAccessRevoked(ledger, account, now);
  expect((await openTokens(ledger, account))?.revoked).toBe(true);
  await storeTokens(ledger, account, pair('again'), now);
  expect((await openTokens(ledger, account))?.revoked).toBe(false);
});

test('tokens do not stand in the table as they are', async () => {
  const { ledger } = opened;
  const account = await authorised();
  const row = await ledger.db
    .selectFrom('focusAccounts')
    .selectAll()
    .where('accountId', '=', account)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toMatch(/access-first|refresh-first/);
});

test('an authorisation opened in a browser comes back once, in time, and its state is not stored as it is', async () => {
  const { ledger } = opened;
  const connectionId = 'c000000000000000a' as ConnectionId;
  const order = { state: 'state-1', connectionId, redirectUri: 'http://127.0.0.1/callback' };
  await createOauthState(ledger, order, soon, now);
  await createOauthState(ledger, { ...order, state: 'state-2' }, soon, now);
  const rows = await ledger.db.selectFrom('oauthStates').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('state-1');
  const taken = await Promise.all([
    takeOauthState(ledger, 'state-1', now),
    takeOauthState(ledger, 'state-1', now),
  ]);
  expect(taken.filter((found) => found !== null)).toEqual([
    { connectionId, redirectUri: 'http://127.0.0.1/callback' },
  ]);
  expect(await takeOauthState(ledger, 'state-2', soon)).toBeNull();
  expect(await takeOauthState(ledger, 'state-3', now)).toBeNull();
});

test('a one-time grant given twice is known by its account and not used twice', async () => {
  const { ledger } = opened;
  const account = await authorised();
  expect(await findAccountByGrant(ledger, 'hash-1')).toBeNull();
  await rememberGrant(ledger, 'hash-1', account, now);
  await rememberGrant(ledger, 'hash-1', 'another' as FocusAccountId, now);
  expect(await findAccountByGrant(ledger, 'hash-1')).toBe(account);
});
