// What was paid in Focus by hand and goes to Yuki by a journal: written down before the call, never more in all than
// Focus has beyond what came from Yuki, and never a second time, whatever became of the answer (R-PAY-2, R-PAY-4).

import { randomUUID } from 'node:crypto';
import type { ConnectionId, DocumentId, IsoDate } from '../domain/ids.ts';
import { sumCents, type Cents } from '../domain/money.ts';
import type { DatedMoney } from '../domain/paid-in-focus.ts';
import { sealVendorText } from './causes.ts';
import { endFindings, reportRow } from './findings.ts';
import type { Ledger } from './open.ts';
import type { JournalState } from './paid-in-focus-tables.ts';
import { hasPaymentUnderWay } from './payment-rows.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import { purposes } from './sealing.ts';

/** What may be in Yuki: it never goes there again. */
export const mayStandInYuki: readonly JournalState[] = ['claimed', 'doubtful', 'accepted', 'uncertain'];

/**
 * Takes these payments of an invoice for one worker until the deadline, and answers the mark under which they go. Null
 * when that would be more than `ownInFocusCents` with what went before, or while a payment is on its way to Focus or is
 * being removed there.
 */
export async function claimJournal(
  ledger: Ledger,
  order: {
    readonly documentId: DocumentId;
    readonly lines: readonly DatedMoney[];
    /** Paid in Focus in all, less what we registered there. */
    readonly ownInFocusCents: Cents;
    readonly account: string;
    readonly worker: string;
    readonly deadline: Date;
  },
  now: Date,
): Promise<string | null> {
  const id = knownRowNumber(order.documentId);
  return ledger.db.transaction().execute(async (transaction) => {
    // One after the other, so that two workers never send the same.
    await transaction.selectFrom('documents').select('id').where('id', '=', id).forUpdate().execute();
    const before = await transaction
      .selectFrom('journalLines')
      .select('amountCents')
      .where('documentId', '=', id)
      .where('state', 'in', mayStandInYuki)
      .execute();
    const registering = await hasPaymentUnderWay(transaction, id);
    const removing = await transaction
      .selectFrom('paymentRemovals')
      .select('id')
      .where('documentId', '=', id)
      .where('state', 'in', ['asked', 'claimed', 'doubtful'])
      .executeTakeFirst();
    const all = [...before, ...order.lines].reduce((sum, { amountCents }) => sum + Number(amountCents), 0);
    const isUnderWay = registering || removing !== undefined;
    if (isUnderWay || order.lines.length === 0 || all > order.ownInFocusCents) return null;
    const mark = `FY-${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    const { account, worker, deadline } = order;
    await transaction
      .insertInto('journalLines')
      .values(
        order.lines.map(({ paidOn, amountCents }) => ({
          ...{ documentId: id, mark, amountCents, paidOn, account, worker, deadline },
          state: 'claimed' as const,
          vendorText: null,
          claimedAt: now,
        })),
      )
      .execute();
    return mark;
  });
}

export type JournalVerdict =
  | { readonly kind: 'accepted'; readonly yukiDocumentId: string | null }
  /** Certainly not in Yuki; it may be tried again another day. */
  | { readonly kind: 'refused'; readonly cause: string; readonly text: string }
  /** Nobody knows yet; `text` is what Yuki said, if it said anything. */
  | { readonly kind: 'doubtful'; readonly text: string | null }
  | { readonly kind: 'unsent' }
  /** Nobody can tell; it is never tried again by itself, and a person looks. */
  | { readonly kind: 'uncertain' };

/** Writes what became of one call. False when that was written before. */
export async function settleJournal(
  ledger: Ledger,
  order: { readonly connectionId: ConnectionId; readonly mark: string },
  verdict: JournalVerdict,
  now: Date,
): Promise<boolean> {
  const { connectionId, mark } = order;
  const text = verdict.kind === 'refused' || verdict.kind === 'doubtful' ? verdict.text : null;
  const vendorText = await sealVendorText(ledger, connectionId, text);
  return ledger.db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .updateTable('journalLines')
      .set({
        state: verdict.kind,
        ...(verdict.kind === 'accepted' ? { yukiDocumentId: verdict.yukiDocumentId } : {}),
        ...(verdict.kind === 'refused' ? { cause: verdict.cause } : {}),
        ...(vendorText === null ? {} : { vendorText }),
        ...(verdict.kind === 'doubtful' ? {} : { endedAt: now }),
      })
      .where('mark', '=', mark)
      .where('state', 'in', ['claimed', 'doubtful'])
      .returning(['documentId', 'amountCents'])
      .execute();
    const [first] = rows;
    if (first === undefined) return false;
    const documentId = documentIdOf(first.documentId);
    if (verdict.kind === 'accepted') await endFindings(transaction, documentId, ['journalNotAccepted'], now);
    if (verdict.kind === 'refused' || verdict.kind === 'uncertain') {
      const params = {
        why: verdict.kind === 'refused' ? verdict.cause : 'uncertain',
        amountCents: sumCents(rows.map(({ amountCents }) => Number(amountCents) as Cents)),
        mark,
      };
      await reportRow(transaction, { connectionId, documentId, kind: 'journalNotAccepted', params }, now);
    }
    return true;
  });
}

/** Every line of an invoice that may be in Yuki. */
export async function journalLinesOf(ledger: Ledger, documentId: DocumentId): Promise<DatedMoney[]> {
  const rows = await ledger.db
    .selectFrom('journalLines')
    .select(['paidOn', 'amountCents'])
    .where('documentId', '=', knownRowNumber(documentId))
    .where('state', 'in', mayStandInYuki)
    .orderBy('id')
    .execute();
  return rows.map(({ paidOn, amountCents }) => ({ paidOn, amountCents: Number(amountCents) as Cents }));
}

export interface DoubtfulJournal {
  readonly mark: string;
  readonly account: string;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** Calls whose answer was lost, once Yuki must show what it took: past their deadline and its lag. */
export async function doubtfulJournals(
  ledger: Ledger,
  connectionId: ConnectionId,
  order: { readonly lagMs: number; readonly limit: number },
  now: Date,
): Promise<DoubtfulJournal[]> {
  const shownBy = new Date(now.getTime() - order.lagMs);
  const rows = await ledger.db
    .selectFrom('journalLines')
    .innerJoin('documents', 'documents.id', 'journalLines.documentId')
    .select((eb) => ['mark', 'account', eb.fn.min('paidOn').as('from'), eb.fn.max('paidOn').as('to')])
    .where('documents.connectionId', '=', connectionId)
    .where('journalLines.state', 'in', ['claimed', 'doubtful'])
    .where('journalLines.deadline', '<=', shownBy)
    .groupBy(['mark', 'account'])
    .orderBy('mark')
    .limit(order.limit)
    .execute();
  return rows.map(({ mark, account, from, to }) => ({ mark, account, from, to }));
}

/** Yuki's own words about a journal; null when it said none. @throws SealError */
export async function openJournalText(
  ledger: Ledger,
  connectionId: ConnectionId,
  mark: string,
): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('journalLines')
    .select('vendorText')
    .where('mark', '=', mark)
    .orderBy('id')
    .executeTakeFirst();
  const sealed = row?.vendorText ?? null;
  return sealed === null ? null : ledger.seal.open(sealed, purposes.vendorText(connectionId));
}
