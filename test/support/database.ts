// A database for one test file: the server at DATABASE_URL with a schema of the file's own, else an embedded one
// that lives in this process and speaks PostgreSQL's wire protocol on a free port of loopback.

import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { migrateToLatest } from '../../ledger/migrate.ts';
import { openLedger, type Ledger } from '../../ledger/open.ts';
import type { LedgerKey } from '../../platform/config.ts';
import { serveDatabase } from '../../tools/embedded-ledger/wire-server.ts';

export interface TestDatabase {
  readonly url: string;
  readonly schema: string;
  readonly embedded: boolean;
  /** Drops what the file made and ends the embedded server. */
  close(): Promise<void>;
}

/** Starts or finds the server; the schema is not made yet. The first embedded start takes a few seconds. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const server = process.env.DATABASE_URL;
  if (server !== undefined && server !== '')
    return { url: server, schema, embedded: false, close: () => dropSchema(server, schema) };
  const db = await PGlite.create('memory://');
  const socket = await serveDatabase({
    port: 0,
    database: Promise.resolve(db),
    onBroken: (cause) => {
      throw cause;
    },
  });
  return {
    url: `postgres://postgres@127.0.0.1:${socket.port}/postgres?sslmode=disable`,
    schema,
    embedded: true,
    close: async () => {
      await socket.close();
      await db.close();
    },
  };
}

async function dropSchema(url: string, schema: string): Promise<void> {
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  await connection.query(`drop schema if exists ${schema} cascade`);
  await connection.end();
}

/** A key whose bytes are all the same, so that a test can make the same one again. */
export function testKey(id: string, byte = 7): LedgerKey {
  return { id, key: new Uint8Array(32).fill(byte) };
}

/** A migrated ledger on a database of its own. */
export async function openTestLedger(
  keys: readonly LedgerKey[] = [testKey('k1')],
): Promise<{ ledger: Ledger; database: TestDatabase; close(): Promise<void> }> {
  const database = await openTestDatabase();
  const { url, schema } = database;
  await migrateToLatest({ url, schema });
  const ledger = openLedger({ url, schema, keys });
  return {
    ledger,
    database,
    close: async () => {
      await ledger.close();
      await database.close();
    },
  };
}
