// Payments that Yuki shows and Focus has to learn: intent first, one worker at a time, each registered at most once
// (design 5, R-PAY-6, R-PAY-7). Reading Focus again before registering is left to the activities.

import { sql, type Transaction } from 'kysely';
import { impossible } from '../domain/assert.ts';
import type { ConnectionId, DocumentId, IsoDate } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { reportRow } from './findings.ts';
import type { Ledger } from './open.ts';
import { paymentOf, selectPayments, underWay, type PaymentRow } from './payment-rows.ts';
import { documentIdOf, knownRowNumber, rowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';
import type { PaymentState } from './payment-tables.ts';

export type { PaymentState } from './payment-tables.ts';
export { expirePayments, type PaymentRow } from './payment-rows.ts';
export {
  closeFinding,
  listFindings,
  report,
  type Finding,
  type FindingKind,
  type FindingRow,
} from './findings.ts';

/**
 * Intends a payment by which Yuki's money for the document reaches `cumulativeCents`. Null when that was intended
 * before, so that the same reading reckoned twice is one payment.
 */
export async function intendPayment(
  ledger: Ledger,
  intent: { documentId: DocumentId; cumulativeCents: Cents; amountCents: Cents; paidOn: IsoDate },
  now: Date,
): Promise<PaymentRow | null> {
  const row = await ledger.db
    .insertInto('payments')
    .values({
      documentId: knownRowNumber(intent.documentId),
      cumulativeCents: intent.cumulativeCents,
      amountCents: intent.amountCents,
      paidOn: intent.paidOn,
      state: 'intended',
      intendedAt: now,
    })
    .onConflict((conflict) => conflict.columns(['documentId', 'round', 'cumulativeCents']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row === undefined ? null : getPayment(ledger, String(row.id));
}

export async function getPayment(ledger: Ledger, id: string): Promise<PaymentRow | null> {
  const number = rowNumber(id);
  if (number === null) return null;
  const row = await selectPayments(ledger.db).where('payments.id', '=', number).executeTakeFirst();
  return row === undefined ? null : paymentOf(row);
}

/**
 * Payments that wait to be registered, oldest first, behind `after`, at most `limit` (500). A later payment of a document comes
 * only after the earlier ones are settled, so that partial payments keep their order.
 */
export async function nextPayments(
  ledger: Ledger,
  connectionId: ConnectionId,
  limit: number,
  after: string | null = null,
): Promise<PaymentRow[]> {
  const rows = await selectPayments(ledger.db)
    .where('documents.connectionId', '=', connectionId)
    .where('payments.id', '>', after === null ? 0 : (rowNumber(after) ?? 0))
    .where('payments.state', 'in', ['intended', 'doubtful'])
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('payments as earlier')
            .select('earlier.id')
            .whereRef('earlier.documentId', '=', 'payments.documentId')
            .whereRef('earlier.id', '<', 'payments.id')
            .where('earlier.state', 'in', underWay),
        ),
      ),
    )
    // While a person's removal is on its way, what is registered might be removed with the rest (S-49).
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('paymentRemovals')
            .select('paymentRemovals.id')
            .whereRef('paymentRemovals.documentId', '=', 'payments.documentId')
            .where('paymentRemovals.state', 'in', ['claimed', 'doubtful']),
        ),
      ),
    )
    .orderBy('payments.id')
    .limit(Math.min(limit, 500))
    .execute();
  return rows.map(paymentOf);
}

/** Every payment of a document, oldest first. */
export async function listPayments(ledger: Ledger, documentId: DocumentId): Promise<PaymentRow[]> {
  const number = rowNumber(documentId);
  if (number === null) return [];
  const rows = await selectPayments(ledger.db)
    .where('payments.documentId', '=', number)
    .orderBy('payments.id')
    .execute();
  return rows.map(paymentOf);
}

/**
 * Takes a payment for one worker until the deadline; false when another has it, it is settled, or anybody has tried it
 * since it was read: what Focus showed before that try proves nothing any more. `paidBeforeCents` is what Focus shows as
 * paid now: a later try finds by it whether this one arrived (R-PAY-7).
 */
