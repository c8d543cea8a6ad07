// Brings the ledger's tables to the newest migration. Kysely's own migrator is not used, because it locks by
// database session and the embedded server has one session behind all sockets (design 5); the lock here is a
// table lock of the one transaction in which everything happens.

import { sql, type Kysely } from 'kysely';
import { migrations, type LedgerMigration } from './migrations/index.ts';
import { openDatabase } from './open.ts';

/** The tables cannot be brought up to date; the message says why and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/**
 * Applies what is missing, all or nothing, and answers the names of what was applied; nothing twice when several
 * processes start at once.
 *
 * @throws MigrationError when the ledger knows migrations that this version does not (it is newer than the code).
 */
export async function migrateToLatest(options: { url: string; schema?: string }): Promise<string[]> {
  const schema = options.schema ?? 'public';
  const { db, close } = openDatabase({ url: options.url, schema, poolSize: 1 });
  try {
    const bare = db as unknown as Kysely<never>;
    await makeBookkeepingTable(bare, schema);
    return await bare.transaction().execute((transaction) => applyMissing(transaction, schema));
  } finally {
    await close();
  }
}

/** The migrations that this version has and the ledger has not. Null when the ledger has never been set up. */
export async function missingMigrations(options: { url: string; schema?: string }): Promise<string[] | null> {
  const schema = options.schema ?? 'public';
  const { db, close } = openDatabase({ url: options.url, schema, poolSize: 1 });
  try {
    const bare = db as unknown as Kysely<never>;
    const { rows } = await sql<{ there: boolean }>`select exists (select 1 from information_schema.tables
      where table_schema = ${schema} and table_name = 'ledger_migrations') as there`.execute(bare);
    if (rows[0]?.there !== true) return null;
    const applied = await readApplied(bare, schema);
    return migrations.filter(({ name }) => !applied.has(name)).map(({ name }) => name);
  } finally {
    await close();
  }
}

/** `if not exists` may still collide when two processes make the same thing at once; then it exists. */
const alreadyThere = new Set(['23505', '42710', '42P06', '42P07']);

async function makeBookkeepingTable(db: Kysely<never>, schema: string): Promise<void> {
  const known = await sql<{ there: boolean }>`select exists (
    select 1 from pg_catalog.pg_namespace where nspname = ${schema}) as there`.execute(db);
  if (known.rows[0]?.there !== true)
    await ignoreAlreadyThere(() => sql`create schema if not exists ${sql.id(schema)}`.execute(db));
  await ignoreAlreadyThere(() =>
    sql`create table if not exists ${sql.id(schema, 'ledger_migrations')} (
      name text primary key,
      applied_at timestamptz not null
    )`.execute(db),
  );
}

async function ignoreAlreadyThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (cause) {
    if (!alreadyThere.has((cause as { code?: string }).code ?? '')) throw cause;
  }
}

async function applyMissing(db: Kysely<never>, schema: string): Promise<string[]> {
  await sql`lock table ${sql.id(schema, 'ledger_migrations')} in exclusive mode`.execute(db);
  const applied = await readApplied(db, schema);
  const unknown = [...applied].filter((name) => !migrations.some((known) => known.name === name));
  if (unknown.length > 0)
    throw new MigrationError(
      `The ledger is newer than this version (${unknown.join(', ')}); start the version that made it, or restore a backup.`,
    );
  const missing: LedgerMigration[] = migrations.filter(({ name }) => !applied.has(name));
  for (const { name, up } of missing) {
    await up(db, schema);
    await sql`insert into ${sql.id(schema, 'ledger_migrations')} (name, applied_at)
      values (${name}, ${new Date()})`.execute(db);
  }
  return missing.map(({ name }) => name);
}

async function readApplied(db: Kysely<never>, schema: string): Promise<Set<string>> {
  const { rows } = await sql<{
    name: string;
  }>`select name from ${sql.id(schema, 'ledger_migrations')}`.execute(db);
  return new Set(rows.map(({ name }) => name));
}
