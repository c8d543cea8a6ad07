/**
 * Invoices and credit notes from the wire into our words, both as the lists tell them and whole. It adds nothing
 * and computes nothing: amounts are Focus's own, positive also on credit notes (R-CN-3); what a line without a
 * price means is decided here because only here the absence is seen.
 */

import { z } from 'zod';
import type {
  CustomerRef,
  DocumentKind,
  FocusDocument,
  FocusDocumentSummary,
  FocusLine,
  FocusPayment,
  FocusTaxTotal,
} from '../domain/document.ts';
import type {
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  FocusProductCategoryId,
  FocusTaxRateId,
} from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import * as wire from './schemas.ts';

const taxes = z.array(z.object({ rate: wire.rate, taxable: wire.money, tax: wire.money }));

const total = z.object({
  tax_exclusive: wire.money,
  tax_inclusive: wire.money,
  payable: wire.optionalMoney,
  due: wire.optionalMoney,
  taxes: wire.listOf(z.object({ rate: wire.rate, taxable: wire.money, tax: wire.money })),
  withheld_taxes: wire.listOf(z.object({})),
});

const invoicee = z.object({
  name: wire.text,
  vat_number: wire.text,
  national_identification_number: wire.text,
  email: wire.text,
  customer: wire.reference<FocusCustomerId>(),
  for_attention_of: z.object({ name: wire.text }).nullish(),
});

const listed = z.object({
  id: wire.focusId<FocusDocumentId>(),
  department: z.object({ id: wire.focusId<FocusEntityId>() }),
  invoice_number: wire.text,
  credit_note_number: wire.text,
  invoice_date: wire.date,
  credit_note_date: wire.date,
  status: wire.text,
  invoicee,
  // Only what a comparison wants to know: an entry is not strange for want of it.
  total: total
    .pick({ tax_inclusive: true, due: true })
    .extend({ tax_exclusive: wire.optionalMoney.catch(null), taxes: taxes.nullish().catch(null) }),
  // Of credit notes; a list that does not tell it is read whole later.
  invoice: wire.reference<FocusDocumentId>().catch(null),
  created_at: wire.moment,
  updated_at: wire.moment,
});

const noRecord = 'neither price nor zero amount';
const line = z
  .object({
    description: wire.text,
    extended_description: wire.text,
    quantity: wire.decimal.nullish(),
    unit_price: z.object({ amount: wire.decimal }).nullish(),
    tax: wire.reference<FocusTaxRateId>(),
    discount: z.object({ value: wire.percentage }).nullish(),
    total: z.object({ tax_exclusive: wire.money, tax_inclusive: wire.money }),
    product_category: wire.reference<FocusProductCategoryId>(),
    withheld_tax: z.object({}).nullish(),
  })
  .refine(isPricedOrEmpty, noRecord);

/** A line with an amount has a quantity and a price; only a line of mere text may lack them. */
function isPricedOrEmpty(found: {
  quantity?: unknown;
  unit_price?: unknown;
  total: { tax_exclusive: { cents: Cents } };
}): boolean {
  const priced = (found.quantity ?? null) !== null && (found.unit_price ?? null) !== null;
  return priced || found.total.tax_exclusive.cents === 0;
}

const section = z.object({
  section: z.object({ title: wire.text }).nullish(),
  line_items: wire.listOf(line),
});

const payment = z.object({ paid_at: wire.requiredMoment, payment: wire.money });

const whole = listed.extend({
  total,
  due_on: wire.date,
  paid: wire.flag,
  purchase_order_number: wire.text,
  payment_reference: wire.text,
  note: wire.text,
  currency: wire.text,
  invoice: wire.reference<FocusDocumentId>(),
  // Of another type than the one that is documented nobody knows what its value means.
  discounts: wire.listOf(
    z.object({
      type: z.literal('percentage').nullish(),
      value: wire.percentage,
      description: wire.text,
    }),
  ),
  grouped_lines: wire.listOf(section),
  payments: wire.listOf(payment),
});

const ofOneCurrency = 'amounts in several currencies';
/** One document has one currency; payments alone may come in another. */
function isOfOneCurrency({
  currency,
  total: sums,
  grouped_lines: sections,
}: z.output<typeof whole>): boolean {
  const amounts = [
    sums.tax_exclusive,
    sums.tax_inclusive,
    sums.payable,
    ...sums.taxes.flatMap((tax) => [tax.taxable, tax.tax]),
    ...sections.flatMap((group) =>
      group.line_items.flatMap((item) => [item.total.tax_exclusive, item.total.tax_inclusive]),
    ),
  ];
  const own = currency ?? sums.tax_inclusive.currency;
  return amounts.every((amount) => amount === null || amount.currency === own);
}

const needsMoment = 'neither updated_at nor created_at';
const dated = (found: { updated_at: unknown; created_at: unknown }): boolean =>
  found.updated_at !== null || found.created_at !== null;

export function summarySchema(kind: DocumentKind) {
  return listed.refine(dated, needsMoment).transform((found) => summaryOf(kind, found));
}

export function documentSchema(kind: DocumentKind) {
  return whole
    .refine(dated, needsMoment)
    .refine(isOfOneCurrency, ofOneCurrency)
    .transform((found) => documentOf(kind, found));
}

