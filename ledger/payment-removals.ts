// Payments that a person wants removed in Focus because Yuki has undone them: asked for by name, one at a time for each
// invoice, and when it is done none of them counts any more, so that later money is registered anew (R-PAY-3, S-49).
// Focus removes all payments of an invoice or none; reading it before is left to the activities.

import { sql, type Transaction } from 'kysely';
import { impossible } from '../domain/assert.ts';
import { localDate } from '../domain/cadence.ts';
import type { ConnectionId, DocumentId, FocusDocumentId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { auditRow } from './audit.ts';
import { reportRow } from './findings.ts';
import type { Ledger } from './open.ts';
import { intendPayments } from './payment-intents.ts';
import type { RemovalState } from './paid-in-focus-tables.ts';
import { hasPaymentUnderWay } from './payment-rows.ts';
import { documentIdOf, knownRowNumber, rowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

export interface RemovalRow {
  /** Decimal digits. */
  readonly id: string;
  readonly documentId: DocumentId;
  readonly connectionId: ConnectionId;
  readonly focusId: FocusDocumentId;
  readonly state: RemovalState;
  /** What Focus showed as paid in all when the person confirmed. */
  readonly confirmedCents: Cents;
  /** Fingerprint of the payments that Focus showed right before the last try; null before the first. */
  readonly seenPayments: string | null;
  /** Until then the last try may still reach Focus; null before the first. */
  readonly deadline: Date | null;
  /** Whether Yuki still shows the money undone. */
  readonly reversed: boolean;
}

/** In these states a removal is on its way, one at a time for each invoice. */
export const openRemovals: readonly RemovalState[] = ['asked', 'claimed', 'doubtful'];

/** What is to be looked at now, oldest first; a try that may still arrive is not. Lost tries become doubtful first. */
export async function dueRemovals(
  ledger: Ledger,
  connectionId: ConnectionId,
  limit: number,
  now: Date,
): Promise<RemovalRow[]> {
  await ledger.db
    .updateTable('paymentRemovals')
    .set({ state: 'doubtful' })
    .where('state', '=', 'claimed')
    .where('deadline', '<=', now)
    .execute();
  const rows = await ledger.db
    .selectFrom('paymentRemovals')
    .innerJoin('documents', 'documents.id', 'paymentRemovals.documentId')
    .select([
      'paymentRemovals.id',
      'paymentRemovals.documentId',
      'documents.connectionId',
      'documents.focusId',
      'documents.reversed',
      'paymentRemovals.state',
      'paymentRemovals.confirmedCents',
      'paymentRemovals.seenPayments',
      'paymentRemovals.deadline',
    ])
    .where('documents.connectionId', '=', connectionId)
    .where((eb) =>
      eb.or([
        eb('paymentRemovals.state', '=', 'asked'),
        eb.and([eb('paymentRemovals.state', '=', 'doubtful'), eb('paymentRemovals.deadline', '<=', now)]),
      ]),
    )
    .orderBy('paymentRemovals.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...row,
    id: String(row.id),
    documentId: documentIdOf(row.documentId),
    confirmedCents: row.confirmedCents as Cents,
  }));
}

/**
 * Takes a removal for one worker until the deadline. False when another has it or has tried it since it was read, when
 * Yuki shows the money again, or while a payment of the invoice is on its way: what is registered now must not be removed.
 */
