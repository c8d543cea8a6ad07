// Adopted relations that have no code yet: which have to be given theirs before a document of the customer leaves,
// and who is writing one just now (R-CUST-5, R-CUST-6). The writing itself is the activities' work.

import { sql } from 'kysely';
import type { CustomerRef } from '../domain/document.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { CustomersPlace } from './customer-doubts.ts';
import type { Ledger } from './open.ts';

export interface PendingCoding {
  readonly customer: CustomerRef;
  readonly code: string;
  readonly relationId: string;
  readonly state: 'intended' | 'written';
  /** Until then the bytes of an earlier try may still leave; null when nobody tried. */
  readonly deadline: Date | null;
}

/** Relations without code of customers whose documents are ready, at most `limit`. */
export async function pendingCodings(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  connectionId: ConnectionId,
  limit: number,
): Promise<PendingCoding[]> {
  const rows = await ledger.db
    .selectFrom('customers')
    .select(['kind', 'focusId', 'code', 'relationId', 'coding', 'codingDeadline'])
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('coding', 'is not', null)
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
    .orderBy('decidedAt')
    .orderBy('focusId')
    .limit(limit)
    .execute();
  return rows.flatMap(({ kind, focusId, code, relationId, coding, codingDeadline }) =>
    relationId === null || coding === null
      ? []
      : [{ customer: { kind, id: focusId }, code, relationId, state: coding, deadline: codingDeadline }],
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
    .set({ coding: 'written', codingDeadline: deadline })
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('kind', '=', customer.kind)
    .where('focusId', '=', customer.id)
    .where('coding', 'is not', null)
    .where((eb) => eb.or([eb('codingDeadline', 'is', null), eb('codingDeadline', '<=', now)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Yuki shows the code on the relation. */
export async function settleCoding(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  customer: CustomerRef,
): Promise<void> {
  await ledger.db
    .updateTable('customers')
    .set({ coding: null, codingDeadline: null })
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
    await transaction
      .updateTable('documents')
      .set({ state: 'found', preparedUpdatedAt: null, changedAt: now })
      .where('focusAccountId', '=', accountId)
      .where('customerCode', '=', row.code)
      .where('state', '=', 'ready')
      .where(sql<boolean>`attempt_id is null`)
      .execute();
  });
}
