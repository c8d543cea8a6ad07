// Attempts to write to Yuki: the claim before the call, the last check before the bytes leave, the answer kept as
// evidence (design 4, 5). What an answer means for each document is in verdicts.ts, lost attempts are in
// expiry.ts, the look-up of doubtful documents is in doubtful.ts.

import { sql } from 'kysely';
import { withinBytes } from '../domain/batches.ts';
import type { DocumentIdentity, DocumentKind } from '../domain/document.ts';
import type { AttemptId, CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { attemptIdOf, bounded, documentIdOf, knownRowNumber } from './row-ids.ts';
import { purposes } from './sealing.ts';
import { sendable } from './sendable.ts';
import type { AttemptOutcome, AttemptState } from './tables.ts';

export type { AttemptOutcome, AttemptState, VerdictKind } from './tables.ts';
export { settleAttempt, type Settlement, type Verdict } from './verdicts.ts';
export {
  answeredUnsettled,
  listAttempts,
  openAttempt,
  type AttemptRow,
  type OpenedAttempt,
} from './attempt-records.ts';
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
  /** Whether these are documents of a backfill; a message carries only such, or none. */
  readonly backfill: boolean;
  readonly documents: ClaimedDocument[];
}

/**
 * Takes ready documents for one attempt, fresh ones alone before those of a backfill, invoices before credit notes,
 * then by date and number, so many that together they stay within `maxBytes`, but at least one. Two claims never
 * share a document. Null when nothing is ready (or none of the named documents is).
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
    only?: readonly DocumentId[];
  },
  now: Date,
): Promise<Claim | null> {
  const { connectionId, wireDeadline, worker } = order;
  const claimed = await ledger.db.transaction().execute(async (transaction) => {
    const which = { only: order.only ?? null, limit: order.maxDocuments };
    const ready = await sendable(transaction, connectionId, which)
      .select([
        'documents.id',
        'documents.kind',
        'documents.reference',
        'documents.releasedCauseId',
        'documents.backfill',
        'preparedMessages.bytes',
        'preparedMessages.fragment',
        'preparedMessages.fingerprint',
        'preparedMessages.identity',
      ])
      .forUpdate('documents')
      .skipLocked()
      .execute();
    const backfill = ready[0]?.backfill ?? false;
    const alike = ready.filter((row) => row.backfill === backfill);
    const taken = withinBytes(alike, order.maxBytes);
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
    return { attemptId, taken, backfill };
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
  const { backfill } = claimed;
  return { attemptId: attemptIdOf(claimed.attemptId), wireDeadline, backfill, documents };
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
