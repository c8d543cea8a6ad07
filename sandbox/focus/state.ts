// Everything the pretend Focus knows: the account, its entities, customers and documents, with money as integer cents.
// Holds and finds; what may be changed, and how, is decided in documents.ts, payments.ts and acts.ts.
import { randomBytes } from 'node:crypto';
import type { DocumentFigures, LineFigures } from './totals.ts';
import type {
  Company,
  Contact,
  CreditNoteRecord,
  Department,
  FocusLine,
  FocusWorld,
  InvoiceRecord,
  TaxRate,
} from './world.ts';

export interface StoredLine extends FocusLine {
  figures: LineFigures;
}

export interface StoredPayment {
  paidAt: string;
  cents: number;
  methodId: string | null;
}

export interface StoredBase {
  id: string;
  departmentId: string;
  number: string | null;
  date: string | null;
  invoicee: InvoiceRecord['invoicee'];
  discounts: InvoiceRecord['discounts'];
  sections: { title: string | null; lines: StoredLine[] }[];
  figures: DocumentFigures;
  currency: string;
  exchangeRate: { from: string; to: string; rate: number } | null;
  createdAt: string;
  updatedAt: string;
  template: InvoiceRecord['document_template'];
  peppolStatus: string | null;
}

export interface StoredInvoice extends StoredBase {
  kind: 'invoice';
  status: InvoiceRecord['status'];
  dueOn: string | null;
  paid: boolean;
  paidAt: string | null;
  sent: boolean;
  purchaseOrderNumber: string | null;
  paymentTerm: InvoiceRecord['payment_term'];
  payments: StoredPayment[];
  creditedCents: number;
  dueCents: number;
  paymentReference: string | null;
  note: string | null;
  deliveryDate: string | null;
  /** The rendered PDF exists from this moment (ms since 1970); null while the invoice is a draft. */
  fileFrom: number | null;
  fileId: string;
}

export interface StoredCreditNote extends StoredBase {
  kind: 'creditNote';
  invoiceId: string | null;
  paid: boolean;
  paidAt: string | null;
}

export type StoredDocument = StoredInvoice | StoredCreditNote;
export type { Company, Contact, CreditNoteRecord, Department, TaxRate };

/** A new id of the kind that Focus's older records have: version nibble 0 (focus-api.md 1.7). */
export function newFocusId(): string {
  const hex = randomBytes(16).toString('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Focus writes moments in UTC, without milliseconds. */
export const focusMoment = (at: Date): string => `${at.toISOString().slice(0, 19)}+00:00`;

export interface FocusState {
  account: FocusWorld['account'];
  users: FocusWorld['users'];
  clients: FocusWorld['clients'];
  ratePerMinute: number;
  departments: Map<string, Department>;
  taxRates: Map<string, TaxRate>;
  productCategories: Map<string, FocusWorld['productCategories'][number]>;
  paymentMethods: Map<string, FocusWorld['paymentMethods'][number]>;
  paymentTerms: FocusWorld['paymentTerms'];
  companies: Map<string, Company>;
  /** Ids of merged customers and of their survivors. */
  mergedInto: Map<string, string>;
  contacts: Map<string, Contact>;
  invoices: Map<string, StoredInvoice>;
  creditNotes: Map<string, StoredCreditNote>;
  /** `entity kind prefix` → next suffix. */
  numbering: Map<string, number>;
  /** `type integer` → id. */
  integerIds: Map<string, string>;
}

export const numberingKey = (departmentId: string, kind: string, prefix: string): string =>
  `${departmentId} ${kind} ${prefix}`;

/** Prefix and suffix of a printed number; null when it has no numeric suffix. */
export function splitNumber(number: string): { prefix: string; suffix: number } | null {
  const match = /^(.*\S)\s*\/\s*(\d+)$/.exec(number);
  return match?.[1] === undefined ? null : { prefix: match[1], suffix: Number(match[2]) };
}

/** All lines of a document, in printed order. */
export const linesOf = (document: StoredDocument): StoredLine[] =>
  document.sections.flatMap((section) => section.lines);

/** The ledger account that a line's category carries for the document's entity, or null. */
export function accountOfLine(state: FocusState, line: StoredLine, departmentId: string): string | null {
  const category = line.product_category && state.productCategories.get(line.product_category.id);
  const ledger = category?.ledgers.find((one) => one.departmentId === departmentId);
  return ledger?.ledger_account_number ?? null;
}
