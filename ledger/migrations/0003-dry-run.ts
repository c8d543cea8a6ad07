// A connection that was set up without automatic sync exports nothing before somebody asks for the first sync, and
// what is prepared says which ledger accounts and VAT codes it concerns, so that a dry run can add it up.

import { sql, type Kysely } from 'kysely';

export const name = '0003-dry-run';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  await sql`alter table ${table('connections')}
    add column awaits_first_sync boolean not null default false`.execute(db);
  await sql`alter table ${table('prepared_messages')}
    add column shares jsonb not null default '[]'`.execute(db);
  // What was prepared without shares is prepared once more, under the same reference.
  await sql`update ${table('documents')} set state = 'found' where state = 'ready'`.execute(db);
}
