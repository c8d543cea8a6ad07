// What Yuki does with one imported invoice: the checks in order, each with its own refusal (E-2 … E-8 and those
// of yuki-api.md 3.3 to 3.7), then the booking itself. A refused invoice leaves nothing behind, unless a switch
// says otherwise.
import { keptPdf, refusesDocument } from './attachments.ts';
import type { BookedDocument, BookedLine, Books } from './books.ts';
import { applyContact, chooseContact } from './contact-matching.ts';
import type { ContactChoice } from './contact-matching.ts';
import type { InvoiceMessage, LineMessage } from './invoice-message.ts';
import { hundredthsOfPercent, lineAmounts, percentText } from './money.ts';
import type { Domain, YukiState } from './state.ts';
import { fillText } from './switches.ts';
import type { YukiSwitches } from './switches.ts';
import type { Product, VatCode } from './world.ts';

/** A business refusal of one invoice: HTTP 200, counters and this text. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: 'duplicate' | 'module' | 'other';
  constructor(message: string, kind: 'duplicate' | 'module' | 'other' = 'other') {
    super(message);
    this.kind = kind;
  }
}

export interface Desk {
  state: YukiState;
  domain: Domain;
  books: Books;
  switches: YukiSwitches;
}

export interface PreparedInvoice {
  message: InvoiceMessage;
  contact: ContactChoice;
  lines: BookedLine[];
  products: Map<string, Product>;
  date: string;
  netCents: number;
  vatCents: number;
}

const standardMethods = [
  'Unspecified',
  'ElectronicTransfer',
  'DirectCollection',
  'CreditCard',
  'DebitCard',
  'Cash',
  'iDeal',
  'Online',
  'ToSettle',
];

/** Checks an invoice and works it out without changing anything. Throws Refusal at the first obstacle. */
export function prepareInvoice(desk: Desk, message: InvoiceMessage): PreparedInvoice {
  const { books, switches } = desk;
  const texts = switches.texts;
  if (!books.moduleInvoices) throw new Refusal(texts.moduleOff, 'module');
  if (message.pdf !== null && !message.process) throw new Refusal(texts.pdfNeedsProcess);
  if (refusesDocument(message.pdf, switches)) throw new Refusal(texts.attachmentTooLarge);
  const date = message.date ?? desk.state.clock.now().toISOString().slice(0, 10);
  const contact = chooseContact(desk.domain.contacts, message.contact, switches);
  checkDuplicate(desk, message, date, contact);
  checkHeader(desk, message, date);
  checkRelation(desk, message, contact);
  const products = new Map<string, Product>();
  const lines = message.lines.map((line) => prepareLine(desk, line, { date, contact, products }));
  const netCents = lines.reduce((sum, line) => sum + line.netCents, 0);
  const vatCents = lines.reduce((sum, line) => sum + line.vatCents, 0);
  if (netCents + vatCents === 0 && switches.zeroTotal === 'refuse') throw new Refusal(texts.zeroTotalRefused);
  return { message, contact, lines, products, date, netCents, vatCents };
}

function checkDuplicate(desk: Desk, message: InvoiceMessage, date: string, contact: ContactChoice): void {
  // Drafts do not keep their reference and so have no protection (3.6).
  if (message.reference === '' || !message.process) return;
  const { switches, books, domain } = desk;
  const shelves = switches.duplicateScope === 'domain' ? [...domain.books.values()] : [books];
  const taken = shelves
    .flatMap((shelf) => shelf.withReference(message.reference))
    .filter((other) => other.removedVersion === null || !switches.removedFreesNumber)
    .filter((other) => switches.duplicateScope !== 'year' || other.date.slice(0, 4) === date.slice(0, 4))
    .filter(
      (other) =>
        switches.duplicateScope !== 'customer' ||
        (contact.kind === 'existing' && contact.contact.id === other.contactId),
    );
  if (taken.length === 0) return;
  const text = switches.messageLanguage === 'nl' ? switches.texts.duplicateNl : switches.texts.duplicateEn;
  throw new Refusal(fillText(text, { reference: message.reference }), 'duplicate');
}

