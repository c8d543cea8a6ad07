// Documents from the moment they are found in Focus until they are ready to be sent (design 5): discovery, the
// reference, what is prepared, holds and releases. Sending is in attempts.ts, lists for people in document-lists.ts.

import type { Transaction } from 'kysely';
import type { AccountShare } from '../domain/account-shares.ts';
import type { CauseFinding } from '../domain/causes.ts';
import type { FocusView } from '../domain/changes.ts';
import type { DocumentIdentity, DocumentKind } from '../domain/document.ts';
import type {
  CauseId,
  ConnectionId,
  DocumentId,
  FocusDocumentId,
  IsoDate,
  IsoMoment,
} from '../domain/ids.ts';
import { asPrepared } from './changes.ts';
import { boundedFinding, openCause, sealVendorText } from './causes.ts';
import { documentOf, type DocumentRow } from './document-rows.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, isUniqueViolation, knownRowNumber } from './row-ids.ts';
import { doubtForgotten, forgottenAttemptOf } from './restored.ts';
import { purposes } from './sealing.ts';
import type { DocumentState, Tables } from './tables.ts';

export type { DocumentFlags, DocumentRow } from './document-rows.ts';
export { documentStates, type DocumentState } from './tables.ts';
export { withdraw } from './withdrawal.ts';
export { noteFound, readWatermark, moveWatermark, resetWatermarks } from './discovery.ts';
export {
  countByState,
  beingChecked,
  exportedForPayments,
  findByFocusId,
  findByReference,
  firstWaiting,
  getDocument,
  listDocuments,
  waitingFor,
  type DocumentForPayment,
} from './document-lists.ts';
export {
  ignoreDocument,
  linkDocument,
  markFlags,
  markSeenOpen,
  settleDocument,
  undoDecision,
} from './decisions.ts';

/** What waits to be prepared: fresh before backfill, invoices before credit notes, then by date and number (R-EXP-5). */
export async function toPrepare(
  ledger: Ledger,
  connectionId: ConnectionId,
  page: { limit: number; kind?: DocumentKind },
): Promise<DocumentRow[]> {
  const { kind } = page;
  const rows = await ledger.db
    .selectFrom('documents')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('state', '=', 'found')
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind as DocumentKind))
    .orderBy('backfill')
    // Descending puts `invoice` before `creditNote`.
    .orderBy('kind', 'desc')
    .orderBy('date')
    .orderBy('numberOrder')
    .orderBy('id')
    .limit(Math.min(page.limit, 1000))
    .execute();
  return rows.map(documentOf);
}

/**
 * Fixes the reference for Yuki, once: a document that has one keeps it, whatever is asked now. `taken` names the
 * document of the administration that has it already (R-NUM-8).
 */
export async function fixReference(
  ledger: Ledger,
  documentId: DocumentId,
  reference: string,
): Promise<{ kind: 'fixed'; reference: string } | { kind: 'taken'; byDocumentId: DocumentId }> {
  const id = knownRowNumber(documentId);
  // A holder may give its reference back between the refusal and the look; then the next turn gets it.
  for (let turn = 0; turn < 3; turn += 1) {
    try {
      await ledger.db
        .updateTable('documents')
        .set({ reference })
        .where('id', '=', id)
        .where('reference', 'is', null)
        .execute();
      const own = await ledger.db
        .selectFrom('documents')
        .select('reference')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (own.reference !== null) return { kind: 'fixed', reference: own.reference };
    } catch (cause) {
      if (!isUniqueViolation(cause)) throw cause;
      const holder = await ledger.db
        .selectFrom('documents as holder')
        .innerJoin('documents as claimant', 'claimant.administrationId', 'holder.administrationId')
        .select('holder.id')
        .where('claimant.id', '=', id)
        .where('holder.reference', '=', reference)
        .executeTakeFirst();
      if (holder !== undefined) return { kind: 'taken', byDocumentId: documentIdOf(holder.id) };
    }
  }
  throw new Error('A reference could not be fixed because it changed hands three times.');
}

export interface PreparedMessage {
  /** The document's part of the message for Yuki, in plain text; the ledger seals it. */
  readonly fragment: string;
  readonly bytes: number;
  readonly fingerprint: string;
  readonly identity: DocumentIdentity;
  readonly dueDate: IsoDate | null;
  readonly customerCode: string;
  readonly warnings: readonly string[];
  /** Left out where nobody adds up. */
  readonly shares?: readonly AccountShare[];
  /** The change time of the Focus document that was read. */
  readonly focusUpdatedAt: Date | IsoMoment;
  readonly creditedFocusId?: FocusDocumentId | null;
  /** What was read of Focus, to be compared with what it shows later. */
  readonly source?: FocusView | null;
  /** Sent with a payment method that makes no open item (S-50); false when left out. */
  readonly neverOpen?: boolean;
}

/**
 * Keeps the exact message and makes the document ready; one that a restored ledger may have sent becomes doubtful
 * instead, so that it is looked up first. False when nothing was stored: the document is neither
 * found nor held any more, has no reference, or a newer change in Focus is known than the one that was read.
 */
