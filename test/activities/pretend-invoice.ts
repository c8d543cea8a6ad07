// One invoice of 121.00 as both systems show it: what is open in Yuki, what Focus has as paid, and every payment
// that Focus was told.

import type { Call, Reply as FocusReply } from '../focus/answering-server.ts';
import { answer, type ReceivedCall, type Reply as YukiReply } from '../yuki/soap-socket.ts';
import { openItems } from './yuki-answers.ts';

export interface PretendInvoice {
  openInYuki: string;
  paidInFocus: number;
  /** What a credit note in Focus took off what is due. */
  creditedInFocus: number;
  currency: string;
  status: string;
  /** What somebody else does in Focus right before it hears of a payment. */
  meanwhile: () => void;
  /** Amounts in the order in which Focus registered them. */
  readonly registered: number[];
  /** What Focus had as paid each time when it removed everything. */
  readonly removed: number[];
  focus(call: Call): FocusReply;
  yuki(call: ReceivedCall): YukiReply;
}

/** Open in both. */
export function openInvoice(): PretendInvoice {
  const total = 121;
  const invoice: PretendInvoice = {
    openInYuki: '121.00',
    paidInFocus: 0,
    creditedInFocus: 0,
    currency: 'EUR',
    status: 'outstanding',
    meanwhile: () => {},
    registered: [],
    removed: [],
    yuki: ({ operation }) =>
      operation === 'OutstandingDebtorItems' || operation === 'CheckOutstandingItemAdmin'
        ? openItems(operation, [{ reference: '2026/1', open: invoice.openInYuki }])
        : answer(operation, ''),
    focus: ({ path, body }) => {
      if (path === '/invoices.registerPayment') {
        const { amount } = (body as { payment: { amount: number } }).payment;
        invoice.meanwhile();
        invoice.registered.push(amount);
        invoice.paidInFocus += amount;
        return { status: 204 };
      }
      if (path === '/invoices.removePayments') {
        invoice.meanwhile();
        invoice.removed.push(invoice.paidInFocus);
        invoice.paidInFocus = 0;
        return { status: 204 };
      }
      const money = (amount: number) => ({ amount, currency: invoice.currency });
      const paid = { payment: money(invoice.paidInFocus), paid_at: '2026-03-02T00:00:00+00:00' };
      return {
        json: {
          data: {
            status: invoice.status,
            paid: false,
            currency: invoice.currency,
            total: {
              tax_inclusive: money(total),
              payable: money(total),
              due: money(total - invoice.paidInFocus - invoice.creditedInFocus),
            },
            payments: invoice.paidInFocus === 0 ? [] : [paid],
          },
        },
      };
    },
  };
  return invoice;
}
