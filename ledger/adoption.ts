// Documents that stand in Yuki already: what is proposed to be linked, and linking on somebody's word (R-DIS-3, S-66).
// Whether a document and a sale are the same is decided by domain/adoption.ts.

import { sql } from 'kysely';
import { indexSales, standingOf, type Standing, type StandingSale } from '../domain/adoption.ts';
import type { CauseId, ConnectionId, DocumentId, YukiAdministrationId, YukiDomainId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { referenceFor } from '../domain/references.ts';
import { auditRow } from './audit.ts';
import type { Connection } from './connections.ts';
import { openDoubts } from './customer-doubts.ts';
import { readEntityTag } from './entity-tags.ts';
import { kept } from './kept-decisions.ts';
import type { Ledger } from './open.ts';
import { noteOnCause } from './resolutions.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { DocumentState } from './tables.ts';
import { standingSales } from './yuki-sales.ts';

export interface AdoptionProposal extends Standing {
  readonly documentId: DocumentId;
  readonly number: string;
  readonly state: DocumentState;
  readonly customerCode: string | null;
  readonly grossCents: Cents;
}

export interface AdoptionReview {
  /** Agree in number, customer, date and amount. */
  readonly agreeing: readonly AdoptionProposal[];
  /** Agree only in part: a person compares. */
  readonly differing: readonly AdoptionProposal[];
  /** Customers of whom a person has to say which relation they are. */
  readonly doubtfulCustomers: number;
}

/**
 * What of the connection's unsent documents stands in Yuki, from the ledger alone: it needs the open items and the
 * books read, the documents discovered, and their customers prepared; nothing has to be sent. By date and number.
 */
export async function reviewAdoption(ledger: Ledger, connection: Connection): Promise<AdoptionReview> {
  const { administrationId, domainId, focusAccountId, entityId } = connection;
  if (administrationId === null || domainId === null || focusAccountId === null)
    return { agreeing: [], differing: [], doubtfulCustomers: 0 };
  const index = indexSales(await standingSales(ledger, administrationId));
  const proposals: AdoptionProposal[] = [];
  const place = { administrationId, focusAccountId, entityId };
  const entityTag = entityId === null ? null : await readEntityTag(ledger, { ...place, entityId });
  if (index.size > 0)
    for (const row of await unsentDocuments(ledger, connection.id, domainId)) {
      const reference = row.reference ?? referenceFor({ ...row, entityTag });
      const customerKeys = [row.relationId, row.customerCode].filter((key) => key !== null);
      const standing = standingOf({ ...row, reference, customerKeys }, index);
      if (standing === null) continue;
      const { documentId, number, state, customerCode, grossCents } = row;
      proposals.push({ ...standing, documentId, number, state, customerCode, grossCents });
    }
  const doubts = await openDoubts(ledger, { domainId, accountId: focusAccountId });
  return {
    agreeing: proposals.filter(({ disagreements }) => disagreements.length === 0),
    differing: proposals.filter(({ disagreements }) => disagreements.length > 0),
    doubtfulCustomers: doubts.length,
  };
}

/** What may be linked without having been sent; one that is being sent or doubtful is looked up instead. */
const unsent: readonly DocumentState[] = ['found', 'ready', 'held'];

async function unsentDocuments(ledger: Ledger, connectionId: ConnectionId, domainId: YukiDomainId) {
  const rows = await ledger.db
    .selectFrom('documents')
    .leftJoin('customers', (join) =>
      join
        .onRef('customers.focusAccountId', '=', 'documents.focusAccountId')
        .onRef('customers.kind', '=', 'documents.customerKind')
        .onRef('customers.focusId', '=', 'documents.customerFocusId')
        .on('customers.domainId', '=', domainId),
    )
    .select([
      'documents.id',
      'documents.kind',
      'documents.number',
      'documents.reference',
      'documents.date',
      'documents.grossCents',
      'documents.state',
      'customers.code as customerCode',
      'customers.relationId',
    ])
    .where('documents.connectionId', '=', connectionId)
    .where('documents.state', 'in', unsent)
    .orderBy('documents.date')
    .orderBy('documents.numberOrder')
    .orderBy('documents.id')
    .execute();
  return rows.map(({ id, ...row }) => ({
    ...row,
    documentId: documentIdOf(id),
    grossCents: row.grossCents as Cents,
  }));
}

/**
 * Links a document with the sale that it is: nothing is sent, and from now on its payments are polled. Money that was
 * received before does not count as received by us. Null unless the document is unsent; else the cause it left.
 */
export async function linkWithSale(
  ledger: Ledger,
  documentId: DocumentId,
  sale: StandingSale,
  by: { who: string; reason: string },
  now: Date,
): Promise<{ leftCause: CauseId | null } | null> {
  const id = knownRowNumber(documentId);
  return ledger.db.transaction().execute(async (transaction) => {
    const document = await transaction
      .selectFrom('documents')
      .select(['connectionId', 'administrationId', 'causeId', 'releasedCauseId'])
      .where('id', '=', id)
      .where('state', 'in', unsent)
      .forUpdate()
      .executeTakeFirst();
    if (document === undefined) return null;
    const { connectionId, administrationId } = document;
    await transaction
      .updateTable('documents')
      .set({
        state: 'linked',
        causeId: null,
        releasedCauseId: null,
        attemptId: null,
        nextLookAt: null,
        yukiDocumentId: sale.yukiDocumentId,
        decision: kept('linked', by, sale.reference, now),
        reference: await freeReference(transaction, id, administrationId, sale.reference),
        changedAt: now,
      })
      .where('id', '=', id)
      .execute();
    // The item of the last reading is ours from now on, so that the next one compares with it.
    if (sale.yukiDocumentId !== null)
      await transaction
        .updateTable('openItems')
        .set({ ours: id, itemKey: `ours:${id}` })
        .where('administrationId', '=', administrationId)
        .where('itemKey', '=', (eb) =>
          eb
            .selectFrom('openItems')
            .select((inner) => inner.fn.min('itemKey').as('first'))
            .where('administrationId', '=', administrationId)
            .where('yukiDocumentId', '=', sale.yukiDocumentId)
            .where('ours', 'is', null),
        )
        .execute();
    const leftCause = document.causeId ?? document.releasedCauseId;
    await noteOnCause(transaction, leftCause, 'linked');
    const params = { documentId, reference: sale.reference, reason: by.reason };
    await auditRow(transaction, { connectionId, who: by.who, what: 'adopted', params }, now);
    return { leftCause };
  });
}

/**
 * The reference that Yuki shows, unless another document has it or will want it: invoices and credit notes may have
 * been sent under the same numbers (R-NUM-2). Without one the document is found again by Yuki's id of it.
 */
async function freeReference(
  db: Ledger['db'],
  id: number,
  administrationId: YukiAdministrationId,
  wanted: string,
): Promise<string | null> {
  const own = await db.selectFrom('documents').select('reference').where('id', '=', id).executeTakeFirst();
  if (own !== undefined && own.reference !== null) return own.reference;
  const claimed = await db
    .selectFrom('documents')
    .select('id')
    .where('administrationId', '=', administrationId)
    .where('id', '<>', id)
    .where((eb) =>
      eb.or([
        eb('reference', '=', wanted),
        eb(sql<string>`replace(number, ' ', '')`, '=', wanted.replaceAll(' ', '')),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return claimed === undefined ? wanted : null;
}