function checkHeader(desk: Desk, message: InvoiceMessage, date: string): void {
  const { books, switches } = desk;
  const { texts } = switches;
  if (books.closedUntil !== null && date <= books.closedUntil && !switches.ownerMayBookInBlockedPeriod) {
    throw new Refusal(
      fillText(texts.periodClosed, { date: dayAfter(books.closedUntil), administration: books.name }),
    );
  }
  if (switches.unknownPaymentMethod === 'refuse' && message.paymentMethod !== '') {
    const known = [...standardMethods, ...books.paymentMethods].includes(message.paymentMethod);
    if (!known) throw new Refusal(fillText(texts.paymentMethodUnknown, { name: message.paymentMethod }));
  }
  if (message.currency !== 'EUR' && switches.foreignCurrency === 'refuse') {
    throw new Refusal(fillText(texts.currencyRefused, { currency: message.currency }));
  }
  const email = message.contact.email ?? '';
  if (email !== '' && !/^[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>()]+$/.test(email)) {
    throw new Refusal(texts.emailInvalid);
  }
}

/** The day after a closed period as Yuki writes it: 2026-03-31 → 01-04-2026 (E-4). */
function dayAfter(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  const [year, month, day] = at.toISOString().slice(0, 10).split('-');
  return `${day ?? ''}-${month ?? ''}-${year ?? ''}`;
}

function checkRelation(desk: Desk, message: InvoiceMessage, contact: ContactChoice): void {
  const { texts } = desk.switches;
  if (contact.kind === 'new' && contact.fields.name === '') {
    throw new Refusal('The name of the contact must be filled in');
  }
  if (!/^[A-Z]{2}$/.test(contact.after.country)) {
    throw new Refusal(fillText(texts.countryMissing, { reference: message.reference }));
  }
}

interface LineSetting {
  date: string;
  contact: ContactChoice;
  products: Map<string, Product>;
}

function prepareLine(desk: Desk, line: LineMessage, setting: LineSetting): BookedLine {
  const { books, switches } = desk;
  const stored = setting.products.get(line.productDescription) ?? books.products.get(line.productDescription);
  const account = accountOf(desk, line, stored);
  const vat = vatCodeOf(desk, line, stored, setting);
  const rate = hundredthsOfPercent(vat.percentage);
  const zeroPrice = line.priceE4 === 0n && line.netCents === null && switches.zeroPriceBillsProductPrice;
  const priceE4 = line.priceE4 === null || zeroPrice ? BigInt(stored?.salesPriceE4 ?? 0) : line.priceE4;
  const own = lineAmounts(line.quantityE4, priceE4, rate, line.vatIncluded);
  const explicit = switches.lineAmountsReplaceCalculation;
  const netCents = explicit && line.netCents !== null ? line.netCents : own.netCents;
  const ownVat =
    netCents === own.netCents
      ? own.vatCents
      : lineAmounts(10_000n, BigInt(netCents) * 100n, rate, false).vatCents;
  setting.products.set(line.productDescription, {
    description: line.productDescription,
    salesPriceE4: zeroPrice ? (stored?.salesPriceE4 ?? 0) : Number(priceE4),
    vatPercentage: vat.percentage,
    vatType: vat.type,
    account,
  });
  return {
    description: line.description,
    remarks: line.remarks,
    productDescription: line.productDescription,
    quantityE4: Number(line.quantityE4),
    netCents,
    vatCents: explicit && line.vatCents !== null ? line.vatCents : ownVat,
    account,
    vatType: vat.type,
    vatPercentage: vat.percentage,
    vatCountry: vat.country,
    vatDescription: vat.description,
  };
}

function accountOf(desk: Desk, line: LineMessage, stored: Product | undefined): string {
  const { books, switches } = desk;
  const { texts } = switches;
  const keepsStored = !switches.productAccountOverwritten && (stored?.account ?? null) !== null;
  const given = keepsStored ? '' : line.account;
  const code = given || stored?.account || books.defaultAccount;
  if (code === null || code === undefined || code === '') throw new Refusal(texts.accountMissing);
  const account = books.accounts.get(code);
  if (account === undefined) throw new Refusal(fillText(texts.accountUnknown, { code }));
  if (!account.enabled) throw new Refusal(texts.accountDisabled);
  if (!account.isRevenue) {
    throw new Refusal(
      switches.messageLanguage === 'nl' ? texts.accountNotRevenueNl : texts.accountNotRevenueEn,
    );
  }
  return code;
}

