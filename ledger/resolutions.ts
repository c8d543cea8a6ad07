// What a person decides about documents that wait: set aside, linked to what Yuki has already, taken back, or looked
// up and sent again. Every decision keeps name and reason in the same transaction; none sends anything itself.

import { sql, type Transaction } from 'kysely';
import type { CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';
import { auditRow } from './audit.ts';
import { kept } from './kept-decisions.ts';
import type { Ledger } from './open.ts';
import { knownRowNumber } from './row-ids.ts';
import type { DocumentState, Tables } from './tables.ts';

/** Who decides, and why. */
export interface Decider {
  readonly who: string;
  readonly reason: string;
}

/** Yuki's document that is the same as one of ours; its DocumentID is null when no list has shown it. */
export interface YukiLink {
  readonly documentId: DocumentId;
  readonly reference: string;
  readonly yukiDocumentId: string | null;
}

export interface Decided {
  readonly from: DocumentState;
  /** The cause that the document has left, whose hold is to be told. */
  readonly leftCause: CauseId | null;
}

/** Not on its way and not in Yuki by our doing; doubtful ones may be linked, because a person has looked. */
export const linkable: readonly DocumentState[] = ['found', 'ready', 'held', 'doubtful'];

/** Yuki has this document already: it is never sent and its payments are followed. Null in any other state. */
export async function linkToYuki(
  ledger: Ledger,
  link: YukiLink,
  by: Decider & { readonly anyway: boolean },
  now: Date,
): Promise<Decided | null> {
  return ledger.db.transaction().execute(async (transaction) => {
    const document = await lockDocument(transaction, link.documentId, linkable);
    if (document === null) return null;
    const { connectionId, from, leftCause } = document;
    await transaction
      .updateTable('documents')
      .set({
        ...linkedNow(now),
        yukiDocumentId: link.yukiDocumentId,
        decision: kept('linked', by, link.reference, now),
      })
      .where('id', '=', knownRowNumber(link.documentId))
      .execute();
    await noteOnCause(transaction, leftCause, 'linked');
    const params = { ...link, from, reason: by.reason, anyway: by.anyway };
    await auditRow(transaction, { connectionId, who: by.who, what: 'linked', params }, now);
    return { from, leftCause };
  });
}

/** What a link sets, whatever it is linked with. */
export function linkedNow(now: Date) {
  const state: DocumentState = 'linked';
  return { state, causeId: null, releasedCauseId: null, nextLookAt: null, changedAt: now };
}

export type Undone =
  | { readonly kind: 'undone'; readonly to: DocumentState }
  /** It was neither set aside nor linked. */
  | { readonly kind: 'notDecided' }
  /** Money of it was carried to Focus, which proves that Yuki has it. */
  | { readonly kind: 'paid' };

/**
 * Takes a decision back: the document is checked again from the start, or looked up again in Yuki when it was
 * doubtful before, because it is never sent without that look.
 */
export async function undoResolution(
  ledger: Ledger,
  documentId: DocumentId,
  by: Decider,
  now: Date,
): Promise<Undone> {
  const id = knownRowNumber(documentId);
  return ledger.db.transaction().execute(async (transaction): Promise<Undone> => {
    const document = await transaction
      .selectFrom('documents')
      .select(['connectionId', 'state', 'attemptId'])
      .where('id', '=', id)
      .where('state', 'in', ['ignored', 'linked'])
      .forUpdate()
      .executeTakeFirst();
    if (document === undefined) return { kind: 'notDecided' };
    const payment = await transaction
      .selectFrom('payments')
      .select('id')
      .where('documentId', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (payment !== undefined) return { kind: 'paid' };
    const to: DocumentState = document.attemptId === null ? 'found' : 'doubtful';
    await transaction
      .updateTable('documents')
      .set({
        state: to,
        nextLookAt: to === 'doubtful' ? now : null,
        looks: 0,
        yukiDocumentId: null,
        decision: null,
        changedAt: now,
      })
      .where('id', '=', id)
      .execute();
    // What Yuki shows of it is somebody else's again, and is compared with before anything is sent.
    await transaction
      .updateTable('openItems')
      .set((eb) => ({
        ours: null,
        itemKey: sql<string>`coalesce('document:' || ${eb.ref('yukiDocumentId')} || ':', 'item:') || ${eb.ref('itemId')}`,
      }))
      .where('ours', '=', id)
      .execute();
    const params = { documentId, from: document.state, to, reason: by.reason };
    await auditRow(
      transaction,
      { connectionId: document.connectionId, who: by.who, what: 'undone', params },
      now,
    );
    return { kind: 'undone', to };
  });
}

/**
 * Lets a document be looked up in Yuki at the next run and sent again under the same reference once it is proven
 * absent: one that is doubtful, or exported and missing in Yuki. False in any other state, and when money of it was
 * carried to Focus.
 */
export async function lookThenSendAgain(
  ledger: Ledger,
  documentId: DocumentId,
  by: Decider,
  now: Date,
): Promise<boolean> {
  const id = knownRowNumber(documentId);
  return ledger.db.transaction().execute(async (transaction) => {
    const document = await transaction
      .selectFrom('documents')
      .select(['connectionId', 'state'])
      .where('id', '=', id)
      .where('state', 'in', ['doubtful', 'exported'])
      .where('attemptId', 'is not', null)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('payments')
              .select('payments.id')
              .whereRef('payments.documentId', '=', 'documents.id'),
          ),
        ),
      )
      .forUpdate()
      .executeTakeFirst();
    if (document === undefined) return false;
    const isExported = document.state === 'exported';
    await transaction
      .updateTable('documents')
      .set({
        state: 'doubtful',
        nextLookAt: now,
        changedAt: now,
        // What was accepted is not prepared any more; it is prepared anew before it is sent.
        ...(isExported ? { looks: 0, preparedUpdatedAt: null, exportedAt: null, seenOpen: false } : {}),
      })
      .where('id', '=', id)
      .execute();
    const params = { documentId, from: document.state, reason: by.reason };
    await auditRow(
      transaction,
      { connectionId: document.connectionId, who: by.who, what: 'send-again', params },
      now,
    );
    return true;
  });
}

/** Remembers how a person let documents leave a cause, so that its hold ends with the right word. */
export async function noteOnCause(
  transaction: Transaction<Tables>,
  causeId: CauseId | null,
  decided: 'ignored' | 'linked',
): Promise<void> {
  if (causeId === null) return;
  await transaction.updateTable('causes').set({ decided }).where('id', '=', causeId).execute();
}

async function lockDocument(
  transaction: Transaction<Tables>,
  documentId: DocumentId,
  states: readonly DocumentState[],
): Promise<(Decided & { readonly connectionId: ConnectionId }) | null> {
  const row = await transaction
    .selectFrom('documents')
    .select(['connectionId', 'state', 'causeId', 'releasedCauseId'])
    .where('id', '=', knownRowNumber(documentId))
    .where('state', 'in', states)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return { connectionId: row.connectionId, from: row.state, leftCause: row.causeId ?? row.releasedCauseId };
}

/** Whether a person has taken a decision about the document back, so that nothing decides for them again. */
export async function wasUndone(
  { db }: Ledger,
  connectionId: ConnectionId,
  documentId: DocumentId,
): Promise<boolean> {
  const entry = await db
    .selectFrom('auditEntries')
    .select('id')
    .where('connectionId', '=', connectionId)
    .where('what', '=', 'undone')
    .where(sql<string>`params ->> 'documentId'`, '=', documentId)
    .limit(1)
    .executeTakeFirst();
  return entry !== undefined;
}
