// The last reading of Yuki's open items of an administration, with what was seen before and is gone (R-PAY-9).
// Names and descriptions are not kept. What the changes mean is decided by domain/.

import { sql, type Transaction } from 'kysely';
import type { IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { Ledger } from './open.ts';
import type { Tables } from './tables.ts';

/** One open item as a reading shows it. */
export interface SeenItem {
  /** Yuki's id of the document, by which an item is known; null for loose receipts and in short answers. */
  readonly documentId: string | null;
  readonly itemId: string;
  readonly reference: string | null;
  readonly contactCode: string | null;
  readonly date: IsoDate | null;
  readonly originalCents: Cents;
  readonly openCents: Cents;
  readonly typeId: number | null;
}

export interface SeenItemRow extends SeenItem {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** The reading in which it was missing first; null while it is open. */
  readonly goneAt: Date | null;
}

export interface ReadingChange {
  readonly opened: number;
  readonly changed: number;
  readonly gone: number;
}

const rowsPerStatement = 500;

/**
 * Replaces the last reading by this one. Only what changed is written, all or nothing. Intended payments are
 * stored before the reading from which they were reckoned, so that nothing is lost in between.
 */
export async function storeReading(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  items: readonly SeenItem[],
  now: Date,
): Promise<ReadingChange> {
  const seen = new Map(items.map((item) => [keyOf(item), item]));
  return ledger.db.transaction().execute(async (transaction) => {
    // The row of the reading is locked first, so that two readings follow each other.
    const before = await lockReading(transaction, administrationId, now);
    const rows = await readRows(transaction, administrationId);
    const open = new Map(rows.filter(({ goneAt }) => goneAt === null).map((row) => [row.itemKey, row]));
    const fresh = [...seen].filter(([key]) => !open.has(key));
    const changed = [...seen].filter(([key, item]) => {
      const row = open.get(key);
      return row !== undefined && !sameItem(row, item);
    });
    const gone = [...open.keys()].filter((key) => !seen.has(key));
    await upsertItems(transaction, administrationId, [...fresh, ...changed], now);
    for (let start = 0; start < gone.length; start += rowsPerStatement)
      await transaction
        .updateTable('openItems')
        .set({ goneAt: now, lastSeenAt: before ?? now })
        .where('administrationId', '=', administrationId)
        .where('itemKey', 'in', gone.slice(start, start + rowsPerStatement))
        .execute();
    await transaction
      .updateTable('openItemReadings')
      .set({ readAt: now, items: seen.size })
      .where('administrationId', '=', administrationId)
      .execute();
    return { opened: fresh.length, changed: changed.length, gone: gone.length };
  });
}

/** Every item ever seen open, those that are gone included; empty before the first reading. */
export async function readLastReading(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<SeenItemRow[]> {
  const reading = await lastReadingAt(ledger, administrationId);
  const rows = await readRows(ledger.db, administrationId);
  return rows.map(({ administrationId: _, itemKey: __, ...row }) => ({
    ...row,
    originalCents: row.originalCents as Cents,
    openCents: row.openCents as Cents,
    // Unchanged items are not written again: what is open was seen in the last reading.
    lastSeenAt: row.goneAt === null ? (reading?.readAt ?? row.lastSeenAt) : row.lastSeenAt,
  }));
}

/** When the open items were read last and how many there were; null before the first reading. */
export async function lastReadingAt(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<{ readAt: Date; items: number } | null> {
  const row = await ledger.db
    .selectFrom('openItemReadings')
    .select(['readAt', 'items'])
    .where('administrationId', '=', administrationId)
    .executeTakeFirst();
  return row ?? null;
}

/** An item keeps its key over renumbering: Yuki's document, or for loose receipts the item's own id. */
function keyOf(item: SeenItem): string {
  return item.documentId === null ? `item:${item.itemId}` : `document:${item.documentId}:${item.itemId}`;
}

function sameItem(row: SeenItem, item: SeenItem): boolean {
  return (
    row.openCents === item.openCents &&
    row.originalCents === item.originalCents &&
    row.reference === item.reference &&
    row.contactCode === item.contactCode &&
    row.date === item.date &&
    row.typeId === item.typeId
  );
}

async function lockReading(
  transaction: Transaction<Tables>,
  administrationId: YukiAdministrationId,
  now: Date,
): Promise<Date | null> {
  const made = await transaction
    .insertInto('openItemReadings')
    .values({ administrationId, readAt: now, items: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .returning('readAt')
    .executeTakeFirst();
  if (made !== undefined) return null;
  const { readAt } = await transaction
    .selectFrom('openItemReadings')
    .select('readAt')
    .where('administrationId', '=', administrationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return readAt;
}

async function readRows(db: Ledger['db'], administrationId: YukiAdministrationId) {
  const rows = await db
    .selectFrom('openItems')
    .selectAll()
    .where('administrationId', '=', administrationId)
    .orderBy('itemKey')
    .execute();
  return rows.map((row) => ({
    ...row,
    originalCents: row.originalCents as Cents,
    openCents: row.openCents as Cents,
  }));
}

async function upsertItems(
  transaction: Transaction<Tables>,
  administrationId: YukiAdministrationId,
  items: readonly (readonly [string, SeenItem])[],
  now: Date,
): Promise<void> {
  for (let start = 0; start < items.length; start += rowsPerStatement) {
    const values = items.slice(start, start + rowsPerStatement).map(([itemKey, item]) => ({
      administrationId,
      itemKey,
      itemId: item.itemId,
      documentId: item.documentId,
      reference: item.reference,
      contactCode: item.contactCode,
      date: item.date,
      typeId: item.typeId,
      originalCents: item.originalCents,
      openCents: item.openCents,
      firstSeenAt: now,
      lastSeenAt: now,
    }));
    await transaction
      .insertInto('openItems')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['administrationId', 'itemKey']).doUpdateSet((eb) => ({
          reference: eb.ref('excluded.reference'),
          contactCode: eb.ref('excluded.contactCode'),
          date: eb.ref('excluded.date'),
          typeId: eb.ref('excluded.typeId'),
          originalCents: eb.ref('excluded.originalCents'),
          openCents: eb.ref('excluded.openCents'),
          lastSeenAt: now,
          goneAt: sql<null>`null`,
        })),
      )
      .execute();
  }
}
