// Two documents of Focus with one number: the one that is first by date, and then by the order in which they were
// found, keeps it as long as neither was sent. Which reference a document wants is said by the caller (E-9, R-NUM-8).

import type { Transaction } from 'kysely';
import type { DocumentId } from '../domain/ids.ts';
import type { DocumentRow } from './document-rows.ts';
import { fixReference, getDocument } from './documents.ts';
import type { Ledger } from './open.ts';
import { knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

export type FixedInOrder =
  | { readonly kind: 'fixed'; readonly reference: string }
  | { readonly kind: 'taken'; readonly by: DocumentRow };

/** Fixes the reference; a later document that was certainly never sent gives it back, and is prepared anew. */
export async function fixInOrder(
  ledger: Ledger,
  documentId: DocumentId,
  reference: string,
  now: Date,
): Promise<FixedInOrder> {
  let fixed = await fixReference(ledger, documentId, reference);
  if (fixed.kind === 'taken' && (await giveBack(ledger, documentId, fixed.byDocumentId, now)))
    fixed = await fixReference(ledger, documentId, reference);
  if (fixed.kind === 'fixed') return fixed;
  const by = await getDocument(ledger, fixed.byDocumentId);
  if (by === null) throw new Error('The document that has the reference is gone from the ledger.');
  return { kind: 'taken', by };
}

/** False when the holder is the first of the two, or was or may have been sent. */
async function giveBack(
  { db }: Ledger,
  claimantId: DocumentId,
  holderId: DocumentId,
  now: Date,
): Promise<boolean> {
  const holder = knownRowNumber(holderId);
  return db.transaction().execute(async (transaction) => {
    const row = await lockUnsent(transaction, holder);
    if (row === null) return false;
    const claimant = await transaction
      .selectFrom('documents')
      .select(['id', 'date'])
      .where('id', '=', knownRowNumber(claimantId))
      .executeTakeFirstOrThrow();
    const isFirst = claimant.date < row.date || (claimant.date === row.date && claimant.id < row.id);
    if (!isFirst) return false;
    await transaction
      .updateTable('documents')
      .set({
        reference: null,
        preparedUpdatedAt: null,
        ...(row.state === 'ready' ? { state: 'found' as const } : {}),
        changedAt: now,
      })
      .where('id', '=', row.id)
      .execute();
    await transaction.deleteFrom('preparedMessages').where('documentId', '=', row.id).execute();
    return true;
  });
}

/** A reference that any message has carried is never given to another document. */
async function lockUnsent(transaction: Transaction<Tables>, id: number) {
  const row = await transaction
    .selectFrom('documents')
    .select(['id', 'date', 'state'])
    .where('id', '=', id)
    .where('state', 'in', ['found', 'ready', 'held'])
    .where('maybeSent', '=', false)
    .where('attemptId', 'is', null)
    .where((outer) =>
      outer.not(
        outer.exists(
          outer
            .selectFrom('attemptDocuments')
            .select('attemptDocuments.attemptId')
            .where('attemptDocuments.documentId', '=', id),
        ),
      ),
    )
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}
