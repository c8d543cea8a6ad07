// Attempts to write to Yuki: the claim before the call, the last check before the bytes leave, the answer kept as
// evidence (design 4, 5). What an answer means for each document is in verdicts.ts, lost attempts are in
// expiry.ts, the look-up of doubtful documents is in doubtful.ts.

import { sql } from 'kysely';
import type { DocumentIdentity, DocumentKind } from '../domain/document.ts';
import type { AttemptId, CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { attemptIdOf, bounded, documentIdOf, knownRowNumber, rowNumber } from './row-ids.ts';
import { purposes } from './sealing.ts';
import type { AttemptOutcome, AttemptState, VerdictKind } from './tables.ts';

export type { AttemptOutcome, AttemptState, VerdictKind } from './tables.ts';
export { settleAttempt, type Settlement, type Verdict } from './verdicts.ts';
export { expireAttempts, failUnbegun } from './expiry.ts';
export {
  doubtfulDue,
  nextDoubtfulLook,
  resolveDoubtful,
  resolveDoubtfulTo,
  type DoubtfulDocument,
  type Resolution,
} from './doubtful.ts';

/** More than any answer to one message; what comes after it is cut off. */
const longestAnswer = 4_000_000;

export interface ClaimedDocument {
  readonly id: DocumentId;
  readonly reference: string;
  readonly kind: DocumentKind;
  readonly fragment: string;
  readonly identity: DocumentIdentity;
  /** The cause that let it go, if this attempt finds out whether it is gone. */
  readonly releasedCauseId: CauseId | null;
}

export interface Claim {
  readonly attemptId: AttemptId;
  readonly wireDeadline: Date;
  readonly documents: ClaimedDocument[];
}

/**
 * Takes ready documents for one attempt, invoices before credit notes, then by date and number, so many that
 * together they stay within `maxBytes`, but at least one. Two claims never share a document. Null when nothing is
 * ready (or the named document is not).
 *
 * @throws SealError; the claim then expires like one whose worker was lost.
 */
export async function claimForSending(
  ledger: Ledger,
  order: {
    connectionId: ConnectionId;
    maxDocuments: number;
    maxBytes: number;
    wireDeadline: Date;
    worker: string;
    onlyDocumentId?: DocumentId;
  },
  now: Date,
): Promise<Claim | null> {
  const { connectionId, wireDeadline, worker } = order;
  const only = order.onlyDocumentId === undefined ? null : knownRowNumber(order.onlyDocumentId);
  const claimed = await ledger.db.transaction().execute(async (transaction) => {
    const ready = await transaction
      .selectFrom('documents')
      .innerJoin('preparedMessages', 'preparedMessages.documentId', 'documents.id')
      .select([
        'documents.id',
        'documents.kind',
        'documents.reference',
        'documents.releasedCauseId',
        'preparedMessages.bytes',
        'preparedMessages.fragment',
        'preparedMessages.fingerprint',
        'preparedMessages.identity',
      ])
      .where('documents.connectionId', '=', connectionId)
      .where('documents.state', '=', 'ready')
      .$if(only !== null, (query) => query.where('documents.id', '=', only ?? 0))
      .orderBy('documents.kind', 'desc')
      .orderBy('documents.date')
      .orderBy('documents.numberOrder')
      .orderBy('documents.id')
      .limit(Math.max(1, Math.min(order.maxDocuments, 500)))
      .forUpdate('documents')
      .skipLocked()
      .execute();
    const taken = withinBytes(ready, order.maxBytes);
    if (taken.length === 0) return null;
    const { id: attemptId } = await transaction
      .insertInto('attempts')
      .values({ connectionId, state: 'claimed', worker, wireDeadline, claimedAt: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    await transaction
      .updateTable('documents')
      .set({ state: 'sending', attemptId, releasedCauseId: null, looks: 0, nextLookAt: null, changedAt: now })
      .where(
        'id',
        'in',
        taken.map(({ id }) => id),
      )
      .execute();
    // The sealed text is copied as it stands: what was attempted is evidence even after a new preparation.
    await transaction
      .insertInto('attemptDocuments')
      .values(
        taken.map(({ id, fragment, fingerprint, identity }) => ({
          attemptId,
          documentId: id,
          fragment,
          fingerprint,
          identity: JSON.stringify(identity),
        })),
      )
      .execute();
    return { attemptId, taken };
  });
  if (claimed === null) return null;
  const documents = await Promise.all(
    claimed.taken.map(async ({ id, kind, reference, releasedCauseId, fragment, identity }) => ({
      id: documentIdOf(id),
      releasedCauseId,
      kind,
      reference: reference ?? identity.reference,
      identity,
      fragment: await ledger.seal.open(fragment, purposes.message(id)),
    })),
  );
  return { attemptId: attemptIdOf(claimed.attemptId), wireDeadline, documents };
}

function withinBytes<Row extends { bytes: number }>(rows: readonly Row[], maxBytes: number): Row[] {
  let bytes = 0;
  const taken: Row[] = [];
  for (const row of rows) {
    bytes += row.bytes;
    if (bytes > maxBytes && taken.length > 0) break;
    taken.push(row);
  }
  return taken;
}

/**
 * The last statement before the bytes leave. False, and nothing may be sent, when the deadline has passed, the
 * attempt was begun or given up before, or one of its documents got another verdict meanwhile.
 */
export async function beginWire(ledger: Ledger, attemptId: AttemptId, now: Date): Promise<boolean> {
  const id = knownRowNumber(attemptId);
  const { numUpdatedRows } = await ledger.db
    .updateTable('attempts')
    .set({ state: 'begun', begunAt: now })
    .where('id', '=', id)
    .where('state', '=', 'claimed')
    .where('wireDeadline', '>', now)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('attemptDocuments')
            .innerJoin('documents', 'documents.id', 'attemptDocuments.documentId')
            .select('documents.id')
            .where('attemptDocuments.attemptId', '=', id)
            .where((inner) =>
              inner.or([
                inner('documents.state', '<>', 'sending'),
                sql<boolean>`${inner.ref('documents.attemptId')} is distinct from ${id}`,
              ]),
            ),
        ),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps what Yuki answered, sealed, however late; an attempt that was given up stays so until it is settled. */
export async function recordAnswer(
  ledger: Ledger,
  attemptId: AttemptId,
  answer: { raw: string; outcome: AttemptOutcome },
  now: Date,
): Promise<void> {
  const id = knownRowNumber(attemptId);
  const sealed = await ledger.seal.seal(bounded(answer.raw, longestAnswer), purposes.answer(id));
  await ledger.db
    .updateTable('attempts')
    .set({
      answer: sealed,
      outcome: answer.outcome,
      answeredAt: now,
      state: sql<AttemptState>`case when ${sql.ref('state')} = 'begun' then 'answered' else ${sql.ref('state')} end`,
    })
    .where('id', '=', id)
    .execute();
}

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
    readonly text: string;
    readonly vendorText: string | null;
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
    .select(['documentId', 'fragment', 'vendorText'])
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
      rows.map(async ({ documentId, fragment, vendorText }) => ({
        documentId: documentIdOf(documentId),
        text: await seal.open(fragment, purposes.message(documentId)),
        vendorText: await open(vendorText, purposes.vendorText(attempt.connectionId)),
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
    .select((eb) => ['attempts.id', sql<string>`json_agg(${eb.ref('documents.id')})`.as('documents')])
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
    documentIds: (documents as unknown as number[]).map(documentIdOf),
  }));
}
