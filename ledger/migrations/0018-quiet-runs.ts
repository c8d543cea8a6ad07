// Finds the runs that found nothing to do without looking at the others, however many years of them there are.

import { sql, type Kysely } from 'kysely';

export const name = '0018-quiet-runs';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  await sql`create index runs_quiet on ${sql.id(schema, 'runs')} (started_at)
    where outcome = 'done' and found + exported + held + doubtful + ready + skipped
      + payments_registered + payments_reported + customers + batches = 0`.execute(db);
}
