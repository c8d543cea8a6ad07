// The sales that stand in Yuki without our doing: what its books showed when they were read for adoption, settled
// ones too, and what stands among the open items of the last reading (R-DIS-3, S-40, S-66).

import type { StandingSale, UnsentDocument } from '../domain/adoption.ts';
import { itemsAreSales } from '../domain/identity.ts';
import type { ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { referenceKeys } from '../domain/references.ts';
import type { BookedSale } from '../domain/yuki-records.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { DocumentState } from './tables.ts';

const rowsPerStatement = 500;

/** The first date from which the books are read; null when they never were. */
export async function salesReadFrom(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<IsoDate | null> {
  const row = await ledger.db
    .selectFrom('yukiSalesReadings')
    .select('fromDate')
    .where('administrationId', '=', administrationId)
    .executeTakeFirst();
  return row?.fromDate ?? null;
}

/** Replaces what is known of the administration's books by a new reading. */
export async function storeSales(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  reading: { from: IsoDate; sales: readonly BookedSale[] },
  now: Date,
): Promise<void> {
  const sales = [...new Map(reading.sales.map((sale) => [sale.documentId, sale])).values()];
  const known = { fromDate: reading.from, readAt: now, wholeAt: now, recentFrom: null };
  await ledger.db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('yukiSales').where('administrationId', '=', administrationId).execute();
    await insertSales(transaction, administrationId, sales);
    await transaction
      .insertInto('yukiSalesReadings')
      .values({ administrationId, ...known })
      .onConflict((conflict) => conflict.column('administrationId').doUpdateSet(known))
      .execute();
  });
}

/** Replaces what is known of the books from a date on; what is dated before it stays, unless it is dated later now. */
export async function storeRecentSales(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  reading: { from: IsoDate; sales: readonly BookedSale[] },
  now: Date,
): Promise<void> {
  const { from, sales } = reading;
  await ledger.db.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('yukiSales')
      .where('administrationId', '=', administrationId)
      .where((eb) => eb.or([eb('date', 'is', null), eb('date', '>=', from)]))
      .execute();
    for (let start = 0; start < sales.length; start += rowsPerStatement)
      await transaction
        .deleteFrom('yukiSales')
        .where('administrationId', '=', administrationId)
        .where(
          'yukiDocumentId',
          'in',
          sales.slice(start, start + rowsPerStatement).map(({ documentId }) => documentId),
        )
        .execute();
    await insertSales(transaction, administrationId, sales);
    await transaction
      .updateTable('yukiSalesReadings')
      .set({ readAt: now, recentFrom: from })
      .where('administrationId', '=', administrationId)
      .execute();
  });
}

async function insertSales(
  db: Ledger['db'],
  administrationId: YukiAdministrationId,
  sales: readonly BookedSale[],
): Promise<void> {
  for (let start = 0; start < sales.length; start += rowsPerStatement)
    await db
      .insertInto('yukiSales')
      .values(
        sales.slice(start, start + rowsPerStatement).map((sale) => ({
          administrationId,
          yukiDocumentId: sale.documentId,
          reference: sale.reference,
          date: sale.date,
          grossCents: sale.grossCents,
          relationId: sale.contactId,
          relationCode: sale.contactCode,
        })),
      )
      .execute();
}

/** Somebody else may have sent documents meanwhile: the books are read again before the next document is prepared. */
export async function forgetSalesReading(
  db: Ledger['db'],
  administrationId: YukiAdministrationId,
): Promise<void> {
  await db.deleteFrom('yukiSalesReadings').where('administrationId', '=', administrationId).execute();
}

/** What stands in Yuki and is none of our documents, once each, without a call. */
export async function standingSales(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<StandingSale[]> {
  const ours = await ourDocuments(ledger, administrationId);
  const items = await ledger.db
    .selectFrom('openItems')
    .select(['yukiDocumentId', 'reference', 'date', 'typeId', 'originalCents', 'customerKey'])
    .where('administrationId', '=', administrationId)
    .where('ours', 'is', null)
    .where('reference', 'is not', null)
    .execute();
  const booked = await ledger.db
    .selectFrom('yukiSales')
    .selectAll()
    .where('administrationId', '=', administrationId)
    // Most are our own, and need not be carried here to be left out.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('documents')
            .select('documents.id')
            .whereRef('documents.administrationId', '=', 'yukiSales.administrationId')
            .whereRef('documents.reference', '=', 'yukiSales.reference')
            .where('documents.state', 'in', onTheirWay),
        ),
      ),
    )
    .execute();
  const found = [
    ...items.filter(itemsAreSales).map((item) => ({
      yukiDocumentId: item.yukiDocumentId,
      reference: item.reference ?? '',
      date: item.date,
      grossCents: item.originalCents as Cents,
      customerKeys: [item.customerKey].filter((key) => key !== ''),
    })),
    ...booked.map((sale) => ({
      yukiDocumentId: sale.yukiDocumentId,
      reference: sale.reference,
      date: sale.date,
      grossCents: sale.grossCents as Cents,
      customerKeys: [sale.relationId, sale.relationCode].filter((key) => key !== null),
    })),
  ];
  const seen = new Set<string>();
  return found.filter(({ yukiDocumentId, reference }) => {
    const [written] = referenceKeys(reference);
    if (written !== undefined && ours.references.has(written)) return false;
    if (yukiDocumentId === null) return true;
    if (ours.ids.has(yukiDocumentId) || seen.has(yukiDocumentId)) return false;
    seen.add(yukiDocumentId);
    return true;
  });
}

/** Yuki has them by our doing, or may have. */
const onTheirWay: readonly DocumentState[] = ['sending', 'doubtful', 'exported', 'linked', 'settled'];

async function ourDocuments(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<{ ids: ReadonlySet<string>; references: ReadonlySet<string> }> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select(['yukiDocumentId', 'reference'])
    .where('administrationId', '=', administrationId)
    .where('state', 'in', onTheirWay)
    .execute();
  return {
    ids: new Set(rows.flatMap(({ yukiDocumentId }) => (yukiDocumentId === null ? [] : [yukiDocumentId]))),
    references: new Set(
      rows.flatMap(({ reference }) => (reference === null ? [] : referenceKeys(reference).slice(0, 1))),
    ),
  };
}

/** A document that is prepared to be sent, as far as it is compared with what stands in Yuki. */
export interface ReadyDocument extends Omit<UnsentDocument, 'customerKeys'> {
  readonly id: DocumentId;
}

/** What is prepared; without what a restored ledger may have sent, which is looked up. */
export async function readyDocuments(ledger: Ledger, connectionId: ConnectionId): Promise<ReadyDocument[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select(['id', 'kind', 'number', 'reference', 'date', 'grossCents'])
    .where('connectionId', '=', connectionId)
    .where('state', '=', 'ready')
    .where('maybeSent', '=', false)
    .execute();
  return rows.map(({ id, grossCents, ...row }) => ({
    ...row,
    id: documentIdOf(id),
    grossCents: grossCents as Cents,
  }));
}

/** Lets prepared documents be prepared anew, by which they are compared with what stands in Yuki. */
export async function takeBack(ledger: Ledger, ids: readonly DocumentId[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await ledger.db
    .updateTable('documents')
    .set({ state: 'found', changedAt: now })
    .where('id', 'in', ids.map(knownRowNumber))
    .where('state', '=', 'ready')
    .execute();
}
