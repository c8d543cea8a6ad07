// Migration 0012: who is told by message about a connection, the messages written for them (an outbox), and which
// matter each of them told; and indexes by which the metrics count without reading everything.

import { sql, type Kysely } from 'kysely';

export const name = '0012-messages';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  const statements = [
    sql`create table ${table('recipients')} (
      id text primary key,
      connection_id text not null references ${table('connections')} (id),
      channel text not null check (channel in ('webhook', 'email')),
      address text not null,
      signing_secret text,
      language text not null check (language in ('en', 'nl', 'fr')),
      about jsonb not null,
      created_at timestamptz not null,
      removed_at timestamptz,
      failing_since timestamptz,
      quiet_until timestamptz,
      last_problem text,
      check ((channel = 'webhook') = (signing_secret is not null))
    )`,
    sql`create index recipients_connection on ${table('recipients')} (connection_id) where removed_at is null`,
    sql`create table ${table('messages')} (
      id text primary key,
      recipient_id text not null references ${table('recipients')} (id),
      content text not null,
      state text not null check (state in ('waiting', 'sent', 'givenUp', 'dropped')),
      tries integer not null default 0,
      next_try_at timestamptz,
      written_at timestamptz not null,
      sent_at timestamptz,
      check ((state = 'waiting') = (next_try_at is not null))
    )`,
    // One message at a time for each recipient: what comes meanwhile joins the next one, and of two workers that
    // write at the same moment one is refused.
    sql`create unique index messages_waiting on ${table('messages')} (recipient_id) where state = 'waiting'`,
    sql`create index messages_due on ${table('messages')} (next_try_at) where state = 'waiting'`,
    sql`create index messages_recipient on ${table('messages')} (recipient_id, written_at)`,
    sql`create table ${table('told_matters')} (
      message_id text not null references ${table('messages')} (id) on delete cascade,
      recipient_id text not null references ${table('recipients')} (id),
      matter text not null,
      news text not null check (news in ('needs', 'still', 'over')),
      reminders integer not null,
      primary key (message_id, matter)
    )`,
    sql`create index told_matters_recipient on ${table('told_matters')} (recipient_id, matter)`,
    sql`create index documents_unsettled on ${table('documents')} (state)
      where state in ('found', 'ready', 'sending', 'held', 'doubtful')`,
    sql`create index documents_exported_at on ${table('documents')} (exported_at)
      where exported_at is not null and not backfill`,
    sql`create index attempts_claimed_at on ${table('attempts')} (claimed_at)`,
    sql`create index runs_started_at on ${table('runs')} (started_at)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
