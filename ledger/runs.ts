// The runs of a connection and their summaries (design 3: summaries live in the ledger, not in histories).

import type { Selectable } from 'kysely';
import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import type { RunOutcome, RunsTable } from './tables.ts';

export type { RunOutcome } from './tables.ts';

const summaryKeys = [
  'found',
  'exported',
  'held',
  'doubtful',
  'ready',
  'skipped',
  'paymentsRegistered',
  'paymentsReported',
  'yukiCalls',
  'focusRequests',
  'customers',
  'batches',
] as const;

/** Counts of one run, all from 0. */
export type RunSummary = { readonly [K in (typeof summaryKeys)[number]]: number };

export interface RunRow {
  readonly connectionId: ConnectionId;
  readonly number: number;
  readonly scope: string;
  readonly workflowRunId: string;
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly endedAt: Date | null;
  readonly outcome: RunOutcome | null;
  readonly cause: string | null;
  readonly summary: RunSummary;
}

/**
 * Opens the run with this number. `known`: it was opened before, which a repeated call finds. `behind`: newer runs
 * are known. `ledgerBehind`: runs before it are missing, so the ledger is older than the workflow remembers.
 *
 * @throws Error when there is no such connection.
 */
export async function openRun(
  ledger: Ledger,
  connectionId: ConnectionId,
  number: number,
  facts: { scope: string; workflowRunId: string },
  now: Date,
): Promise<'opened' | 'known' | 'behind' | 'ledgerBehind'> {
  return ledger.db.transaction().execute(async (transaction) => {
    const connection = await transaction
      .selectFrom('connections')
      .select('runNumber')
      .where('id', '=', connectionId)
      .forUpdate()
      .executeTakeFirst();
    if (connection === undefined) throw new Error('A run was opened for a connection that is not there.');
    const { runNumber } = connection;
    if (number === runNumber) return 'known';
    if (number < runNumber) return 'behind';
    if (number > runNumber + 1) return 'ledgerBehind';
    await transaction
      .updateTable('connections')
      .set({ runNumber: number, updatedAt: now })
      .where('id', '=', connectionId)
      .execute();
    await transaction
      .insertInto('runs')
      .values({ connectionId, number, ...facts, startedAt: now })
      .execute();
    return 'opened';
  });
}

/** Adds to the counts of a run; nothing when there is no such run. Not idempotent: said twice it counts twice. */
export async function addToRun(
  ledger: Ledger,
  connectionId: ConnectionId,
  number: number,
  delta: Partial<RunSummary>,
): Promise<void> {
  const counted = summaryKeys.filter((key) => (delta[key] ?? 0) !== 0);
  if (counted.length === 0) return;
  await ledger.db
    .updateTable('runs')
    .set((eb) => Object.fromEntries(counted.map((key) => [key, eb(key, '+', delta[key] ?? 0)])))
    .where('connectionId', '=', connectionId)
    .where('number', '=', number)
    .execute();
}

/** Ends a run; the first end stands. False when it had ended or does not exist. */
export async function closeRun(
  ledger: Ledger,
  connectionId: ConnectionId,
  number: number,
  outcome: RunOutcome,
  detail: { cause?: string } | null,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('runs')
    .set({ outcome, cause: detail?.cause ?? null, endedAt: now })
    .where('connectionId', '=', connectionId)
    .where('number', '=', number)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function getRun(
  ledger: Ledger,
  connectionId: ConnectionId,
  number: number,
): Promise<RunRow | null> {
  const row = await ledger.db
    .selectFrom('runs')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row === undefined ? null : runOf(row);
}

/** The latest runs, newest first, at most `limit` (500). */
export async function lastRuns(ledger: Ledger, connectionId: ConnectionId, limit: number): Promise<RunRow[]> {
  const rows = await ledger.db
    .selectFrom('runs')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .orderBy('number', 'desc')
    .limit(Math.min(limit, 500))
    .execute();
  return rows.map(runOf);
}

function runOf(row: Selectable<RunsTable>): RunRow {
  const { connectionId, number, scope, workflowRunId, startedAt, endedAt, outcome, cause } = row;
  const summary = Object.fromEntries(summaryKeys.map((key) => [key, row[key]])) as RunSummary;
  return { connectionId, number, scope, workflowRunId, startedAt, endedAt, outcome, cause, summary };
}
