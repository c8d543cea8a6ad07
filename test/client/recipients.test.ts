/** Who is told by message: added, shown, tried and removed through API and command line; secrets are shown once. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../client/cli/program.ts';
import type { RecipientAnswer } from '../../client/recipient-answers.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { setConnectionState } from '../../ledger/connections.ts';
import { openTestLedger } from '../support/database.ts';
import { readyInvoices } from '../support/ledger-documents.ts';
import {
  jsonBody,
  openConsole,
  problemOf,
  testKeys,
  token,
  type ConsoleUnderTest,
} from './console-under-test.ts';

const webhook = 'https://hooks.example.com/services/very-secret-path';

let store: Awaited<ReturnType<typeof openTestLedger>>;
let console: ConsoleUnderTest;
let url: string;
beforeAll(async () => {
  store = await openTestLedger(testKeys);
  console = await openConsole({ database: store.database });
  url = await console.serve();
});
afterAll(async () => {
  await console.close();
  await store.close();
});

let connectionId: ConnectionId;
beforeEach(async () => {
  ({ connectionId } = await readyInvoices(store.ledger, 1));
});

const path = (rest = ''): string => `/api/connections/${connectionId}/recipients${rest}`;
const add = (address: string, more: object = {}): Promise<Response> =>
  console.ask(path(), jsonBody('POST', { address, ...more }));

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    env: { CONSOLE_URL: url, API_TOKEN: token },
    out: (text) => (out += `${text}\n`),
    err: (text) => (err += `${text}\n`),
    progress: null,
    isInteractive: false,
  });
  return { code, out, err };
}

test('a webhook is added with a signing secret that is shown once, and its path never again', async () => {
  const added = (await (await add(webhook)).json()) as { recipient: RecipientAnswer; signingSecret: string };
  expect(added.signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(added.recipient).toMatchObject({
    address: 'https://hooks.example.com/…',
    language: 'en',
    about: ['user', 'accountant', 'administrator', 'operator'],
    failingSince: null,
  });
  const later = await (await console.ask(path())).text();
  for (const secret of ['very-secret-path', added.signingSecret]) {
    expect(later).not.toContain(secret);
    expect(console.logged()).not.toContain(secret);
  }
  const row = await store.ledger.db.selectFrom('recipients').selectAll().executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain('very-secret-path');
});

test('the same address said twice is one recipient with the later choices', async () => {
  const first = (await (await add('jan@example.org', { language: 'nl' })).json()) as {
    recipient: { id: string };
  };
  const second = await (await add('mailto:jan@example.org', { language: 'fr', about: ['user'] })).json();
  expect(second).toMatchObject({ recipient: { id: first.recipient.id, language: 'fr', about: ['user'] } });
  const { recipients } = (await (await console.ask(path())).json()) as { recipients: RecipientAnswer[] };
  expect(recipients).toHaveLength(1);
  const { audit } = (await (await console.ask(`/api/connections/${connectionId}/audit`)).json()) as {
    audit: { what: string }[];
  };
  expect(audit.map(({ what }) => what)).toEqual(['recipient added', 'recipient added']);
  expect(JSON.stringify(audit)).not.toContain('jan@');
});

describe('an address that cannot be used', () => {
  test.each([
    ['http://hooks.example.com/x', 'not encrypted'],
    ['https://127.0.0.1/x', 'private address'],
    ['https://[::1]/x', 'private address'],
    ['https://user:password@hooks.example.com/x', 'name or password'],
    ['ftp://example.com', 'no e-mail address'],
    ['jan@example.org, an@example.org', 'no e-mail address'],
    ['jan@localhost', 'no e-mail address'],
    ['jan@example.org\nBcc: an@example.org', 'no e-mail address'],
  ])('%s is refused', async (address, reason) => {
    expect((await problemOf(await add(address))).detail).toContain(reason);
  });

  test('is an e-mail address where no mail server is set', async () => {
    const bare = await openConsole({
      database: store.database,
      messages: { email: false, toPrivate: true },
    });
    const refused = await bare.ask(path(), jsonBody('POST', { address: 'jan@example.org' }));
    expect(await problemOf(refused)).toMatchObject({
      status: 422,
      type: expect.stringContaining('no-mail-server'),
    });
    expect((await bare.ask(path(), jsonBody('POST', { address: 'http://127.0.0.1:9/x' }))).status).toBe(200);
    await bare.close();
  });
});

test('a connection that was ended tells nobody, and one has twenty recipients at most', async () => {
  for (let index = 0; index < 20; index += 1) expect((await add(`jan${index}@example.org`)).status).toBe(200);
  expect((await add('one-more@example.org')).status).toBe(409);
  await setConnectionState(store.ledger, connectionId, 'disconnected', new Date());
  expect((await problemOf(await add('jan@example.org'))).status).toBe(409);
});

test('the command line adds, shows, tries and removes', async () => {
  const added = await cli(
    'recipients',
    connectionId,
    '--add',
    webhook,
    '--in',
    'nl',
    '--about',
    'user,accountant',
  );
  expect(added.out).toMatch(
    /^https:\/\/hooks\.example\.com\/… is told \(r\w{16}\)\.\nSigning secret: whsec_/,
  );
  const [, id = ''] = /\((r\w+)\)/.exec(added.out) ?? [];
  const { out } = await cli('recipients', connectionId);
  expect(out).toContain('user, accountant');
  expect((await cli('recipients', connectionId, '--try', id)).out).toContain('within ten minutes');
  const waiting = await store.ledger.db
    .selectFrom('messages')
    .selectAll()
    .where('recipientId', '=', id)
    .execute();
  expect(waiting).toMatchObject([{ state: 'waiting', tries: 0 }]);
  expect(JSON.parse(waiting[0]!.content)).toMatchObject({ language: 'nl', parts: [] });
  expect((await cli('recipients', connectionId, '--try', id)).err).toContain('under way already');
  expect((await cli('recipients', connectionId, '--remove', id)).out).toContain('Nobody is told');
  expect((await cli('recipients', connectionId, '--remove', id)).code).toBe(1);
  expect((await cli('recipients', connectionId, '--add', webhook, '--about', 'nobody')).code).toBe(2);
});

test('the page to which messages lead says how to ask, in the reader’s language, and nothing of the connection', async () => {
  const page = await console.ask(`/connections/${connectionId}`, { headers: { 'accept-language': 'nl-BE' } });
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('<html lang="nl">');
  expect(text).toContain(`npm run focus-yuki -- holds ${connectionId} --language nl`);
  expect((await console.ask('/connections/c1<script>')).status).toBe(404);
});
