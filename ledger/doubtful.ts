// Documents of which nobody knows whether Yuki has them: when each is looked up, and what the look-up decides.
// Absence is believed only when the caller says it is proven (design 4: after the wire deadline and Yuki's lag).

import type { Transaction } from 'kysely';
import type { CauseFinding } from '../domain/causes.ts';
import type { DocumentIdentity } from '../domain/document.ts';
import type { AttemptId, CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';
import { openCause, sealVendorText } from './causes.ts';
import type { Ledger } from './open.ts';
import { forgottenWorker } from './restored.ts';
import { attemptIdOf, documentIdOf, knownRowNumber } from './row-ids.ts';
import type { Tables, VerdictKind } from './tables.ts';
import { readyAgain } from './verdicts.ts';

export interface DoubtfulDocument {
  readonly id: DocumentId;
  readonly reference: string;
  readonly identity: DocumentIdentity;
  readonly wireDeadline: Date;
  /** How often it was looked up before without being found. */
  readonly looks: number;
  /** Yuki refused the last attempt because it knows the number. */
  readonly taken: boolean;
  /** Attempts that may have made what Yuki has: accepted, or nobody knows whether they arrived; 0 means that none of ours can have made what Yuki has. */
  readonly unknownAttempts: number;
  /** Yuki accepted it before, and a person lets it be looked for: it may be there and settled long since. */
  readonly acceptedBefore: boolean;
  /** A restored ledger may have sent it at any time before: it may be in Yuki and settled long since. */
  readonly forgotten: boolean;
  /** The last attempt, if it carried this document alone and Yuki answered it with a fault; else null. */
  readonly faultedAlone: AttemptId | null;
}

/** Doubtful documents whose look is due, longest due first, at most `limit` (500). */
export async function doubtfulDue(
  ledger: Ledger,
  connectionId: ConnectionId,
  now: Date,
  limit: number,
): Promise<DoubtfulDocument[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .innerJoin('attempts', 'attempts.id', 'documents.attemptId')
    .innerJoin('attemptDocuments', (join) =>
      join
        .onRef('attemptDocuments.attemptId', '=', 'attempts.id')
        .onRef('attemptDocuments.documentId', '=', 'documents.id'),
    )
    .select((eb) => [
      'documents.id',
      'documents.looks',
      'attempts.wireDeadline',
      'attemptDocuments.identity',
      'attemptDocuments.verdict',
      'attempts.id as attemptId',
      'attempts.worker',
      'attempts.outcome',
      eb
        .selectFrom('attemptDocuments as together')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('together.attemptId', '=', 'attempts.id')
        .as('together'),
      eb
        .selectFrom('attemptDocuments as tried')
        .innerJoin('attempts as made', 'made.id', 'tried.attemptId')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('tried.documentId', '=', 'documents.id')
        .where('made.begunAt', 'is not', null)
        .where((inner) =>
          inner.or([
            inner('tried.verdict', 'is', null),
            // An accepted one counts when a person lets the document be looked up again.
            inner('tried.verdict', 'in', ['doubtful', 'absent', 'accepted', 'acceptedNotProcessed']),
          ]),
        )
        .as('unknownAttempts'),
    ])
    .where('documents.connectionId', '=', connectionId)
    .where('documents.state', '=', 'doubtful')
    .where('documents.nextLookAt', '<=', now)
    .orderBy('documents.nextLookAt')
    .orderBy('documents.id')
    .limit(Math.min(limit, 500))
    .execute();
  return rows.map(({ id, looks, wireDeadline, identity, verdict, ...row }) => ({
    id: documentIdOf(id),
    reference: identity.reference,
    identity,
    wireDeadline,
    looks,
    taken: verdict === 'taken',
    forgotten: row.worker === forgottenWorker,
    acceptedBefore: verdict === 'accepted' || verdict === 'acceptedNotProcessed',
    unknownAttempts: Number(row.unknownAttempts ?? 0),
    faultedAlone: row.outcome === 'fault' && Number(row.together) === 1 ? attemptIdOf(row.attemptId) : null,
  }));
}

/** When the next doubtful document is due; null when none is doubtful. */
export async function nextDoubtfulLook(ledger: Ledger, connectionId: ConnectionId): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('documents')
    .select('nextLookAt')
    .where('connectionId', '=', connectionId)
    .where('state', '=', 'doubtful')
    .where('nextLookAt', 'is not', null)
    .orderBy('nextLookAt')
    .limit(1)
    .executeTakeFirst();
  return row?.nextLookAt ?? null;
}

