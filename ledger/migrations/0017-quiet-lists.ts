// What the last reading of open items was compared with, when it brought nothing: the same again brings nothing either.

import { sql, type Kysely } from 'kysely';

export const name = '0017-quiet-lists';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  await sql`alter table ${sql.id(schema, 'open_item_readings')} add column quiet_print text`.execute(db);
}
