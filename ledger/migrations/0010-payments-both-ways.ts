// What payments in both directions need beyond their intents: money that comes again after it was undone, documents
// that Yuki never shows as open, payments that a person has removed, entries that go to Yuki, and findings that were over.

import { sql, type Kysely } from 'kysely';

export const name = '0010-payments-both-ways';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  const statements = [
    // Sent with a payment method that makes no open item (S-50), and since when Focus shows more money than Yuki (S-51).
    sql`alter table ${table('documents')}
      add column never_open boolean not null default false,
      add column paid_in_focus_cents bigint,
      add column focus_ahead_since timestamptz`,
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
    sql`create table ${table('payment_removals')} (
      id bigint generated always as identity primary key,
      document_id bigint not null references ${table('documents')} (id),
      finding_id bigint not null references ${table('findings')} (id),
      state text not null check (state in ('ordered', 'claimed', 'doubtful', 'removed', 'refused')),
      ordered_by text not null,
      reason text not null,
      deadline timestamptz,
      why text,
      ordered_at timestamptz not null,
      settled_at timestamptz
    )`,
    sql`create unique index payment_removals_open on ${table('payment_removals')} (document_id)
      where state in ('ordered', 'claimed', 'doubtful')`,
    sql`create table ${table('journal_entries')} (
      id bigint generated always as identity primary key,
      document_id bigint not null references ${table('documents')} (id),
      cumulative_cents bigint not null,
      amount_cents bigint not null check (amount_cents > 0),
      paid_on date not null,
      state text not null check (state in ('intended', 'claimed', 'doubtful', 'booked', 'reported')),
      mark text not null unique,
      worker text,
      deadline timestamptz,
      looks integer not null default 0,
      next_look_at timestamptz,
      why text,
      intended_at timestamptz not null,
      settled_at timestamptz,
      unique (document_id, cumulative_cents)
    )`,
  ];
  for (const statement of statements) await statement.execute(db);
}
