// A backup of a ledger's tables beside them, and its restoration, as an operator does it with the tools of
// PostgreSQL. It knows tables and keys from the database itself.

import pg from 'pg';
import type { TestDatabase } from './database.ts';

export interface LedgerBackup {
  /** Puts every row back as it was, while nothing else is written. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function backUp(database: Pick<TestDatabase, 'url' | 'schema'>): Promise<LedgerBackup> {
  const { url, schema } = database;
  const copy = `${schema}_backup`;
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  const { rows } = await connection.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = $1`,
    [schema],
  );
  const tables = rows.map(({ name }) => name);
  await connection.query(`create schema ${copy}`);
  for (const table of tables)
    await connection.query(`create table ${copy}.${table} as table ${schema}.${table}`);
  const references = await connection.query<{ from: string; to: string }>(
    `select child.relname as "from", parent.relname as "to" from pg_constraint
      join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
      where contype = 'f' and connamespace = $1::regnamespace`,
    [schema],
  );
  const ordered = parentsFirst(tables, references.rows);
  return {
    restore: async () => {
      await connection.query('begin');
      await connection.query(`truncate ${tables.map((table) => `${schema}.${table}`).join(', ')}`);
      for (const table of ordered)
        await connection.query(
          `insert into ${schema}.${table} overriding system value select * from ${copy}.${table}`,
        );
      await connection.query('commit');
    },
    close: async () => {
      await connection.query(`drop schema ${copy} cascade`);
      await connection.end();
    },
  };
}

/** Every table after those that it refers to. */
function parentsFirst(
  tables: readonly string[],
  references: readonly { from: string; to: string }[],
): string[] {
  const done: string[] = [];
  const visit = (table: string): void => {
    if (done.includes(table)) return;
    for (const { from, to } of references) if (from === table && to !== table) visit(to);
    done.push(table);
  };
  for (const table of tables) visit(table);
  return done;
}
