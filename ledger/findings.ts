// What is reported to people without holding anything up: reversals, overpayments, two acceptances of one document.
// A finding stays open until it is closed; seen again meanwhile it is no news.

import type { ConnectionId, DocumentId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, knownRowNumber, rowNumber } from './row-ids.ts';

export type FindingKind =
  | 'reversed'
  | 'overpaid'
  | 'refund'
  | 'paidInFocusOnly'
  | 'unexplained'
  | 'neverSeenInYuki'
  | 'renumbered'
  | 'settledWithoutMoney'
  | 'numberNotFound'
  | 'doubleAcceptance'
  | 'acceptedNotProcessed'
  | 'amountDiffers'
  | 'changedAfterExport'
  | 'goneFromFocus'
  | 'goneFromYuki'
  | 'paymentRefused'
  | 'unreadableEntry'
  | 'numbersOverlap'
  | 'creditedNotInYuki'
  | 'withoutPdf';

/** Ids, numbers and our own words only; never a name. Cents are numbers. */
export type FindingParams = Readonly<Record<string, string | number | boolean | null>>;

export interface Finding {
  readonly connectionId: ConnectionId;
  readonly documentId: DocumentId | null;
  readonly kind: FindingKind;
  readonly params: FindingParams;
}

export interface FindingRow extends Finding {
  /** Decimal digits. */
  readonly id: string;
  readonly reportedAt: Date;
  /** Null while it is open. */
  readonly closedAt: Date | null;
}

/**
 * Reports a finding. True when it is news: no open one of this kind for the document, or, without a document, with
 * the same params. Of a known one the params are brought up to date.
 */
export async function report(ledger: Ledger, finding: Finding, now: Date): Promise<boolean> {
  return reportRow(ledger.db, finding, now);
}

/** The same inside a transaction of the caller. */
export async function reportRow(db: Ledger['db'], finding: Finding, now: Date): Promise<boolean> {
  const { connectionId, kind } = finding;
  const documentId = finding.documentId === null ? null : knownRowNumber(finding.documentId);
  const params = JSON.stringify(finding.params);
  const subject = documentId === null ? params.slice(0, 500) : String(documentId);
  const made = await db
    .insertInto('findings')
    .values({ connectionId, documentId, kind, subject, params, reportedAt: now })
    .onConflict((conflict) =>
      conflict.columns(['connectionId', 'kind', 'subject']).where('closedAt', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) return true;
  await db
    .updateTable('findings')
    .set({ params })
    .where('connectionId', '=', connectionId)
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('closedAt', 'is', null)
    .execute();
  return false;
}

/** Findings of a connection, newest first, at most 500; only those that are open, or all. */
export async function listFindings(
  ledger: Ledger,
  connectionId: ConnectionId,
  filter: { open: boolean; documentId?: DocumentId },
): Promise<FindingRow[]> {
  let query = ledger.db.selectFrom('findings').selectAll().where('connectionId', '=', connectionId);
  if (filter.open) query = query.where('closedAt', 'is', null);
  if (filter.documentId !== undefined)
    query = query.where('documentId', '=', rowNumber(filter.documentId) ?? 0);
  const rows = await query.orderBy('id', 'desc').limit(500).execute();
  return rows.map((row) => ({
    id: String(row.id),
    connectionId: row.connectionId,
    documentId: row.documentId === null ? null : documentIdOf(row.documentId),
    kind: row.kind as FindingKind,
    params: row.params,
    reportedAt: row.reportedAt,
    closedAt: row.closedAt,
  }));
}

/** Over, because a person has dealt with it or it went away. False when it was closed before. */
export async function closeFinding(ledger: Ledger, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('findings')
    .set({ closedAt: now })
    .where('id', '=', rowNumber(id) ?? 0)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
