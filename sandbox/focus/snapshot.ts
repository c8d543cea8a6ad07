// The documents of the pretend Focus as plain JSON, for the control API and the comparison of the two sides: cents,
// the account that each line's category stands for, and the payments. No answer of the Focus API is built from it.
import { accountOfLine, linesOf, type FocusState, type StoredDocument } from './state.ts';
import { documentFigures } from './totals.ts';

export interface FocusLineSnapshot {
  description: string;
  /** After the line discount and this line's share of the document discounts. */
  netCents: number;
  taxRateId: string;
  /** Fraction: 0.21. */
  rate: number;
  /** Ledger account of the line's category for the document's entity; null without category or ledger. */
  account: string | null;
}

export interface FocusDocumentSnapshot {
  id: string;
  kind: 'invoice' | 'creditNote';
  status: 'draft' | 'outstanding' | 'matched' | 'booked';
  /** Null while the invoice is a draft. */
  number: string | null;
  date: string | null;
  /** Null for credit notes. */
  dueOn: string | null;
  departmentId: string;
  customer: { type: 'company' | 'contact'; id: string; name: string; vatNumber: string | null };
  currency: string;
  /** Positive for credit notes too, as on the wire. */
  netCents: number;
  vatCents: number;
  grossCents: number;
  dueCents: number | null;
  creditedCents: number;
  lines: FocusLineSnapshot[];
  /** Whether document discounts were spread over the lines. */
  discounted?: boolean;
  taxes: { rate: number; taxableCents: number; taxCents: number }[];
  paymentReference: string | null;
  payments: { paidAt: string; cents: number }[];
  /** The credited invoice, for credit notes. */
  invoiceId: string | null;
  updatedAt: string;
}

/** Spreads the document's net per rate over the lines of that rate; the last one takes the odd cents. */
function lineNets(state: FocusState, document: StoredDocument): number[] {
  const lines = linesOf(document);
  const rates = lines.map((line) => state.taxRates.get(line.tax.id)?.rate ?? 0);
  const discounts = document.discounts.map((discount) => discount.value);
  const nets = lines.map((line, index) => {
    const alone = [{ netCents: line.figures.netCents, rate: rates[index] ?? 0 }];
    return discounts.length === 0
      ? line.figures.netCents
      : documentFigures(alone, discounts, 'per-rate').netCents;
  });
  for (const tax of document.figures.taxes) {
    const spread = nets.reduce((sum, net, index) => (rates[index] === tax.rate ? sum + net : sum), 0);
    const last = rates.lastIndexOf(tax.rate);
    if (last >= 0) nets[last] = (nets[last] ?? 0) + tax.taxableCents - spread;
  }
  return nets;
}

/** One document as plain JSON. */
export function documentSnapshot(state: FocusState, document: StoredDocument): FocusDocumentSnapshot {
  const nets = lineNets(state, document);
  const { invoicee, figures } = document;
  const isInvoice = document.kind === 'invoice';
  return {
    id: document.id,
    kind: document.kind,
    status: isInvoice ? document.status : 'booked',
    number: document.number,
    date: document.date,
    dueOn: isInvoice ? document.dueOn : null,
    departmentId: document.departmentId,
    customer: { ...invoicee.customer, name: invoicee.name, vatNumber: invoicee.vat_number },
    currency: document.currency,
    netCents: figures.netCents,
    vatCents: figures.grossCents - figures.netCents,
    grossCents: figures.grossCents,
    dueCents: isInvoice ? document.dueCents : null,
    creditedCents: isInvoice ? document.creditedCents : 0,
    lines: linesOf(document).map((line, index) => ({
      description: line.description,
      netCents: nets[index] ?? 0,
      taxRateId: line.tax.id,
      rate: state.taxRates.get(line.tax.id)?.rate ?? 0,
      account: accountOfLine(state, line, document.departmentId),
    })),
    discounted: document.discounts.length > 0,
    taxes: figures.taxes.map((tax) => ({ ...tax })),
    paymentReference: isInvoice ? document.paymentReference : null,
    payments: isInvoice ? document.payments.map(({ paidAt, cents }) => ({ paidAt, cents })) : [],
    invoiceId: isInvoice ? null : document.invoiceId,
    updatedAt: document.updatedAt,
  };
}
