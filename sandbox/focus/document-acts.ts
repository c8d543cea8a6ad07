// Acts on documents in the pretend Focus's screens: booking in one go, crediting, editing past strict mode, taking a
// booking back, deleting, paying by hand. Reuses the rules of documents.ts and payments.ts.
import { z } from 'zod';
import { act, type Act } from './act.ts';
import { nowText, type FocusContext } from './context.ts';
import { bookDraft, credit, dueDate, isLastOfSeries, structuredReference, takeNumber } from './documents.ts';
import { figuresFor, readInvoicee, readSections } from './draft-fields.ts';
import { Fields } from './fields.ts';
import { addPayment, dropPayments, settle } from './payments.ts';
import { newFocusId, splitNumber, type StoredInvoice } from './state.ts';
import { documentSnapshot } from './snapshot.ts';
import { customerReference, isoDate, uuid } from './world.ts';

const lineBody = z.strictObject({
  description: z.string().min(1).default('Advies'),
  quantity: z.number().default(1),
  unitPrice: z.number(),
  taxRateId: uuid,
  categoryId: uuid.optional(),
  /** Percentage. */
  discount: z.number().min(0).max(100).optional(),
});
type LineBody = z.output<typeof lineBody>;

const bookBody = z.union([
  /** Books a draft that exists. */
  z.strictObject({ id: uuid, on: isoDate }),
  /** Writes and books an invoice in one go. */
  z.strictObject({
    departmentId: uuid.optional(),
    customer: customerReference,
    date: isoDate,
    dueOn: isoDate.optional(),
    /** Default: the next of the series. */
    number: z.string().min(1).optional(),
    lines: z.array(lineBody).min(1).max(250),
    /** Percentages on the whole document. */
    discounts: z.array(z.number().min(0).max(100)).default([]),
    currency: z.string().length(3).default('EUR'),
    /** Units of the account's currency for one unit of the document's. */
    exchangeRate: z.number().positive().default(1),
    paymentReference: z.string().nullable().optional(),
    note: z.string().optional(),
    purchaseOrderNumber: z.string().optional(),
  }),
]);

const editBody = z.strictObject({
  id: uuid,
  number: z.string().min(1).optional(),
  date: isoDate.optional(),
  dueOn: isoDate.optional(),
  lines: z.array(lineBody).min(1).max(250).optional(),
  customer: customerReference.optional(),
  vatNumber: z.string().nullable().optional(),
  note: z.string().nullable().optional(),
  paymentReference: z.string().nullable().optional(),
});

const sectionsOf = (context: FocusContext, lines: LineBody[], departmentId: string) =>
  readSections(
    context,
    [
      {
        line_items: lines.map((line) => ({
          description: line.description,
          quantity: line.quantity,
          unit_price: { amount: line.unitPrice },
          tax_rate_id: line.taxRateId,
          product_category_id: line.categoryId,
          ...(line.discount === undefined ? {} : { discount: { type: 'percentage', value: line.discount } }),
        })),
      },
    ],
    departmentId,
  );

const invoiceeOf = (context: FocusContext, customer: z.output<typeof customerReference>) => {
  const invoicee = readInvoicee(context, new Fields({ invoicee: { customer } }));
  if (invoicee === undefined) throw new Error('The customer is not there.');
  return invoicee;
};

/** The acts by name. */
export function documentActs(context: FocusContext): Record<string, Act> {
  const { state } = context;
  const invoiceOf = (id: string): StoredInvoice => {
    const invoice = state.invoices.get(id);
    if (invoice === undefined) throw new Error(`There is no invoice ${id}.`);
    return invoice;
  };
  return {
    'book-invoice': act(bookBody, (body) => {
      const invoice =
        'on' in body ? bookExisting(context, invoiceOf(body.id), body.on) : writeAndBook(context, body);
      return documentSnapshot(state, invoice);
    }),
    credit: act(
      z.strictObject({
        invoiceId: uuid,
        date: isoDate.optional(),
        /** Absent: the whole invoice. */
        lines: z.array(lineBody).min(1).max(250).optional(),
        number: z.string().min(1).optional(),
      }),
      ({ invoiceId, date, lines, number }) => {
        const invoice = invoiceOf(invoiceId);
        const sections = lines ? sectionsOf(context, lines, invoice.departmentId) : invoice.sections;
        const note = credit(context, invoice, date, sections, lines ? [] : invoice.discounts);
        if (number !== undefined) note.number = number;
        return documentSnapshot(state, note);
      },
    ),
    'edit-invoice': act(editBody, (body) => editPastStrictMode(context, invoiceOf(body.id), body)),
    unbook: act(z.strictObject({ id: uuid }), ({ id }) => {
      const invoice = invoiceOf(id);
      isLastOfSeries(context, invoice);
      Object.assign(invoice, { status: 'draft', number: null, dueOn: null, fileFrom: null });
      invoice.updatedAt = nowText(context);
      context.emit('invoice.updated', { type: 'invoice', id });
      return documentSnapshot(state, invoice);
    }),
    delete: act(z.strictObject({ id: uuid }), ({ id }) => deleteDocument(context, id)),
    'register-payment': act(
      z.strictObject({ id: uuid, amountCents: z.int().positive().optional(), date: isoDate.optional() }),
      ({ id, amountCents, date }) => {
        const invoice = invoiceOf(id);
        if (invoice.status === 'draft') throw new Error('A draft cannot be paid.');
        const cents = amountCents ?? invoice.dueCents;
        if (cents <= 0) throw new Error('Nothing is due on the invoice; name an amount.');
        const at = date === undefined ? context.clock.now() : new Date(`${date}T00:00:00Z`);
        addPayment(context, invoice, cents, at, null);
        return documentSnapshot(state, invoice);
      },
    ),
    'remove-payments': act(z.strictObject({ id: uuid }), ({ id }) => {
      const invoice = invoiceOf(id);
      dropPayments(context, invoice);
      return documentSnapshot(state, invoice);
    }),
  };
}

