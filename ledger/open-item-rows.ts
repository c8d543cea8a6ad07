// The items of the last reading as rows: only what changed is written, so that an item keeps the moment of its change.

import type { Selectable, Transaction } from 'kysely';
import type { YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { SeenItem } from '../domain/payments.ts';
import { inPages } from './in-pages.ts';
import type { Ledger } from './open.ts';
import type { OpenItemsTable } from './payment-tables.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

const rowsPerStatement = 500;

/** True when all of them stood there already, and no others. */
export async function replaceItems(
  transaction: Transaction<Tables>,
  administrationId: YukiAdministrationId,
  items: readonly SeenItem[],
  now: Date,
): Promise<boolean> {
  const seen = new Map(items.map((item) => [keyOf(item), item]));
  const changed = new Map(seen);
  const gone: string[] = [];
  await inPages(
    (limit, last: Selectable<OpenItemsTable> | null) =>
      pageOfItems(transaction, administrationId, limit, last),
    (row) => {
      const item = seen.get(row.itemKey);
      if (item === undefined) gone.push(row.itemKey);
      else if (JSON.stringify(itemOf(row)) === JSON.stringify(plain(item))) changed.delete(row.itemKey);
    },
  );
  const rows = [...changed];
  for (let start = 0; start < gone.length; start += rowsPerStatement)
    await transaction
      .deleteFrom('openItems')
      .where('administrationId', '=', administrationId)
      .where('itemKey', 'in', gone.slice(start, start + rowsPerStatement))
      .execute();
  for (let start = 0; start < rows.length; start += rowsPerStatement)
    await transaction
      .insertInto('openItems')
      .values(
        rows.slice(start, start + rowsPerStatement).map(([itemKey, item]) => ({
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
          missingCents: eb.ref('excluded.missingCents'),
          seenAt: now,
        })),
      )
      .execute();
  return gone.length + rows.length === 0;
}

/** Rows in the order of their keys, after `last`; the first ones after null. */
export function pageOfItems(
  db: Ledger['db'],
  administrationId: YukiAdministrationId,
  limit: number,
  last: Pick<OpenItemsTable, 'itemKey'> | null,
): Promise<Selectable<OpenItemsTable>[]> {
  return db
    .selectFrom('openItems')
    .selectAll()
    .where('administrationId', '=', administrationId)
    .$if(last !== null, (query) => query.where('itemKey', '>', last?.itemKey ?? ''))
    .orderBy('itemKey')
    .limit(limit)
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
  const { originalCents, openCents, setOffCents, missingCents } = item;
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
    missingCents,
  };
}

export function itemOf(row: Selectable<OpenItemsTable>): SeenItem {
  return plain({
    ...row,
    ours: row.ours === null ? null : documentIdOf(row.ours),
    originalCents: row.originalCents as Cents,
    openCents: row.openCents as Cents,
    setOffCents: row.setOffCents as Cents,
    missingCents: row.missingCents as Cents,
  });
}
