// What became of documents in Focus after they were sent: what was exported stays in the row, what Focus shows instead
// is kept beside it and reported once, and nothing is sent (R-CHG-1, R-CHG-2, R-CHG-4).

import type { Selectable } from 'kysely';
import { changesBetween, viewOf, type Change, type FocusView } from '../domain/changes.ts';
import type { CustomerRef, FocusDocumentSummary } from '../domain/document.ts';
import type { ConnectionId, DocumentId, FocusDocumentId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { numberOrder } from './document-rows.ts';
import { endFindings, reportRow, type FindingParams } from './findings.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { DocumentsTable, DocumentState } from './tables.ts';

/** The states in which Yuki has the document, so that a change concerns the bookkeeper. */
export const carried: readonly DocumentState[] = ['exported', 'settled', 'linked'];

type Row = Selectable<DocumentsTable>;

/** The document as it was exported, or, before that, as it was found. */
export function exportedView(row: Row): FocusView {
  return {
    number: row.number,
    date: row.date,
    entityId: row.entityId,
    customer:
      row.customerKind === null || row.customerFocusId === null
        ? null
        : { kind: row.customerKind, id: row.customerFocusId },
    currency: row.currency,
    grossCents: row.grossCents as Cents,
    netCents: row.netCents as Cents | null,
    taxes: row.taxes,
    linesKey: row.linesKey,
  };
}

/** What the row keeps of a document that is prepared: from now on this is what Focus is compared with. */
export function asPrepared(source: FocusView | null) {
  const isNew = { focusNow: null, differs: false, goneFromFocus: false, linesUnread: false };
  if (source === null) return isNew;
  const { number, customer, currency, netCents, taxes, linesKey } = source;
  return {
    ...isNew,
    number,
    numberOrder: numberOrder(number),
    customerKind: customer?.kind ?? null,
    customerFocusId: customer?.id ?? null,
    currency,
    netCents,
    taxes: taxes === null ? null : JSON.stringify(taxes),
    linesKey,
  };
}

/**
 * Notes what a list of Focus shows of a document that was sent, on its way or in doubt. True when it says that
 * something changed since it was last seen, harmless or not. The lines are left to be read when the list alone cannot
 * tell what changed and no payment explains it.
 */
export async function noteSentChange(
  db: Ledger['db'],
  row: Row,
  summary: FocusDocumentSummary,
  now: Date,
): Promise<boolean> {
  const updatedAt = new Date(summary.updatedAt);
  const moved = updatedAt > row.focusUpdatedAt;
  const view = viewOf(summary);
  // An answer that is older than what we know proves nothing; a draft is found by asking for the document itself.
  if (updatedAt < row.focusUpdatedAt || view === null || !summary.booked) return false;
  if (summary.partial === true) {
    // Its amounts may be what could not be read, so the document itself is asked for.
    if (moved)
      await db
        .updateTable('documents')
        .set({ focusUpdatedAt: updatedAt, linesUnread: true })
        .where('id', '=', row.id)
        .execute();
    return moved;
  }
  const known = row.focusNow;
  const shown: FocusView = { ...view, linesKey: moved ? null : (known?.linesKey ?? null) };
  const changes = changesBetween(exportedView(row), shown);
  const paymentExplains = row.focusDueCents !== null && summary.dueCents !== row.focusDueCents;
  const linesMayDiffer = row.linesKey !== null && !changes.includes('amount');
  const unread = moved && linesMayDiffer && (!paymentExplains || known?.linesKey != null);
  await db
    .updateTable('documents')
    .set({
      focusUpdatedAt: moved ? updatedAt : row.focusUpdatedAt,
      focusDueCents: summary.dueCents,
      ...(unread ? { linesUnread: true } : {}),
    })
    .where('id', '=', row.id)
    .execute();
  // What only the lines said stands until they are read again.
  const onlyLinesKnown = known !== null && changes.length === 0 && unread;
  if (!onlyLinesKnown) await noteView(db, row, shown, now);
  if (row.goneFromFocus) await noteBack(db, row.id, now);
  return moved;
}

/** Keeps what Focus shows instead of what was exported, or that the two are the same again; told where it is carried. */
export async function noteView(db: Ledger['db'], row: Row, shown: FocusView, now: Date): Promise<Change[]> {
  const exported = exportedView(row);
  const isSame = await isSameRelation(db, row, shown.customer);
  const changes = changesBetween(exported, isSame ? { ...shown, customer: exported.customer } : shown);
  if (changes.length === 0 && row.focusNow === null && !row.differs) return [];
  const isCarried = carried.includes(row.state);
  await db
    .updateTable('documents')
    .set({
      focusNow: changes.length === 0 ? null : JSON.stringify(shown),
      differs: changes.length > 0 && isCarried,
    })
    .where('id', '=', row.id)
    .execute();
  const documentId = documentIdOf(row.id);
  if (changes.length === 0) await endFindings(db, documentId, ['changedAfterExport'], now);
  else if (isCarried) {
    const params = paramsOf(exported, shown, changes);
    const finding = {
      connectionId: row.connectionId,
      documentId,
      kind: 'changedAfterExport',
      params,
    } as const;
    await reportRow(db, finding, now);
  }
  return changes;
}

/** Whether another customer of Focus is the same relation in Yuki: two records that were merged (R-CUST-12). */
async function isSameRelation(db: Ledger['db'], row: Row, shown: CustomerRef | null): Promise<boolean> {
  const { customerKind, customerFocusId, customerCode } = row;
  if (shown === null || customerCode === null) return false;
  if (shown.kind === customerKind && shown.id === customerFocusId) return false;
  const known = await db
    .selectFrom('customers')
    .innerJoin('connections', 'connections.domainId', 'customers.domainId')
    .select('customers.code')
    .where('connections.id', '=', row.connectionId)
    .where('customers.focusAccountId', '=', row.focusAccountId)
    .where('customers.kind', '=', shown.kind)
    .where('customers.focusId', '=', shown.id)
    .executeTakeFirst();
  return known?.code === customerCode;
}

/** Both values of what changed; a customer by Focus's ids, because names do not belong here. */
function paramsOf(before: FocusView, now: FocusView, changes: readonly Change[]): FindingParams {
  const has = (change: Change): boolean => changes.includes(change);
  const net = before.netCents !== null && now.netCents !== null;
  return {
    changes: changes.join(', '),
    number: before.number,
    ...(has('amount') || has('vat') ? { grossBefore: before.grossCents, grossNow: now.grossCents } : {}),
    ...(has('amount') && net ? { netBefore: before.netCents, netNow: now.netCents } : {}),
    ...(has('date') ? { dateBefore: before.date, dateNow: now.date } : {}),
    ...(has('number') ? { numberNow: now.number } : {}),
    ...(has('customer')
      ? { customerBefore: before.customer?.id ?? null, customerNow: now.customer?.id ?? null }
      : {}),
    ...(has('currency') ? { currencyBefore: before.currency, currencyNow: now.currency } : {}),
    ...(has('entity') ? { entityBefore: before.entityId, entityNow: now.entityId } : {}),
  };
}

/** Reports what had changed in Focus before Yuki's answer about the document was known; answers how many. */
export async function reportEarlierChanges(
  ledger: Ledger,
  connectionId: ConnectionId,
  now: Date,
): Promise<number> {
  const rows = await ledger.db
    .selectFrom('documents')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('state', 'in', carried)
    .where('focusNow', 'is not', null)
    .where('differs', '=', false)
    .limit(500)
    .execute();
  for (const row of rows) if (row.focusNow !== null) await noteView(ledger.db, row, row.focusNow, now);
  return rows.length;
}

/** Focus has no such document any more, or only a draft of it: reported once, and never undone in Yuki (R-CHG-2). */
export async function noteGoneFromFocus(
  ledger: Ledger,
  documentId: DocumentId,
  why: 'deleted' | 'unbooked',
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('documents')
      .set({ goneFromFocus: true, seenInFocusAt: now, linesUnread: false })
      .where('id', '=', knownRowNumber(documentId))
      .where('state', 'in', [...carried, 'ignored'])
      .returningAll()
      .executeTakeFirst();
    if (row === undefined || !carried.includes(row.state)) return;
    const params = { number: row.number, why, grossCents: row.grossCents };
    const finding = { connectionId: row.connectionId, documentId, kind: 'goneFromFocus', params } as const;
    await reportRow(transaction, finding, now);
  });
}

