// The documents with which a reading of open items is compared: all that an administration has by our doing.

import { sql } from 'kysely';
import type { IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { ExportedDocument, Tolerance } from '../domain/payments.ts';
import { SharedTexts } from '../domain/shared-texts.ts';
import { defaultSettings, type ConnectionSettings } from './connection-settings.ts';
import { inPages } from './in-pages.ts';
import type { Ledger } from './open.ts';
import { documentIdOf } from './row-ids.ts';

/** Every document that this administration has by our doing, of whichever connection, by date. */
export async function exportedToAdministration(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  order: { lagMs: number },
  now: Date,
  texts = new SharedTexts(),
): Promise<ExportedDocument[]> {
  const tolerances = await tolerancesOf(ledger, administrationId);
  const credited = await creditedIn(ledger, administrationId);
  return inPages(
    (limit, last: ExportedRow | null) => exportedRows(ledger, administrationId, limit, last),
    (row) =>
      texts.share<ExportedDocument>({
        documentId: documentIdOf(row.id),
        kind: row.kind,
        reference: row.reference ?? '',
        customerCode: row.customerCode ?? '',
        date: row.date,
        grossCents: row.grossCents as Cents,
        yukiDocumentId: row.yukiDocumentId,
        credited: credited.has(row.focusId),
        settledCents: Number(row.settledCents ?? 0) as Cents,
        overdueToShow: row.exportedAt !== null && row.exportedAt.getTime() + order.lagMs <= now.getTime(),
        neverOpen: row.neverOpen,
        absence: row.goneFromYuki ? 'gone' : row.missingInYukiSince === null ? 'none' : 'lookedFor',
        tolerance: tolerances.get(row.connectionId) ?? toleranceOf(defaultSettings),
        currency: row.currency,
      }),
  );
}

type ExportedRow = Awaited<ReturnType<typeof exportedRows>>[number];

function exportedRows(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  limit: number,
  last: { readonly date: IsoDate; readonly id: number } | null,
) {
  return ledger.db
    .selectFrom('documents')
    .select((eb) => [
      'documents.id',
      'documents.connectionId',
      'documents.focusId',
      'documents.kind',
      'documents.reference',
      'documents.customerCode',
      'documents.date',
      'documents.grossCents',
      'documents.yukiDocumentId',
      'documents.exportedAt',
      'documents.currency',
      'documents.neverOpen',
      'documents.goneFromYuki',
      'documents.missingInYukiSince',
      eb
        .selectFrom('payments')
        .select((inner) => inner.fn.max('payments.cumulativeCents').as('most'))
        .whereRef('payments.documentId', '=', 'documents.id')
        .where('payments.removed', '=', false)
        .as('settledCents'),
    ])
    .where('documents.administrationId', '=', administrationId)
    .where('documents.state', 'in', ['exported', 'linked', 'settled'])
    .$if(last !== null, (query) =>
      query.where(sql<boolean>`(documents.date, documents.id) > (${last?.date}::date, ${last?.id}::bigint)`),
    )
    .orderBy('documents.date')
    .orderBy('documents.id')
    .limit(limit)
    .execute();
}

/** What each connection of the administration forgives, once for all its documents. */
async function tolerancesOf(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<ReadonlyMap<string, Tolerance>> {
  const rows = await ledger.db
    .selectFrom('connections')
    .select(['id', 'settings'])
    .where('id', 'in', (eb) =>
      eb.selectFrom('documents').select('connectionId').where('administrationId', '=', administrationId),
    )
    .execute();
  return new Map(
    rows.map(({ id, settings }) => [
      id,
      toleranceOf({ ...defaultSettings, ...(settings as Partial<ConnectionSettings>) }),
    ]),
  );
}

/** The invoices that a credit note of this administration credits; asked once, because asking per invoice reads every row for every row. */
async function creditedIn(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<ReadonlySet<string>> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select('creditedFocusId')
    .where('administrationId', '=', administrationId)
    .where('creditedFocusId', 'is not', null)
    .execute();
  return new Set(rows.flatMap(({ creditedFocusId }) => creditedFocusId ?? []));
}

function toleranceOf({ smallDifferenceCents, promptDiscount }: ConnectionSettings): Tolerance {
  return { cents: smallDifferenceCents as Cents, share: promptDiscount };
}
