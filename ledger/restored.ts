// A ledger that was restored from a backup does not know what was done since (design 3, caretaker). What it can
// tell is what may have been done: that is marked here, so that it is looked up before it is done again.

import type { Transaction } from 'kysely';
import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { underWay } from './payment-rows.ts';
import type { Tables } from './tables.ts';

/** Names the attempt that stands for all those that a restored ledger has forgotten. */
export const forgottenWorker = 'forgotten by a restored ledger';

/** What the acceptance of a restored ledger concerned. */
export interface Restoration {
  /** On their way or ready in the backup: doubtful now. */
  readonly doubtful: number;
  /** To be checked again anyway: doubtful as soon as they are prepared. */
  readonly marked: number;
  /** Not registered in the backup: registered at most up to what Yuki shows in all. */
  readonly payments: number;
}

/**
 * Goes on from a restored ledger: the numbers of runs go on from what the workflow remembers, and every unsent
 * document of the connection counts as possibly sent by an attempt that the ledger has forgotten. Null, and
 * nothing is changed, when the ledger knows that run: it was accepted before.
 */
export async function acceptRestored(
  ledger: Ledger,
  connectionId: ConnectionId,
  runNumber: number,
  now: Date,
): Promise<Restoration | null> {
  return ledger.db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('connections')
      .set({ runNumber, restoredAt: now, updatedAt: now })
      .where('id', '=', connectionId)
      .where('runNumber', '<', runNumber)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return null;
    const { id: forgottenAttemptId } = await transaction
      .insertInto('attempts')
      .values({
        connectionId,
        state: 'lost',
        worker: forgottenWorker,
        // Until now it may have been sent; from now on nothing is without being looked up.
        wireDeadline: now,
        claimedAt: now,
        begunAt: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await transaction
      .updateTable('connections')
      .set({ forgottenAttemptId })
      .where('id', '=', connectionId)
      .execute();
    const doubtful = await doubtPrepared(transaction, connectionId, forgottenAttemptId, now);
    const marked = await transaction
      .updateTable('documents')
      .set({ maybeSent: true })
      .where('connectionId', '=', connectionId)
      .where('state', 'in', ['found', 'held', 'ignored', 'withdrawn'])
      .executeTakeFirst();
    return {
      doubtful,
      marked: Number(marked.numUpdatedRows),
      payments: await waitingPayments(transaction, connectionId),
    };
  });
}

/** What the backup shows as ready, on its way or in doubt is looked up at once. */
async function doubtPrepared(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
  attemptId: number,
  now: Date,
): Promise<number> {
  const rows = await transaction
    .selectFrom('documents')
    .leftJoin('preparedMessages', 'preparedMessages.documentId', 'documents.id')
    .leftJoin('attemptDocuments', (join) =>
      join
        .onRef('attemptDocuments.documentId', '=', 'documents.id')
        .onRef('attemptDocuments.attemptId', '=', 'documents.attemptId'),
    )
    .select(['documents.id', 'preparedMessages.fragment', 'attemptDocuments.fragment as sent'])
    .select(['preparedMessages.fingerprint', 'attemptDocuments.fingerprint as sentFingerprint'])
    .select(['preparedMessages.identity', 'attemptDocuments.identity as sentIdentity'])
    .where('documents.connectionId', '=', connectionId)
    .where('documents.state', 'in', ['ready', 'sending', 'doubtful'])
    .forUpdate('documents')
    .execute();
  for (const row of rows) {
    const identity = row.sentIdentity ?? row.identity;
    if (identity === null) continue;
    await doubtForgotten(
      transaction,
      attemptId,
      row.id,
      {
        fragment: row.sent ?? row.fragment,
        fingerprint: row.sentFingerprint ?? row.fingerprint ?? '',
        identity: JSON.stringify(identity),
      },
      now,
    );
  }
  return rows.length;
}

/** Puts one document in doubt because of an attempt that the ledger has forgotten. */
export async function doubtForgotten(
  transaction: Transaction<Tables>,
  attemptId: number,
  documentId: number,
  message: { fragment: string | null; fingerprint: string; identity: string },
  now: Date,
): Promise<void> {
  const { fragment, fingerprint, identity } = message;
  await transaction
    .insertInto('attemptDocuments')
    .values({ attemptId, documentId, fragment, fingerprint, identity })
    .onConflict((conflict) =>
      conflict
        .columns(['attemptId', 'documentId'])
        .doUpdateSet({ fragment, fingerprint, identity, verdict: null }),
    )
    .execute();
  await transaction
    .updateTable('documents')
    .set({ state: 'doubtful', attemptId, maybeSent: false, looks: 0, nextLookAt: now, changedAt: now })
    .where('id', '=', documentId)
    .execute();
}

/**
 * Money that Yuki showed to the lost ledger may be in Focus already, under an intent that is not here. None is registered
 * beyond what Yuki shows in all, so that nothing has to be done about these but to say how many they are (R-PAY-7).
 */
async function waitingPayments(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
): Promise<number> {
  const { count } = await transaction
    .selectFrom('payments')
    .innerJoin('documents', 'documents.id', 'payments.documentId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('payments.state', 'in', underWay)
    .where('documents.connectionId', '=', connectionId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Whether what a connection finds in Focus now may have been sent by an attempt that the ledger has forgotten: until
 * one whole sweep has passed the moment at which the restored ledger was accepted.
 */
export function mayBeForgotten(connection: { restoredAt: Date | null }, watermark: Date | null): boolean {
  return connection.restoredAt !== null && (watermark === null || watermark <= connection.restoredAt);
}

/** The attempt of which a document that may have been sent is part; null when there is none. */
export async function forgottenAttemptOf(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
): Promise<number | null> {
  const row = await transaction
    .selectFrom('connections')
    .select('forgottenAttemptId')
    .where('id', '=', connectionId)
    .executeTakeFirst();
  return row?.forgottenAttemptId ?? null;
}
