// What Yuki shows under some numbers that is none of ours: items of its last list, and settled sales of the books, with
// every id and code that their customers are known by. Read from the ledger alone, so that looking costs no call.

import { sql } from 'kysely';
import type { KnownItem } from '../domain/comparison.ts';
import type { DocumentId, YukiAdministrationId, YukiDomainId } from '../domain/ids.ts';
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

/**
 * Sales that are none of our documents under any of these references, without regard to spaces and capitals: items of
 * the last list, and what was settled when the books were read for adoption. One that another document of ours is
 * linked with already is not shown, so that no two are linked with the same.
 */
export async function strangersUnder(
  ledger: Ledger,
  place: { administrationId: YukiAdministrationId; domainId: YukiDomainId | null },
  references: readonly string[],
): Promise<KnownItem[]> {
  if (references.length === 0) return [];
  const bare = references.map((reference) => reference.replaceAll(/\s+/g, '').toLowerCase());
  const { administrationId } = place;
  const rows = [...(await openUnder(ledger, administrationId, bare))];
  const open = new Set(rows.map(({ yukiDocumentId }) => yukiDocumentId));
  for (const sale of await bookedUnder(ledger, administrationId, bare))
    if (!open.has(sale.yukiDocumentId)) rows.push(sale);
  const keys = await allKeysOf(
    ledger,
    place,
    rows.flatMap(({ customerKeys }) => customerKeys),
  );
  return rows.map((row) => ({
    ...row,
    customerKeys: [...new Set(row.customerKeys.flatMap((key) => [key, ...(keys.get(key) ?? [])]))],
  }));
}

async function openUnder(
  { db }: Ledger,
  administrationId: YukiAdministrationId,
  bare: readonly string[],
): Promise<KnownItem[]> {
  const rows = await db
    .selectFrom('openItems')
    .select(['reference', 'yukiDocumentId', 'typeId', 'date', 'originalCents', 'openCents', 'customerKey'])
    .where('administrationId', '=', administrationId)
    .where('ours', 'is', null)
    .where(bareReference, 'in', bare)
    .where((outer) =>
      outer.not(
        outer.exists(
          outer
            .selectFrom('documents')
            .select('documents.id')
            .where('documents.administrationId', '=', administrationId)
            .whereRef('documents.yukiDocumentId', '=', 'openItems.yukiDocumentId'),
        ),
      ),
    )
    .execute();
  return rows.map(({ customerKey, originalCents, openCents, ...row }) => ({
    ...row,
    originalCents: originalCents as Cents,
    openCents: openCents as Cents,
    customerKeys: [customerKey].filter((key) => key !== ''),
  }));
}

/** What the books showed; it is settled unless the list of open items shows it, too. */
async function bookedUnder(
  { db }: Ledger,
  administrationId: YukiAdministrationId,
  bare: readonly string[],
): Promise<KnownItem[]> {
  const rows = await db
    .selectFrom('yukiSales')
    .select(['reference', 'yukiDocumentId', 'date', 'grossCents', 'relationId', 'relationCode'])
    .where('administrationId', '=', administrationId)
    .where(bareReference, 'in', bare)
    .where((outer) =>
      outer.not(
        outer.exists(
          outer
            .selectFrom('documents')
            .select('documents.id')
            .where('documents.administrationId', '=', administrationId)
            .where((eb) =>
              eb.or([
                eb('documents.yukiDocumentId', '=', eb.ref('yukiSales.yukiDocumentId')),
                // What we have sent ourselves may not have been seen with its DocumentID yet.
                eb.and([
                  eb('documents.state', 'in', ['sending', 'exported', 'settled']),
                  eb('documents.reference', '=', eb.ref('yukiSales.reference')),
                ]),
              ]),
            ),
        ),
      ),
    )
    .execute();
  return rows.map(({ reference, yukiDocumentId, date, grossCents, relationId, relationCode }) => ({
    reference,
    yukiDocumentId,
    typeId: null,
    date,
    originalCents: grossCents as Cents,
    openCents: 0 as Cents,
    customerKeys: [relationId, relationCode].filter((key) => key !== null),
  }));
}

const bareReference = sql<string>`lower(regexp_replace(${sql.ref('reference')}, '\\s+', '', 'g'))`;

/** What else a customer of Yuki is known by: the code of the relation, and ours as the items of our documents show it. */
async function allKeysOf(
  { db }: Ledger,
  { administrationId, domainId }: { administrationId: YukiAdministrationId; domainId: YukiDomainId | null },
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  const asked = [...new Set(keys)];
  const found = new Map<string, string[]>();
  if (asked.length === 0) return found;
  const note = (key: string, code: string | null): void => {
    if (code !== null) found.set(key, [...(found.get(key) ?? []), code]);
  };
  const own = await db
    .selectFrom('openItems')
    .innerJoin('documents', 'documents.id', 'openItems.ours')
    .select(['openItems.customerKey', 'documents.customerCode'])
    .distinct()
    .where('openItems.administrationId', '=', administrationId)
    .where('openItems.customerKey', 'in', asked)
    .execute();
  for (const { customerKey, customerCode } of own) note(customerKey, customerCode);
  if (domainId === null) return found;
  const relations = await db
    .selectFrom('relations')
    .select(['relationId', 'code'])
    .where('domainId', '=', domainId)
    .where(
      'relationId',
      'in',
      asked.map((key) => key.toLowerCase()),
    )
    .execute();
  for (const { relationId, code } of relations) note(relationId, code);
  return found;
}
