// Migration 0006: what a day of Yuki's calls was used for, which documents are backfill, and how far the reading of
// Focus's lists has come.

import { sql, type Kysely } from 'kysely';

export const name = '0006-budgets';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  for (const statement of [
    // `ours` is never begun anew within a day; `foreign_calls` is what other software was noticed to use.
    sql`alter table ${table('yuki_quota')}
      add column ours integer not null default 0,
      add column foreign_calls integer not null default 0`,
    sql`create table ${table('yuki_shares')} (
      domain_id text not null,
      day date not null,
      connection_id text not null,
      backfill integer not null default 0,
      asked_at timestamptz not null,
      primary key (domain_id, day, connection_id)
    )`,
    sql`alter table ${table('documents')} add column backfill boolean not null default false`,
    // What waits is taken in this order: fresh documents first.
    sql`drop index ${table('documents_work')}`,
    sql`create index documents_work on ${table('documents')}
      (connection_id, state, backfill, kind desc, date, number_order)`,
    // A walk through one list that has not ended: pages before `next_page` are stored.
    sql`create table ${table('sweeps')} (
      connection_id text not null references ${table('connections')} (id),
      kind text not null check (kind in ('invoice', 'creditNote')),
      since timestamptz,
      date_from date not null,
      started_at timestamptz not null,
      next_page integer not null check (next_page >= 1),
      primary key (connection_id, kind)
    )`,
  ])
    await statement.execute(db);
}
