// What a ledger needs that is left alone for months: to remember that it was restored from a backup, and to let
// go of old texts without letting go of what they were about.

import { sql, type Kysely } from 'kysely';

export const name = '0007-left-alone';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  const statements = [
    // When a person accepted a restored backup, and the attempt that stands for those that it has forgotten.
    sql`alter table ${table('connections')}
      add column restored_at timestamptz,
      add column forgotten_attempt_id bigint`,
    // An attempt that the ledger has forgotten may have sent it: it is looked up before it is sent.
    sql`alter table ${table('documents')} add column maybe_sent boolean not null default false`,
    // Focus may have it already from a registration that the ledger has forgotten: never beyond Yuki's whole money.
    sql`alter table ${table('payments')} add column capped boolean not null default false`,
    sql`alter table ${table('attempts')} add column texts_removed_at timestamptz`,
    sql`alter table ${table('attempt_documents')} alter column fragment drop not null`,
    sql`create index attempts_with_texts on ${table('attempts')} (wire_deadline)
      where texts_removed_at is null`,
  ];
  for (const statement of statements) await statement.execute(db);
}