async function noteBack(db: Ledger['db'], id: number, now: Date): Promise<void> {
  await db.updateTable('documents').set({ goneFromFocus: false }).where('id', '=', id).execute();
  await endFindings(db, documentIdOf(id), ['goneFromFocus'], now);
}

export interface UnreadDocument {
  readonly id: DocumentId;
  readonly kind: Row['kind'];
  readonly focusId: FocusDocumentId;
}

/** Documents whose lines may have changed in Focus, the longest unseen first. */
export async function unreadLines(
  ledger: Ledger,
  connectionId: ConnectionId,
  limit: number,
): Promise<UnreadDocument[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select(['id', 'kind', 'focusId'])
    .where('connectionId', '=', connectionId)
    .where('linesUnread', '=', true)
    .where('state', 'in', carried)
    .orderBy('focusUpdatedAt')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, id: documentIdOf(row.id) }));
}

/** A document was read whole: its lines are known, and what Focus shows of it is noted. */
export async function noteWhole(
  ledger: Ledger,
  documentId: DocumentId,
  shown: FocusView,
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('documents')
      .set({ linesUnread: false, seenInFocusAt: now })
      .where('id', '=', knownRowNumber(documentId))
      .where('state', 'in', carried)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return;
    await noteView(transaction, row, shown, now);
    if (row.goneFromFocus) await noteBack(transaction, row.id, now);
  });
}
