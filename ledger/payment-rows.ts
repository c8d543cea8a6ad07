// The rows of intended payments and what happens to one whose worker was lost; the verbs are in payments.ts.

import type { ConnectionId, DocumentId, FocusDocumentId, IsoDate } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { Ledger } from './open.ts';
import { documentIdOf } from './row-ids.ts';
import type { PaymentState } from './payment-tables.ts';

/** One payment that Yuki shows and Focus has to learn. */
export interface PaymentRow {
  /** Decimal digits. */
  readonly id: string;
  readonly documentId: DocumentId;
  readonly connectionId: ConnectionId;
  readonly focusId: FocusDocumentId;
  readonly reference: string | null;
  readonly currency: string | null;
  /** Signed total of the document. */
  readonly grossCents: Cents;
  /** All money that Yuki shows for the document with this payment. */
  readonly cumulativeCents: Cents;
  /** What this payment adds. */
  readonly amountCents: Cents;
  readonly paidOn: IsoDate;
  readonly state: PaymentState;
  readonly registeredCents: Cents | null;
  /** What Focus showed as paid just before the last try; null before the first. */
  readonly paidBeforeCents: Cents | null;
  /** Until then the last try may still reach Focus; null before the first. */
  readonly deadline: Date | null;
  readonly why: string | null;
}

/** Of payments that Focus may hear of still: nothing is said of them yet. */
export const underWay: readonly PaymentState[] = ['intended', 'claimed', 'doubtful'];

export async function hasPaymentUnderWay(db: Ledger['db'], document: number): Promise<boolean> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('documentId', '=', document)
    .where('state', 'in', underWay)
    .executeTakeFirst();
  return row !== undefined;
}

export function selectPayments(db: Ledger['db']) {
  return db
    .selectFrom('payments')
    .innerJoin('documents', 'documents.id', 'payments.documentId')
    .select([
      'payments.id',
      'payments.documentId',
      'documents.connectionId',
      'documents.focusId',
      'documents.reference',
      'documents.currency',
      'documents.grossCents',
      'payments.cumulativeCents',
      'payments.amountCents',
      'payments.paidOn',
      'payments.state',
      'payments.registeredCents',
      'payments.paidBeforeCents',
      'payments.deadline',
      'payments.why',
    ]);
}

type SelectedPayment = Awaited<ReturnType<ReturnType<typeof selectPayments>['execute']>>[number];

export function paymentOf(row: SelectedPayment): PaymentRow {
  return {
    ...row,
    id: String(row.id),
    documentId: documentIdOf(row.documentId),
    grossCents: row.grossCents as Cents,
    cumulativeCents: row.cumulativeCents as Cents,
    amountCents: row.amountCents as Cents,
    registeredCents: row.registeredCents as Cents | null,
    paidBeforeCents: row.paidBeforeCents as Cents | null,
  };
}

/** Claimed payments past their deadline become doubtful: Focus is read again before anything is registered. */
export async function expirePayments(
  ledger: Ledger,
  order: { connectionId?: ConnectionId },
  now: Date,
): Promise<number> {
  const { connectionId } = order;
  const { numUpdatedRows } = await ledger.db
    .updateTable('payments')
    .set({ state: 'doubtful' })
    .where('state', '=', 'claimed')
    .where('deadline', '<=', now)
    .$if(connectionId !== undefined, (query) =>
      query.where((eb) =>
        eb(
          'documentId',
          'in',
          eb
            .selectFrom('documents')
            .select('documents.id')
            .where('documents.connectionId', '=', connectionId as ConnectionId),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