function summaryOf(kind: DocumentKind, found: z.output<typeof listed>): FocusDocumentSummary {
  const number = kind === 'invoice' ? found.invoice_number : found.credit_note_number;
  return {
    kind,
    focusId: found.id,
    entityId: found.department.id,
    number,
    date: kind === 'invoice' ? found.invoice_date : found.credit_note_date,
    booked: isBooked(found.status, number),
    customer: customerRef(found.invoicee.customer),
    currency: found.total.tax_inclusive.currency,
    grossCents: found.total.tax_inclusive.cents,
    netCents: found.total.tax_exclusive?.cents ?? null,
    taxes: taxesOf(found.total.taxes, found.total.tax_inclusive.cents),
    dueCents: kind === 'invoice' ? (found.total.due?.cents ?? null) : null,
    ...(kind === 'creditNote' && found.invoice !== null ? { creditedInvoiceId: found.invoice.id } : {}),
    // `dated` has proved that one of the two is there.
    updatedAt: (found.updated_at ?? found.created_at) as NonNullable<typeof found.updated_at>,
  };
}

/** An amount without a rate is one of which the list does not tell the rates. */
function taxesOf(
  found: readonly { rate: number; taxable: wire.Money; tax: wire.Money }[] | null | undefined,
  grossCents: Cents,
): FocusTaxTotal[] | null {
  if (found === null || found === undefined || (found.length === 0 && grossCents !== 0)) return null;
  return found.map((tax) => ({ rate: tax.rate, taxableCents: tax.taxable.cents, taxCents: tax.tax.cents }));
}

/** A status that Focus has added since counts as booked once there is a number. */
function isBooked(status: string | null, number: string | null): boolean {
  if (status === 'draft') return false;
  return status === 'outstanding' || status === 'matched' || status === 'booked' || number !== null;
}

/** Null also for a kind of customer that we do not know. */
export function customerRef(found: { type: string | null; id: FocusCustomerId } | null): CustomerRef | null {
  if (found === null || (found.type !== 'company' && found.type !== 'contact')) return null;
  return { kind: found.type, id: found.id };
}

function documentOf(kind: DocumentKind, found: z.output<typeof whole>): FocusDocument {
  const lines = linesOf(found.grouped_lines);
  return {
    ...summaryOf(kind, found),
    currency: found.currency ?? found.total.tax_inclusive.currency,
    dueDate: found.due_on,
    invoicee: {
      name: found.invoicee.name ?? '',
      vatNumber: found.invoicee.vat_number,
      nationalNumber: found.invoicee.national_identification_number,
      email: found.invoicee.email,
      attention: found.invoicee.for_attention_of?.name ?? null,
    },
    purchaseOrderNumber: found.purchase_order_number,
    paymentReference: found.payment_reference,
    note: found.note,
    creditedInvoiceId: kind === 'creditNote' ? (found.invoice?.id ?? null) : null,
    lines,
    discounts: found.discounts.map((discount) => ({
      percentage: discount.value,
      description: discount.description ?? '',
    })),
    netCents: found.total.tax_exclusive.cents,
    taxes: found.total.taxes.map((tax) => ({
      rate: tax.rate,
      taxableCents: tax.taxable.cents,
      taxCents: tax.tax.cents,
    })),
    payableCents: payableOf(found.total).cents,
    withheld: found.total.withheld_taxes.length > 0 || lines.some((one) => one.withheld),
    paid: found.paid,
    payments: paymentsOf(found.payments),
  };
}

function linesOf(sections: readonly z.output<typeof section>[]): FocusLine[] {
  return sections
    .flatMap((group) => group.line_items.map((item) => ({ item, title: group.section?.title ?? null })))
    .map(({ item, title }, index) => ({
      position: index + 1,
      section: title,
      description: item.description ?? '',
      extendedDescription: item.extended_description,
      quantity: item.quantity ?? '1',
      unitPrice: item.unit_price?.amount ?? '0',
      taxRateId: item.tax?.id ?? null,
      discount: item.discount?.value ?? null,
      netCents: item.total.tax_exclusive.cents,
      grossCents: item.total.tax_inclusive.cents,
      productCategoryId: item.product_category?.id ?? null,
      withheld: (item.withheld_tax ?? null) !== null,
    }));
}

/** Without withheld tax the amount to pay is the gross amount (focus-api 2.2). */
function payableOf(found: { payable: wire.Money | null; tax_inclusive: wire.Money }): wire.Money {
  return found.payable ?? found.tax_inclusive;
}

function paymentsOf(found: readonly z.output<typeof payment>[]): FocusPayment[] {
  return found.map(({ paid_at, payment: { cents, currency } }) => ({
    paidAt: paid_at,
    amountCents: cents,
    currency,
  }));
}

/** What is still owed on an invoice and what has been paid, read before any payment is registered (R-PAY-7). */
export interface FocusBalance {
  readonly dueCents: Cents;
  readonly payableCents: Cents;
  readonly currency: string;
  readonly paid: boolean;
  /** `draft`, `outstanding`, `matched`, or a word that Focus has added; empty when it says nothing. */
  readonly status: string;
  readonly payments: readonly FocusPayment[];
}

/** `due` is authoritative and therefore required (focus-api 2.2). */
export const balanceSchema = z
  .object({
    status: wire.text,
    paid: wire.flag,
    currency: wire.text,
    total: z.object({ tax_inclusive: wire.money, payable: wire.optionalMoney, due: wire.money }),
    payments: wire.listOf(payment),
  })
  .transform((found): FocusBalance => ({
    dueCents: found.total.due.cents,
    payableCents: payableOf(found.total).cents,
    currency: found.currency ?? found.total.due.currency,
    paid: found.paid,
    status: found.status ?? '',
    payments: paymentsOf(found.payments),
  }));
