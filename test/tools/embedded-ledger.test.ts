// Proves the embedded ledger's promises with real processes and sockets: one process per folder, nothing
// acknowledged is lost, and clients that die, freeze or stammer do not disturb each other (design.md 5).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { Client, Pool } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findRunningLedger, ledgerLockFolder, ledgerUrl } from '../../tools/embedded-ledger/places.ts';
import { startEmbeddedLedger, type EmbeddedLedger } from '../../tools/embedded-ledger/start.ts';
import { serveDatabase } from '../../tools/embedded-ledger/wire-server.ts';
import { processExists } from '../../tools/lock-folder.ts';

let dataDir: string;
let running: EmbeddedLedger | null = null;
const clients: Client[] = [];

/** The ledger of this file's folder, started if a test before has stopped it. */
async function ledger(): Promise<EmbeddedLedger> {
  running ??= await startEmbeddedLedger({ dataDir });
  return running;
}

async function client(url: string): Promise<Client> {
  const opened = new Client({ connectionString: url });
  // A server that is killed cuts its clients, which is no news to these tests.
  opened.on('error', () => {});
  clients.push(opened);
  await opened.connect();
  return opened;
}

async function killed(victim: EmbeddedLedger): Promise<void> {
  process.kill(victim.pid, 'SIGKILL');
  await victim.ended;
  running = null;
}

const streamOf = (opened: Client): Socket =>
  (opened as unknown as { connection: { stream: Socket } }).connection.stream;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'embedded-ledger-'));
  const first = await client((await ledger()).url);
  await first.query('create table note (id int primary key, words text)');
}, 120_000);

afterEach(async () => {
  for (const opened of clients.splice(0)) await opened.end().catch(() => {});
});

afterAll(async () => {
  await running?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a second process on the same folder is refused with one sentence, and the first goes on', async () => {
  const first = await ledger();
  await expect(startEmbeddedLedger({ dataDir })).rejects.toThrow(
    new RegExp(
      `^The ledger in .* is already open in process ${first.pid} on .*: use it at ${first.url}, or stop that process`,
    ),
  );
  expect(findRunningLedger(dataDir)).toBe(first.url);
  const { rows } = await (await client(first.url)).query('select 1 as one');
  expect(rows).toEqual([{ one: 1 }]);
});

test('rows that were acknowledged survive SIGKILL, and the next start takes the stale lock over', async () => {
  const first = await ledger();
  const writer = await client(first.url);
  for (let id = 1; id <= 50; id += 1)
    await writer.query('insert into note values ($1, $2)', [id, `row ${id}`]);
  await killed(first);
  expect(readdirSync(ledgerLockFolder(dataDir))).toHaveLength(1);
  expect(findRunningLedger(dataDir)).toBeNull();

  const second = await ledger();
  const { rows } = await (
    await client(second.url)
  ).query('select count(*)::int as n, max(words) as last from note');
  expect(rows).toEqual([{ n: 50, last: 'row 9' }]);
  expect(readdirSync(ledgerLockFolder(dataDir))).toHaveLength(1);
}, 60_000);

test('a proper stop leaves no lock, and the rows are there at the next start', async () => {
  const first = await ledger();
  await (await client(first.url)).query("insert into note values (1001, 'before the stop')");
  await first.stop();
  running = null;
  expect(processExists(first.pid)).toBe(false);
  expect(readdirSync(ledgerLockFolder(dataDir))).toEqual([]);
  const { rows } = await (await client((await ledger()).url)).query('select words from note where id = 1001');
  expect(rows).toEqual([{ words: 'before the stop' }]);
}, 60_000);

test('a lock of another machine counts as held, because nobody can look there', async () => {
  await (await ledger()).stop();
  running = null;
  const foreign = join(ledgerLockFolder(dataDir), '1-abc.json');
  writeFileSync(
    foreign,
    JSON.stringify({
      pid: 1,
      host: `not-${hostname()}`,
      birth: null,
      since: '2026-01-01T00:00:00.000Z',
      note: {},
    }),
  );
  await expect(startEmbeddedLedger({ dataDir })).rejects.toThrow(
    `if that machine is gone for good, delete ${foreign}`,
  );
  rmSync(foreign);
}, 60_000);

test('a port that is taken is refused before the folder is touched', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const empty = mkdtempSync(join(tmpdir(), 'embedded-ledger-none-'));
  await expect(startEmbeddedLedger({ dataDir: empty, port })).rejects.toThrow(
    `Port ${port} is taken, so the ledger cannot be served there: stop the program that uses it, or choose another.`,
  );
  expect(readdirSync(empty)).toEqual([]);
  holder.close();
  rmSync(empty, { recursive: true });
}, 60_000);

test('two hundred read-modify-write transactions over eight connections all count', async () => {
  const pool = new Pool({ connectionString: (await ledger()).url, max: 8 });
  await pool.query("insert into note values (2000, '0')");
  const addOne = async (): Promise<void> => {
    const own = await pool.connect();
    try {
      await own.query('begin');
      const { rows } = await own.query<{ words: string }>(
        'select words from note where id = 2000 for update',
      );
      await own.query('update note set words = $1 where id = 2000', [String(Number(rows[0]?.words) + 1)]);
      await own.query('commit');
    } finally {
      own.release();
    }
  };
  await Promise.all(Array.from({ length: 200 }, addOne));
  expect((await pool.query('select words from note where id = 2000')).rows).toEqual([{ words: '200' }]);
  await pool.end();
}, 60_000);