export type Resolution =
  /** Yuki has it, and customer, date and amount agree (E-9). */
  | { readonly kind: 'accepted' }
  /** Not found; looked for again at `nextLookAt`, or, with null, proven absent and ready to be sent. */
  | { readonly kind: 'absent'; readonly nextLookAt: Date | null }
  | { readonly kind: 'held'; readonly finding: CauseFinding; readonly vendorText: string | null };

/** Ends or prolongs the doubt about one document. False when it is not doubtful any more. */
export async function resolveDoubtful(
  ledger: Ledger,
  documentId: DocumentId,
  resolution: Resolution,
  now: Date,
): Promise<boolean> {
  return (await resolveDoubtfulTo(ledger, documentId, resolution, now)).resolved;
}

/** The same, and which cause now holds the document, so that its hold can be told. */
export async function resolveDoubtfulTo(
  ledger: Ledger,
  documentId: DocumentId,
  resolution: Resolution,
  now: Date,
): Promise<{ resolved: boolean; causeId: CauseId | null }> {
  const id = knownRowNumber(documentId);
  const place = await ledger.db
    .selectFrom('documents')
    .select('connectionId')
    .where('id', '=', id)
    .executeTakeFirst();
  if (place === undefined) return { resolved: false, causeId: null };
  const vendorText =
    resolution.kind === 'held'
      ? await sealVendorText(ledger, place.connectionId, resolution.vendorText)
      : null;
  return ledger.db.transaction().execute(async (transaction) => {
    const document = await transaction
      .selectFrom('documents')
      .select(['attemptId', 'connectionId'])
      .where('id', '=', id)
      .where('state', '=', 'doubtful')
      .forUpdate()
      .executeTakeFirst();
    if (document === undefined || document.attemptId === null) return { resolved: false, causeId: null };
    const causeId =
      resolution.kind === 'held'
        ? await openCause(transaction, document.connectionId, resolution.finding, vendorText, now)
        : null;
    await moveOn(transaction, id, resolution, causeId, now);
    if (resolution.kind === 'absent' && resolution.nextLookAt !== null) return { resolved: true, causeId };
    await noteLookUp(transaction, document.attemptId, id, resolution.kind, { causeId, vendorText }, now);
    return { resolved: true, causeId };
  });
}

async function moveOn(
  transaction: Transaction<Tables>,
  id: number,
  resolution: Resolution,
  causeId: CauseId | null,
  now: Date,
): Promise<void> {
  const update = transaction.updateTable('documents').where('id', '=', id);
  const set = { nextLookAt: null, changedAt: now };
  if (resolution.kind === 'accepted') {
    await update.set({ ...set, state: 'exported', exportedAt: now }).execute();
    await transaction.deleteFrom('preparedMessages').where('documentId', '=', id).execute();
  } else if (resolution.kind === 'held') {
    await update.set({ ...set, state: 'held', causeId, attemptId: null }).execute();
  } else if (resolution.nextLookAt === null) {
    await update.set({ ...set, state: readyAgain, attemptId: null, looks: 0 }).execute();
  } else {
    const { nextLookAt } = resolution;
    await update.set((eb) => ({ nextLookAt, looks: eb('looks', '+', 1), changedAt: now })).execute();
  }
}

async function noteLookUp(
  transaction: Transaction<Tables>,
  attemptId: number,
  documentId: number,
  verdict: VerdictKind,
  note: { causeId: CauseId | null; vendorText: string | null },
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('attemptDocuments')
    .set({ verdict, verdictAt: now, byLookUp: true, ...note })
    .where('attemptId', '=', attemptId)
    .where('documentId', '=', documentId)
    .execute();
}
