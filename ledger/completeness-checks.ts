// How far the daily comparison of both sides is: when the last one ended, and in the one under way which list and page
// come next, so that it goes on where it was left. A person may wish one at once.

import type { CheckWindow } from '../domain/check-windows.ts';
import type { ConnectionId, DocumentId, FocusDocumentId, IsoDate } from '../domain/ids.ts';
import type { CheckPlan } from './after-export-tables.ts';
import type { Ledger } from './open.ts';
import { documentIdOf } from './row-ids.ts';
import type { DocumentState } from './tables.ts';

export interface CompletenessCheck {
  /** When the last one ended, or, before the first one, when the connection had its first run. */
  readonly doneAt: Date;
  readonly olderBefore: IsoDate | null;
  readonly plan: CheckPlan | null;
  readonly wish: { readonly from: IsoDate; readonly at: Date } | null;
}

/** Null before the first run. */
export async function readCheck(
  ledger: Ledger,
  connectionId: ConnectionId,
): Promise<CompletenessCheck | null> {
  const row = await ledger.db
    .selectFrom('completenessChecks')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { doneAt, olderBefore, plan, wishedFrom: from, wishedAt: at } = row;
  return { doneAt, olderBefore, plan, wish: from === null || at === null ? null : { from, at } };
}

/** Begins to count the days; known before, it stays. */
export async function startWatching(ledger: Ledger, connectionId: ConnectionId, now: Date): Promise<void> {
  await ledger.db
    .insertInto('completenessChecks')
    .values({ connectionId, doneAt: now, olderBefore: null })
    .onConflict((conflict) => conflict.column('connectionId').doNothing())
    .execute();
}

/** A person wishes a comparison from this date on with the next run; the earlier of two wishes counts. */
export async function wishCheck(
  ledger: Ledger,
  connectionId: ConnectionId,
  from: IsoDate,
  now: Date,
): Promise<void> {
  await startWatching(ledger, connectionId, now);
  await ledger.db
    .updateTable('completenessChecks')
    .set((eb) => ({
      wishedAt: now,
      wishedFrom: eb.fn<IsoDate>('least', [eb.fn.coalesce('wishedFrom', eb.val(from)), eb.val(from)]),
    }))
    .where('connectionId', '=', connectionId)
    .execute();
}

export async function savePlan(ledger: Ledger, connectionId: ConnectionId, plan: CheckPlan): Promise<void> {
  await ledger.db
    .updateTable('completenessChecks')
    .set({ plan: JSON.stringify(plan) })
    .where('connectionId', '=', connectionId)
    .execute();
}

/** The comparison is over. A wish that came while it was under way stands. */
export async function endCheck(
  ledger: Ledger,
  connectionId: ConnectionId,
  ended: { readonly startedAt: Date; readonly olderBefore: IsoDate | null },
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('completenessChecks')
      .set({ plan: null, doneAt: now, olderBefore: ended.olderBefore })
      .where('connectionId', '=', connectionId)
      .execute();
    await transaction
      .updateTable('completenessChecks')
      .set({ wishedFrom: null, wishedAt: null })
      .where('connectionId', '=', connectionId)
      .where('wishedAt', '<=', ended.startedAt)
      .execute();
  });
}

export interface UnseenDocument {
  readonly id: DocumentId;
  readonly kind: 'invoice' | 'creditNote';
  readonly focusId: FocusDocumentId;
  readonly state: DocumentState;
}

/**
 * Documents dated in these stretches that Focus's lists have not shown since the moment, though they were found before
 * it. What is known to be gone is not asked for again, and what is on its way or in doubt only afterwards.
 */
export async function unseenSince(
  ledger: Ledger,
  connectionId: ConnectionId,
  windows: readonly CheckWindow[],
  since: Date,
  limit: number,
): Promise<UnseenDocument[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select(['id', 'kind', 'focusId', 'state'])
    .where('connectionId', '=', connectionId)
    .where('state', 'not in', ['withdrawn', 'sending', 'doubtful'])
    .where('goneFromFocus', '=', false)
    .where('foundAt', '<', since)
    .where((eb) => eb.or([eb('seenInFocusAt', 'is', null), eb('seenInFocusAt', '<', since)]))
    .where((eb) =>
      eb.or(
        windows.map(({ from, to }) =>
          to === null ? eb('date', '>=', from) : eb.and([eb('date', '>=', from), eb('date', '<=', to)]),
        ),
      ),
    )
    // The last ones of a year are the ones that Focus lets people delete (R-CHG-2).
    .orderBy('date', 'desc')
    .orderBy('numberOrder', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, id: documentIdOf(row.id) }));
}

/** Focus still has it, as a look at the document itself has shown. */
export async function noteStillThere(ledger: Ledger, documentId: DocumentId, now: Date): Promise<void> {
  await ledger.db
    .updateTable('documents')
    .set({ seenInFocusAt: now, linesUnread: false })
    .where('id', '=', Number(documentId))
    .execute();
}
