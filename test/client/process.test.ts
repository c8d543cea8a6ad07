/** The console as a process of its own: how it starts, what it refuses to start with, and how it ends. */

import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSeal, openLedger } from '../../ledger/open.ts';
import { migrateToLatest } from '../../ledger/migrate.ts';
import { startModule, type ChildProgram } from '../../tools/child-program.ts';
import { startEmbeddedLedger } from '../../tools/embedded-ledger/start.ts';
import { freePorts } from '../../tools/free-port.ts';
import { testKey } from '../support/database.ts';
import { token } from './console-under-test.ts';

const consoleMain = new URL('../../client/console/main.ts', import.meta.url);
const cliMain = new URL('../../client/cli/main.ts', import.meta.url);
const keyText = (byte: number, id = 'k1'): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

describe('the console process', () => {
  let folder: string;
  let port: number;
  let nobody: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'focus-yuki-console-'));
    [port = 1, nobody = 2] = await freePorts(2);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const environment = (more: Record<string, string> = {}): Record<string, string> => ({
    PATH: process.env.PATH ?? '',
    HOME: folder,
    DATA_DIR: folder,
    DATABASE_URL: `postgres://nobody:hidden@127.0.0.1:${nobody}/none`,
    LEDGER_KEYS: keyText(7),
    API_TOKEN: token,
    PORT: String(port),
    TEMPORAL_ADDRESS: `127.0.0.1:${nobody}`,
    ...more,
  });
  const start = async (env: Record<string, string>, main = consoleMain, args: string[] = []) => {
    const program = await startModule(main, args, { env });
    let words = '';
    for (const stream of [program.child.stdout, program.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (words += text));
    return { program, words: () => words };
  };
  const ready = (program: ChildProgram): Promise<void> =>
    new Promise((resolve, reject) => {
      program.child.on('message', (message) => message === 'ready' && resolve());
      void program.ended.then(() => reject(new Error('It ended before it was ready.')));
    });

  test('it starts while database and Temporal are away, answers 503, and ends in order', async () => {
    const { program, words } = await start(environment());
    await ready(program);
    const at = `http://127.0.0.1:${port}`;
    expect((await fetch(`${at}/healthz`)).status).toBe(200);
    const answer = await fetch(`${at}/api/connections`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(503);
    const cli = await start({ ...environment(), CONSOLE_URL: at }, cliMain, ['connections']);
    expect((await cli.program.ended).code).toBe(1);
    expect(cli.words()).toContain('The ledger’s database cannot be reached.');
    expect(await program.stop()).toMatchObject({ code: 0 });
    expect(words()).not.toContain('hidden');
  });

  test.each([
    ['a port that is no port', { PORT: '70000' }, 'PORT is not a port'],
    [
      'a database address that is none',
      { DATABASE_URL: 'mysql://x' },
      'DATABASE_URL is not a PostgreSQL address',
    ],
    ['a weak token', { API_TOKEN: 'short' }, 'API_TOKEN is too weak'],
    ['no sealing key on a server', { LEDGER_KEYS: '' }, 'LEDGER_KEYS is missing'],
    ['no database at all', { DATABASE_URL: '' }, 'DATABASE_URL is not set'],
    [
      'a UI address that is none',
      { TEMPORAL_UI_URL: 'temporal' },
      'TEMPORAL_UI_URL is not an http or https address',
    ],
  ])('with %s it says what to do and ends with 1', async (_which, more, sentence) => {
    const { program, words } = await start(environment(more));
    expect((await program.ended).code).toBe(1);
    expect(words()).toContain(sentence);
    expect(words()).not.toMatch(/ {4}at |hidden/);
  });

  test('a port that is taken is one clear sentence', async () => {
    const holder = createServer();
    await new Promise<void>((listening) => holder.listen(port, '127.0.0.1', listening));
    const { program, words } = await start(environment());
    expect((await program.ended).code).toBe(1);
    expect(words()).toContain(`Port ${port} is taken, so the console cannot start`);
    await new Promise((closed) => holder.close(closed));
  });

  test('a wrong sealing key ends it, naming the key and the variable', async () => {
    // A database of its own, because the process reads the schema that every installation uses.
    const database = await startEmbeddedLedger({ dataDir: folder });
    await migrateToLatest({ url: database.url });
    const rightful = openLedger({ url: database.url, keys: [testKey('k1', 7)] });
    await checkSeal(rightful, new Date());
    await rightful.close();
    const { program, words } = await start(
      environment({ DATABASE_URL: database.url, LEDGER_KEYS: keyText(8) }),
    );
    expect((await program.ended).code).toBe(1);
    expect(words()).toMatch(/k1/);
    expect(words()).toContain('LEDGER_KEYS');
    await database.stop();
    // An installation from nothing and a process of its own, beside other work.
  }, 60_000);
});
