// What must never be used, because the embedded server is one session behind many sockets (design 5): the code
// of the room is read for it, and what the room relies on instead is tried on the database of the run.

import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLedger } from '../../ledger/open.ts';
import { readSetting, writeSetting } from '../../ledger/settings.ts';
import { openTestLedger, testKey } from '../support/database.ts';

const room = new URL('../../ledger', import.meta.url).pathname;
const now = new Date('2026-03-02T08:00:00Z');

const traps: readonly [string, RegExp][] = [
  ['LISTEN or NOTIFY', /\b(un)?listen\b|\bnotify\b|pg_notify/i],
  ['session locks', /pg_(try_)?advisory_(un)?lock/i],
  ['a session SET', /sql`\s*set\s|set_config\(|search_path/i],
  ['temporary tables', /\b(temp|temporary)\s+table/i],
  ['named statements', /\bprepare\s+\w+\s+as\b|\bdeallocate\b|query\(\s*\{[^}]*\bname:/i],
  ['cursors', /\bdeclare\s+\w+\s+cursor\b|pg-cursor/i],
  ['the clock of the database', /\bnow\(\)|current_timestamp|clock_timestamp|localtimestamp/i],
  ['global type parsers', /setTypeParser/],
];

/** The code of every file without its comments, which may name a trap to warn of it. */
function codeOfRoom(): { file: string; code: string }[] {
  return readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      file,
      code: readFileSync(join(room, file), 'utf8')
        .replaceAll(/\/\*[\s\S]*?\*\//g, '')
        .replaceAll(/^\s*\/\/.*$/gm, ''),
    }));
}

describe('the code of the ledger', () => {
  test.each(traps)('has no %s', (_name, pattern) => {
    const files = codeOfRoom();
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter(({ code }) => pattern.test(code)).map(({ file }) => file)).toEqual([]);
  });

  test('would be caught if it had one', () => {
    const samples = [
      'await sql`listen news`',
      'select pg_advisory_lock(1)',
      'sql`set search_path to x`',
      'create temporary table x ()',
      'prepare x as select 1',
      'declare x cursor for select 1',
      'select now()',
      'pg.types.setTypeParser(20, Number)',
    ];
    expect(samples.map((sample, index) => traps[index]?.[1].test(sample))).toEqual(samples.map(() => true));
  });

  test('imports only the domain and the platform of our rooms', () => {
    const foreign = codeOfRoom().flatMap(({ file, code }) =>
      [...code.matchAll(/from '(\.\.?\/[^']+)'/g)]
        .map(([, path]) => join('/ledger', file, '..', path ?? ''))
        .filter((path) => !/^\/(ledger|domain|platform)\//.test(path))
        .map((path) => `${file} → ${path}`),
    );
    expect(foreign).toEqual([]);
  });
});

/** A way to the database that a test can cut as a network would. */
async function breakableLine(target: URL): Promise<{ url: string; cut(): void; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cut = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: url.href,
    cut,
    close: async () => {
      cut();
      await new Promise((closed) => server.close(closed));
    },
  };
}

describe('the database of the run', () => {
  let opened: Awaited<ReturnType<typeof openTestLedger>>;
  beforeAll(async () => {
    opened = await openTestLedger();
  }, 60_000);
  afterAll(() => opened.close());

  test('rolls a transaction back when its work throws, and nobody else sees what it wrote', async () => {
    const { ledger } = opened;
    const attempt = ledger.db.transaction().execute(async (transaction) => {
      await writeSetting({ ...ledger, db: transaction }, 'torn', 1, now);
      throw new Error('The work failed.');
    });
    await expect(attempt).rejects.toThrow('The work failed.');
    expect(await readSetting(ledger, 'torn')).toBeNull();
  });

  test('that cuts the line inside a transaction ends the transaction, and the next one gets a new line', async () => {
    const { url, schema } = opened.database;
    const line = await breakableLine(new URL(url));
    let heard: (error: Error) => void = () => {};
    const broken = new Promise<Error>((resolve) => (heard = resolve));
    const ledger = openLedger({ url: line.url, schema, keys: [testKey('k1')], onIdleError: heard });
    const cut = ledger.db.transaction().execute(async (transaction) => {
      await writeSetting({ ...ledger, db: transaction }, 'cut', 1, now);
      line.cut();
      await broken;
      await writeSetting({ ...ledger, db: transaction }, 'cut', 2, now);
    });
    await expect(cut).rejects.toThrow();
    expect(await readSetting(ledger, 'cut')).toBeNull();
    await ledger.close();
    await line.close();
  });

  test('keeps the answers of many parallel statements over several pools apart', async () => {
    const { url, schema } = opened.database;
    const pools = [1, 2, 3].map(() => openLedger({ url, schema, keys: [testKey('k1')] }));
    const keys = Array.from({ length: 120 }, (_, index) => `key-${index}`);
    await Promise.all(
      keys.map((key, index) => writeSetting(pools[index % 3] ?? opened.ledger, key, index, now)),
    );
    const read = await Promise.all(
      keys.map((key, index) => readSetting(pools[(index + 1) % 3] ?? opened.ledger, key)),
    );
    expect(read).toEqual(keys.map((_, index) => index));
    await Promise.all(pools.map((pool) => pool.close()));
  });

  test('gives bigint as a safe integer or refuses, and a date as its text', async () => {
    const { ledger } = opened;
    const { sql } = await import('kysely');
    const { rows } = await sql`select 9007199254740991::bigint as most, date '2026-02-28' as day`.execute(
      ledger.db,
    );
    expect(rows).toEqual([{ most: Number.MAX_SAFE_INTEGER, day: '2026-02-28' }]);
    await expect(sql`select 9007199254740993::bigint as beyond`.execute(ledger.db)).rejects.toThrow(
      'beyond the safe integers',
    );
  });

  test('works in its own schema and leaves the search path alone', async () => {
    const { ledger, database } = opened;
    const { sql } = await import('kysely');
    await writeSetting(ledger, 'where', 'here', now);
    const { rows } = await sql<{ path: string }>`show search_path`.execute(ledger.db);
    expect(JSON.stringify(rows)).not.toContain(database.schema);
    expect(await readSetting(ledger, 'where')).toBe('here');
  });
});
