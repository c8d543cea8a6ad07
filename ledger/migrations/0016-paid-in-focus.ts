// Money that only Focus shows, and payments that a person has removed in Focus: since when it is seen, and every
// removal with its intent (R-PAY-2, R-PAY-3).

import { sql, type Kysely } from 'kysely';

export const name = '0016-paid-in-focus';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  const statements = [
    sql`alter table ${table('documents')} add column paid_in_focus_since timestamptz`,
    sql`create index documents_paid_in_focus on ${table('documents')} (administration_id)
      where paid_in_focus_since is not null`,
    // Few of the tens of thousands: what was paid in Yuki is settled.
    sql`create index documents_owed_less_in_focus on ${table('documents')} (administration_id)
      where kind = 'invoice' and state in ('exported', 'linked') and focus_due_cents < gross_cents`,
    sql`create table ${table('payment_removals')} (
      id bigint generated always as identity primary key,
      document_id bigint not null references ${table('documents')} (id),
      state text not null check (state in ('asked', 'claimed', 'doubtful', 'removed', 'ended')),
      who text not null,
      reason text not null,
      confirmed_cents bigint not null check (confirmed_cents > 0),
      worker text,
      deadline timestamptz,
      seen_payments text,
      why text,
      asked_at timestamptz not null,
      ended_at timestamptz
    )`,
    // One at a time for each invoice: a second wish is the same wish.
    sql`create unique index payment_removals_open on ${table('payment_removals')} (document_id)
      where state in ('asked', 'claimed', 'doubtful')`,
  ];
  for (const statement of statements) await statement.execute(db);
}
