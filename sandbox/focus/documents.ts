// How documents come to be and change: drafting, booking with the next number of the series, editing, deleting and
// crediting (focus-api.md 2.4, 3; R-NUM-1 to R-NUM-3). Paying stands in payments.ts.
import { created, done, nowText, type FocusContext, type Operation } from './context.ts';
import { figuresFor, readDiscounts, readInvoicee, readSections } from './draft-fields.ts';
import type { Fields } from './fields.ts';
import { unknownId } from './reads.ts';
import { fieldRefusal, refusal } from './refusal.ts';
import { newFocusId, numberingKey, splitNumber } from './state.ts';
import type { StoredCreditNote, StoredInvoice } from './state.ts';
import { settle } from './payments.ts';

const invoiceNamed = (context: FocusContext, fields: Fields): StoredInvoice => {
  const id = fields.uuid('id', true);
  fields.refuseIfWrong();
  const invoice = context.state.invoices.get(id ?? '');
  if (invoice === undefined) throw unknownId(context.switches().unknownIdStatus);
  return invoice;
};

const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** When a document of that date is due under a payment term; end_of_month rounds up to the month's last day. */
export function dueDate(date: string, term: StoredInvoice['paymentTerm']): string {
  if (term.type === 'cash') return date;
  const due = dayAfter(date, term.days ?? 0);
  if (term.type === 'after_invoice_date') return due;
  const [year = 0, month = 1] = due.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** Takes the next number of a series. The prefix is the name of the fiscal year: the year itself by default. */
export function takeNumber(
  context: FocusContext,
  departmentId: string,
  kind: 'invoice' | 'creditNote',
  date: string,
): string {
  const prefix = date.slice(0, 4);
  const key = numberingKey(departmentId, kind, prefix);
  const suffix = context.state.numbering.get(key) ?? 1;
  context.state.numbering.set(key, suffix + 1);
  const spaced = kind === 'invoice' || context.switches().creditNoteNumberForm === 'spaced-slash';
  return spaced ? `${prefix} / ${suffix}` : `${prefix}/${suffix}`;
}

/** A Belgian structured communication with its check digits (97 stands for 0). */
export function structuredReference(firstTenDigits: string): string {
  const rest = Number(BigInt(firstTenDigits) % 97n);
  const all = firstTenDigits + String(rest === 0 ? 97 : rest).padStart(2, '0');
  return `+++${all.slice(0, 3)}/${all.slice(3, 7)}/${all.slice(7)}+++`;
}

function readTerm(fields: Fields, required: boolean): StoredInvoice['paymentTerm'] | undefined {
  const term = fields.object('payment_term', required);
  const type = term?.oneOf('type', ['cash', 'end_of_month', 'after_invoice_date'], true);
  if (type === undefined) return undefined;
  const days = term?.number('days', type !== 'cash');
  return type === 'cash' ? { type } : { type, days: days ?? 0 };
}

export const draftInvoice: Operation = (context, fields) => {
  const invoicee = readInvoicee(context, fields);
  const departmentId = fields.uuid('department_id', true) ?? '';
  const term = readTerm(fields, true);
  const grouped = fields.list('grouped_lines', true) ?? [];
  const currency = fields.text('currency') ?? fields.object('currency')?.text('code') ?? 'EUR';
  const discounts = readDiscounts(fields) ?? [];
  const note = fields.text('note') ?? null;
  const purchaseOrderNumber = fields.text('purchase_order_number') ?? null;
  const date = fields.date('invoice_date') ?? null;
  const deliveryDate = fields.date('delivery_date') ?? null;
  fields.refuseIfWrong();
  if (!context.state.departments.has(departmentId)) {
    throw fieldRefusal('department_id', 'department_id must be valid');
  }
  if (invoicee === undefined || term === undefined) throw refusal(400, 'Invalid request');
  const sections = readSections(context, grouped, departmentId);
  const figures = figuresFor(context, sections, discounts);
  const at = nowText(context);
  const id = newFocusId();
  context.state.invoices.set(id, {
    kind: 'invoice',
    id,
    departmentId,
    number: null,
    date,
    invoicee,
    discounts,
    sections,
    figures,
    currency,
    exchangeRate: { from: currency, to: context.state.account.currency, rate: 1 },
    createdAt: at,
    updatedAt: at,
    template: null,
    peppolStatus: null,
    status: 'draft',
    dueOn: null,
    paid: false,
    paidAt: null,
    sent: false,
    purchaseOrderNumber,
    paymentTerm: term,
    payments: [],
    creditedCents: 0,
    dueCents: figures.payableCents,
    paymentReference: null,
    note,
    deliveryDate,
    fileFrom: null,
    fileId: newFocusId(),
  });
  context.emit('invoice.drafted', { type: 'invoice', id });
  return created('invoice', id);
};

export const bookInvoice: Operation = (context, fields) => {
  const on = fields.date('on', true) ?? '';
  const invoice = invoiceNamed(context, fields);
  if (invoice.status !== 'draft') throw fieldRefusal('id', 'id must be a draft invoice');
  bookDraft(context, invoice, on);
  return done;
};

/** Makes a draft final: number, dates, payment reference, PDF on its way. */
export function bookDraft(context: FocusContext, invoice: StoredInvoice, on: string): void {
  invoice.number = takeNumber(context, invoice.departmentId, 'invoice', on);
  invoice.date = on;
  invoice.dueOn = dueDate(on, invoice.paymentTerm);
  invoice.status = 'outstanding';
  const suffix = splitNumber(invoice.number)?.suffix ?? 0;
  const country = context.state.departments.get(invoice.departmentId)?.country;
  if (country === 'BE') {
    invoice.paymentReference ??= structuredReference(
      on.slice(0, 4) + String(suffix).padStart(6, '0').slice(-6),
    );
  }
  invoice.updatedAt = nowText(context);
  invoice.fileFrom = context.clock.now().getTime() + context.switches().pdfAfterMs;
  context.emit('invoice.booked', { type: 'invoice', id: invoice.id });
}

/** invoices.update (drafts) and invoices.updateBooked (403 in strict mode) share what they can change. */
const editing =
  (booked: boolean): Operation =>
  (context, fields) => {
    const invoice = invoiceNamed(context, fields);
    if (booked && context.switches().strictMode) {
      throw refusal(403, "Booked invoices and credit notes can't be edited");
    }
    if ((invoice.status !== 'draft') !== booked) {
      throw fieldRefusal('id', booked ? 'id must be a booked invoice' : 'id must be a draft invoice');
    }
    editInvoice(context, invoice, fields);
    return done;
  };
export const updateInvoice = editing(false);
export const updateBookedInvoice = editing(true);

/** Lays the given fields over an invoice and computes its figures anew; nothing changes when it throws. */
export function editInvoice(context: FocusContext, invoice: StoredInvoice, fields: Fields): void {
  const invoicee = fields.body['invoicee'] === undefined ? undefined : readInvoicee(context, fields);
  const term = readTerm(fields, false);
  const date = fields.date('invoice_date');
  const note = fields.text('note');
  const order = fields.text('purchase_order_number');
  const discounts = readDiscounts(fields) ?? invoice.discounts;
  const grouped = fields.list('grouped_lines');
  fields.refuseIfWrong();
  const sections = grouped ? readSections(context, grouped, invoice.departmentId) : invoice.sections;

  if (invoicee !== undefined) invoice.invoicee = invoicee;
  if (term !== undefined) invoice.paymentTerm = term;
  if (date !== undefined) invoice.date = date;
  if (note !== undefined) invoice.note = note;
  if (order !== undefined) invoice.purchaseOrderNumber = order;
  invoice.discounts = discounts;
  invoice.sections = sections;
  invoice.figures = figuresFor(context, sections, discounts);
  if (invoice.date !== null && (date !== undefined || term !== undefined) && invoice.status !== 'draft') {
    invoice.dueOn = dueDate(invoice.date, invoice.paymentTerm);
  }
  settle(context, invoice);
  invoice.updatedAt = nowText(context);
  context.emit('invoice.updated', { type: 'invoice', id: invoice.id });
}

export const deleteInvoice: Operation = (context, fields) => {
  const invoice = invoiceNamed(context, fields);
  if (invoice.status !== 'draft' && !isLastOfSeries(context, invoice)) {
    throw refusal(400, 'Only drafts and the last booked invoice can be deleted');
  }
  context.state.invoices.delete(invoice.id);
  context.emit('invoice.deleted', { type: 'invoice', id: invoice.id });
  return done;
};

/** A deleted last number becomes free again (R-CHG-2). */
export function isLastOfSeries(context: FocusContext, invoice: StoredInvoice): boolean {
  const parts = invoice.number === null ? null : splitNumber(invoice.number);
  if (parts === null) return false;
  const key = numberingKey(invoice.departmentId, 'invoice', parts.prefix);
  if (context.state.numbering.get(key) !== parts.suffix + 1) return false;
  context.state.numbering.set(key, parts.suffix);
  return true;
}

export const creditInvoice: Operation = (context, fields) => {
  const date = fields.date('credit_note_date');
  const invoice = invoiceNamed(context, fields);
  return created('creditNote', credit(context, invoice, date, invoice.sections, invoice.discounts).id);
};

export const creditInvoicePartially: Operation = (context, fields) => {
  const date = fields.date('credit_note_date');
  const grouped = fields.list('grouped_lines', true) ?? [];
  const discounts = readDiscounts(fields) ?? [];
  const invoice = invoiceNamed(context, fields);
  const sections = readSections(context, grouped, invoice.departmentId);
  return created('creditNote', credit(context, invoice, date, sections, discounts).id);
};

/** Writes a credit note on a booked invoice and lowers what is due on it. Without a date: today. */
export function credit(
  context: FocusContext,
  invoice: StoredInvoice,
  date: string | undefined,
  sections: StoredInvoice['sections'],
  discounts: StoredInvoice['discounts'],
): StoredCreditNote {
  if (invoice.status === 'draft') throw fieldRefusal('id', 'id must be a booked invoice');
  const at = nowText(context);
  const on = date ?? at.slice(0, 10);
  const wholly = sections === invoice.sections && discounts === invoice.discounts;
  const paid = context.switches().creditNotePaidAtOnce && invoice.dueCents > 0;
  const note: StoredCreditNote = {
    kind: 'creditNote',
    id: newFocusId(),
    departmentId: invoice.departmentId,
    number: takeNumber(context, invoice.departmentId, 'creditNote', on),
    date: on,
    invoicee: structuredClone(invoice.invoicee),
    discounts: structuredClone(discounts),
    sections: structuredClone(sections),
    // A full credit note mirrors the stored figures, to the cent, whatever the rounding is now.
    figures: wholly ? structuredClone(invoice.figures) : figuresFor(context, sections, discounts),
    currency: invoice.currency,
    exchangeRate: invoice.exchangeRate,
    createdAt: at,
    updatedAt: at,
    template: invoice.template,
    peppolStatus: null,
    invoiceId: invoice.id,
    paid,
    paidAt: paid ? at : null,
  };
  context.state.creditNotes.set(note.id, note);
  invoice.creditedCents += note.figures.grossCents;
  settle(context, invoice);
  if (context.switches().creditingTouchesUpdatedAt) invoice.updatedAt = at;
  context.emit('creditNote.booked', { type: 'creditNote', id: note.id });
  return note;
}
