// Documents as they are looked up and listed: for the pages, the payments and the holds. It changes nothing.

import { sql } from 'kysely';
import type { DocumentKind } from '../domain/document.ts';
import type { CauseId, ConnectionId, DocumentId, FocusDocumentId, IsoDate } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { documentOf, type DocumentRow } from './document-rows.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, rowNumber } from './row-ids.ts';
import { documentStates, type DocumentState } from './tables.ts';

/** How many documents of the connection are in each state; zero for states that none is in. */
export async function countByState(
  ledger: Ledger,
  connectionId: ConnectionId,
): Promise<Record<DocumentState, number>> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select((eb) => ['state', eb.fn.countAll<number>().as('documents')])
    .where('connectionId', '=', connectionId)
    .groupBy('state')
    .execute();
  const counts = Object.fromEntries(documentStates.map((state) => [state, 0])) as Record<
    DocumentState,
    number
  >;
  for (const row of rows) counts[row.state] = row.documents;
  return counts;
}

/**
 * Documents of the connection, newest date first, at most 200 after the given one. `search` finds part of the
 * number or reference; ids that are none of ours find nothing.
 */
export async function listDocuments(
  ledger: Ledger,
  connectionId: ConnectionId,
  page: {
    states?: readonly DocumentState[];
    causeId?: CauseId;
    search?: string;
    limit: number;
    after?: DocumentId | null;
  },
): Promise<DocumentRow[]> {
  const after = page.after === undefined || page.after === null ? null : rowNumber(page.after);
  if (page.after !== undefined && page.after !== null && after === null) return [];
  let query = ledger.db.selectFrom('documents').selectAll().where('connectionId', '=', connectionId);
  const { states, causeId, search } = page;
  if (states !== undefined) {
    if (states.length === 0) return [];
    query = query.where('state', 'in', [...states]);
  }
  if (causeId !== undefined) query = query.where('causeId', '=', causeId);
  if (search !== undefined && search !== '') {
    const part = `%${search.slice(0, 100).replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    query = query.where((eb) => eb.or([eb('number', 'ilike', part), eb('reference', 'ilike', part)]));
  }
  if (after !== null)
    query = query.where((eb) =>
      eb(
        eb.refTuple('date', 'id'),
        '<',
        eb.tuple(
          sql<IsoDate>`(${eb.selectFrom('documents as last').select('last.date').where('last.id', '=', after)})`,
          after,
        ),
      ),
    );
  const rows = await query
    .orderBy('date', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.max(1, Math.min(page.limit, 200)))
    .execute();
  return rows.map(documentOf);
}

/** Null when the ledger has no such document, whatever the text of the id. */
export async function getDocument(ledger: Ledger, id: DocumentId): Promise<DocumentRow | null> {
  const number = rowNumber(id);
  if (number === null) return null;
  const row = await ledger.db.selectFrom('documents').selectAll().where('id', '=', number).executeTakeFirst();
  return row === undefined ? null : documentOf(row);
}

export async function findByFocusId(
  ledger: Ledger,
  connectionId: ConnectionId,
  focusId: FocusDocumentId,
): Promise<DocumentRow | null> {
  const row = await ledger.db
    .selectFrom('documents')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('focusId', '=', focusId)
    .executeTakeFirst();
  return row === undefined ? null : documentOf(row);
}

/** The document of the connection that has this reference in Yuki. */
export async function findByReference(
  ledger: Ledger,
  connectionId: ConnectionId,
  reference: string,
): Promise<DocumentRow | null> {
  const row = await ledger.db
    .selectFrom('documents')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('reference', '=', reference)
    .executeTakeFirst();
  return row === undefined ? null : documentOf(row);
}

/** What the comparison with Yuki's open items needs of a document. */
export interface DocumentForPayment {
  readonly id: DocumentId;
  readonly focusId: FocusDocumentId;
  readonly kind: DocumentKind;
  readonly reference: string | null;
  readonly date: IsoDate;
  readonly customerCode: string | null;
  readonly grossCents: Cents;
  readonly paidCents: Cents;
  readonly seenOpen: boolean;
  readonly state: DocumentState;
  readonly exportedAt: Date | null;
  readonly creditedFocusId: FocusDocumentId | null;
  readonly reversed: boolean;
}

/** Everything that is in Yuki and not settled yet, by date. */
export async function exportedForPayments(
  ledger: Ledger,
  connectionId: ConnectionId,
): Promise<DocumentForPayment[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select([
      'id',
      'focusId',
      'kind',
      'reference',
      'date',
      'customerCode',
      'grossCents',
      'paidCents',
      'seenOpen',
      'state',
      'exportedAt',
      'creditedFocusId',
      'reversed',
    ])
    .where('connectionId', '=', connectionId)
    .where('state', 'in', ['exported', 'linked'])
    .orderBy('date')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...row,
    id: documentIdOf(row.id),
    grossCents: row.grossCents as Cents,
    paidCents: row.paidCents as Cents,
  }));
}

/** How many documents a cause has let go that are still being checked again or sent. */
export async function beingChecked(ledger: Ledger, causeId: CauseId): Promise<number> {
  const row = await ledger.db
    .selectFrom('documents')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('releasedCauseId', '=', causeId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** How many documents wait for this cause. */
export async function waitingFor(ledger: Ledger, causeId: CauseId): Promise<number> {
  const row = await ledger.db
    .selectFrom('documents')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('causeId', '=', causeId)
    .where('state', '=', 'held')
    .executeTakeFirstOrThrow();
  return row.waiting;
}

/** The one that is first in line, for a probe; null when nothing waits. */
export async function firstWaiting(ledger: Ledger, causeId: CauseId): Promise<DocumentRow | null> {
  const row = await ledger.db
    .selectFrom('documents')
    .selectAll()
    .where('causeId', '=', causeId)
    .where('state', '=', 'held')
    .orderBy('kind', 'desc')
    .orderBy('date')
    .orderBy('numberOrder')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : documentOf(row);
}
