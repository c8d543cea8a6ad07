/**
 * What Focus may be told of the payments of an invoice: one that was received, and that all of them are none. Neither is
 * idempotent, so the invoice is read before every try (R-PAY-7); whether to tell anything is decided elsewhere.
 */

import type { Brand, FocusDocumentId, IsoDate } from '../domain/ids.ts';
import { formatCents, type Cents } from '../domain/money.ts';
import type { FocusTransport, WriteOptions } from './transport.ts';

export type FocusPaymentMethodId = Brand<string, 'FocusPaymentMethodId'>;

export interface FocusPaymentOrder extends WriteOptions {
  readonly invoiceId: FocusDocumentId;
  readonly amountCents: Cents;
  readonly currency: string;
  readonly paidAt: IsoDate;
  readonly paymentMethodId: FocusPaymentMethodId | null;
}

/** Both throw what FocusTransport's `write` throws. */
export interface FocusPayments {
  /**
   * Registers money on an invoice. Not idempotent in Focus: read the balance before every try (R-PAY-7).
   *
   * @throws RangeError for an amount that is not positive; nothing is sent.
   */
  registerPayment(order: FocusPaymentOrder): Promise<void>;
  /**
   * Removes all payments of an invoice, whoever registered them: Focus cannot remove a single one (focus-api 2.3). Said
   * again later it would remove those that came meanwhile.
   */
  removePayments(order: WriteOptions & { readonly invoiceId: FocusDocumentId }): Promise<void>;
}

export function paymentsOn(transport: FocusTransport): FocusPayments {
  return {
    async registerPayment({ invoiceId, amountCents, currency, paidAt, paymentMethodId, sendBefore }) {
      if (amountCents <= 0) throw new RangeError('Only a positive amount is registered as a payment.');
      const body = {
        id: invoiceId,
        // The shortest text of the nearest number is the decimal text again, so JSON carries it exactly.
        payment: { amount: Number(formatCents(amountCents)), currency },
        paid_at: `${paidAt}T00:00:00+00:00`,
        ...(paymentMethodId === null ? {} : { payment_method_id: paymentMethodId }),
      };
      await transport.write('invoices.registerPayment', body, { sendBefore });
    },
    removePayments: ({ invoiceId, sendBefore }) =>
      transport.write('invoices.removePayments', { id: invoiceId }, { sendBefore }),
  };
}
