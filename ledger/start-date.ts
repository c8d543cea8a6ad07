// Moves the start date of a connection (R-START-4): an earlier one lets everything be looked at again, a later one
// withdraws what was not sent and touches nothing that was.

import type { CauseId, ConnectionId, IsoDate } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import type { DocumentState } from './tables.ts';
import { withdrawRow } from './withdrawal.ts';
import { forgetSalesReading } from './yuki-sales.ts';

/** Answers how many unsent documents are no longer asked for, and the causes that fewer wait for. */
export async function moveStartDate(
  ledger: Ledger,
  connectionId: ConnectionId,
  to: IsoDate,
  now: Date,
): Promise<{ withdrawn: number; causes: CauseId[] }> {
  return ledger.db
    .transaction()
    .execute((transaction) => moveStartDateIn(transaction, connectionId, to, now));
}

/** The same inside a transaction of the caller. */
export async function moveStartDateIn(
  db: Parameters<typeof withdrawRow>[0],
  connectionId: ConnectionId,
  to: IsoDate,
  now: Date,
): Promise<{ withdrawn: number; causes: CauseId[] }> {
  const { startDate, administrationId } = await db
    .selectFrom('connections')
    .select(['startDate', 'administrationId'])
    .where('id', '=', connectionId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  await db
    .updateTable('connections')
    .set({ startDate: to, updatedAt: now })
    .where('id', '=', connectionId)
    .execute();
  if (startDate === null || to < startDate) {
    // What is older has never been asked for, and somebody else may have sent it.
    await db.deleteFrom('watermarks').where('connectionId', '=', connectionId).execute();
    // A walk that is under way asks for too little, and must not pass for a look at everything.
    await db.deleteFrom('sweeps').where('connectionId', '=', connectionId).execute();
    if (administrationId !== null) await forgetSalesReading(db, administrationId);
    return { withdrawn: 0, causes: [] };
  }
  return withdrawOlder(db, connectionId, ['found', 'ready', 'held'], to, now);
}

/** Withdraws what was not sent and is dated before this date, of documents in these states. */
export async function withdrawOlder(
  db: Parameters<typeof withdrawRow>[0],
  connectionId: ConnectionId,
  states: readonly DocumentState[],
  before: IsoDate,
  now: Date,
): Promise<{ withdrawn: number; causes: CauseId[] }> {
  const rows = await db
    .selectFrom('documents')
    .select(['id', 'causeId', 'releasedCauseId'])
    .where('connectionId', '=', connectionId)
    .where('state', 'in', states)
    .where('date', '<', before)
    .orderBy('focusId')
    .forUpdate()
    .execute();
  let withdrawn = 0;
  const causes = new Set<CauseId>();
  for (const row of rows) {
    if (!(await withdrawRow(db, row.id, now))) continue;
    withdrawn += 1;
    const left = row.causeId ?? row.releasedCauseId;
    if (left !== null) causes.add(left);
  }
  return { withdrawn, causes: [...causes] };
}
