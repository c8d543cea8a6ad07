// The ledger's tables: made once however many processes start, and refused when they are newer than the code.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import { migrateToLatest, missingMigrations } from '../../ledger/migrate.ts';
import { migrations } from '../../ledger/migrations/index.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 60_000);
afterAll(() => database.close());

describe('the migrations', () => {
  test('are missing as a whole before the first set-up', async () => {
    expect(await missingMigrations(database)).toBeNull();
  });

  test('are applied once when four processes start at the same moment', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrateToLatest(database)));
    expect(applied.flat()).toEqual(migrations.map(({ name }) => name));
    expect(await missingMigrations(database)).toEqual([]);
    expect(await migrateToLatest(database)).toEqual([]);
  });

  test('refuse a ledger that is newer than the code, and say so', async () => {
    const connection = new pg.Client({ connectionString: database.url });
    await connection.connect();
    const table = `${database.schema}.ledger_migrations`;
    await connection.query(`insert into ${table} values ('9999-from-the-future', $1)`, [new Date()]);
    await expect(migrateToLatest(database)).rejects.toThrow('The ledger is newer than this version');
    await connection.query(`delete from ${table} where name = '9999-from-the-future'`);
    await connection.end();
  });
});
