// Writes documents in the wire's shape: list items without lines, `.info` with every property including the nulls
// (focus-api.md 2.1, 2.2, 3). Writes down what is stored and computes nothing.
import type { Switches } from '../infra/switches.ts';
import { amountOf } from './decimal.ts';
import type { StoredCreditNote, StoredDocument, StoredInvoice, StoredLine } from './state.ts';

export type Wire = Record<string, unknown>;

const money = (cents: number, currency: string): Wire => ({ amount: amountOf(cents), currency });

/** `{type, id}`, or null when there is no id. */
export const referenceTo = (type: string, id: string | null): Wire | null =>
  id === null ? null : { type, id };

function total(document: StoredDocument): Wire {
  const { figures, currency } = document;
  return {
    tax_exclusive: money(figures.netCents, currency),
    tax_exclusive_before_discount: money(figures.netBeforeDiscountCents, currency),
    tax_inclusive: money(figures.grossCents, currency),
    tax_inclusive_before_discount: money(figures.grossBeforeDiscountCents, currency),
    taxes: figures.taxes.map((tax) => ({
      rate: tax.rate,
      taxable: money(tax.taxableCents, currency),
      tax: money(tax.taxCents, currency),
    })),
    withheld_taxes: [],
    payable: money(figures.payableCents, currency),
  };
}

function listTotal(document: StoredDocument): Wire {
  const { tax_exclusive, tax_inclusive, payable, taxes } = total(document);
  return { tax_exclusive, tax_inclusive, payable, taxes };
}

function dueOf(invoice: StoredInvoice, lateFees: boolean): Wire {
  const due = money(invoice.dueCents, invoice.currency);
  if (!lateFees) return { due };
  const none = money(0, invoice.currency);
  return { due, due_incasso_inclusive: due, fixed_late_fee: none, interest: none };
}

function invoiceeOf(document: StoredDocument, withContactDetails: boolean): Wire {
  const { name, vat_number, customer, for_attention_of, email, national_identification_number } =
    document.invoicee;
  return {
    name,
    vat_number,
    customer,
    ...(document.kind === 'invoice' || withContactDetails ? { for_attention_of } : {}),
    ...(withContactDetails ? { email, national_identification_number } : {}),
  };
}

function lineOf(line: StoredLine, document: StoredDocument, switches: Switches): Wire {
  const { currency } = document;
  const { figures } = line;
  return {
    product: line.product,
    quantity: line.quantity,
    description: line.description,
    extended_description:
      document.kind === 'creditNote' ? (line.extended_description ?? '') : line.extended_description,
    unit: line.unit,
    unit_price: {
      amount: line.unit_price.amount,
      ...(switches.unitPriceCurrency ? { currency } : {}),
      tax: line.unit_price.tax,
    },
    tax: line.tax,
    discount: line.discount,
    total: {
      tax_exclusive: money(figures.netCents, currency),
      tax_exclusive_before_discount: money(figures.netBeforeDiscountCents, currency),
      tax_inclusive: money(figures.grossCents, currency),
      tax_inclusive_before_discount: money(figures.grossBeforeDiscountCents, currency),
    },
    product_category: line.product_category,
    ...(document.kind === 'invoice' ? { withheld_tax: line.withheld_tax } : {}),
  };
}

const groupedLines = (document: StoredDocument, switches: Switches): Wire[] =>
  document.sections.map((section) => ({
    section: { title: section.title },
    line_items: section.lines.map((line) => lineOf(line, document, switches)),
  }));

const fileOf = (invoice: StoredInvoice, now: Date): Wire | null =>
  invoice.fileFrom !== null && invoice.fileFrom <= now.getTime()
    ? { type: 'file', id: invoice.fileId }
    : null;

/** One entry of invoices.list. */
export function invoiceItem(invoice: StoredInvoice, now: Date, lateFees: boolean): Wire {
  return {
    id: invoice.id,
    department: referenceTo('department', invoice.departmentId),
    invoice_number: invoice.number,
    invoice_date: invoice.date,
    status: invoice.status,
    due_on: invoice.dueOn,
    paid: invoice.paid,
    paid_at: invoice.paidAt,
    sent: invoice.sent,
    purchase_order_number: invoice.purchaseOrderNumber,
    payment_reference: invoice.paymentReference,
    invoicee: invoiceeOf(invoice, false),
    total: { ...listTotal(invoice), ...dueOf(invoice, lateFees) },
    currency_exchange_rate: invoice.exchangeRate,
    created_at: invoice.createdAt,
    updated_at: invoice.updatedAt,
    web_url: `https://focus.teamleader.eu/invoice_detail.php?id=${invoice.id}`,
    file: fileOf(invoice, now),
    deal: null,
    project: null,
    subscription: null,
    delivery_date: invoice.deliveryDate,
  };
}

/** The `data` of invoices.info. */
export function invoiceInfo(invoice: StoredInvoice, now: Date, lateFees: boolean, switches: Switches): Wire {
  return {
    id: invoice.id,
    department: referenceTo('department', invoice.departmentId),
    invoice_number: invoice.number,
    invoice_date: invoice.date,
    status: invoice.status,
    due_on: invoice.dueOn,
    paid: invoice.paid,
    paid_at: invoice.paidAt,
    sent: invoice.sent,
    purchase_order_number: invoice.purchaseOrderNumber,
    invoicee: invoiceeOf(invoice, true),
    discounts: invoice.discounts,
    grouped_lines: groupedLines(invoice, switches),
    total: { ...total(invoice), ...dueOf(invoice, lateFees) },
    payment_term: invoice.paymentTerm,
    payments: invoice.payments.map((payment) => ({
      paid_at: payment.paidAt,
      payment: money(payment.cents, invoice.currency),
    })),
    payment_reference: invoice.paymentReference,
    note: invoice.note,
    currency: invoice.currency,
    currency_exchange_rate: invoice.exchangeRate,
    expected_payment_method: null,
    file: fileOf(invoice, now),
    deal: null,
    project: null,
    on_hold_since: null,
    custom_fields: [],
    created_at: invoice.createdAt,
    updated_at: invoice.updatedAt,
    document_template: invoice.template,
    delivery_date: invoice.deliveryDate,
    peppol_status: invoice.peppolStatus,
  };
}

/** One entry of creditNotes.list. Amounts are positive (3). */
export function creditNoteItem(note: StoredCreditNote): Wire {
  return {
    id: note.id,
    department: referenceTo('department', note.departmentId),
    credit_note_number: note.number,
    credit_note_date: note.date,
    status: 'booked',
    invoice: referenceTo('invoice', note.invoiceId),
    paid: note.paid,
    paid_at: note.paidAt,
    invoicee: invoiceeOf(note, false),
    total: listTotal(note),
    created_at: note.createdAt,
    updated_at: note.updatedAt,
  };
}

/** The `data` of creditNotes.info: no due amount, no payments, no due date (3). */
export function creditNoteInfo(note: StoredCreditNote, switches: Switches): Wire {
  return {
    ...creditNoteItem(note),
    invoicee: invoiceeOf(note, true),
    discounts: note.discounts,
    grouped_lines: groupedLines(note, switches),
    total: total(note),
    currency: note.currency,
    currency_exchange_rate: note.exchangeRate,
    document_template: note.template,
    peppol_status: note.peppolStatus,
  };
}

/** Leaves out, at any depth, the properties that the connected user may not see (1.7). */
export function withoutHidden(value: unknown, hidden: string[]): unknown {
  if (hidden.length === 0) return value;
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (hidden.includes(key) ? undefined : inner)),
  ) as unknown;
}
