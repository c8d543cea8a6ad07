/**
 * Wrong answers and parts that are away, seen from the doors with the whole product behind them: one clear sentence,
 * a cure, and nothing changed or lost (issue: bad input). What one door refuses by itself is in test/client.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { runCli } from '../../client/cli/program.ts';
import type { ConnectAnswers } from '../../client/orders.ts';
import { openLedger } from '../../ledger/open.ts';
import { readSetting } from '../../ledger/settings.ts';
import { administrations, yukiKeys } from '../../sandbox/worlds/index.ts';
import { until } from '../../scripts/demo/waiting.ts';
import { startModule } from '../../tools/child-program.ts';
import { freePorts } from '../../tools/free-port.ts';
import { jsonBody, problemOf, token } from '../client/console-under-test.ts';
import { openLine } from '../support/cut-line.ts';
import { openTestLedger, testKey } from '../support/database.ts';
import { openStack, type Stack } from '../support/stack.ts';
import { answersFor, loadWorld, openSyncedTenant, openTenant, ownId } from '../support/tenant.ts';
import { missingTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const why = missing === null ? '' : ` [${missing}]`;
const send = 'ProcessSalesInvoices';

let stack: Stack;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'focus-yuki-bad-input-'));
  if (missing === null) stack = await openStack();
});
afterAll(async () => {
  await stack?.close();
  rmSync(folder, { recursive: true, force: true });
});

const cli = async (...args: string[]) => {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    env: { CONSOLE_URL: stack.consoleUrl, API_TOKEN: token },
    out: (text) => (out += `${text}\n`),
    err: (text) => (err += `${text}\n`),
    progress: null,
    isInteractive: false,
  });
  return { code, out, err };
};

describe.skipIf(missing !== null)(`a wrong answer while connecting${why}`, () => {
  beforeAll(() => void loadWorld(stack, 'small'));
  const yuki = (changes: Partial<ConnectAnswers['yuki']>) => ({
    yuki: { ...answersFor(stack).yuki, ...changes },
  });
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

  test('a key without the right Sales is refused before the first document, by the command line too (R-ONB-2)', async () => {
    const file = join(folder, 'answers.json');
    writeFileSync(
      file,
      JSON.stringify(answersFor(stack, yuki({ accessKey: ownId(yukiKeys.adm1WithoutSales) }))),
    );
    const { code, out, err } = await cli('connect', '--answers', file);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/right/i);
    expect(err).toContain('Sales');
  });

  test.each<[string, () => Partial<ConnectAnswers>, RegExp]>([
    [
      'an entity that Focus does not have',
      () => ({ entityId: '11111111-1111-1111-1111-111111111111' }),
      /entity/i,
    ],
    ['a company id that is none', () => yuki({ companyId: 'De Linde' }), /company id|GUID|identifier/i],
    [
      'a company id that nobody has',
      () => yuki({ companyId: '99999999-9999-4999-a999-999999999999' }),
      /administration|company/i,
    ],
    ['a key that nobody has', () => yuki({ accessKey: '99999999-9999-4999-a999-999999999998' }), /key/i],
    [
      'the key of another customer (S-43)',
      () => yuki({ accessKey: ownId(yukiKeys.adm9) }),
      /administration|key/i,
    ],
    ['the key of the other country', () => yuki({ accessKey: ownId(yukiKeys.adm2) }), /administration|key/i],
    [
      'the administration of the other country',
      () => yuki({ companyId: ownId(administrations.adm2) }),
      /administration|key|company/i,
    ],
    [
      'another administration’s name',
      () => ({ administrationName: 'Andere Klant BV' }),
      /name|administration/i,
    ],
    ['a start date in the future', () => ({ startDate: tomorrow }), /future|date/i],
    ['a start date that is none', () => ({ startDate: '31/12/2025' }), /date/i],
    ['a day that does not exist', () => ({ startDate: '2026-02-30' }), /date/i],
  ])('%s is one sentence and a cure', async (_what, wrong, words) => {
    const answer = await fetch(
      `${stack.consoleUrl}/api/connect`,
      withToken(jsonBody('POST', answersFor(stack, wrong()))),
    );
    const problem = await problemOf(answer);
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect(problem.status).toBeLessThan(500);
    expect(problem.detail).toMatch(words);
    expect(problem.detail).toMatch(/^[^.]+\.$|^[^.]+\.[^.]+\.$/);
    expect(problem.cure).toMatch(/\.$/);
    expect(JSON.stringify(problem)).not.toContain(answersFor(stack, wrong()).yuki.accessKey);
  });

  test('after all wrong answers nothing was sent, and the right ones connect once', async () => {
    const { parts } = stack.sandbox;
    expect(parts.log.since(0).filter(({ operation }) => operation === send)).toEqual([]);
    const { connections } = await stack.verbs.listConnections({ limit: 50 });
    expect(connections.filter(({ state }) => state !== 'onboarding')).toEqual([]);
    const file = join(folder, 'right.json');
    writeFileSync(file, JSON.stringify(answersFor(stack)));
    expect(await cli('connect', '--answers', file)).toMatchObject({ code: 0, err: '' });
    const active = (await stack.verbs.listConnections({ limit: 50 })).connections;
    expect(active.filter(({ state }) => state === 'active')).toHaveLength(1);
    expect(active).toHaveLength(connections.length);
  });
});

describe.skipIf(missing !== null)(`a part that goes away in the middle${why}`, () => {
  test.each(['database', 'temporal'] as const)(
    'the line to %s is cut while documents are being sent: doors say so, and afterwards each document is there once',
    async (part) => {
      const tenant = await openTenant(stack, 'bench:60:9');
      const firstSend = stack.sandbox.parts.log.next(({ operation }) => operation === send, 30_000);
      await stack.verbs.syncNow(tenant.id);
      await firstSend;
      stack.lines[part].cut();
      const path =
        part === 'database' ? `/api/connections/${tenant.id}` : `/api/connections/${tenant.id}/retry`;
      const answer = await fetch(
        `${stack.consoleUrl}${path}`,
        withToken({ method: part === 'database' ? 'GET' : 'POST' }),
      );
      const problem = await problemOf(answer);
      expect(problem).toMatchObject({ status: 503 });
      expect(problem.detail).toMatch(/cannot be reached/);
      expect(await cli('status', tenant.id, '--json')).toMatchObject({ code: part === 'database' ? 1 : 0 });
      stack.lines[part].mend();
      await tenant.untilExported(
        tenant.focusDocuments().map(({ id }) => id),
        60_000,
      );
      await tenant.untilStatus('the run to end', ({ runningSync }) => runningSync === null, 60_000);
      expect(tenant.compare()).toMatchObject({ agrees: true, matched: 60 });
      await until({
        what: 'the console to be ready again by itself',
        withinMs: 60_000,
        look: async () => ((await fetch(`${stack.consoleUrl}/readyz`)).ok ? true : null),
      });
    },
  );

  test('a disconnected connection hears nothing more, through API and command line', async () => {
    const tenant = await openSyncedTenant(stack);
    await stack.verbs.disconnect(tenant.id);
    await tenant.untilStatus('the connection to be disconnected', ({ state }) => state === 'disconnected');
    for (const verb of ['sync', 'retry', 'pause', 'resume', 'disconnect']) {
      const answer = await fetch(
        `${stack.consoleUrl}/api/connections/${tenant.id}/${verb}`,
        withToken({ method: 'POST' }),
      );
      expect(await problemOf(answer)).toMatchObject({ status: 409 });
    }
    const { code, err } = await cli('sync', tenant.id);
    expect(code).toBe(1);
    expect(err).toMatch(/disconnected/);
    expect(tenant.compare()).toMatchObject({ agrees: true, matched: 8 });
  });
});

test('a line that breaks between two statements ends that transaction and not the process', async () => {
  const { database, close } = await openTestLedger();
  const url = new URL(database.url);
  const line = await openLine({ host: url.hostname, port: Number(url.port || 5432) });
  [url.hostname, url.port] = ['127.0.0.1', String(line.port)];
  let hear: () => void = () => {};
  const broken = new Promise<void>((resolve) => (hear = resolve));
  const ledger = openLedger({
    url: url.href,
    schema: database.schema,
    keys: [testKey('k1')],
    onIdleError: () => hear(),
  });
  const transaction = ledger.db.transaction().execute(async (statements) => {
    await sql`select 1`.execute(statements);
    line.cut();
    await broken;
    await sql`select 1`.execute(statements);
  });
  await expect(transaction).rejects.toThrow();
  line.mend();
  expect(await readSetting(ledger, 'durations')).toBeNull();
  await ledger.close();
  await line.close();
  await close();
});

describe('the worker process says in one sentence why it cannot start', () => {
  let nobody: number;
  beforeAll(async () => {
    [nobody = 1] = await freePorts(1);
  });
  const start = async (changes: Record<string, string>) => {
    const program = await startModule(new URL('../../workers/main.ts', import.meta.url), [], {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        DATA_DIR: folder,
        DATABASE_URL: `postgres://nobody:hidden@127.0.0.1:${nobody}/none`,
        LEDGER_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
        API_TOKEN: token,
        FOCUS_CLIENT_ID: 'some-client',
        FOCUS_CLIENT_SECRET: 'some-secret',
        TEMPORAL_ADDRESS: `127.0.0.1:${nobody}`,
        ...changes,
      },
    });
    let words = '';
    for (const stream of [program.child.stdout, program.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (words += text));
    return { ...(await program.ended), words };
  };

  test.each<[string, Record<string, string>, RegExp]>([
    ['no database', { DATABASE_URL: '' }, /needs DATABASE_URL/],
    ['a database that is away', {}, /database/i],
    ['no Focus integration', { FOCUS_CLIENT_ID: '', FOCUS_CLIENT_SECRET: '' }, /FOCUS_CLIENT_ID/],
    ['a sealing key that does not parse', { LEDGER_KEYS: 'k1:short' }, /LEDGER_KEYS/],
    ['a Yuki address that is none', { YUKI_BE_URL: 'yuki' }, /YUKI_BE_URL/],
  ])('with %s', async (_what, changes, sentence) => {
    const { code, words } = await start(changes);
    expect(code).toBe(1);
    expect(words).toMatch(sentence);
    expect(words).not.toMatch(/ {4}at |hidden|some-secret/);
  });
});

function withToken(init: RequestInit): RequestInit {
  return { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } };
}
