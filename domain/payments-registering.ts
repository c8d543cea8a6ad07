/**
 * How much of Yuki's money Focus may be told. Focus registers what it is told as often as it is told, so that each try
 * brings it up to what Yuki shows in all, and never beyond that or beyond what it has due (R-PAY-6, R-PAY-7).
 */

import { cents, type Cents } from './money.ts';

export interface PaymentInQuestion {
  /** All money that Yuki shows for the document with this payment. */
  readonly cumulativeCents: Cents;
  /** What Focus showed as paid just before the last try; null before the first. */
  readonly paidBeforeCents: Cents | null;
}

/** As Focus shows the invoice now. */
export interface InvoiceInFocus {
  readonly dueCents: Cents;
  readonly paidCents: Cents;
}

export type Registering =
  /** An earlier try whose answer was lost did arrive. */
  | { readonly kind: 'arrived' }
  /** Focus has all that Yuki shows: a person, a payment provider or a bank link was faster. */
  | { readonly kind: 'there' }
  /** Focus lacks the money and has nothing due: it was credited there, or is paid in another way. */
  | { readonly kind: 'nothingDue'; readonly amountCents: Cents }
  /** `excessCents` came in beyond what Focus has due. */
  | { readonly kind: 'register'; readonly amountCents: Cents; readonly excessCents: Cents };

export function whatToRegister(payment: PaymentInQuestion, focus: InvoiceInFocus): Registering {
  const missing = payment.cumulativeCents - focus.paidCents;
  if (missing <= 0) return { kind: payment.paidBeforeCents === null ? 'there' : 'arrived' };
  if (focus.dueCents <= 0) return { kind: 'nothingDue', amountCents: cents(missing) };
  const told = Math.min(missing, focus.dueCents);
  return { kind: 'register', amountCents: cents(told), excessCents: cents(missing - told) };
}
