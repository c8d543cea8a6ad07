// What is decided about a document outside the export itself: set aside or linked by a person, settled, flagged.
// Who decided is kept by audit.ts.

import { sql } from 'kysely';
import type { CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';
import { auditRow } from './audit.ts';
import type { DocumentFlags } from './document-rows.ts';
import type { Ledger } from './open.ts';
import { kept } from './kept-decisions.ts';
import { noteOnCause } from './resolutions.ts';
import { knownRowNumber } from './row-ids.ts';
import type { DocumentState } from './tables.ts';

/**
 * A person sets the document aside, with name and reason kept. Null unless it is found, ready or held: one that is
 * being sent or doubtful may be in Yuki. Answers where it was and which cause it left.
 */
export async function ignoreDocument(
  ledger: Ledger,
  documentId: DocumentId,
  by: { who: string; reason: string },
  now: Date,
): Promise<{ from: DocumentState; leftCause: CauseId | null } | null> {
  return ledger.db.transaction().execute(async (transaction) => {
    const id = knownRowNumber(documentId);
    const document = await transaction
      .selectFrom('documents')
      .select(['connectionId', 'state', 'causeId', 'releasedCauseId'])
      .where('id', '=', id)
      .where('state', 'in', ['found', 'ready', 'held'])
      .forUpdate()
      .executeTakeFirst();
    if (document === undefined) return null;
    const { connectionId, state: from } = document;
    await transaction
      .updateTable('documents')
      .set({
        state: 'ignored',
        causeId: null,
        releasedCauseId: null,
        nextLookAt: null,
        decision: kept('ignored', by, null, now),
        changedAt: now,
      })
      .where('id', '=', id)
      .execute();
    await noteOnCause(transaction, document.causeId ?? document.releasedCauseId, 'ignored');
    const params = { documentId, from, reason: by.reason };
    await auditRow(transaction, { connectionId, who: by.who, what: 'ignored', params }, now);
    return { from, leftCause: document.causeId ?? document.releasedCauseId };
  });
}

/** A person says that Yuki has this document already, under its reference. False unless it is held or doubtful. */
export async function linkDocument(ledger: Ledger, documentId: DocumentId, now: Date): Promise<boolean> {
  return decide(ledger, documentId, ['held', 'doubtful'], 'linked', now);
}

/**
 * Takes a person's decision back. The document is checked again from the start, or looked up again in Yuki when it
 * was doubtful before (never sent without that look). False unless it is ignored or linked.
 */
export async function undoDecision(ledger: Ledger, documentId: DocumentId, now: Date): Promise<boolean> {
  const wasDoubtful = sql<boolean>`${sql.ref('attemptId')} is not null`;
  const { numUpdatedRows } = await ledger.db
    .updateTable('documents')
    .set({
      state: sql<DocumentState>`case when ${wasDoubtful} then 'doubtful' else 'found' end`,
      decision: null,
      nextLookAt: sql<Date | null>`case when ${wasDoubtful} then ${now}::timestamptz end`,
      changedAt: now,
    })
    .where('id', '=', knownRowNumber(documentId))
    .where('state', 'in', ['ignored', 'linked'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Nothing is owed any more. False unless the document is in Yuki and unsettled. */
export async function settleDocument(ledger: Ledger, documentId: DocumentId, now: Date): Promise<boolean> {
  return decide(ledger, documentId, ['exported', 'linked'], 'settled', now);
}

async function decide(
  ledger: Ledger,
  documentId: DocumentId,
  fromStates: DocumentState[],
  state: DocumentState,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('documents')
    .set({ state, causeId: null, releasedCauseId: null, nextLookAt: null, changedAt: now })
    .where('id', '=', knownRowNumber(documentId))
    .where('state', 'in', fromStates)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Sets or clears flags beside the state. */
export async function markFlags(
  ledger: Ledger,
  documentId: DocumentId,
  flags: Partial<DocumentFlags>,
  now: Date,
): Promise<void> {
  await ledger.db
    .updateTable('documents')
    .set({ ...flags, changedAt: now })
    .where('id', '=', knownRowNumber(documentId))
    .execute();
}

/** Remembers that these documents stood among Yuki's open items, which later makes their absence mean something. */
export async function markSeenOpen(
  ledger: Ledger,
  connectionId: ConnectionId,
  documentIds: readonly DocumentId[],
): Promise<void> {
  for (let start = 0; start < documentIds.length; start += 1000)
    await ledger.db
      .updateTable('documents')
      .set({ seenOpen: true })
      .where('connectionId', '=', connectionId)
      .where('id', 'in', documentIds.slice(start, start + 1000).map(knownRowNumber))
      .where('seenOpen', '=', false)
      .execute();
}
