// The items of Yuki's last list of open items under some numbers, with what our own documents tell of their customers.
// Read from the ledger alone: every run reads the list, so that looking costs no call.

import { sql } from 'kysely';
import type { KnownItem } from '../domain/comparison.ts';
import type { DocumentId, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { Ledger } from './open.ts';
import { knownRowNumber } from './row-ids.ts';

/** When Yuki's open items of the administration were last read; null for never. */
export async function lastListReadAt(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('openItemReadings')
    .select('readAt')
    .where('administrationId', '=', administrationId)
    .executeTakeFirst();
  return row?.readAt ?? null;
}

/** Whether the last list still showed this document of ours with something open. */
export async function isOpenInYuki(ledger: Ledger, documentId: DocumentId): Promise<boolean> {
  const row = await ledger.db
    .selectFrom('openItems')
    .select('itemKey')
    .where('ours', '=', knownRowNumber(documentId))
    .where('openCents', '<>', 0)
    .executeTakeFirst();
  return row !== undefined;
}

/** Items that are none of our documents, under any of these references without regard to spaces and capitals. */
export async function strangersUnder(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  references: readonly string[],
): Promise<KnownItem[]> {
  if (references.length === 0) return [];
  const bare = references.map((reference) => reference.replaceAll(/\s+/g, '').toLowerCase());
  const rows = await ledger.db
    .selectFrom('openItems')
    .select(['reference', 'yukiDocumentId', 'typeId', 'date', 'originalCents', 'openCents', 'customerKey'])
    .where('administrationId', '=', administrationId)
    .where('ours', 'is', null)
    .where(sql<string>`lower(regexp_replace(${sql.ref('reference')}, '\\s+', '', 'g'))`, 'in', bare)
    .execute();
  const codes = await codesOfCustomers(
    ledger,
    administrationId,
    rows.map(({ customerKey }) => customerKey),
  );
  return rows.map(({ customerKey, originalCents, openCents, ...row }) => ({
    ...row,
    originalCents: originalCents as Cents,
    openCents: openCents as Cents,
    customerCode: codes.get(customerKey) ?? codeIn(customerKey),
  }));
}

/** An item without Yuki's own id of its contact is known by the contact's code (payments-index.ts). */
function codeIn(customerKey: string): string | null {
  return customerKey === '' || /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(customerKey)
    ? null
    : customerKey;
}

/** Which of our codes a customer of Yuki's list has, as the items of our own documents show it. */
async function codesOfCustomers(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const asked = [...new Set(keys)].filter((key) => key !== '');
  if (asked.length === 0) return new Map();
  const rows = await ledger.db
    .selectFrom('openItems')
    .innerJoin('documents', 'documents.id', 'openItems.ours')
    .select(['openItems.customerKey', 'documents.customerCode'])
    .distinct()
    .where('openItems.administrationId', '=', administrationId)
    .where('openItems.customerKey', 'in', asked)
    .where('documents.customerCode', 'is not', null)
    .execute();
  return new Map(rows.map(({ customerKey, customerCode }) => [customerKey, customerCode ?? '']));
}
