// What was open of a document when it left Yuki's list of open items without standing in the books: it was removed
// there, and is not paid.

import { sql, type Kysely } from 'kysely';

export const name = '0015-missing-items';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const items = sql.id(schema, 'open_items');
  await sql`alter table ${items} add column missing_cents bigint not null default 0`.execute(db);
}
