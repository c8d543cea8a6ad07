// A database for one test file: a schema of the file's own on the server at DATABASE_URL, else on the embedded
// database that the whole run shares.

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateToLatest } from '../../ledger/migrate.ts';
import { openLedger, type Ledger } from '../../ledger/open.ts';
import type { LedgerKey } from '../../platform/config.ts';
import { askShared } from './ask-shared.ts';

export interface TestDatabase {
  readonly url: string;
  readonly schema: string;
  readonly embedded: boolean;
  /** Drops what the file made. */
  close(): Promise<void>;
}

/** Finds the server; the schema is not made yet. The first file that asks waits some seconds for the embedded one. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const given = process.env.DATABASE_URL;
  const embedded = given === undefined || given === '';
  const url = embedded ? (await askShared('database')).url : given;
  return { url, schema, embedded, close: () => dropSchema(url, schema) };
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