test('a client that dies in a transaction is rolled back, and the others go on at once', async () => {
  const { url } = await ledger();
  const [dying, other] = [await client(url), await client(url)];
  await dying.query('begin');
  await dying.query("insert into note values (3000, 'never committed')");
  streamOf(dying).destroy();
  expect((await other.query('select 1 from note where id = 3000')).rows).toEqual([]);
});

/** A client of bytes, for what no library would send. */
async function rawClient(
  url: string,
): Promise<{ send(...parts: Buffer[]): void; heard(): string; socket: Socket }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (part) => (heard += part.toString('latin1'))).on('error', () => {});
  await once(socket, 'connect');
  return { socket, heard: () => heard, send: (...parts) => void socket.write(Buffer.concat(parts)) };
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function greeting(protocol: number): Buffer {
  const body = Buffer.from('user\0postgres\0database\0postgres\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(protocol, 4);
  return Buffer.concat([head, body]);
}

const parse = message('P', Buffer.from("\0select 'mine: '||$1::text\0\0\0"));
const bindAndRun = [
  message('B', Buffer.from('\0\0\0\0\0\x01\0\0\0\x01a\0\0', 'latin1')),
  message('E', Buffer.from('\0\0\0\0\0')),
  message('S', Buffer.alloc(0)),
];

test('a statement that arrives in pieces is never mixed with that of another client', async () => {
  const { url } = await ledger();
  const other = await client(url);
  const slow = await rawClient(url);
  slow.send(greeting(196_608));
  await expect.poll(slow.heard).toContain('Z');
  slow.send(parse);
  expect((await other.query("select 'theirs: '||$1::text as said", ['b'])).rows).toEqual([
    { said: 'theirs: b' },
  ]);
  slow.send(...bindAndRun);
  await expect.poll(slow.heard).toContain('mine: a');
  slow.socket.destroy();
});

test('a client that dies in the middle of a statement leaves nothing to the next one', async () => {
  const { url } = await ledger();
  const other = await client(url);
  const dying = await rawClient(url);
  dying.send(greeting(196_608));
  await expect.poll(dying.heard).toContain('Z');
  // A Flush makes the statement begin; the Sync that would end it never comes.
  dying.send(message('P', Buffer.from('\0select nonsense\0\0\0')), message('H', Buffer.alloc(0)));
  await expect.poll(dying.heard).toContain('nonsense');
  const answer = other.query('select $1::int as n', [7]);
  dying.socket.destroy();
  expect((await answer).rows).toEqual([{ n: 7 }]);
});

test('a greeting that is not PostgreSQL is refused, and the others go on', async () => {
  const { url } = await ledger();
  const other = await client(url);
  for (const words of [Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), greeting(131_072)]) {
    const stranger = await rawClient(url);
    stranger.send(words);
    await once(stranger.socket, 'close');
    expect(stranger.heard()).toContain('08P01');
  }
  expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('large values pass unharmed in both directions', async () => {
  const words = 'é'.repeat(5_000_000);
  const { rows } = await (await client((await ledger()).url)).query('select $1::text as back', [words]);
  expect(rows[0].back === words).toBe(true);
}, 60_000);

test('a transaction that stays silent while others wait is rolled back and its client told', async () => {
  await (await ledger()).stop();
  running = null;
  const database = PGlite.create({ dataDir: join(dataDir, 'ledger') });
  const broken: unknown[] = [];
  const served = await serveDatabase({
    port: 0,
    database,
    idleMs: 100,
    maxSessions: 2,
    onBroken: (c) => broken.push(c),
  });
  const [frozen, other] = [await client(ledgerUrl(served.port)), await client(ledgerUrl(served.port))];
  await frozen.query('begin');
  await frozen.query("insert into note values (4000, 'frozen')");
  const told = once(frozen, 'error');
  expect((await other.query('select 1 from note where id = 4000')).rows).toEqual([]);
  expect(String((await told)[0])).toContain('stayed idle while others waited');

  const third = await client(ledgerUrl(served.port));
  await expect(client(ledgerUrl(served.port))).rejects.toThrow('More than 2 sessions are open.');
  await third.end();
  await served.close();
  await (await database).close();
  expect(broken).toEqual([]);
}, 60_000);

test('the ledger ends with the process that started it, even when that one is killed', async () => {
  const source = `
    import { startEmbeddedLedger } from ${JSON.stringify(new URL('../../tools/embedded-ledger/start.ts', import.meta.url).href)};
    const { pid } = await startEmbeddedLedger({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString().trim());
  expect(processExists(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => processExists(pid), { timeout: 15_000 }).toBe(false);
  expect(readdirSync(ledgerLockFolder(dataDir))).toEqual([]);
}, 60_000);