export async function claimRemoval(
  ledger: Ledger,
  removal: Pick<RemovalRow, 'id' | 'documentId' | 'state' | 'deadline'>,
  claim: { readonly worker: string; readonly deadline: Date; readonly seenPayments: string },
  now: Date,
): Promise<boolean> {
  const id = knownRowNumber(removal.documentId);
  return ledger.db.transaction().execute(async (transaction) => {
    // A payment that is intended at this moment waits for this lock, and is passed over while the removal lasts.
    const document = await transaction
      .selectFrom('documents')
      .select('reversed')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (document?.reversed !== true) return false;
    if (await hasPaymentUnderWay(transaction, id)) return false;
    const { numUpdatedRows } = await transaction
      .updateTable('paymentRemovals')
      .set({ state: 'claimed', ...claim })
      .where('id', '=', rowNumber(removal.id) ?? 0)
      .where('state', '=', removal.state)
      .where('deadline', 'is not distinct from', removal.deadline)
      .where((eb) =>
        eb.or([eb('state', '=', 'asked'), eb.and([eb('state', '=', 'doubtful'), eb('deadline', '<=', now)])]),
      )
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

export type RemovalVerdict =
  /** Focus has none of them any more; `dueCents` is what it has due now. */
  | { readonly kind: 'removed'; readonly dueCents: Cents }
  /** Nothing was removed, and a person is told why in a word of ours; `paidCents` is what Focus shows as paid. */
  | {
      readonly kind: 'ended';
      readonly why: string;
      readonly paidCents: Cents | null;
      readonly dueCents: Cents | null;
    }
  /** Yuki shows the money again: there is nothing to remove, and nothing to tell. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'doubtful' }
  /** Certainly not sent: it is tried again. */
  | { readonly kind: 'unsent' };

/** Writes what became of a removal. False when that was written before. */
export async function settleRemoval(
  ledger: Ledger,
  removal: Pick<RemovalRow, 'id' | 'documentId' | 'connectionId' | 'confirmedCents'>,
  verdict: RemovalVerdict,
  now: Date,
): Promise<boolean> {
  const id = knownRowNumber(removal.documentId);
  return ledger.db.transaction().execute(async (transaction) => {
    await transaction.selectFrom('documents').select('id').where('id', '=', id).forUpdate().execute();
    const row = await transaction
      .updateTable('paymentRemovals')
      .set(changeFor(verdict, now))
      .where('id', '=', rowNumber(removal.id) ?? 0)
      .where('state', 'in', openRemovals)
      .returning(['who', 'reason'])
      .executeTakeFirst();
    if (row === undefined) return false;
    const { documentId, connectionId, confirmedCents } = removal;
    const dueCents = 'dueCents' in verdict ? verdict.dueCents : null;
    if (dueCents !== null)
      await transaction
        .updateTable('documents')
        .set({ focusDueCents: dueCents })
        .where('id', '=', id)
        .execute();
    if (verdict.kind === 'ended') {
      const params = { why: verdict.why, confirmedCents, paidCents: verdict.paidCents };
      await reportRow(transaction, { connectionId, documentId, kind: 'paymentsNotRemoved', params }, now);
    }
    if (verdict.kind === 'removed') {
      await forgetPayments(transaction, id, now);
      const params = { documentId, amountCents: confirmedCents, reason: row.reason };
      await auditRow(transaction, { connectionId, who: row.who, what: 'payments-removed', params }, now);
    }
    return true;
  });
}

function changeFor(
  verdict: RemovalVerdict,
  now: Date,
): { state: RemovalState; endedAt?: Date; why?: string } {
  switch (verdict.kind) {
    case 'removed':
      return { state: 'removed', endedAt: now };
    case 'ended':
      return { state: 'ended', why: verdict.why, endedAt: now };
    case 'overtaken':
      return { state: 'ended', why: 'overtaken', endedAt: now };
    case 'doubtful':
      return { state: 'doubtful' };
    case 'unsent':
      return { state: 'asked' };
    default:
      return impossible(verdict);
  }
}

/**
 * Nothing that was registered counts any more. What Yuki still shows as paid is intended anew, because Focus has removed
 * that, too; what it shows as undone is not, until money comes.
 */
async function forgetPayments(transaction: Transaction<Tables>, id: number, now: Date): Promise<void> {
  const settled = await transaction
    .updateTable('payments')
    .set({ removed: true })
    .where('documentId', '=', id)
    .where('removed', '=', false)
    .where('state', 'in', ['registered', 'alreadyThere', 'reported'])
    .returning(['cumulativeCents', 'paidOn'])
    .execute();
  const shownCents = await shownInYuki(transaction, id);
  if (shownCents > 0) {
    const reached = settled
      .filter(({ cumulativeCents }) => cumulativeCents >= shownCents)
      .toSorted((a, b) => a.cumulativeCents - b.cumulativeCents)[0];
    const documentId = documentIdOf(id);
    const paidOn = reached?.paidOn ?? localDate(now);
    const again = { documentId, cumulativeCents: shownCents, amountCents: shownCents, paidOn };
    await intendPayments(transaction, [again], now);
  }
  await transaction
    .updateTable('documents')
    .set({
      paidCents: 0,
      reversed: false,
      state: sql<'exported'>`case when ${sql.ref('state')} <> 'settled' then ${sql.ref('state')}
        when ${sql.ref('decision')} is not null then 'linked' else 'exported' end`,
      changedAt: now,
    })
    .where('id', '=', id)
    .execute();
  // Over, also where a person had left it as it was, so that a later reversal is news.
  await transaction
    .updateTable('findings')
    .set((eb) => ({ closedAt: eb.fn.coalesce('closedAt', sql<Date>`${now}::timestamptz`), overAt: now }))
    .where('documentId', '=', id)
    .where('kind', 'in', ['reversed', 'paymentsNotRemoved'])
    .where('overAt', 'is', null)
    .execute();
}

/** What Yuki's last reading showed as paid of a document of which money was undone. */
async function shownInYuki(transaction: Transaction<Tables>, id: number): Promise<Cents> {
  const last = await transaction
    .selectFrom('findings')
    .select('params')
    .where('documentId', '=', id)
    .where('kind', '=', 'reversed')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const shown = last?.params['shownCents'];
  return (typeof shown === 'number' ? shown : 0) as Cents;
}
