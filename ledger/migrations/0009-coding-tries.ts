// How often a relation's code was written, so that a Yuki that says yes and never shows it is not told for ever.

import { sql, type Kysely } from 'kysely';

export const name = '0009-coding-tries';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  await sql`alter table ${sql.id(schema, 'customers')} add column coding_tries integer not null default 0`.execute(
    db,
  );
}
