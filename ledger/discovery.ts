// What a look into Focus's lists means for the ledger: new documents, changed ones, drafts that were booked before
// (R-EXP-1, R-START-3, R-CHG-1). The lists themselves are read by the activities.

import type { Selectable, Transaction } from 'kysely';
import { amountsOf } from '../domain/changes.ts';
import type { DocumentKind, FocusDocumentSummary } from '../domain/document.ts';
import type { CauseId, ConnectionId, FocusAccountId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import { noteSentChange } from './changes.ts';
import { numberOrder } from './document-rows.ts';
import type { Ledger } from './open.ts';
import { mayBeForgotten } from './restored.ts';
import { bounded } from './row-ids.ts';
import type { DocumentsTable, DocumentState, Tables } from './tables.ts';
import { withdrawRow } from './withdrawal.ts';

const mostPerCall = 500;
/** What is longer waits for that, and is read whole from Focus all the same. */
const longestNumber = 250;
const unsent: readonly DocumentState[] = ['found', 'ready', 'held', 'withdrawn'];

export interface Discovery {
  /** Stored for the first time. */
  readonly news: number;
  /** Known, and changed in Focus since. */
  readonly changed: number;
  readonly known: number;
  /** Causes for which fewer documents wait now, so that their holds can be told. */
  readonly causes: CauseId[];
}

/**
 * Stores booked documents that are new, lets unsent ones that changed be checked again from the start, withdraws
 * unsent ones that are drafts again, and notes what has changed of those that were sent (changes.ts). Drafts and documents
 * without a date that are unknown stay unknown. New ones dated before `backfillBefore` are a backfill; whatever
 * changes is none any more, because somebody is at work on it.
 *
 * @throws Error when the connection has no administration yet, or for more than 500 summaries.
 */
export async function noteFound(
  ledger: Ledger,
  connectionId: ConnectionId,
  summaries: readonly FocusDocumentSummary[],
  now: Date,
  backfillBefore: IsoDate | null = null,
): Promise<Discovery> {
  if (summaries.length > mostPerCall) throw new Error('Too many summaries in one call.');
  if (summaries.length === 0) return { news: 0, changed: 0, known: 0, causes: [] };
  // The same order of rows in every transaction keeps two of them from waiting for each other.
  const ordered = summaries.toSorted((a, b) => (a.focusId < b.focusId ? -1 : 1));
  return ledger.db.transaction().execute(async (transaction) => {
    const place = await placeOf(transaction, connectionId);
    const rows = await transaction
      .selectFrom('documents')
      .selectAll()
      .where('administrationId', '=', place.administrationId)
      .where('focusAccountId', '=', place.focusAccountId)
      .where(
        'focusId',
        'in',
        ordered.map(({ focusId }) => focusId),
      )
      .orderBy('focusId')
      .forUpdate()
      .execute();
    const byFocusId = new Map(rows.map((row) => [row.focusId, row]));
    await noteSeen(
      transaction,
      rows.map(({ id }) => id),
      now,
    );
    const news = await storeNew(
      transaction,
      connectionId,
      place,
      ordered.filter(({ focusId }) => !byFocusId.has(focusId)),
      now,
      backfillBefore,
    );
    let changed = 0;
    const causes = new Set<CauseId>();
    for (const summary of ordered) {
      const row = byFocusId.get(summary.focusId);
      if (row === undefined || !(await noteChange(transaction, connectionId, row, summary, now))) continue;
      changed += 1;
      const left = row.causeId ?? row.releasedCauseId;
      if (left !== null) causes.add(left);
    }
    return { news, changed, known: byFocusId.size - changed, causes: [...causes] };
  });
}

/** Focus has shown them, so that what a later list leaves out is asked for (R-CHG-2). */
async function noteSeen(transaction: Transaction<Tables>, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await transaction.updateTable('documents').set({ seenInFocusAt: now }).where('id', 'in', ids).execute();
}

interface Place {
  /** Kinds whose documents may have been sent by an attempt that a restored ledger has forgotten. */
  readonly forgotten: ReadonlySet<DocumentKind>;
  readonly administrationId: YukiAdministrationId;
  readonly focusAccountId: FocusAccountId;
}

async function placeOf(transaction: Transaction<Tables>, connectionId: ConnectionId): Promise<Place> {
  const row = await transaction
    .selectFrom('connections')
    .select(['administrationId', 'focusAccountId', 'restoredAt'])
    .where('id', '=', connectionId)
    .executeTakeFirst();
  if (row === undefined || row.administrationId === null || row.focusAccountId === null)
    throw new Error('Documents can only be found for a connection that has an entity and an administration.');
  const { administrationId, focusAccountId } = row;
  const forgotten = await forgottenKinds(transaction, connectionId, row);
  return { administrationId, focusAccountId, forgotten };
}

const kinds: readonly DocumentKind[] = ['invoice', 'creditNote'];

async function forgottenKinds(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
  connection: { restoredAt: Date | null },
): Promise<ReadonlySet<DocumentKind>> {
  if (connection.restoredAt === null) return new Set();
  const rows = await transaction
    .selectFrom('watermarks')
    .select(['kind', 'movedTo'])
    .where('connectionId', '=', connectionId)
    .execute();
  const watermarks = new Map(rows.map(({ kind, movedTo }) => [kind, movedTo]));
  return new Set(kinds.filter((kind) => mayBeForgotten(connection, watermarks.get(kind) ?? null)));
}

async function storeNew(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
  place: Place,
  summaries: readonly FocusDocumentSummary[],
  now: Date,
  backfillBefore: IsoDate | null,
): Promise<number> {
  const values = summaries.flatMap((summary) => {
    const { booked, date } = summary;
    if (!booked || date === null) return [];
    return [
      {
        administrationId: place.administrationId,
        focusAccountId: place.focusAccountId,
        maybeSent: place.forgotten.has(summary.kind),
        connectionId,
        focusId: summary.focusId,
        kind: summary.kind,
        state: 'found' as const,
        backfill: backfillBefore !== null && date < backfillBefore,
        foundAt: now,
        changedAt: now,
        ...shownInFocus(summary, date, now),
      },
    ];
  });
  if (values.length === 0) return 0;
  const stored = await transaction
    .insertInto('documents')
    .values(values)
    // Another discovery may have been first; then it is not new.
    .onConflict((conflict) => conflict.columns(['administrationId', 'focusAccountId', 'focusId']).doNothing())
    .returning('id')
    .execute();
  return stored.length;
}

function shownInFocus(summary: FocusDocumentSummary, date: IsoDate, now: Date) {
  const number = bounded(summary.number ?? '', longestNumber);
  const { grossCents, netCents, taxes } = amountsOf(summary);
  return {
    entityId: summary.entityId,
    number,
    numberOrder: numberOrder(number),
    date,
    customerKind: summary.customer?.kind ?? null,
    customerFocusId: summary.customer?.id ?? null,
    currency: summary.currency,
    grossCents,
    netCents,
    taxes: taxes === null ? null : JSON.stringify(taxes),
    focusDueCents: summary.dueCents,
    ...(summary.creditedInvoiceId === undefined ? {} : { creditedFocusId: summary.creditedInvoiceId }),
    focusUpdatedAt: new Date(summary.updatedAt),
    seenInFocusAt: now,
  };
}

async function noteChange(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
  row: Selectable<DocumentsTable>,
  summary: FocusDocumentSummary,
  now: Date,
): Promise<boolean> {
  const updatedAt = new Date(summary.updatedAt);
  const moved = updatedAt > row.focusUpdatedAt;
  if (!unsent.includes(row.state)) return noteSentChange(transaction, row, summary, now);
  if (!summary.booked || summary.date === null)
    // An answer that is older than what we know may show the draft it once was.
    return updatedAt >= row.focusUpdatedAt && withdrawRow(transaction, row.id, now);
  const bookedAgain = row.state === 'withdrawn' && updatedAt >= row.focusUpdatedAt;
  if (!moved && !bookedAgain && row.connectionId === connectionId) return false;
  await transaction
    .updateTable('documents')
    .set({
      ...shownInFocus(summary, summary.date, now),
      connectionId,
      state: 'found',
      backfill: false,
      causeId: null,
      releasedCauseId: null,
      attemptId: null,
      preparedUpdatedAt: null,
      changedAt: now,
    })
    .where('id', '=', row.id)
    .execute();
  await transaction.deleteFrom('preparedMessages').where('documentId', '=', row.id).execute();
  return true;
}

/** Up to which change time everything is stored; null before the first discovery. */
export async function readWatermark(
  ledger: Ledger,
  connectionId: ConnectionId,
  kind: DocumentKind,
): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('watermarks')
    .select('movedTo')
    .where('connectionId', '=', connectionId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.movedTo ?? null;
}

/** Moves the watermark forward over what is stored; never back. */
export async function moveWatermark(
  ledger: Ledger,
  connectionId: ConnectionId,
  kind: DocumentKind,
  to: Date,
): Promise<void> {
  await ledger.db
    .insertInto('watermarks')
    .values({ connectionId, kind, movedTo: to })
    .onConflict((conflict) =>
      conflict
        .columns(['connectionId', 'kind'])
        .doUpdateSet({ movedTo: to })
        .where('watermarks.movedTo', '<', to),
    )
    .execute();
}

/** Lets the next discovery look at everything again, for instance after an earlier start date (R-START-4). */
export async function resetWatermarks(ledger: Ledger, connectionId: ConnectionId): Promise<void> {
  await ledger.db.deleteFrom('watermarks').where('connectionId', '=', connectionId).execute();
  await ledger.db.deleteFrom('sweeps').where('connectionId', '=', connectionId).execute();
}
