// Writes invoices and credit notes of ready-made worlds from few words: entity, customer, date, lines.
import type { FocusWorldInput } from '../focus/world.ts';
import { invoiceeOf, type Customer } from './customers.ts';
import { categoryId, entities, rateId, type CategoryKey, type EntityKey } from './focus-base.ts';
import { focusId } from './ids.ts';

export type InvoiceInput = NonNullable<FocusWorldInput['invoices']>[number];
export type CreditNoteInput = NonNullable<FocusWorldInput['creditNotes']>[number];

export interface LineText {
  text: string;
  quantity?: number;
  price: number;
  /** Code of the VAT rate on the settings screen: 21, CM … */
  rate: string;
  /** Null: the line has no category. */
  category?: CategoryKey | null;
  discount?: number;
}

export interface InvoiceText {
  entity: EntityKey;
  number: string;
  customer: Customer;
  date: string;
  lines: LineText[];
  discounts?: number[];
  reference?: string | null;
  purchaseOrderNumber?: string | null;
  /** Seconds after nine o'clock at which it was booked. */
  second?: number;
}

const momentOn = (date: string, second: number): string =>
  `${new Date(Date.parse(`${date}T09:00:00Z`) + second * 1000).toISOString().slice(0, 19)}+00:00`;

const inThirtyDays = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + 30 * 86_400_000).toISOString().slice(0, 10);

/** A Belgian structured communication: year and suffix in ten digits, then the remainder by 97. */
export function structuredReference(year: string, suffix: number): string {
  const first = `${year}${String(suffix).padStart(6, '0')}`;
  const rest = Number(BigInt(first) % 97n) || 97;
  const all = `${first}${String(rest).padStart(2, '0')}`;
  return `+++${all.slice(0, 3)}/${all.slice(3, 7)}/${all.slice(7)}+++`;
}

const linesOf = (entity: EntityKey, lines: LineText[]) => [
  {
    line_items: lines.map((line) => ({
      description: line.text,
      quantity: line.quantity ?? 1,
      unit_price: { amount: line.price },
      tax: { id: rateId(entity, line.rate) },
      discount: line.discount === undefined ? null : { value: line.discount },
      product_category: line.category == null ? null : { id: categoryId(line.category) },
    })),
  },
];

const baseOf = (text: InvoiceText, kind: string) => ({
  id: focusId(`${kind} ${text.entity} ${text.number}`),
  department: { id: entities[text.entity] },
  invoicee: invoiceeOf(text.customer),
  grouped_lines: linesOf(text.entity, text.lines),
  discounts: (text.discounts ?? []).map((value) => ({ value })),
  created_at: momentOn(text.date, text.second ?? 0),
  updated_at: momentOn(text.date, text.second ?? 0),
});

/** A booked invoice, due in thirty days; Belgian entities get a structured payment reference. */
export function invoice(text: InvoiceText): InvoiceInput {
  const suffix = Number(text.number.split('/')[1]);
  const structured = text.entity === 'nlC' ? null : structuredReference(text.date.slice(0, 4), suffix);
  return {
    ...baseOf(text, 'invoice'),
    invoice_number: text.number,
    invoice_date: text.date,
    status: 'outstanding',
    due_on: inThirtyDays(text.date),
    payment_reference: text.reference === undefined ? structured : text.reference,
    purchase_order_number: text.purchaseOrderNumber ?? null,
  };
}

/** A draft: no number, no due date. */
export function draft(text: Omit<InvoiceText, 'number'> & { name: string }): InvoiceInput {
  return {
    ...baseOf({ ...text, number: text.name }, 'draft'),
    invoice_date: text.date,
    status: 'draft',
    sent: false,
  };
}

/** A credit note on an invoice; its lines are positive, as Focus shows them (R-CN-3). */
export function creditNote(text: InvoiceText, credited: InvoiceInput | null): CreditNoteInput {
  return {
    ...baseOf(text, 'credit note'),
    credit_note_number: text.number,
    credit_note_date: text.date,
    invoice: credited === null ? null : { id: credited.id },
  };
}
