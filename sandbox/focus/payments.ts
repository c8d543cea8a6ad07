// Paying in the pretend Focus: payments add up, lower the amount due and at last make the invoice matched. Not
// idempotent, no payment id, and all payments are removed together (focus-api.md 2.3, 11).
import { done, nowText, type FocusContext, type Operation } from './context.ts';
import { centsOf } from './decimal.ts';
import { isDate } from './fields.ts';
import { unknownId } from './reads.ts';
import { fieldRefusal } from './refusal.ts';
import { focusMoment, type StoredInvoice } from './state.ts';

/** Brings due amount, status, paid and paid_at in line with payments and credit notes. */
export function settle(context: FocusContext, invoice: StoredInvoice): void {
  const received = invoice.payments.reduce((total, payment) => total + payment.cents, 0);
  invoice.dueCents = invoice.figures.payableCents - received - invoice.creditedCents;
  if (invoice.status === 'draft') return;
  const byMoney = received > 0;
  const byCredit = invoice.creditedCents > 0 && context.switches().fullyCreditedIsMatched;
  const settled = invoice.dueCents <= 0 && (byMoney || byCredit);
  invoice.status = settled ? 'matched' : 'outstanding';
  invoice.paid = settled;
  const decisive =
    context.switches().paidAtIs === 'last-payment' ? invoice.payments.at(-1) : invoice.payments[0];
  invoice.paidAt = settled ? (decisive?.paidAt ?? nowText(context)) : null;
}

export const registerPayment: Operation = (context, fields) => {
  const switches = context.switches();
  const id = fields.uuid('id', true);
  const payment = fields.object('payment', true);
  const amount = payment?.number('amount', true);
  const currency = payment?.text('currency', true);
  const methodId = fields.uuid('payment_method_id');
  const raw = fields.body['paid_at'];
  const bareDate = typeof raw === 'string' && isDate(raw) && switches.bareDateInPaidAt === 'accept';
  const paidAt = bareDate ? Date.parse(`${raw}T00:00:00Z`) : fields.moment('paid_at', true);
  const cents = amount === undefined ? undefined : centsOf(amount);
  if (cents === null || (cents !== undefined && cents <= 0)) payment?.wrong('amount', 'must be valid');
  fields.refuseIfWrong();

  const invoice = context.state.invoices.get(id ?? '');
  if (invoice === undefined) throw unknownId(switches.unknownIdStatus);
  if (invoice.status === 'draft') throw fieldRefusal('id', 'id must be a booked invoice');
  if (currency !== invoice.currency) throw fieldRefusal('payment.currency', 'payment.currency must be valid');
  if (methodId !== undefined && !context.state.paymentMethods.has(methodId)) {
    throw fieldRefusal('payment_method_id', 'payment_method_id must be valid');
  }
  if (invoice.status === 'matched' && switches.paymentOnMatched === 'refuse') {
    throw fieldRefusal('id', 'id must be an outstanding invoice');
  }
  if ((cents ?? 0) > invoice.dueCents && switches.overpayment === 'refuse') {
    throw fieldRefusal('payment.amount', 'payment.amount must be valid');
  }
  addPayment(context, invoice, cents ?? 0, new Date(paidAt ?? 0), methodId ?? null);
  return done;
};

/** Registers money on an invoice and tells the webhooks. */
export function addPayment(
  context: FocusContext,
  invoice: StoredInvoice,
  cents: number,
  paidAt: Date,
  methodId: string | null,
): void {
  invoice.payments.push({ paidAt: focusMoment(paidAt), cents, methodId });
  settle(context, invoice);
  if (context.switches().paymentsTouchUpdatedAt) invoice.updatedAt = nowText(context);
  context.emit('invoice.paymentRegistered', { type: 'invoice', id: invoice.id });
}

export const removePayments: Operation = (context, fields) => {
  const id = fields.uuid('id', true);
  fields.refuseIfWrong();
  const invoice = context.state.invoices.get(id ?? '');
  if (invoice === undefined) throw unknownId(context.switches().unknownIdStatus);
  dropPayments(context, invoice);
  return done;
};

/** Deletes all payments of an invoice: single ones cannot be removed. */
export function dropPayments(context: FocusContext, invoice: StoredInvoice): void {
  invoice.payments = [];
  settle(context, invoice);
  if (context.switches().paymentsTouchUpdatedAt) invoice.updatedAt = nowText(context);
  context.emit('invoice.paymentRemoved', { type: 'invoice', id: invoice.id });
}