function vatCodeOf(
  desk: Desk,
  line: LineMessage,
  stored: Product | undefined,
  setting: LineSetting,
): VatCode {
  const { books, switches } = desk;
  const storedRate = stored?.vatPercentage ?? null;
  const rate = line.vatRate ?? (storedRate === null ? null : hundredthsOfPercent(storedRate));
  const type = line.vatType ?? (line.vatRate === null ? (stored?.vatType ?? null) : null);
  const country = setting.contact.after.country;
  const fitting = books.vatCodes.filter(
    (code) =>
      hundredthsOfPercent(code.percentage) === rate &&
      (type === null || code.type === type) &&
      (code.country === null || code.country === country) &&
      (code.startDate === null || code.startDate <= setting.date) &&
      (code.endDate === null || code.endDate >= setting.date),
  );
  const found = fitting.find((code) => code.description === line.vatDescription) ?? fitting[0];
  if (found === undefined) {
    throw new Refusal(
      fillText(switches.texts.vatCodeMissing, {
        percentage: rate === null ? '' : percentText(rate),
        type: type === null ? '' : String(type),
      }),
    );
  }
  if (found.requiresVatNumber && !hasVatNumber(setting.contact.after.vatNumber, switches)) {
    throw new Refusal(switches.texts.vatNumberMissing);
  }
  return found;
}

function hasVatNumber(vatNumber: string, switches: YukiSwitches): boolean {
  const plain = vatNumber.replace(/[\s.-]/g, '').toUpperCase();
  return switches.vatNumberCheck === 'presence' ? plain !== '' : /^[A-Z]{2}[0-9A-Z+*]{2,13}$/.test(plain);
}

/** Books a prepared invoice. A draft is put on the list "to be sent" and does not keep its reference. */
export function bookInvoice(desk: Desk, prepared: PreparedInvoice, version: number): BookedDocument | null {
  const { books, state, switches } = desk;
  const { message } = prepared;
  const contact = applyContact(desk.domain.contacts, prepared.contact);
  for (const [description, product] of prepared.products) books.products.set(description, product);
  const grossCents = prepared.netCents + prepared.vatCents;
  if (!message.process) {
    books.drafts.push({ id: state.newId(), subject: message.subject, contactName: contact.name, grossCents });
    return null;
  }
  const clearing = [...switches.clearingMethods, ...books.paymentMethods].includes(message.paymentMethod);
  const document: BookedDocument = {
    id: state.newId(),
    hid: books.documents.length + 1,
    reference: message.reference || ownNumber(books, prepared.date),
    subject: message.subject,
    date: prepared.date,
    dueDate: message.dueDate ?? prepared.date,
    contactId: contact.id,
    contactName: contact.name,
    paymentMethod: message.paymentMethod || 'Unspecified',
    paymentId: message.paymentId,
    purchaseOrderNumber: message.purchaseOrderNumber,
    currency: message.currency,
    remarks: message.remarks,
    notes: message.notes,
    lines: prepared.lines,
    netCents: prepared.netCents,
    vatCents: prepared.vatCents,
    grossCents,
    source: 'api',
    imported: true,
    bookedAt: state.clock.now().toISOString(),
    emailed: message.emailToCustomer,
    sentToPeppol: message.sentToPeppol,
    pdf: keptPdf(message.pdf, switches),
    debtorItem: !clearing && grossCents !== 0,
    outstandingId: state.newId(),
    version,
    removedVersion: null,
  };
  books.add(document);
  return document;
}

/** Yuki's own number for an invoice that came without one. */
function ownNumber(books: Books, date: string): string {
  let next = books.documents.length + 1;
  const number = (): string => `${date.slice(0, 4)}${String(next).padStart(6, '0')}`;
  while (books.withReference(number()).length > 0) next += 1;
  return number();
}