export async function storePrepared(
  ledger: Ledger,
  documentId: DocumentId,
  prepared: PreparedMessage,
  now: Date,
): Promise<boolean> {
  const id = knownRowNumber(documentId);
  const fragment = await ledger.seal.seal(prepared.fragment, purposes.message(id));
  const focusUpdatedAt = new Date(prepared.focusUpdatedAt);
  const message = {
    fragment,
    bytes: prepared.bytes,
    fingerprint: prepared.fingerprint,
    identity: JSON.stringify(prepared.identity),
    shares: JSON.stringify(prepared.shares ?? []),
    preparedAt: now,
  };
  return ledger.db.transaction().execute(async (transaction) => {
    const stored = await transaction
      .updateTable('documents')
      .set({
        state: 'ready',
        causeId: null,
        releasedCauseId: null,
        attemptId: null,
        dueDate: prepared.dueDate,
        customerCode: prepared.customerCode,
        neverOpen: prepared.neverOpen ?? false,
        date: prepared.identity.date,
        grossCents: prepared.identity.grossCents,
        focusUpdatedAt,
        preparedUpdatedAt: focusUpdatedAt,
        ...(prepared.creditedFocusId === undefined ? {} : { creditedFocusId: prepared.creditedFocusId }),
        ...asPrepared(prepared.source ?? null),
        warnings: JSON.stringify(prepared.warnings),
        changedAt: now,
      })
      .where('id', '=', id)
      .where('state', 'in', ['found', 'held'])
      .where('reference', '=', prepared.identity.reference)
      .where('focusUpdatedAt', '<=', focusUpdatedAt)
      .returning(['connectionId', 'maybeSent'])
      .executeTakeFirst();
    if (stored === undefined) return false;
    await transaction
      .insertInto('preparedMessages')
      .values({ documentId: id, ...message })
      .onConflict((conflict) => conflict.column('documentId').doUpdateSet(message))
      .execute();
    const forgotten = stored.maybeSent ? await forgottenAttemptOf(transaction, stored.connectionId) : null;
    if (forgotten !== null) await doubtForgotten(transaction, forgotten, id, message, now);
    return true;
  });
}

/**
 * Lets a document wait for a cause, which is opened if it is not open yet. Null when the document is in none of
 * the states `fromStates` (found); the id of its cause when it waits for the same one already.
 */
export async function holdDocument(
  ledger: Ledger,
  documentId: DocumentId,
  order: {
    connectionId: ConnectionId;
    finding: CauseFinding;
    vendorText?: string;
    fromStates?: readonly DocumentState[];
  },
  now: Date,
): Promise<CauseId | null> {
  const id = knownRowNumber(documentId);
  const vendorText = await sealVendorText(ledger, order.connectionId, order.vendorText ?? null);
  const fromStates = order.fromStates ?? ['found'];
  return ledger.db.transaction().execute(async (transaction) => {
    const document = await transaction
      .selectFrom('documents')
      .select(['state', 'causeId'])
      .where('id', '=', id)
      .where('connectionId', '=', order.connectionId)
      .forUpdate()
      .executeTakeFirst();
    if (document === undefined) return null;
    if (document.state !== 'held' && !fromStates.includes(document.state)) return null;
    if (document.state === 'held' && !fromStates.includes('held')) {
      const sameCause = await isCause(transaction, document.causeId, order.finding);
      return sameCause ? document.causeId : null;
    }
    const causeId = await openCause(transaction, order.connectionId, order.finding, vendorText, now);
    await transaction
      .updateTable('documents')
      .set({ state: 'held', causeId, releasedCauseId: null, attemptId: null, changedAt: now })
      .where('id', '=', id)
      .execute();
    return causeId;
  });
}

async function isCause(
  transaction: Transaction<Tables>,
  causeId: CauseId | null,
  finding: CauseFinding,
): Promise<boolean> {
  if (causeId === null) return false;
  const { key, subject } = boundedFinding(finding);
  const row = await transaction
    .selectFrom('causes')
    .select('id')
    .where('id', '=', causeId)
    .where('key', '=', key)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets everything that waits for a cause be checked again, in its old order, and answers how many that are. */
export async function releaseCause(ledger: Ledger, causeId: CauseId, now: Date): Promise<number> {
  await ledger.db.updateTable('causes').set({ decided: null }).where('id', '=', causeId).execute();
  const { numUpdatedRows } = await ledger.db
    .updateTable('documents')
    .set({ state: 'found', causeId: null, releasedCauseId: causeId, backfill: false, changedAt: now })
    .where('causeId', '=', causeId)
    .where('state', '=', 'held')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/**
 * Makes one of the documents that wait for a cause ready as it was prepared, so that sending it finds out whether
 * the cause is gone. Null when none of them is prepared and certainly unsent.
 */
export async function releaseOneForProbe(
  ledger: Ledger,
  causeId: CauseId,
  now: Date,
): Promise<DocumentId | null> {
  return ledger.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('documents')
      .innerJoin('preparedMessages', 'preparedMessages.documentId', 'documents.id')
      .select('documents.id')
      .where('documents.causeId', '=', causeId)
      .where('documents.state', '=', 'held')
      // What a restored ledger may have sent is looked up first, which its checking leads to.
      .where('documents.maybeSent', '=', false)
      .orderBy('documents.date')
      .orderBy('documents.numberOrder')
      .limit(1)
      .forUpdate('documents')
      .executeTakeFirst();
    if (row === undefined) return null;
    await transaction
      .updateTable('documents')
      .set({ state: 'ready', causeId: null, releasedCauseId: causeId, changedAt: now })
      .where('id', '=', row.id)
      .execute();
    return documentIdOf(row.id);
  });
}
