// The migrations in the order in which they apply, listed by hand so that nothing is found by scanning folders.

import type { Kysely } from 'kysely';
import * as firstTables from './0001-first-tables.ts';
import * as adoption from './0002-adoption.ts';

export interface LedgerMigration {
  readonly name: string;
  readonly up: (db: Kysely<never>, schema: string) => Promise<void>;
}

export const migrations: readonly LedgerMigration[] = [firstTables, adoption];
