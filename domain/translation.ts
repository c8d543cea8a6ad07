/**
 * From a document as Focus booked it to the message that Yuki takes, or to the causes for which it waits.
 * Everything that can be known without a call is checked here (design 6.3, 6.4); sending is left to others.
 */

import { causes, type CauseFinding, type CauseKey } from './causes.ts';
import type {
  BasisPoints,
  DocumentIdentity,
  FocusCustomer,
  FocusDocument,
  SalesInvoice,
} from './document.ts';
import type { FocusTaxRateId, IsoDate } from './ids.ts';
import { negate, type Cents } from './money.ts';
import { printedNumber } from './references.ts';
import { amountLines } from './translation-amounts.ts';
import { chooseAccounts } from './translation-accounts.ts';
import { contactOf } from './translation-contact.ts';
import { oversizeOf } from './oversize.ts';
import { salesLines } from './translation-lines.ts';
import { documentRemarks, limits } from './translation-texts.ts';
import { checkVat } from './translation-vat.ts';
import { cleanLine, cutText } from './text.ts';
import type { VatLink } from './vat-links.ts';
import type { YukiAccount, YukiCountry, YukiVatCode } from './yuki-records.ts';

export type { VatLink, VatNature } from './vat-links.ts';

export interface FocusTaxRate {
  readonly id: FocusTaxRateId;
  readonly rate: BasisPoints;
  readonly description: string;
}

/** The settings of a connection and the lists of its Yuki administration, as translation needs them. */
export interface TranslationRules {
  readonly country: YukiCountry;
  readonly accounts: readonly YukiAccount[];
  readonly vatCodes: readonly YukiVatCode[];
  readonly vatLinks: readonly VatLink[];
  readonly taxRates: readonly FocusTaxRate[];
  /** The ledger of each product category for this entity; null when the category has none (R-LINE-2). */
  readonly categoryLedgers: Readonly<Record<string, string | null>>;
  readonly accountPerRate: Readonly<Record<string, string>>;
  readonly defaultAccount: string | null;
  /** Account for discounts on the whole document; null: the lines' own accounts bear them (R-DISC-3). */
  readonly discountAccount: string | null;
  /** Yuki's name for what leaves an open receivable (yuki-api 3.5). */
  readonly paymentMethod: string;
  readonly creditPaymentMethod: string;
  /** For invoices paid in Focus before export; null: as any other (Q-9, S-50). */
  readonly paidPaymentMethod: string | null;
  readonly allowedCurrencies: readonly string[];
  /** The first date that is open in Yuki, learned from a refusal; null when nothing is known to be closed (E-4). */
  readonly closedBefore: IsoDate | null;
}

export const defaultTranslationRules = {
  discountAccount: null,
  paymentMethod: 'ElectronicTransfer',
  creditPaymentMethod: 'ElectronicTransfer',
  paidPaymentMethod: null,
  allowedCurrencies: ['EUR'],
  closedBefore: null,
} as const satisfies Partial<TranslationRules>;

/** The rules with their lists made ready for look-up: prepare once, translate many. */
export interface PreparedRules extends TranslationRules {
  readonly chart: ReadonlyMap<string, YukiAccount>;
  readonly rateById: ReadonlyMap<string, FocusTaxRate>;
  readonly linkByRate: ReadonlyMap<string, VatLink>;
}

export function prepareRules(rules: TranslationRules): PreparedRules {
  return {
    ...rules,
    chart: new Map(rules.accounts.map((account) => [account.code, account])),
    rateById: new Map(rules.taxRates.map((rate) => [rate.id, rate])),
    linkByRate: new Map(rules.vatLinks.map((link) => [link.taxRateId, link])),
  };
}

/** What is decided and stored for this one document before it is translated. */
export interface DocumentAddress {
  readonly reference: string;
  readonly customerCode: string;
  /** Focus's number of the invoice that a credit note credits; null when there is none or nobody knows it. */
  readonly creditedNumber: string | null;
}

export type Translation =
  | {
      readonly kind: 'sendable';
      readonly invoice: SalesInvoice;
      /** Sentences for people about what had to be left out; never names or amounts. */
      readonly warnings: readonly string[];
      readonly identity: DocumentIdentity;
    }
  | { readonly kind: 'held'; readonly causes: readonly CauseFinding[] };

/**
 * Translates one document. `customer` is Focus's record, or null when Focus no longer has it; then the invoicee on
 * the document serves as long as its VAT number tells the country (S-57). Held documents carry every cause once,
 * in the order of the table of causes. Never throws for what a document may contain.
 */
