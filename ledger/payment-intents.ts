// The intents that follow from a reading: written down before anything is registered, once for each total that Yuki's
// money reaches, and taken back when it is undone before Focus has heard of it (R-PAY-3, R-PAY-6).

import { sql, type Transaction } from 'kysely';
import type { DocumentId, IsoDate } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

export interface PaymentIntent {
  readonly documentId: DocumentId;
  /** All money that Yuki shows for the document with this payment. */
  readonly cumulativeCents: Cents;
  readonly amountCents: Cents;
  readonly paidOn: IsoDate;
}

/** Intends each payment; one that was intended before, by the same reading reckoned twice, is there already. */
export async function intendPayments(
  db: Transaction<Tables>,
  intents: readonly PaymentIntent[],
  now: Date,
): Promise<void> {
  for (const { documentId, cumulativeCents, amountCents, paidOn } of intents) {
    const id = knownRowNumber(documentId);
    // A total that was reached before and no longer counts is reached anew.
    const round = await nextRound(db, id, cumulativeCents, true);
    await db
      .insertInto('payments')
      .values({
        documentId: id,
        cumulativeCents,
        amountCents,
        paidOn,
        round,
        state: 'intended',
        intendedAt: now,
      })
      .onConflict((conflict) => conflict.columns(['documentId', 'round', 'cumulativeCents']).doNothing())
      .execute();
  }
}

/**
 * Intends money that was undone and has come again. Focus stayed paid as a rule, and is told nothing then, because no
 * payment takes it beyond what Yuki shows.
 */
export async function intendAgain(
  db: Transaction<Tables>,
  intents: readonly PaymentIntent[],
  now: Date,
): Promise<void> {
  for (const { documentId, cumulativeCents, amountCents, paidOn } of intents) {
    const id = knownRowNumber(documentId);
    const round = await nextRound(db, id, cumulativeCents, false);
    await db
      .insertInto('payments')
      .values({
        documentId: id,
        cumulativeCents,
        amountCents,
        paidOn,
        round,
        state: 'intended',
        intendedAt: now,
      })
      .execute();
  }
}

/** The first round in which this total has not been reached; `onlyRemoved`: rounds that no longer count are passed over. */
async function nextRound(
  db: Transaction<Tables>,
  documentId: number,
  cumulativeCents: Cents,
  onlyRemoved: boolean,
): Promise<number> {
  const row = await db
    .selectFrom('payments')
    .select((eb) => eb.fn.max('round').as('last'))
    .where('documentId', '=', documentId)
    .where('cumulativeCents', '=', cumulativeCents)
    .$if(onlyRemoved, (query) => query.where('removed', '=', true))
    .executeTakeFirst();
  return row?.last === null || row?.last === undefined ? 0 : row.last + 1;
}

/**
 * Takes back what Focus has not heard of and Yuki no longer shows. Answers the documents of which nothing is left that
 * Focus might know, so that there is nothing to report.
 */
export async function withdrawUndone(
  db: Transaction<Tables>,
  reversed: readonly { readonly documentId: DocumentId; readonly shownCents: Cents }[],
  now: Date,
): Promise<ReadonlySet<DocumentId>> {
  const unheard = new Set<DocumentId>();
  for (const { documentId, shownCents } of reversed) {
    const id = knownRowNumber(documentId);
    const { numUpdatedRows } = await db
      .updateTable('payments')
      .set({ state: 'reported', why: 'undone', removed: true, settledAt: now })
      .where('documentId', '=', id)
      .where('state', '=', 'intended')
      .where('paidBeforeCents', 'is', null)
      .where('cumulativeCents', '>', shownCents)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) continue;
    const left = await db
      .selectFrom('payments')
      .select(sql<number>`coalesce(max(cumulative_cents), 0)`.as('most'))
      .where('documentId', '=', id)
      .where('removed', '=', false)
      .executeTakeFirst();
    if (Number(left?.most ?? 0) <= shownCents) unheard.add(documentIdOf(id));
  }
  return unheard;
}
