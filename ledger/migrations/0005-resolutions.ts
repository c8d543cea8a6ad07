// Migration 0005: when a customer was last seen changed in Focus, and how people decided about the documents of a cause.

import { sql, type Kysely } from 'kysely';

export const name = '0005-resolutions';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (of: string) => sql.id(schema, of);
  await sql`alter table ${table('customers')} add column changed_at timestamptz`.execute(db);
  await sql`alter table ${table('causes')} add column decided text
    check (decided in ('ignored', 'linked'))`.execute(db);
}
