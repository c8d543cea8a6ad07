// Original PDFs that travel with documents: what is ready to be sent and may want one, what earlier messages taught,
// what a message carried, and what a person is told of a document that goes without. The PDFs are never kept.

import { sql } from 'kysely';
import type { WithoutPdf } from '../domain/attachments.ts';
import type { DocumentKind } from '../domain/document.ts';
import type { AttemptId, ConnectionId, DocumentId, FocusDocumentId } from '../domain/ids.ts';
import { report } from './findings.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import { sendable } from './sendable.ts';

export interface ReadyDocument {
  readonly id: DocumentId;
  readonly kind: DocumentKind;
  readonly focusId: FocusDocumentId;
  /** Of its message without a PDF. */
  readonly bytes: number;
  readonly backfill: boolean;
  /** Why it is not to carry a PDF again, whatever Focus has; null when it may. */
  readonly without: WithoutPdf | null;
}

/**
 * The documents that the next claim would take, in its order, without taking them: of a backfill or none of it,
 * never both.
 */
export async function readyForPdfs(
  ledger: Ledger,
  connectionId: ConnectionId,
  order: { limit: number; only?: DocumentId },
): Promise<ReadyDocument[]> {
  const only = order.only === undefined ? null : [order.only];
  const rows = await sendable(ledger.db, connectionId, { only, limit: order.limit })
    .select([
      'documents.id',
      'documents.kind',
      'documents.focusId',
      'documents.backfill',
      'preparedMessages.bytes',
    ])
    .execute();
  const alike = rows.filter(({ backfill }) => backfill === rows[0]?.backfill);
  const ids = alike.map(({ id }) => id);
  const [refused, lost] =
    ids.length === 0 ? [[], []] : await Promise.all([refusedOf(ledger, ids), lostOf(ledger, ids)]);
  return alike.map(({ id, ...row }) => ({
    ...row,
    id: documentIdOf(id),
    without: refused.includes(id) ? 'refusedByYuki' : lost.includes(id) ? 'lostBefore' : null,
  }));
}

/** Documents of which Yuki has refused the PDF, as far as is known. */
async function refusedOf(ledger: Ledger, ids: readonly number[]): Promise<number[]> {
  const rows = await ledger.db
    .selectFrom('findings')
    .select('documentId')
    .where('documentId', 'in', ids)
    .where('kind', '=', 'withoutPdf')
    .where('closedAt', 'is', null)
    .where(sql<string>`params->>'why'`, '=', 'refusedByYuki' satisfies WithoutPdf)
    .execute();
  return rows.flatMap(({ documentId }) => (documentId === null ? [] : [documentId]));
}

/**
 * Documents that a message with their PDF was to bring to Yuki, where they turned out not to be. One that was accepted
 * and is gone since, because somebody removed it there, was not lost on its way.
 */
async function lostOf(ledger: Ledger, ids: readonly number[]): Promise<number[]> {
  const rows = await ledger.db
    .selectFrom('attemptDocuments')
    .innerJoin('attempts', 'attempts.id', 'attemptDocuments.attemptId')
    .select('attemptDocuments.documentId')
    .distinct()
    .where('attemptDocuments.documentId', 'in', ids)
    .where('attemptDocuments.pdfBytes', 'is not', null)
    .where('attemptDocuments.verdict', '=', 'absent')
    .where((eb) => eb.or([eb('attempts.outcome', 'is', null), eb('attempts.outcome', '<>', 'answered')]))
    .execute();
  return rows.map(({ documentId }) => documentId);
}

/** Writes down, before anything is sent, which documents of the attempt carry a PDF. */
export async function noteAttachedPdfs(
  ledger: Ledger,
  attemptId: AttemptId,
  pdfBytes: ReadonlyMap<DocumentId, number>,
): Promise<void> {
  await ledger.db.transaction().execute(async (transaction) => {
    for (const [documentId, bytes] of pdfBytes)
      await transaction
        .updateTable('attemptDocuments')
        .set({ pdfBytes: bytes })
        .where('attemptId', '=', knownRowNumber(attemptId))
        .where('documentId', '=', knownRowNumber(documentId))
        .execute();
  });
}

/** Tells that a document goes without its PDF, and why; what was told before is brought up to date. */
export async function tellWithoutPdf(
  ledger: Ledger,
  connectionId: ConnectionId,
  documentId: DocumentId,
  why: WithoutPdf,
  now: Date,
): Promise<void> {
  await report(ledger, { connectionId, documentId, kind: 'withoutPdf', params: { why } }, now);
}

/** What was told of these documents is no longer so, for whatever reason or for one of them only. */
export async function takeBackWithoutPdf(
  ledger: Ledger,
  documents: readonly DocumentId[],
  now: Date,
  why: WithoutPdf | null = null,
): Promise<void> {
  if (documents.length === 0) return;
  await ledger.db
    .updateTable('findings')
    .set({ closedAt: now })
    .where('documentId', 'in', documents.map(knownRowNumber))
    .where('kind', '=', 'withoutPdf')
    .where('closedAt', 'is', null)
    .$if(why !== null, (query) => query.where(sql<string>`params->>'why'`, '=', why ?? ''))
    .execute();
}
