// Opens the ledger: one bounded pool of connections to PostgreSQL, every query qualified with its schema, no
// state kept in a database session (design 5). The tables come from migrate.ts.

import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { LedgerKey } from '../platform/config.ts';
import { createSeal, purposes, SealError, type Seal } from './sealing.ts';
import type { Tables } from './tables.ts';

export interface Ledger {
  readonly db: Kysely<Tables>;
  readonly schema: string;
  readonly seal: Seal;
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly url: string;
  readonly keys: readonly LedgerKey[];
  readonly schema?: string;
  readonly poolSize?: number;
  /** Hears of connections that broke while nothing was asked on them; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * Opens the ledger without a call to the database; whether the keys are the right ones is for `checkSeal`.
 *
 * @throws SealError when there is no usable key.
 */
export function openLedger(options: LedgerOptions): Ledger {
  const seal = createSeal(options.keys);
  const schema = options.schema ?? 'public';
  const { db, close } = openDatabase(options);
  return { db: db.withSchema(schema), schema, seal, close };
}

/** The database below the ledger, without schema and seal; also for the migrations. */
export function openDatabase(options: Omit<LedgerOptions, 'keys'>): {
  db: Kysely<Tables>;
  close: () => Promise<void>;
} {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 8,
    connectionTimeoutMillis: 20_000,
    idleTimeoutMillis: 30_000,
    application_name: 'focus-yuki',
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  });
  // Without a listener a server that restarts would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  // The pool listens to idle connections only; one that breaks between two statements of a transaction would end
  // the process as well. Its transaction hears of it by its next statement.
  pool.on('connect', (client) => client.on('error', (error) => options.onIdleError?.(error)));
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return { db, close: () => db.destroy() };
}

const int8 = 20;
const date = 1082;

/** Reads bigint as a safe integer and a date as its text; everything else as pg does, without global changes. */
function typeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === int8) return safeInteger;
  if (oid === date) return (text) => text;
  return pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown;
}

function safeInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number))
    throw new RangeError('A number of the ledger is beyond the safe integers.');
  return number;
}

const canaryPrefix = 'canary:';

/**
 * Notices a wrong or missing sealing key at the start of a process instead of at the first secret. Every key that
 * has sealed here has left a canary; all of them have to open, and the sealing key's is made if it is new.
 *
 * @throws SealError naming the key id and LEDGER_KEYS.
 */
export async function checkSeal(ledger: Ledger, now: Date): Promise<void> {
  const { db, seal } = ledger;
  const key = canaryPrefix + seal.sealingKeyId;
  const sealed = await seal.seal(seal.sealingKeyId, purposes.canary(seal.sealingKeyId));
  await db
    .insertInto('settings')
    .values({ key, content: JSON.stringify(sealed), updatedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const canaries = await db
    .selectFrom('settings')
    .select(['key', 'content'])
    .where('key', 'like', `${canaryPrefix}%`)
    .execute();
  for (const canary of canaries) {
    const keyId = canary.key.slice(canaryPrefix.length);
    if (typeof canary.content !== 'string') throw new SealError(`The canary of key ${keyId} is damaged.`);
    await seal.open(canary.content, purposes.canary(keyId));
  }
}
