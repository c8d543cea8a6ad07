// Turns the Focus half of a world into state: amounts become cents, figures that the world leaves out are computed
// once, and what does not fit together is refused with a sentence that names the place.
import { centsOf } from './decimal.ts';
import { numberingKey, splitNumber } from './state.ts';
import type { FocusState, StoredBase, StoredCreditNote, StoredDocument, StoredInvoice } from './state.ts';
import { documentFigures, lineFigures, type DocumentFigures, type VatRounding } from './totals.ts';
import type { CreditNoteRecord, FocusWorld, InvoiceRecord, TaxRate } from './world.ts';

const byId = <T extends { id: string }>(records: T[], what: string): Map<string, T> => {
  const map = new Map(records.map((record) => [record.id, record]));
  if (map.size !== records.length) throw new Error(`The world has two ${what} with the same id.`);
  return map;
};

/** The state that a world describes. Throws an Error with a sentence when the world contradicts itself. */
export function loadFocusWorld(world: FocusWorld, vatRounding: VatRounding): FocusState {
  const state: FocusState = {
    account: world.account,
    users: world.users,
    clients: world.clients,
    ratePerMinute: world.rateLimit.perMinute,
    departments: byId(world.departments, 'departments'),
    taxRates: byId(world.taxRates, 'tax rates'),
    productCategories: byId(world.productCategories, 'product categories'),
    paymentMethods: byId(world.paymentMethods, 'payment methods'),
    paymentTerms: world.paymentTerms,
    companies: byId(world.companies, 'companies'),
    mergedInto: new Map(),
    contacts: byId(world.contacts, 'contacts'),
    invoices: new Map(),
    creditNotes: new Map(),
    numbering: new Map(world.numbering.map((n) => [numberingKey(n.departmentId, n.kind, n.prefix), n.next])),
    integerIds: new Map(world.integerIds.map((entry) => [`${entry.type} ${entry.integer}`, entry.id])),
  };
  for (const record of world.invoices) {
    if (state.invoices.has(record.id)) throw new Error('The world has two invoices with the same id.');
    state.invoices.set(record.id, storedInvoice(state, record, vatRounding));
  }
  for (const record of world.creditNotes) {
    if (state.creditNotes.has(record.id)) throw new Error('The world has two credit notes with the same id.');
    state.creditNotes.set(record.id, storedCreditNote(state, record, vatRounding));
  }
  settleInvoices(state);
  for (const document of [...state.invoices.values(), ...state.creditNotes.values()]) {
    advanceNumbering(state, document);
  }
  return state;
}

function sectionsOf(state: FocusState, record: InvoiceRecord | CreditNoteRecord): StoredDocument['sections'] {
  return record.grouped_lines.map((group) => ({
    title: group.section.title,
    lines: group.line_items.map((line) => ({
      ...line,
      figures: lineFigures({
        quantity: line.quantity,
        unitPrice: line.unit_price.amount,
        discount: line.discount?.value ?? 0,
        rate: rateOf(state.taxRates, line.tax.id).rate,
      }),
    })),
  }));
}

function rateOf(taxRates: Map<string, TaxRate>, id: string): TaxRate {
  const rate = taxRates.get(id);
  if (rate === undefined) throw new Error(`The world has no tax rate ${id}.`);
  return rate;
}

const cents = (amount: number): number => {
  const value = centsOf(amount);
  if (value === null) throw new Error('An amount of the world has more than two decimals.');
  return value;
};

function figuresOf(
  state: FocusState,
  record: InvoiceRecord | CreditNoteRecord,
  sections: StoredDocument['sections'],
  vatRounding: VatRounding,
): DocumentFigures {
  const total = record.total;
  if (total === undefined) {
    return documentFigures(
      sections
        .flatMap((section) => section.lines)
        .map((line) => ({
          netCents: line.figures.netCents,
          rate: rateOf(state.taxRates, line.tax.id).rate,
        })),
      record.discounts.map((discount) => discount.value),
      vatRounding,
    );
  }
  const netCents = cents(total.tax_exclusive.amount);
  const grossCents = cents(total.tax_inclusive.amount);
  return {
    netCents,
    netBeforeDiscountCents: cents((total.tax_exclusive_before_discount ?? total.tax_exclusive).amount),
    grossCents,
    grossBeforeDiscountCents: cents((total.tax_inclusive_before_discount ?? total.tax_inclusive).amount),
    taxes: total.taxes.map((tax) => ({
      rate: tax.rate,
      taxableCents: cents(tax.taxable.amount),
      taxCents: cents(tax.tax.amount),
    })),
    payableCents: cents(total.payable.amount),
  };
}

