// Attempts whose worker was lost: nothing is assumed (design 4). Never begun means ready again; begun means
// doubtful until it was looked up after the wire deadline and Yuki's own lag.

import { sql, type Transaction } from 'kysely';
import type { AttemptId, ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { expirePayments } from './payment-rows.ts';
import { knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';
import { readyAgain } from './verdicts.ts';

const mostPerCall = 200;

export interface Expiry {
  readonly backToReady: number;
  readonly doubtful: number;
  /** Whose documents moved, each once. */
  readonly connections: ConnectionId[];
}

/**
 * Gives up attempts past their wire deadline that have no verdict: documents of those that never began are ready
 * again, of the others doubtful with their first look at the deadline plus `lagMs`. Payments whose worker was lost
 * become doubtful too. At most 200 attempts a call.
 */
export async function expireAttempts(
  ledger: Ledger,
  order: { connectionId?: ConnectionId; lagMs: number },
  now: Date,
): Promise<Expiry> {
  const { connectionId } = order;
  await expirePayments(ledger, { ...(connectionId === undefined ? {} : { connectionId }) }, now);
  return ledger.db.transaction().execute(async (transaction) => {
    const overdue = await transaction
      .selectFrom('attempts')
      .select(['id', 'connectionId', 'state', 'wireDeadline'])
      .where('state', 'in', ['claimed', 'begun', 'answered'])
      .where('wireDeadline', '<=', now)
      .$if(connectionId !== undefined, (query) =>
        query.where('connectionId', '=', connectionId as ConnectionId),
      )
      .orderBy('id')
      .limit(mostPerCall)
      .forUpdate()
      .skipLocked()
      .execute();
    let backToReady = 0;
    let doubtful = 0;
    const connections = new Set<ConnectionId>();
    for (const attempt of overdue) {
      const moved =
        attempt.state === 'claimed'
          ? await abandon(transaction, attempt.id, now)
          : await doubt(transaction, attempt.id, new Date(attempt.wireDeadline.getTime() + order.lagMs), now);
      if (attempt.state === 'claimed') backToReady += moved;
      else doubtful += moved;
      if (moved > 0) connections.add(attempt.connectionId);
    }
    return { backToReady, doubtful, connections: [...connections] };
  });
}

/** Gives back the documents of one attempt that certainly sent nothing. Answers how many; 0 once it has begun. */
export async function failUnbegun(ledger: Ledger, attemptId: AttemptId, now: Date): Promise<number> {
  const id = knownRowNumber(attemptId);
  return ledger.db.transaction().execute(async (transaction) => {
    const attempt = await transaction
      .selectFrom('attempts')
      .select('state')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    return attempt?.state === 'claimed' ? abandon(transaction, id, now) : 0;
  });
}

async function abandon(transaction: Transaction<Tables>, attemptId: number, now: Date): Promise<number> {
  await transaction
    .updateTable('attempts')
    .set({ state: 'abandoned', settledAt: now })
    .where('id', '=', attemptId)
    .execute();
  const { numUpdatedRows } = await transaction
    .updateTable('documents')
    .set({ state: readyAgain, attemptId: null, nextLookAt: null, changedAt: now })
    .where('attemptId', '=', attemptId)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  await transaction
    .updateTable('attemptDocuments')
    .set({ verdict: 'ready', verdictAt: now })
    .where('attemptId', '=', attemptId)
    .where('verdict', 'is', null)
    .execute();
  return Number(numUpdatedRows);
}

async function doubt(
  transaction: Transaction<Tables>,
  attemptId: number,
  nextLookAt: Date,
  now: Date,
): Promise<number> {
  await transaction.updateTable('attempts').set({ state: 'lost' }).where('id', '=', attemptId).execute();
  const { numUpdatedRows } = await transaction
    .updateTable('documents')
    .set({ state: 'doubtful', nextLookAt: sql<Date>`${nextLookAt}::timestamptz`, changedAt: now })
    .where('attemptId', '=', attemptId)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