function bookExisting(context: FocusContext, invoice: StoredInvoice, on: string): StoredInvoice {
  if (invoice.status !== 'draft') throw new Error('Only a draft can be booked.');
  bookDraft(context, invoice, on);
  return invoice;
}

type WriteBody = Exclude<z.output<typeof bookBody>, { on: string }>;

function writeAndBook(context: FocusContext, body: WriteBody): StoredInvoice {
  const { state } = context;
  const departmentId = body.departmentId ?? [...state.departments.keys()][0] ?? '';
  const department = state.departments.get(departmentId);
  if (department === undefined) throw new Error(`There is no department ${departmentId}.`);
  const invoicee = invoiceeOf(context, body.customer);
  const sections = sectionsOf(context, body.lines, departmentId);
  const discounts = body.discounts.map((value) => ({
    type: 'percentage' as const,
    value,
    description: 'Korting',
  }));
  const figures = figuresFor(context, sections, discounts);
  const number = body.number ?? takeNumber(context, departmentId, 'invoice', body.date);
  const paymentTerm = { type: 'after_invoice_date' as const, days: 30 };
  const digits =
    body.date.slice(0, 4) +
    String(splitNumber(number)?.suffix ?? 0)
      .padStart(6, '0')
      .slice(-6);
  const structured = department.country === 'BE' ? structuredReference(digits) : null;
  const at = nowText(context);
  const id = newFocusId();
  const invoice: StoredInvoice = {
    kind: 'invoice',
    id,
    departmentId,
    number,
    date: body.date,
    invoicee,
    discounts,
    sections,
    figures,
    currency: body.currency,
    exchangeRate: { from: body.currency, to: state.account.currency, rate: body.exchangeRate },
    createdAt: at,
    updatedAt: at,
    template: null,
    peppolStatus: null,
    status: 'outstanding',
    dueOn: body.dueOn ?? dueDate(body.date, paymentTerm),
    paid: false,
    paidAt: null,
    sent: true,
    purchaseOrderNumber: body.purchaseOrderNumber ?? null,
    paymentTerm,
    payments: [],
    creditedCents: 0,
    dueCents: figures.payableCents,
    paymentReference: body.paymentReference === undefined ? structured : body.paymentReference,
    note: body.note ?? null,
    deliveryDate: null,
    fileFrom: context.clock.now().getTime() + context.switches().pdfAfterMs,
    fileId: newFocusId(),
  };
  state.invoices.set(id, invoice);
  context.emit('invoice.booked', { type: 'invoice', id });
  return invoice;
}

function editPastStrictMode(context: FocusContext, invoice: StoredInvoice, body: z.output<typeof editBody>) {
  const sections = body.lines ? sectionsOf(context, body.lines, invoice.departmentId) : invoice.sections;
  const invoicee = body.customer === undefined ? invoice.invoicee : invoiceeOf(context, body.customer);
  invoice.sections = sections;
  invoice.invoicee = body.vatNumber === undefined ? invoicee : { ...invoicee, vat_number: body.vatNumber };
  if (body.lines) invoice.figures = figuresFor(context, sections, invoice.discounts);
  if (body.number !== undefined) invoice.number = body.number;
  if (body.date !== undefined) invoice.date = body.date;
  if (body.dueOn !== undefined) invoice.dueOn = body.dueOn;
  if (body.note !== undefined) invoice.note = body.note;
  if (body.paymentReference !== undefined) invoice.paymentReference = body.paymentReference;
  settle(context, invoice);
  invoice.updatedAt = nowText(context);
  context.emit('invoice.updated', { type: 'invoice', id: invoice.id });
  return documentSnapshot(context.state, invoice);
}

function deleteDocument(context: FocusContext, id: string) {
  const { state } = context;
  const note = state.creditNotes.get(id);
  if (note !== undefined) {
    state.creditNotes.delete(id);
    const invoice = note.invoiceId === null ? undefined : state.invoices.get(note.invoiceId);
    if (invoice !== undefined) {
      invoice.creditedCents -= note.figures.grossCents;
      settle(context, invoice);
      invoice.updatedAt = nowText(context);
    }
    context.emit('creditNote.deleted', { type: 'creditNote', id });
    return { deleted: id };
  }
  const invoice = state.invoices.get(id);
  if (invoice === undefined) throw new Error(`There is no document ${id}.`);
  isLastOfSeries(context, invoice);
  state.invoices.delete(id);
  context.emit('invoice.deleted', { type: 'invoice', id });
  return { deleted: id };
}
