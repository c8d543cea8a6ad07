// What the ledger knows of Yuki's books: the sales of the last reading, the documents that should be among them, and
// what follows for each. What a difference means is decided by domain/books.ts.

import type { BookedDocument, BookSale } from '../domain/books.ts';
import type { ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { carried } from './changes.ts';
import { endFindings, reportRow, type FindingKind, type FindingParams } from './findings.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { DocumentState } from './tables.ts';

/** A document that Yuki has by our doing, with what earlier readings said of it. */
export interface CarriedDocument extends BookedDocument {
  readonly connectionId: ConnectionId;
  readonly state: DocumentState;
  readonly currency: string | null;
  /** When Yuki accepted it, or a person linked it. */
  readonly carriedAt: Date;
  readonly missingSince: Date | null;
  readonly isGone: boolean;
  /** Among Yuki's open items at the last reading of these. */
  readonly isOpen: boolean;
}

/** Of every connection to the administration, because its books do not tell them apart. */
export async function carriedTo(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<CarriedDocument[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select((eb) => [
      'id',
      'connectionId',
      'kind',
      'state',
      'reference',
      'number',
      'date',
      'currency',
      'grossCents',
      'yukiDocumentId',
      'exportedAt',
      'changedAt',
      'missingInYukiSince',
      'goneFromYuki',
      eb
        .exists(
          eb
            .selectFrom('openItems')
            .select('openItems.itemKey')
            .whereRef('openItems.ours', '=', 'documents.id')
            .where('openItems.openCents', '<>', 0),
        )
        .as('isOpen'),
    ])
    .where('administrationId', '=', administrationId)
    .where('state', 'in', carried)
    .orderBy('date')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    documentId: documentIdOf(row.id),
    connectionId: row.connectionId,
    kind: row.kind,
    state: row.state,
    reference: row.reference,
    number: row.number,
    date: row.date,
    currency: row.currency,
    grossCents: row.grossCents as Cents,
    yukiDocumentId: row.yukiDocumentId,
    carriedAt: row.exportedAt ?? row.changedAt,
    missingSince: row.missingInYukiSince,
    isGone: row.goneFromYuki,
    isOpen: Boolean(row.isOpen),
  }));
}

export interface BooksReading {
  /** From which date on the books were ever read. */
  readonly from: IsoDate;
  readonly readAt: Date;
  /** When they were last read from `from` on. */
  readonly wholeAt: Date;
  /** From which date on the last reading looked. */
  readonly recentFrom: IsoDate;
}

/** Null when the books were never read. */
export async function lastBooksReading(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<BooksReading | null> {
  const row = await ledger.db
    .selectFrom('yukiSalesReadings')
    .selectAll()
    .where('administrationId', '=', administrationId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { fromDate: from, readAt } = row;
  return { from, readAt, wholeAt: row.wholeAt ?? readAt, recentFrom: row.recentFrom ?? from };
}

/** The sales of the last reading, ours and others'. */
export async function salesInBooks(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<BookSale[]> {
  const rows = await ledger.db
    .selectFrom('yukiSales')
    .select(['yukiDocumentId', 'reference', 'date', 'grossCents'])
    .where('administrationId', '=', administrationId)
    .orderBy('date')
    .orderBy('yukiDocumentId')
    .execute();
  return rows.map(({ yukiDocumentId: documentId, grossCents, ...row }) => ({
    ...row,
    documentId,
    grossCents: grossCents as Cents,
  }));
}

/** The books show it, on the debtors' account or aside of it: whatever was missing is there again. */
export async function noteInBooks(
  ledger: Ledger,
  documentId: DocumentId,
  found: { readonly aside: boolean },
  now: Date,
): Promise<void> {
  await ledger.db
    .updateTable('documents')
    .set({
      missingInYukiSince: null,
      goneFromYuki: false,
      ...(found.aside ? { bookedAsideAt: now } : {}),
    })
    .where('id', '=', knownRowNumber(documentId))
    .execute();
  await endFindings(ledger.db, documentId, ['goneFromYuki'], now);
}

/** The books do not show it; reported when `isProven` says that an earlier reading missed it too (S-62). */
export async function noteMissing(
  ledger: Ledger,
  document: Pick<
    CarriedDocument,
    'documentId' | 'connectionId' | 'reference' | 'number' | 'date' | 'grossCents'
  >,
  isProven: boolean,
  now: Date,
): Promise<void> {
  const { documentId, connectionId, reference, number, date, grossCents } = document;
  await ledger.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('documents')
      .set((eb) => ({
        missingInYukiSince: eb.fn.coalesce('missingInYukiSince', eb.val(now)),
        ...(isProven ? { goneFromYuki: true } : {}),
      }))
      .where('id', '=', knownRowNumber(documentId))
      .where('state', 'in', carried)
      .returning('id')
      .executeTakeFirst();
    if (row === undefined || !isProven) return;
    const params = { reference: reference ?? number, date, grossCents };
    await reportRow(transaction, { connectionId, documentId, kind: 'goneFromYuki', params }, now);
  });
}

/** Reports a difference of a document that the books show, or, with null, that there is none of that kind any more. */
export async function noteDifference(
  ledger: Ledger,
  { documentId, connectionId }: Pick<CarriedDocument, 'documentId' | 'connectionId'>,
  kind: FindingKind,
  params: FindingParams | null,
  now: Date,
): Promise<void> {
  if (params === null) return endFindings(ledger.db, documentId, [kind], now);
  await reportRow(ledger.db, { connectionId, documentId, kind, params }, now);
}

export type OpenDifferences = ReadonlyMap<DocumentId, ReadonlySet<FindingKind>>;

/** What is reported at present of documents of the administration, by document. */
export async function openDifferences(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<OpenDifferences> {
  const rows = await ledger.db
    .selectFrom('findings')
    .innerJoin('documents', 'documents.id', 'findings.documentId')
    .select(['documents.id', 'findings.kind'])
    .where('documents.administrationId', '=', administrationId)
    .where('findings.closedAt', 'is', null)
    .execute();
  const open = new Map<DocumentId, Set<FindingKind>>();
  for (const { id, kind } of rows) {
    const documentId = documentIdOf(id);
    const kinds = open.get(documentId) ?? new Set();
    open.set(documentId, kinds.add(kind as FindingKind));
  }
  return open;
}