function storedBase(
  state: FocusState,
  record: InvoiceRecord | CreditNoteRecord,
  vatRounding: VatRounding,
): Omit<StoredBase, 'number' | 'date'> {
  if (!state.departments.has(record.department.id)) {
    throw new Error(`The world has no department ${record.department.id}.`);
  }
  const sections = sectionsOf(state, record);
  return {
    id: record.id,
    departmentId: record.department.id,
    invoicee: record.invoicee,
    discounts: record.discounts,
    sections,
    figures: figuresOf(state, record, sections, vatRounding),
    currency: record.currency,
    exchangeRate:
      record.currency_exchange_rate === undefined
        ? { from: record.currency, to: state.account.currency, rate: 1 }
        : record.currency_exchange_rate,
    createdAt: record.created_at,
    updatedAt: record.updated_at,
    template: record.document_template,
    peppolStatus: record.peppol_status,
  };
}

function storedInvoice(state: FocusState, record: InvoiceRecord, vatRounding: VatRounding): StoredInvoice {
  const base = storedBase(state, record, vatRounding);
  return {
    ...base,
    kind: 'invoice',
    number: record.invoice_number,
    date: record.invoice_date,
    status: record.status,
    dueOn: record.due_on,
    paid: false,
    paidAt: null,
    sent: record.sent,
    purchaseOrderNumber: record.purchase_order_number,
    paymentTerm: record.payment_term,
    payments: record.payments.map((payment) => ({
      paidAt: payment.paid_at,
      cents: cents(payment.payment.amount),
      methodId: null,
    })),
    creditedCents: 0,
    dueCents: base.figures.payableCents,
    paymentReference: record.payment_reference,
    note: record.note,
    deliveryDate: record.delivery_date,
    fileFrom: record.status === 'draft' ? null : Date.parse(record.created_at),
    // Derived from the invoice's id, so that a world loaded twice is the same world.
    fileId: `f11e${record.id.slice(4)}`,
  };
}

function storedCreditNote(
  state: FocusState,
  record: CreditNoteRecord,
  vatRounding: VatRounding,
): StoredCreditNote {
  const invoiceId = record.invoice?.id ?? null;
  if (invoiceId !== null && !state.invoices.has(invoiceId)) {
    throw new Error(`The world's credit note ${record.id} names an invoice that is not there.`);
  }
  return {
    ...storedBase(state, record, vatRounding),
    kind: 'creditNote',
    number: record.credit_note_number,
    date: record.credit_note_date,
    invoiceId,
    paid: record.paid,
    paidAt: record.paid_at,
  };
}

/** Due amounts follow from payments and credit notes; an invoice with nothing due and something received is matched. */
function settleInvoices(state: FocusState): void {
  for (const note of state.creditNotes.values()) {
    const invoice = note.invoiceId === null ? undefined : state.invoices.get(note.invoiceId);
    if (invoice !== undefined) invoice.creditedCents += note.figures.grossCents;
  }
  for (const invoice of state.invoices.values()) {
    const received = invoice.payments.reduce((total, payment) => total + payment.cents, 0);
    invoice.dueCents = invoice.figures.payableCents - received - invoice.creditedCents;
    const settled = invoice.dueCents <= 0 && (received > 0 || invoice.creditedCents > 0);
    if (invoice.status === 'draft' || (!settled && invoice.status !== 'matched')) continue;
    invoice.status = 'matched';
    invoice.paid = true;
    invoice.paidAt = invoice.payments.at(-1)?.paidAt ?? `${invoice.date}T00:00:00+00:00`;
  }
}

function advanceNumbering(state: FocusState, document: StoredDocument): void {
  const parts = document.number === null ? null : splitNumber(document.number);
  if (parts === null) return;
  const key = numberingKey(document.departmentId, document.kind, parts.prefix);
  state.numbering.set(key, Math.max(state.numbering.get(key) ?? 1, parts.suffix + 1));
}
