// What was attempted, for the pages and for picking up after a lost worker. It changes nothing.

import { sql } from 'kysely';
import type { DocumentIdentity } from '../domain/document.ts';
import type { AttemptId, ConnectionId, DocumentId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { attemptIdOf, documentIdOf, rowNumber } from './row-ids.ts';
import { purposes } from './sealing.ts';
import type { AttemptOutcome, AttemptState, VerdictKind } from './tables.ts';

export interface AttemptRow {
  readonly attemptId: AttemptId;
  readonly state: AttemptState;
  readonly wireDeadline: Date;
  readonly claimedAt: Date;
  readonly begunAt: Date | null;
  readonly answeredAt: Date | null;
  readonly settledAt: Date | null;
  readonly outcome: AttemptOutcome | null;
  /** What it meant for the document; null while nobody knows. */
  readonly verdict: VerdictKind | null;
  /** True when the verdict comes from a look-up and not from the answer itself. */
  readonly byLookUp: boolean;
  readonly hasVendorText: boolean;
  /** Null: the document went without its original PDF. */
  readonly pdfBytes: number | null;
}

/** Everything that was attempted for a document, newest first. */
export async function listAttempts(ledger: Ledger, documentId: DocumentId): Promise<AttemptRow[]> {
  const number = rowNumber(documentId);
  if (number === null) return [];
  const rows = await ledger.db
    .selectFrom('attemptDocuments')
    .innerJoin('attempts', 'attempts.id', 'attemptDocuments.attemptId')
    .select([
      'attempts.id',
      'attempts.state',
      'attempts.wireDeadline',
      'attempts.claimedAt',
      'attempts.begunAt',
      'attempts.answeredAt',
      'attempts.settledAt',
      'attempts.outcome',
      'attemptDocuments.verdict',
      'attemptDocuments.byLookUp',
      'attemptDocuments.vendorText',
      'attemptDocuments.pdfBytes',
    ])
    .where('attemptDocuments.documentId', '=', number)
    .orderBy('attempts.id', 'desc')
    .limit(500)
    .execute();
  return rows.map(({ id, vendorText, ...row }) => ({
    ...row,
    attemptId: attemptIdOf(id),
    hasVendorText: vendorText !== null,
  }));
}

export interface OpenedAttempt {
  readonly connectionId: ConnectionId;
  readonly sent: {
    readonly documentId: DocumentId;
    readonly identity: DocumentIdentity;
    /** Null once it is older than texts are kept. */
    readonly text: string | null;
    readonly vendorText: string | null;
    readonly pdfBytes: number | null;
  }[];
  /** Null while there is no answer. */
  readonly answered: string | null;
  readonly outcome: AttemptOutcome | null;
}

/** What was sent and answered, in plain text; null when there is no such attempt. @throws SealError */
export async function openAttempt(ledger: Ledger, attemptId: AttemptId): Promise<OpenedAttempt | null> {
  const id = rowNumber(attemptId);
  if (id === null) return null;
  const attempt = await ledger.db
    .selectFrom('attempts')
    .select(['connectionId', 'answer', 'outcome'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (attempt === undefined) return null;
  const rows = await ledger.db
    .selectFrom('attemptDocuments')
    .select(['documentId', 'fragment', 'identity', 'vendorText', 'pdfBytes'])
    .where('attemptId', '=', id)
    .orderBy('documentId')
    .execute();
  const { seal } = ledger;
  const open = (sealed: string | null, purpose: string): Promise<string> | null =>
    sealed === null ? null : seal.open(sealed, purpose);
  return {
    connectionId: attempt.connectionId,
    outcome: attempt.outcome,
    answered: await open(attempt.answer, purposes.answer(id)),
    sent: await Promise.all(
      rows.map(async ({ documentId, fragment, identity, vendorText, pdfBytes }) => ({
        documentId: documentIdOf(documentId),
        identity,
        text: await open(fragment, purposes.message(documentId)),
        vendorText: await open(vendorText, purposes.vendorText(attempt.connectionId)),
        pdfBytes,
      })),
    ),
  };
}

/**
 * Attempts that were answered and never settled, because the worker was lost in between: their verdicts can still
 * be read from the answer (design 4). Oldest first, at most `limit`; sending or doubtful documents only.
 */
export async function answeredUnsettled(
  ledger: Ledger,
  connectionId: ConnectionId,
  limit: number,
): Promise<{ attemptId: AttemptId; documentIds: DocumentId[] }[]> {
  const rows = await ledger.db
    .selectFrom('attempts')
    .innerJoin('documents', 'documents.attemptId', 'attempts.id')
    .select((eb) => ['attempts.id', sql<number[]>`json_agg(${eb.ref('documents.id')})`.as('documents')])
    .where('attempts.connectionId', '=', connectionId)
    .where('attempts.outcome', '=', 'answered')
    .where('attempts.state', 'in', ['answered', 'lost'])
    .where('documents.state', 'in', ['sending', 'doubtful'])
    .groupBy('attempts.id')
    .orderBy('attempts.id')
    .limit(Math.min(limit, 100))
    .execute();
  return rows.map(({ id, documents }) => ({
    attemptId: attemptIdOf(id),
    documentIds: documents.map(documentIdOf),
  }));
}
