// Setting an unsent document aside because Focus has deleted or unbooked it, which gives its reference back.

import { sql, type Transaction } from 'kysely';
import type { DocumentId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

/**
 * Deleted or unbooked in Focus before its export: the document is set aside, and gives its reference back unless it
 * was or may have been sent. False when it is not one of the unsent ones.
 */
export async function withdraw(ledger: Ledger, documentId: DocumentId, now: Date): Promise<boolean> {
  const id = knownRowNumber(documentId);
  return ledger.db.transaction().execute((transaction) => withdrawRow(transaction, id, now));
}

/** The same inside a transaction of the caller. */
export async function withdrawRow(transaction: Transaction<Tables>, id: number, now: Date): Promise<boolean> {
  const everSent = sql<boolean>`exists (${transaction
    .selectFrom('attemptDocuments')
    .innerJoin('attempts', 'attempts.id', 'attemptDocuments.attemptId')
    .select('attempts.id')
    .where('attemptDocuments.documentId', '=', id)
    .where('attempts.begunAt', 'is not', null)})`;
  const { numUpdatedRows } = await transaction
    .updateTable('documents')
    .set({
      state: 'withdrawn',
      causeId: null,
      releasedCauseId: null,
      attemptId: null,
      preparedUpdatedAt: null,
      reference: sql<
        string | null
      >`case when ${everSent} or ${sql.ref('documents.maybeSent')} then ${sql.ref('documents.reference')} end`,
      changedAt: now,
    })
    .where('id', '=', id)
    .where('state', 'in', ['found', 'ready', 'held'])
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await transaction.deleteFrom('preparedMessages').where('documentId', '=', id).execute();
  return true;
}
