// What a person decides about everything that waits for a cause: set aside, or linked to what Yuki has already. The
// hold's documents are changed in one transaction with the entry of who decided and why.

import { sql } from 'kysely';
import type { CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';
import { auditRow } from './audit.ts';
import { kept } from './kept-decisions.ts';
import type { Ledger } from './open.ts';
import { linkedNow, noteOnCause, type Decider, type YukiLink } from './resolutions.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';

/** Sets everything aside that waits for a cause, and answers how many documents that are. */
export async function ignoreHeld(
  ledger: Ledger,
  cause: { readonly id: CauseId; readonly connectionId: ConnectionId },
  by: Decider,
  now: Date,
): Promise<number> {
  return ledger.db.transaction().execute(async (transaction) => {
    const ignored = await transaction
      .updateTable('documents')
      .set({
        state: 'ignored',
        causeId: null,
        releasedCauseId: null,
        nextLookAt: null,
        decision: kept('ignored', by, null, now),
        changedAt: now,
      })
      .where('causeId', '=', cause.id)
      .where('state', '=', 'held')
      .returning('id')
      .execute();
    const documents = ignored.length;
    if (documents === 0) return 0;
    await noteOnCause(transaction, cause.id, 'ignored');
    const documentIds = ignored.map(({ id }) => documentIdOf(id));
    const params = { causeId: cause.id, documents, documentIds, reason: by.reason };
    await auditRow(
      transaction,
      { connectionId: cause.connectionId, who: by.who, what: 'ignored', params },
      now,
    );
    return documents;
  });
}

/** Links a page of what waits for a cause, and answers which of them still waited. */
export async function linkHeld(
  ledger: Ledger,
  cause: { readonly id: CauseId; readonly connectionId: ConnectionId },
  links: readonly YukiLink[],
  by: Decider & { readonly anyway: boolean },
  now: Date,
): Promise<DocumentId[]> {
  if (links.length === 0) return [];
  const rows = links.map(({ documentId, yukiDocumentId, reference }) => ({
    id: knownRowNumber(documentId),
    yuki_document_id: yukiDocumentId,
    decision: JSON.parse(kept('linked', by, reference, now)) as object,
  }));
  return ledger.db.transaction().execute(async (transaction) => {
    const found = <T>(column: 'yuki_document_id' | 'decision') => sql<T>`(select ${sql.ref(`found.${column}`)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as found (id bigint, yuki_document_id text, decision jsonb)
      where found.id = ${sql.ref('documents.id')})`;
    const linked = await transaction
      .updateTable('documents')
      .set({
        ...linkedNow(now),
        yukiDocumentId: found<string | null>('yuki_document_id'),
        decision: found<string | null>('decision'),
      })
      .where('causeId', '=', cause.id)
      .where('state', '=', 'held')
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .returning('id')
      .execute();
    if (linked.length === 0) return [];
    await noteOnCause(transaction, cause.id, 'linked');
    const documentIds = linked.map(({ id }) => documentIdOf(id));
    const params = {
      causeId: cause.id,
      documents: linked.length,
      documentIds,
      reason: by.reason,
      anyway: by.anyway,
    };
    await auditRow(
      transaction,
      { connectionId: cause.connectionId, who: by.who, what: 'linked', params },
      now,
    );
    return linked.map(({ id }) => documentIdOf(id));
  });
}
