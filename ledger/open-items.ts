// The last plausible reading of Yuki's open items of an administration, kept as domain/payments.ts gave it, together
// with the payments and findings that followed from it. What changes mean is decided by domain/.

import { sql, type Selectable, type Transaction } from 'kysely';
import type { ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { ExportedDocument, SeenItem, Tolerance } from '../domain/payments.ts';
import { defaultSettings, type ConnectionSettings } from './connection-settings.ts';
import { reportReading, type ReadingFinding } from './reading-findings.ts';
import type { Ledger } from './open.ts';
import { intendAgain, intendPayments, withdrawUndone } from './payment-intents.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { OpenItemsTable } from './payment-tables.ts';
import type { Tables } from './tables.ts';

export type { ReadingFinding } from './reading-findings.ts';

export interface LastReading {
  /** Null before the first reading. */
  readonly readAt: Date | null;
  readonly items: SeenItem[];
}

export interface NewReading {
  /** The moment of the reading with which this one was compared; null for the first. */
  readonly expectedReadAt: Date | null;
  readonly items: readonly SeenItem[];
  readonly payments: readonly {
    readonly documentId: DocumentId;
    readonly cumulativeCents: Cents;
    readonly amountCents: Cents;
    readonly paidOn: IsoDate;
  }[];
  /** Money that was undone and came again: intended anew, because its payment may have been removed in Focus. */
  readonly returned?: NewReading['payments'];
  readonly findings: readonly ReadingFinding[];
  readonly identified: readonly { readonly documentId: DocumentId; readonly yukiDocumentId: string }[];
  /** What Yuki shows of documents of which money was undone. */
  readonly reversed: readonly { readonly documentId: DocumentId; readonly shownCents: Cents }[];
}

const rowsPerStatement = 500;

/**
 * Replaces the last reading, with the payments that follow from it, all or nothing: money attributed once is
 * attributed. False, and nothing is stored, when another reading came in between.
 */
export async function storeReading(
  ledger: Ledger,
  order: { administrationId: YukiAdministrationId; connectionId: ConnectionId },
  reading: NewReading,
  now: Date,
): Promise<boolean> {
  const { administrationId } = order;
  return ledger.db.transaction().execute(async (transaction) => {
    if (!(await takeTurn(transaction, administrationId, reading, now))) return false;
    await replaceItems(transaction, administrationId, reading.items, now);
    await intendPayments(transaction, reading.payments, now);
    await intendAgain(transaction, reading.returned ?? [], now);
    const unheard = await withdrawUndone(transaction, reading.reversed, now);
    const findings = reading.findings.filter(
      ({ kind, documentId }) => kind !== 'reversed' || documentId === null || !unheard.has(documentId),
    );
    await reportReading(transaction, order, findings, now);
    for (const { documentId, yukiDocumentId } of reading.identified)
      await transaction
        .updateTable('documents')
        .set({ yukiDocumentId, seenOpen: true })
        .where('id', '=', knownRowNumber(documentId))
        .execute();
    return true;
  });
}

/** The last reading; empty before the first. */
export async function readLastReading(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<LastReading> {
  const reading = await ledger.db
    .selectFrom('openItemReadings')
    .select('readAt')
    .where('administrationId', '=', administrationId)
    .executeTakeFirst();
  const rows = await ledger.db
    .selectFrom('openItems')
    .selectAll()
    .where('administrationId', '=', administrationId)
    .orderBy('itemKey')
    .execute();
  return {
    readAt: reading?.readAt ?? null,
    items: rows.map((row) => ({ ...itemOf(row), changedAtMs: row.seenAt.getTime() })),
  };
}

/** Every document that this administration has by our doing, of whichever connection, by date. */
export async function exportedToAdministration(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  order: { lagMs: number },
  now: Date,
): Promise<ExportedDocument[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .innerJoin('connections', 'connections.id', 'documents.connectionId')
    .select((eb) => [
      'connections.settings',
      'documents.id',
      'documents.kind',
      'documents.reference',
      'documents.customerCode',
      'documents.date',
      'documents.grossCents',
      'documents.yukiDocumentId',
      'documents.exportedAt',
      'documents.currency',
      'documents.neverOpen',
      eb
        .selectFrom('payments')
        .select((inner) => inner.fn.max('payments.cumulativeCents').as('most'))
        .whereRef('payments.documentId', '=', 'documents.id')
        .where('payments.removed', '=', false)
        .as('settledCents'),
      eb
        .exists(
          eb
            .selectFrom('documents as credit')
            .select('credit.id')
            .whereRef('credit.creditedFocusId', '=', 'documents.focusId')
            .whereRef('credit.administrationId', '=', 'documents.administrationId'),
        )
        .as('credited'),
    ])
    .where('documents.administrationId', '=', administrationId)
    .where('documents.state', 'in', ['exported', 'linked', 'settled'])
    .orderBy('documents.date')
    .orderBy('documents.id')
    .execute();
  return rows.map((row) => ({
    documentId: documentIdOf(row.id),
    kind: row.kind,
    reference: row.reference ?? '',
    customerCode: row.customerCode ?? '',
    date: row.date,
    grossCents: row.grossCents as Cents,
    yukiDocumentId: row.yukiDocumentId,
    credited: Boolean(row.credited),
    settledCents: Number(row.settledCents ?? 0) as Cents,
    overdueToShow: row.exportedAt !== null && row.exportedAt.getTime() + order.lagMs <= now.getTime(),
    neverOpen: row.neverOpen,
    tolerance: toleranceOf({ ...defaultSettings, ...(row.settings as Partial<ConnectionSettings>) }),
    currency: row.currency,
  }));
}

function toleranceOf({ smallDifferenceCents, promptDiscount }: ConnectionSettings): Tolerance {
  return { cents: smallDifferenceCents as Cents, share: promptDiscount };
}

/** Locks the row of the reading; false when it is not the one that was compared with. */
async function takeTurn(
  transaction: Transaction<Tables>,
  administrationId: YukiAdministrationId,
  reading: NewReading,
  now: Date,
): Promise<boolean> {
  const items = reading.items.length;
  if (reading.expectedReadAt === null) {
    const made = await transaction
      .insertInto('openItemReadings')
      .values({ administrationId, readAt: now, items })
      .onConflict((conflict) => conflict.doNothing())
      .returning('readAt')
      .executeTakeFirst();
    return made !== undefined;
  }
  const { numUpdatedRows } = await transaction
    .updateTable('openItemReadings')
    // Never the same moment twice, so that the next comparison cannot mistake one reading for another.
    .set({ readAt: sql<Date>`greatest(${now}::timestamptz, read_at + interval '1 millisecond')`, items })
    .where('administrationId', '=', administrationId)
    .where('readAt', '=', reading.expectedReadAt)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function replaceItems(
  transaction: Transaction<Tables>,
  administrationId: YukiAdministrationId,
  items: readonly SeenItem[],
  now: Date,
): Promise<void> {
  const rows = await transaction
    .selectFrom('openItems')
    .selectAll()
    .where('administrationId', '=', administrationId)
    .execute();
  const before = new Map(rows.map((row) => [row.itemKey, JSON.stringify(itemOf(row))]));
  const seen = new Map(items.map((item) => [keyOf(item), item]));
  const changed = [...seen].filter(([key, item]) => before.get(key) !== JSON.stringify(plain(item)));
  const gone = [...before.keys()].filter((key) => !seen.has(key));
  for (let start = 0; start < gone.length; start += rowsPerStatement)
    await transaction
      .deleteFrom('openItems')
      .where('administrationId', '=', administrationId)
      .where('itemKey', 'in', gone.slice(start, start + rowsPerStatement))
      .execute();
  for (let start = 0; start < changed.length; start += rowsPerStatement)
    await transaction
      .insertInto('openItems')
      .values(
        changed.slice(start, start + rowsPerStatement).map(([itemKey, item]) => ({
          administrationId,
          itemKey,
          ...plain(item),
          ours: item.ours === null ? null : knownRowNumber(item.ours),
          seenAt: now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['administrationId', 'itemKey']).doUpdateSet((eb) => ({
          itemId: eb.ref('excluded.itemId'),
          yukiDocumentId: eb.ref('excluded.yukiDocumentId'),
          customerKey: eb.ref('excluded.customerKey'),
          reference: eb.ref('excluded.reference'),
          date: eb.ref('excluded.date'),
          typeId: eb.ref('excluded.typeId'),
          originalCents: eb.ref('excluded.originalCents'),
          openCents: eb.ref('excluded.openCents'),
          setOffCents: eb.ref('excluded.setOffCents'),
          seenAt: now,
        })),
      )
      .execute();
}

/** A document of ours has one entry, whatever Yuki calls it; every other item is known by Yuki's ids. */
function keyOf(item: SeenItem): string {
  if (item.ours !== null) return `ours:${item.ours}`;
  return item.yukiDocumentId === null
    ? `item:${item.itemId}`
    : `document:${item.yukiDocumentId}:${item.itemId}`;
}

/** The fields in one order, so that two readings can be compared as text. */
function plain(item: SeenItem): SeenItem {
  const { ours, itemId, yukiDocumentId, customerKey, date, reference, typeId } = item;
  const { originalCents, openCents, setOffCents } = item;
  return {
    ours,
    itemId,
    yukiDocumentId,
    customerKey,
    date,
    reference,
    typeId,
    originalCents,
    openCents,
    setOffCents,
  };
}

function itemOf(row: Selectable<OpenItemsTable>): SeenItem {
  return plain({
    ...row,
    ours: row.ours === null ? null : documentIdOf(row.ours),
    originalCents: row.originalCents as Cents,
    openCents: row.openCents as Cents,
    setOffCents: row.setOffCents as Cents,
  });
}
