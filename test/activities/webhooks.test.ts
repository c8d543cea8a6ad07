// Where Focus tells news of an account: registered once, looked at daily, mended, and taken away at the end.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepWebhook } from '../../activities/webhooks.ts';
import type { FocusAccountId } from '../../domain/ids.ts';
import { updateConnection } from '../../ledger/connections.ts';
import { accountOfWebhook, webhookStanding } from '../../ledger/webhooks.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

const consoleUrl = 'http://127.0.0.1:3999';
let desk: SandboxDesk;
let accountId: FocusAccountId;
beforeEach(async () => {
  desk = await openSandboxDesk('empty', { settings: { automatic: true } });
  Object.assign(desk.tools, { consoleUrl });
  accountId = (await desk.connection()).focusAccountId as FocusAccountId;
});
afterEach(() => desk.close());

const registered = () => desk.sandbox.parts.focus().state().webhooks;
const secretOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
const standing = () => webhookStanding(desk.ledger, accountId);
const looks = () => desk.calls('focus').filter((one) => one.startsWith('webhooks.'));

test('is registered by the first run, with a secret that only its hash is kept of (R-RUN-7)', async () => {
  await desk.sync();
  const [webhook, ...others] = registered();
  expect(others).toEqual([]);
  expect(webhook?.url).toMatch(/^http:\/\/127\.0\.0\.1:3999\/webhooks\/focus\/[\w-]{43}$/);
  expect(webhook?.types).toEqual(expect.arrayContaining(['invoice.booked', 'creditNote.deleted']));
  expect(await accountOfWebhook(desk.ledger, secretOf(webhook?.url ?? ''))).toBe(accountId);
  expect(await standing()).toMatchObject({ problem: null });
  const rows = await desk.ledger.db.selectFrom('focusAccounts').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(secretOf(webhook?.url ?? ''));
});

test('costs one request a day, and none by further runs', async () => {
  await desk.sync();
  desk.calls('focus');
  await desk.sync();
  expect(looks()).toEqual([]);
  desk.later(60 * 25);
  await desk.call('refreshMasterData', { connectionId: desk.connectionId, runNumber: 2 });
  expect(looks()).toEqual(['webhooks.list']);
});

describe('that is not what it was', () => {
  beforeEach(async () => {
    await desk.sync();
    desk.later(60 * 25);
  });
  const look = () => desk.call('refreshMasterData', { connectionId: desk.connectionId, runNumber: 1 });

  test('because Focus forgot it, is registered again under another secret', async () => {
    const [before] = registered();
    await desk.inFocus('forget-webhooks', {});
    await look();
    expect(registered()).toHaveLength(1);
    expect(registered()[0]?.url).not.toBe(before?.url);
    expect(await accountOfWebhook(desk.ledger, secretOf(before?.url ?? ''))).toBeNull();
  });

  test('because the console has moved, is told to the new place only', async () => {
    Object.assign(desk.tools, { consoleUrl: 'http://127.0.0.1:4001' });
    await look();
    expect(registered().map(({ url }) => new URL(url).port)).toEqual(['4001']);
  });

  test('because a kind of news is missing, gets it back', async () => {
    const [before] = registered();
    await desk.inFocus('forget-webhooks', { types: ['invoice.booked'] });
    await look();
    expect(registered()).toEqual([before]);
  });
});

test('is not asked for where only this machine reaches the console, and that is said', async () => {
  const focus = { ...desk.tools.focus, apiUrl: 'https://api.focus.teamleader.eu' };
  const asked: string[] = [];
  const api = { webhooks: async () => asked.push('webhooks.list') } as never;
  await keepWebhook({ ...desk.tools, focus }, { focusAccountId: accountId }, api);
  expect(asked).toEqual([]);
  expect(await standing()).toMatchObject({ problem: 'unreachable' });
});

test('is not registered while automatic sync is off (R-ONB-8)', async () => {
  const { settings } = await desk.connection();
  await updateConnection(
    desk.ledger,
    desk.connectionId,
    { settings: { ...settings, automatic: false } },
    desk.tools.clock(),
  );
  await desk.sync();
  expect(registered()).toEqual([]);
  expect(await standing()).toMatchObject({ lookedAt: null });
});

test('that Focus refuses is said, and stops no run', async () => {
  desk.sandbox.parts.switches.patch({ webhookHttpAllowed: false });
  await desk.sync();
  expect(registered()).toEqual([]);
  expect(await standing()).toMatchObject({ problem: 'refused' });
});

test('is taken away with the last connection of the account', async () => {
  await desk.sync();
  await desk.call('recordDisconnected', { connectionId: desk.connectionId });
  expect(registered()).toEqual([]);
  expect(await standing()).toMatchObject({ hash: null });
});
