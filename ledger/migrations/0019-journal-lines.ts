// What was paid in Focus and goes to Yuki by a journal: every line with its intent, written before the call (R-PAY-4).

import { sql, type Kysely } from 'kysely';

export const name = '0019-journal-lines';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (of: string) => sql.id(schema, of);
  const statements = [
    sql`create table ${table('journal_lines')} (
      id bigint generated always as identity primary key,
      document_id bigint not null references ${table('documents')} (id),
      mark text not null,
      amount_cents bigint not null check (amount_cents > 0),
      paid_on date not null,
      account text not null,
      state text not null check (state in ('claimed', 'doubtful', 'accepted', 'refused', 'unsent', 'uncertain')),
      worker text not null,
      deadline timestamptz not null,
      yuki_document_id text,
      open_cents bigint check (open_cents >= 0),
      cause text,
      vendor_text text,
      claimed_at timestamptz not null,
      ended_at timestamptz
    )`,
    sql`create index journal_lines_document on ${table('journal_lines')} (document_id)`,
    sql`create index journal_lines_mark on ${table('journal_lines')} (mark)`,
    sql`create index journal_lines_unfinished on ${table('journal_lines')} (deadline)
      where state in ('claimed', 'doubtful')`,
  ];
  for (const statement of statements) await statement.execute(db);
}