export async function claimPayment(
  ledger: Ledger,
  payment: Pick<PaymentRow, 'id' | 'state' | 'deadline'>,
  claim: { worker: string; deadline: Date; paidBeforeCents: Cents },
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('payments')
    .set({ state: 'claimed', ...claim })
    .where('id', '=', rowNumber(payment.id) ?? 0)
    .where('state', '=', payment.state)
    .where('deadline', 'is not distinct from', payment.deadline)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['intended', 'doubtful']),
        eb.and([eb('state', '=', 'claimed'), eb('deadline', '<=', now)]),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export type PaymentVerdict =
  /** Focus took it; the amount may be less than intended, because Focus had less due. */
  | { readonly kind: 'registered'; readonly amountCents: Cents; readonly excessCents?: Cents }
  /** Focus had it already, from somebody else or from a call whose answer was lost. */
  | { readonly kind: 'alreadyThere' }
  /** Not registered, but told to a person; `why` is a word of ours. */
  | { readonly kind: 'reported'; readonly why: string; readonly amountCents?: Cents }
  | { readonly kind: 'doubtful' }
  /** Certainly not sent: it is tried again. */
  | { readonly kind: 'unsent' };

/**
 * Writes what became of a payment. A registered amount is added to the document once, however often it is said; a
 * document whose money in Yuki has reached its total is settled. False when the payment was settled before.
 */
export async function settlePayment(
  ledger: Ledger,
  id: string,
  verdict: PaymentVerdict,
  now: Date,
): Promise<boolean> {
  const number = rowNumber(id) ?? 0;
  const change = changeFor(verdict, now);
  return ledger.db.transaction().execute(async (transaction) => {
    const payment = await transaction
      .updateTable('payments')
      .set(change)
      .where('id', '=', number)
      .where('state', 'in', underWay)
      .returning(['documentId', 'cumulativeCents', 'amountCents'])
      .executeTakeFirst();
    if (payment === undefined) return false;
    await tellPeople(transaction, payment, verdict, now);
    if (verdict.kind !== 'registered' && verdict.kind !== 'alreadyThere') return true;
    await endUnreadable(transaction, payment.documentId, now);
    const registered = verdict.kind === 'registered' ? verdict.amountCents : 0;
    const isWhole = sql<boolean>`${sql.ref('state')} in ('exported', 'linked')
      and ${sql.ref('grossCents')} > 0 and ${payment.cumulativeCents}::bigint >= ${sql.ref('grossCents')}`;
    await transaction
      .updateTable('documents')
      .set((eb) => ({
        paidCents: eb('paidCents', '+', registered),
        state: sql<'settled'>`case when ${isWhole} then 'settled' else ${eb.ref('state')} end`,
        changedAt: now,
      }))
      .where('id', '=', payment.documentId)
      .execute();
    return true;
  });
}

/** Money that Focus did not take stays listed until somebody has dealt with it; nothing of it is registered by guess. */
async function tellPeople(
  transaction: Transaction<Tables>,
  payment: { documentId: number; amountCents: number },
  verdict: PaymentVerdict,
  now: Date,
): Promise<void> {
  const excessCents = verdict.kind === 'registered' ? (verdict.excessCents ?? 0) : 0;
  if (verdict.kind !== 'reported' && excessCents === 0) return;
  const { connectionId } = await transaction
    .selectFrom('documents')
    .select('connectionId')
    .where('id', '=', payment.documentId)
    .executeTakeFirstOrThrow();
  const about = { connectionId, documentId: documentIdOf(payment.documentId) };
  if (verdict.kind === 'reported') {
    const params = { why: verdict.why, amountCents: verdict.amountCents ?? payment.amountCents };
    await reportRow(transaction, { ...about, kind: 'paymentRefused', params }, now);
  } else await reportRow(transaction, { ...about, kind: 'moreThanDue', params: { excessCents } }, now);
}

/** What could not be read for a while has been read. */
async function endUnreadable(transaction: Transaction<Tables>, documentId: number, now: Date): Promise<void> {
  await transaction
    .updateTable('findings')
    .set({ closedAt: now, overAt: now })
    .where('documentId', '=', documentId)
    .where('kind', '=', 'paymentRefused')
    .where('closedAt', 'is', null)
    .where(sql<boolean>`${sql.ref('params')} ->> 'why' = 'unreadable'`)
    .execute();
}

function changeFor(
  verdict: PaymentVerdict,
  now: Date,
): { state: PaymentState; settledAt?: Date; registeredCents?: number; why?: string } {
  switch (verdict.kind) {
    case 'registered':
      return { state: 'registered', registeredCents: verdict.amountCents, settledAt: now };
    case 'alreadyThere':
      return { state: 'alreadyThere', settledAt: now };
    case 'reported':
      return { state: 'reported', why: verdict.why.slice(0, 200), settledAt: now };
    case 'doubtful':
      return { state: 'doubtful' };
    case 'unsent':
      return { state: 'intended' };
    default:
      return impossible(verdict);
  }
}