export function translate(
  document: FocusDocument,
  customer: FocusCustomer | null,
  rules: PreparedRules,
  address: DocumentAddress,
): Translation {
  const oversize = oversizeOf(document);
  // Nothing is calculated with amounts that may not even add up within whole numbers.
  if (oversize !== null) return { kind: 'held', causes: [oversize] };
  const found: CauseFinding[] = [...checkDocument(document, rules)];
  const contact = contactOf(document, customer, address.customerCode);
  found.push(...contact.findings);
  const lines = amountLines(document, rules);
  found.push(...lines.findings);
  const accounts = chooseAccounts(lines.priced, rules);
  found.push(...accounts.findings);
  const vat = checkVat(document, lines.priced, contact, rules);
  found.push(...vat.findings);
  const { date } = document;
  if (found.length > 0 || contact.contact === null || date === null)
    return { kind: 'held', causes: inOrder(found) };

  const sales = salesLines(document.kind, lines.priced, accounts.accountOf, vat.codeOf);
  const remarks = documentRemarks(document, lines.texts);
  const invoice: SalesInvoice = {
    reference: address.reference,
    subject: subjectOf(address),
    paymentMethod: cutText(paymentMethodOf(document, rules), limits.paymentMethod),
    paymentId: textOrNull(document.paymentReference, limits.shortText),
    purchaseOrderNumber: textOrNull(document.purchaseOrderNumber, limits.shortText),
    date,
    dueDate: document.dueDate ?? date,
    currency: document.currency,
    remarks: remarks.text,
    contact: contact.contact,
    lines: sales.lines,
  };
  const identity: DocumentIdentity = {
    reference: address.reference,
    customerCode: address.customerCode,
    date,
    grossCents: signed(document, document.grossCents),
  };
  const warnings = [...new Set([...contact.warnings, ...sales.warnings, ...remarks.warnings])];
  return { kind: 'sendable', invoice, warnings, identity };
}

/** What holds the document as a whole, whatever its lines say. */
function checkDocument(document: FocusDocument, rules: PreparedRules): CauseFinding[] {
  const found: CauseFinding[] = [];
  const add = (key: CauseFinding['key'], subject: string, shown = subject) =>
    found.push({ key, subject, shown, line: null });
  if (!document.booked || document.number === null || printedNumber(document.number) === null) {
    add('document-incomplete', 'number', 'a number');
  }
  if (document.date === null) add('document-incomplete', 'date', 'a date');
  if (document.lines.length === 0) add('document-incomplete', 'lines', 'lines');
  const { date } = document;
  if (date !== null && rules.closedBefore !== null && date < rules.closedBefore)
    add('period-closed', rules.closedBefore);
  if (!rules.allowedCurrencies.includes(document.currency)) add('currency-not-supported', document.currency);
  if (
    document.withheld ||
    document.lines.some((line) => line.withheld) ||
    document.payableCents !== document.grossCents
  ) {
    add('vat-not-supported', 'withholding-tax', 'withholding tax');
  }
  if (document.lines.length > 0 && document.grossCents === 0) add('zero-total', 'zero', '');
  return found;
}

const orderOfCauses = new Map(Object.keys(causes).map((key, index) => [key as CauseKey, index]));

/** Each cause once, by the table's order, then by line and subject, so that the same document waits the same way. */
function inOrder(found: readonly CauseFinding[]): CauseFinding[] {
  const place = (finding: CauseFinding): number => orderOfCauses.get(finding.key) ?? 0;
  const sorted = found.toSorted(
    (a, b) =>
      place(a) - place(b) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0),
  );
  const seen = new Set<string>();
  return sorted.filter((finding) => {
    const identity = `${finding.key}/${finding.subject}`;
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

/** Yuki shows it as the description of the document; a credit note names the invoice, for want of a link (yuki-api 3.9). */
function subjectOf(address: DocumentAddress): string {
  const credited = address.creditedNumber === null ? null : printedNumber(address.creditedNumber);
  return cutText(`Focus ${address.reference}${credited === null ? '' : ` (${credited})`}`, limits.subject);
}

/** Paid means paid with money: a full credit note makes Focus call its invoice paid, too (R-PAY-8). */
function paymentMethodOf(document: FocusDocument, rules: PreparedRules): string {
  if (document.kind === 'creditNote') return rules.creditPaymentMethod;
  const paidCents = document.payments.reduce((sum, payment) => sum + payment.amountCents, 0);
  const paidWithMoney = document.paid && paidCents >= document.payableCents && document.payableCents > 0;
  return paidWithMoney && rules.paidPaymentMethod !== null ? rules.paidPaymentMethod : rules.paymentMethod;
}

function textOrNull(text: string | null, limit: number): string | null {
  const clean = cutText(cleanLine(text ?? ''), limit);
  return clean === '' ? null : clean;
}

/** Focus shows credit notes with positive amounts; Yuki wants them negative (R-CN-3). */
export function signed(document: Pick<FocusDocument, 'kind'>, amount: Cents): Cents {
  return document.kind === 'creditNote' ? negate(amount) : amount;
}
