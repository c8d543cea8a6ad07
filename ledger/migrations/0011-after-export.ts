// The life of a document after its export: what was exported of it, what Focus shows of it now, whether Yuki still
// has it, and how far the daily comparison of both sides is (design 5, R-CHG-1 … R-CHG-6).

import { sql, type Kysely } from 'kysely';

export const name = '0011-after-export';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  const statements = [
    sql`alter table ${table('documents')}
      add column net_cents bigint,
      add column taxes jsonb,
      add column lines_key text,
      add column focus_due_cents bigint,
      add column focus_now jsonb,
      add column lines_unread boolean not null default false,
      add column seen_in_focus_at timestamptz,
      add column missing_in_yuki_since timestamptz,
      add column booked_aside_at timestamptz`,
    sql`create index documents_lines_unread on ${table('documents')} (connection_id) where lines_unread`,
    sql`alter table ${table('findings')}
      add column left_by text,
      add column left_reason text`,
    sql`alter table ${table('yuki_sales_readings')}
      add column whole_at timestamptz,
      add column recent_from date`,
    sql`update ${table('yuki_sales_readings')} set whole_at = read_at`,
    sql`create table ${table('completeness_checks')} (
      connection_id text primary key references ${table('connections')} (id),
      done_at timestamptz not null,
      older_before date,
      plan jsonb,
      wished_from date,
      wished_at timestamptz
    )`,
  ];
  for (const statement of statements) await statement.execute(db);
}
