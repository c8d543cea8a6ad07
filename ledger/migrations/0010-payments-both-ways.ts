// What payments need beyond their intents: money that comes again after it was undone, documents that Yuki never shows
// as open, and findings that were over.

import { sql, type Kysely } from 'kysely';

export const name = '0010-payments-both-ways';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  const statements = [
    // Sent with a payment method that makes no open item (S-50).
    sql`alter table ${table('documents')} add column never_open boolean not null default false`,
    // The same total may be reached again after a reversal: each time is a round of its own. One that was undone
    // before Focus heard of it, or that a person has removed there, no longer counts.
    sql`alter table ${table('payments')}
      add column round integer not null default 0,
      add column removed boolean not null default false`,
    sql`alter table ${table('payments')} drop constraint payments_document_id_cumulative_cents_key`,
    sql`create unique index payments_reached on ${table('payments')} (document_id, round, cumulative_cents)`,
    // No payment takes Focus beyond Yuki's whole money any more, so that none has to be marked for it.
    sql`alter table ${table('payments')} drop column capped`,
    // What a person has left as it is, and was over: the same again is news.
    sql`alter table ${table('findings')} add column over_at timestamptz`,
  ];
  for (const statement of statements) await statement.execute(db);
}
