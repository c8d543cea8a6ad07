// Adopted relations that have no code yet: which have to be given theirs before a document of the customer leaves,
// and who is writing one just now (R-CUST-5, R-CUST-6). The writing itself is the activities' work.

import type { ExpressionBuilder } from 'kysely';
import type { CustomerRef } from '../domain/document.ts';
import type { ConnectionId, DocumentId } from '../domain/ids.ts';
import type { CustomersPlace } from './customer-doubts.ts';
import type { Ledger } from './open.ts';
import { knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

export interface PendingCoding {
  readonly customer: CustomerRef;
  readonly code: string;
  readonly relationId: string;
  readonly state: 'intended' | 'written';
  /** How often it was written, or may have been. */
  readonly tries: number;
  /** Until then the bytes of an earlier try may still leave; null when nobody tried. */
  readonly deadline: Date | null;
}

export interface PendingCodings {
  readonly pending: readonly PendingCoding[];
  /** Whether the next message is one of a backfill. */
  readonly backfill: boolean;
}

/** Relations without code of customers whose documents may be in the next message, at most `limit`. */
export async function pendingCodings(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  order: { connectionId: ConnectionId; limit: number; onlyDocument: DocumentId | null },
): Promise<PendingCodings> {
  const only = order.onlyDocument === null ? null : knownRowNumber(order.onlyDocument);
  const next = await ledger.db
    .selectFrom('documents')
    .select('backfill')
    .where('connectionId', '=', order.connectionId)
    .where('state', '=', 'ready')
    .$if(only !== null, (query) => query.where('id', '=', only ?? 0))
    .orderBy('backfill')
    .limit(1)
    .executeTakeFirst();
  if (next === undefined) return { pending: [], backfill: false };
  const rows = await ledger.db
    .selectFrom('customers')
    .select(['kind', 'focusId', 'code', 'relationId', 'coding', 'codingTries', 'codingDeadline'])
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('coding', 'is not', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('documents')
          .select('documents.id')
          .whereRef('documents.customerCode', '=', 'customers.code')
          .where('documents.connectionId', '=', order.connectionId)
          .where('documents.state', '=', 'ready')
          .where('documents.backfill', '=', next.backfill)
          .$if(only !== null, (query) => query.where('documents.id', '=', only ?? 0)),
      ),
    )
    .orderBy('decidedAt')
    .orderBy('focusId')
    .limit(order.limit)
    .execute();
  const pending = rows.flatMap(({ kind, focusId, code, relationId, coding, codingTries, codingDeadline }) =>
    relationId === null || coding === null
      ? []
      : [
          {
            customer: { kind, id: focusId },
            code,
            relationId,
            state: coding,
            tries: codingTries,
            deadline: codingDeadline,
          },
        ],
  );
  return { pending, backfill: next.backfill };
}

/** Part of a question about documents: whether the customer's relation has no code in the document's Yuki domain. */
export function waitsForCode(eb: ExpressionBuilder<Tables, 'documents' | 'preparedMessages'>) {
  return eb.exists(
    eb
      .selectFrom('customers')
      .innerJoin('connections', 'connections.domainId', 'customers.domainId')
      .select('customers.code')
      .whereRef('connections.id', '=', 'documents.connectionId')
      .whereRef('customers.code', '=', 'documents.customerCode')
      .whereRef('customers.focusAccountId', '=', 'documents.focusAccountId')
      .where('customers.coding', 'is not', null),
  );
}

/** Only one writes: false when another does, or the deadline of an earlier try has not passed. */
export async function claimCoding(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  customer: CustomerRef,
  deadline: Date,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('customers')
    .set((eb) => ({
      coding: 'written',
      codingDeadline: deadline,
      codingTries: eb('codingTries', '+', 1),
    }))
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('kind', '=', customer.kind)
    .where('focusId', '=', customer.id)
    .where('coding', 'is not', null)
    .where((eb) => eb.or([eb('codingDeadline', 'is', null), eb('codingDeadline', '<=', now)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** When a code that was written is looked at again for documents that wait for it; null when none is under way. */
export async function nextCodingLook(
  ledger: Ledger,
  { domainId, accountId, connectionId }: CustomersPlace & { readonly connectionId: ConnectionId },
  now: Date,
): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('customers')
    .select('codingDeadline')
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('coding', '=', 'written')
    // What is past was left by the run that has just ended, for a reason that more runs would not remove.
    .where('codingDeadline', '>', now)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('documents')
          .select('documents.id')
          .whereRef('documents.customerCode', '=', 'customers.code')
          .where('documents.connectionId', '=', connectionId)
          .where('documents.state', '=', 'ready'),
      ),
    )
    .orderBy('codingDeadline')
    .limit(1)
    .executeTakeFirst();
  return row?.codingDeadline ?? null;
}

/** Yuki shows the code on the relation. */
export async function settleCoding(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  customer: CustomerRef,
): Promise<void> {
  await ledger.db
    .updateTable('customers')
    .set({ coding: null, codingDeadline: null, codingTries: 0 })
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('kind', '=', customer.kind)
    .where('focusId', '=', customer.id)
    .execute();
}

/**
 * The relation is not what it was when the customer adopted it: gone, or coded by somebody. Nothing was sent under the
 * decision yet, so it is taken back and the customer's unsent documents are prepared anew.
 */
export async function takeAdoptionBack(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  customer: CustomerRef,
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .deleteFrom('customers')
      .where('domainId', '=', domainId)
      .where('focusAccountId', '=', accountId)
      .where('kind', '=', customer.kind)
      .where('focusId', '=', customer.id)
      .where('coding', 'is not', null)
      .returning('code')
      .executeTakeFirst();
    if (row === undefined) return;
    const isConcerned = (eb: ExpressionBuilder<Tables, 'documents'>) =>
      eb.and([
        eb('documents.focusAccountId', '=', accountId),
        eb('documents.customerCode', '=', row.code),
        // The same customer may have the same code in another domain, where it stands.
        eb(
          'documents.connectionId',
          'in',
          eb.selectFrom('connections').select('connections.id').where('connections.domainId', '=', domainId),
        ),
      ]);
    // What waits for another cause must not find out under the old code whether it is gone.
    await transaction
      .deleteFrom('preparedMessages')
      .where('documentId', 'in', (eb) =>
        eb
          .selectFrom('documents')
          .select('documents.id')
          .where('documents.state', '=', 'held')
          .where((held) => isConcerned(held)),
      )
      .execute();
    await transaction
      .updateTable('documents')
      .set({ state: 'found', preparedUpdatedAt: null, changedAt: now })
      .where('documents.state', '=', 'ready')
      .where('documents.attemptId', 'is', null)
      .where((eb) => isConcerned(eb))
      .execute();
  });
}
