// Runs that found nothing to do: a poll an hour makes nine thousand a year for each connection, and they tell nothing
// that the next one does not tell as well. Everything else that ran stays on record.

import { sql } from 'kysely';
import type { Ledger } from './open.ts';

const keptDays = 30;
const day = 86_400_000;

/**
 * Removes at most `limit` runs that ended well a month ago without anything found, sent, held or registered; answers
 * how many. The last run of a connection stays, because its state is told by it.
 */
export async function removeQuietRuns(ledger: Ledger, limit: number, now: Date): Promise<number> {
  const table = (name: string) => sql.id(ledger.schema, name);
  const before = new Date(now.getTime() - keptDays * day);
  const { numAffectedRows } = await sql`
    delete from ${table('runs')} where (connection_id, number) in (
      select runs.connection_id, runs.number
        from ${table('runs')} as runs
        join ${table('connections')} as connections on connections.id = runs.connection_id
        where runs.started_at < ${before} and runs.number < connections.run_number and ${isQuiet}
        order by runs.started_at
        limit ${limit}
    )`.execute(ledger.db);
  return Number(numAffectedRows ?? 0n);
}

/** As the index of these runs has it (migration 0018); calls alone are nothing that happened. */
const isQuiet = sql`runs.outcome = 'done' and runs.found + runs.exported + runs.held + runs.doubtful + runs.ready
  + runs.skipped + runs.payments_registered + runs.payments_reported + runs.customers + runs.batches = 0`;
