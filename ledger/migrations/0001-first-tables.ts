// The first tables of the ledger (design 5). Money is whole hundredths in bigint, moments are timestamptz
// given by the caller, secrets and vendor texts are sealed text. Later changes are migrations of their own.

import { sql, type Kysely } from 'kysely';
import { create as createConnections } from './0001-connections.ts';
import { create as createDocuments } from './0001-documents.ts';

export const name = '0001-first-tables';

/** Makes every table in this schema. Runs inside the transaction of migrate.ts. */
export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  for (const statement of [...createConnections(table), ...createDocuments(table)])
    await statement.execute(db);
}
