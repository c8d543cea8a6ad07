// What is reported to people without holding anything up: reversals, overpayments, two acceptances of one document.
// A finding stays open until it is closed; seen again meanwhile it is no news.

import { sql } from 'kysely';
import type { ConnectionId, DocumentId, YukiAdministrationId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, knownRowNumber, rowNumber } from './row-ids.ts';

const rowsPerStatement = 500;

export type FindingKind =
  | 'reversed'
  | 'overpaid'
  | 'moreThanDue'
  | 'partInOtherCurrency'
  | 'paymentMethodMissing'
  | 'refund'
  | 'paidInFocusOnly'
  | 'paymentsNotRemoved'
  | 'journalNotAccepted'
  | 'journalUnmatched'
  | 'unexplained'
  | 'neverSeenInYuki'
  | 'renumbered'
  | 'settledWithoutMoney'
  | 'settlementUnproven'
  | 'numberNotFound'
  | 'doubleAcceptance'
  | 'acceptedNotProcessed'
  | 'amountDiffers'
  | 'changedAfterExport'
  | 'goneFromFocus'
  | 'goneFromYuki'
  | 'datedOtherwiseInYuki'
  | 'twiceInYuki'
  | 'completenessUnexplained'
  | 'completenessUnknown'
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
  /** Without a document: what makes two findings the same one; their params when left out. */
  readonly subject?: string;
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
 * the same subject, and none that a person left exactly as it is. Of a known one the params are brought up to date.
 */
export async function report(ledger: Ledger, finding: Finding, now: Date): Promise<boolean> {
  return reportRow(ledger.db, finding, now);
}

/** The same inside a transaction of the caller. */
export async function reportRow(db: Ledger['db'], finding: Finding, now: Date): Promise<boolean> {
  const { connectionId, kind } = finding;
  const documentId = finding.documentId === null ? null : knownRowNumber(finding.documentId);
  const params = JSON.stringify(finding.params);
  const subject = documentId === null ? (finding.subject ?? params).slice(0, 500) : String(documentId);
  if (await isLeft(db, { connectionId, kind, subject, params })) return false;
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

/** Whether the last finding of this kind and subject said the same, a person left it as it is, and it still is so. */
async function isLeft(
  db: Ledger['db'],
  known: { connectionId: ConnectionId; kind: FindingKind; subject: string; params: string },
): Promise<boolean> {
  const last = await db
    .selectFrom('findings')
    .select(['closedAt', 'leftBy', 'overAt', sql<boolean>`params = ${known.params}::jsonb`.as('same')])
    .where('connectionId', '=', known.connectionId)
    .where('kind', '=', known.kind)
    .where('subject', '=', known.subject)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.same === true && last.closedAt !== null && last.leftBy !== null && last.overAt === null;
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

/** How many findings of each kind are open on a connection. */
export async function countOpenFindings(
  ledger: Ledger,
  connectionId: ConnectionId,
): Promise<Partial<Record<FindingKind, number>>> {
  const rows = await ledger.db
    .selectFrom('findings')
    .select((eb) => ['kind', eb.fn.countAll<string>().as('open')])
    .where('connectionId', '=', connectionId)
    .where('closedAt', 'is', null)
    .groupBy('kind')
    .orderBy('kind')
    .execute();
  return Object.fromEntries(rows.map(({ kind, open }) => [kind, Number(open)]));
}

/** A finding about no single document, named by its subject, is over. */
export async function endOpenFinding(
  ledger: Ledger,
  { connectionId, kind, subject }: { connectionId: ConnectionId; kind: FindingKind; subject: string },
  now: Date,
): Promise<void> {
  await ledger.db
    .updateTable('findings')
    .set({ closedAt: now })
    .where('connectionId', '=', connectionId)
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('closedAt', 'is', null)
    .execute();
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

/** The document's open findings of these kinds are over: what they said is so no more. */
export async function endFindings(
  db: Ledger['db'],
  documentId: DocumentId,
  kinds: readonly FindingKind[],
  now: Date,
): Promise<void> {
  await db
    .updateTable('findings')
    .set({ closedAt: now })
    .where('documentId', '=', knownRowNumber(documentId))
    .where('kind', 'in', kinds)
    .where('closedAt', 'is', null)
    .execute();
}

/** A person leaves the document's open findings of these kinds as they are; answers which those were. */
export async function leaveFindings(
  db: Ledger['db'],
  documentId: DocumentId,
  kinds: readonly FindingKind[],
  by: { who: string; reason: string },
  now: Date,
): Promise<FindingKind[]> {
  const left = await db
    .updateTable('findings')
    .set({ closedAt: now, leftBy: by.who.slice(0, 200), leftReason: by.reason.slice(0, 500) })
    .where('documentId', '=', knownRowNumber(documentId))
    .where('kind', 'in', kinds)
    .where('closedAt', 'is', null)
    .returning('kind')
    .execute();
  return left.map(({ kind }) => kind as FindingKind);
}

/**
 * What went away: findings of these kinds about documents of an administration, but for those that still stand. One
 * that a person had left is news when it comes again.
 */
export async function endAllBut(
  db: Ledger['db'],
  administrationId: YukiAdministrationId,
  kinds: readonly FindingKind[],
  standing: readonly Pick<Finding, 'documentId' | 'kind'>[],
  now: Date,
): Promise<void> {
  const rows = await db
    .selectFrom('findings')
    .innerJoin('documents', 'documents.id', 'findings.documentId')
    .select(['findings.id', 'findings.kind', 'findings.documentId'])
    .where('documents.administrationId', '=', administrationId)
    .where('findings.kind', 'in', [...kinds])
    .where('findings.overAt', 'is', null)
    .execute();
  const stands = new Set(standing.map(({ documentId, kind }) => `${kind}/${documentId}`));
  const over = rows.flatMap(({ id, kind, documentId }) =>
    documentId !== null && stands.has(`${kind}/${documentIdOf(documentId)}`) ? [] : [id],
  );
  for (let start = 0; start < over.length; start += rowsPerStatement)
    await db
      .updateTable('findings')
      .set((eb) => ({ closedAt: eb.fn.coalesce('closedAt', sql<Date>`${now}::timestamptz`), overAt: now }))
      .where('id', 'in', over.slice(start, start + rowsPerStatement))
      .execute();
}
