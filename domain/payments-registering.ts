/**
 * How much of a payment Focus may be told. Focus registers what it is told as often as it is told, so that three things
 * bound each try: what came in, what Focus has due, and what Focus still lacks of all that Yuki shows (R-PAY-7).
 */

import { cents, type Cents } from './money.ts';

export interface PaymentInQuestion {
  /** What came in with this payment. */
  readonly amountCents: Cents;
  /** All money that Yuki shows for the document with it. */
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
  const { amountCents, cumulativeCents, paidBeforeCents } = payment;
  if (paidBeforeCents !== null) {
    const tried = Math.min(amountCents, cumulativeCents - paidBeforeCents);
    if (tried > 0 && focus.paidCents >= paidBeforeCents + tried) return { kind: 'arrived' };
  }
  const missing = Math.min(amountCents, cumulativeCents - focus.paidCents);
  if (missing <= 0) return { kind: 'there' };
  if (focus.dueCents <= 0) return { kind: 'nothingDue', amountCents: cents(missing) };
  const told = Math.min(missing, focus.dueCents);
  return { kind: 'register', amountCents: cents(told), excessCents: cents(missing - told) };
}
