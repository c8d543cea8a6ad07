/**
 * The XML of a sales invoice, in the one order that Yuki's schema allows (yuki-api 3.2, 3.3). What an invoice
 * says is decided by the domain's translation; here it is only written, escaped and left out where empty.
 */

import type { BasisPoints, DecimalText, SalesContact, SalesInvoice, SalesLine } from '../domain/document.ts';
import { cents, formatCents } from '../domain/money.ts';
import { childOf, childrenOf, cleanText, escapeText, parseXml } from './xml.ts';
import type { RawXml } from './xml.ts';

const namespace = 'urn:xmlns:http://www.theyukicompany.com:salesinvoices';

/**
 * One `<SalesInvoice>`, without namespace, for `processSalesInvoices`. Always processed, because only then the
 * reference is kept and protects against a second booking; never mailed (R-EXP-7, yuki-api 3.6). The same
 * invoice gives the same text. Throws RangeError when what the schema demands is empty or not a number.
 */
export function renderSalesInvoice(invoice: SalesInvoice): string {
  const reference = required('Reference', invoice.reference);
  if (invoice.lines.length === 0) throw new RangeError('A sales invoice has no lines.');
  return block('SalesInvoice', [
    reference,
    text('Subject', invoice.subject),
    text('PaymentMethod', invoice.paymentMethod),
    text('PaymentID', invoice.paymentId),
    text('PurchaseOrderNumber', invoice.purchaseOrderNumber),
    text('Process', 'true'),
    text('EmailToCustomer', 'false'),
    required('Date', invoice.date),
    text('DueDate', invoice.dueDate),
    text('Currency', invoice.currency),
    text('Remarks', invoice.remarks),
    renderContact(invoice.contact),
    block('InvoiceLines', invoice.lines.map(renderLine)),
  ]);
}

function renderContact(contact: SalesContact): string {
  return block('Contact', [
    text('ContactCode', contact.code),
    text('FullName', contact.fullName),
    text('FirstName', contact.firstName),
    text('LastName', contact.lastName),
    text('CountryCode', contact.countryCode),
    text('City', contact.city),
    text('Zipcode', contact.zipcode),
    text('AddressLine_1', contact.addressLine),
    text('EmailAddress', contact.email),
    text('Website', contact.website),
    text('CoCNumber', contact.cocNumber),
    text('VATNumber', contact.vatNumber),
    text('ContactType', contact.contactType),
    text('PhoneHome', contact.phone),
  ]);
}

function renderLine(line: SalesLine): string {
  const { product } = line;
  return block('InvoiceLine', [
    text('Description', line.description),
    text('Remarks', line.remarks),
    text('ProductQuantity', roundDecimal(line.quantity, 4)),
    text('LineAmount', formatCents(line.netCents)),
    text('LineVATAmount', formatCents(line.vatCents)),
    block('Product', [
      required('Description', product.description),
      text('SalesPrice', renderPrice(product.salesPrice)),
      text('VATPercentage', renderPercentage(product.vatPercentage)),
      text('VATIncluded', 'false'),
      text('VATType', String(product.vatType)),
      text('VATDescription', product.vatDescription),
      required('GLAccountCode', product.account),
    ]),
  ]);
}

/** Two decimals, which every service accepts; four where two would say 0, which bills the stored price. */
function renderPrice(price: DecimalText): string {
  const inCents = roundDecimal(price, 2);
  return /[1-9]/.test(inCents) ? inCents : roundDecimal(price, 4);
}

function renderPercentage(percentage: BasisPoints): string {
  return formatCents(cents(percentage));
}

/**
 * Decimal text with two to `decimals` decimals, rounded half away from zero, without floating point. Trailing
 * zeros behind the second decimal are left out.
 */
function roundDecimal(number: DecimalText, decimals: number): string {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(number);
  if (match === null) throw new RangeError('A quantity or price is not decimal text.');
  const fraction = (match[3] ?? '').padEnd(decimals + 1, '0');
  const kept = BigInt((match[2] ?? '') + fraction.slice(0, decimals));
  const rounded = (fraction[decimals] ?? '0') >= '5' ? kept + 1n : kept;
  const digits = String(rounded).padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals);
  const rest = digits.slice(-decimals);
  const shortened = rest.slice(0, 2) + rest.slice(2).replace(/0+$/, '');
  const sign = match[1] === '-' && rounded !== 0n ? '-' : '';
  return `${sign}${whole}.${shortened}`;
}

/** Elements without a value are left out: some may not be empty, and none has to be there (yuki-api 3.3). */
function text(name: string, value: string | null): string {
  const cleaned = value === null ? '' : cleanText(value).trim();
  return cleaned === '' ? '' : `<${name}>${escapeText(cleaned)}</${name}>`;
}

function required(name: string, value: string): string {
  const element = text(name, value);
  if (element === '') throw new RangeError(`A sales invoice has no ${name}.`);
  return element;
}

function block(name: string, parts: readonly string[]): string {
  return `<${name}>${parts.join('')}</${name}>`;
}

/**
 * The message of a whole batch, as the child XML that `xmlDoc` wants: no declaration, not escaped. The fragments
 * come from `renderSalesInvoice`, which guarantees that they are well-formed and escaped within.
 */
export function wrapSalesInvoices(fragments: readonly string[]): RawXml {
  if (fragments.length === 0) throw new RangeError('A message has no sales invoices.');
  for (const fragment of fragments) {
    const whole = fragment.startsWith('<SalesInvoice>') && fragment.endsWith('</SalesInvoice>');
    if (!whole) throw new RangeError('A fragment is not a sales invoice.');
  }
  return { rawXml: `<SalesInvoices xmlns="${namespace}">${fragments.join('')}</SalesInvoices>` };
}

/** The references in a fragment or a wrapped message, in order. Throws XmlProblem when it is not well-formed. */
export function readReferences(xml: string): string[] {
  const root = parseXml(`<message>${xml}</message>`);
  const invoices = [...childrenOf(root, 'SalesInvoice')];
  for (const wrapper of childrenOf(root, 'SalesInvoices')) {
    invoices.push(...childrenOf(wrapper, 'SalesInvoice'));
  }
  return invoices.map((invoice) => childOf(invoice, 'Reference')?.text ?? '');
}
