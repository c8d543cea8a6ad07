// How much of a connection's backfill is left, for progress and for the forecast of its end.

import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

export interface BacklogCounts {
  /** Still to be read from Focus. */
  readonly found: number;
  /** Prepared, and not yet sent. */
  readonly ready: number;
  /** All documents that were ever part of it and are not fresh by now, whatever became of them. */
  readonly total: number;
}

export async function countBacklog(ledger: Ledger, connectionId: ConnectionId): Promise<BacklogCounts> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select((eb) => ['state', eb.fn.countAll<number>().as('documents')])
    .where('connectionId', '=', connectionId)
    .where('backfill', '=', true)
    .groupBy('state')
    .execute();
  const of = (state: string): number => rows.find((row) => row.state === state)?.documents ?? 0;
  return {
    found: of('found'),
    ready: of('ready'),
    total: rows.reduce((sum, { documents }) => sum + documents, 0),
  };
}
