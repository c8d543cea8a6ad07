// One SalesInvoice of a validated message as plain values. What an absent element means stands here; what Yuki
// does with the invoice stands in booking.ts.
import { storedPdf, type StoredPdf } from './attachments.ts';
import { scaled } from './money.ts';
import { childOf, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';
import type { ContactFields } from './contact-book.ts';

export interface LineMessage {
  description: string;
  remarks: string;
  quantityE4: bigint;
  netCents: number | null;
  vatCents: number | null;
  productDescription: string;
  priceE4: bigint | null;
  /** Hundredths of a percent; null when absent. */
  vatRate: number | null;
  vatIncluded: boolean;
  vatType: number | null;
  vatDescription: string;
  account: string;
}

export interface InvoiceMessage {
  reference: string;
  subject: string;
  paymentMethod: string;
  paymentId: string;
  purchaseOrderNumber: string;
  process: boolean;
  emailToCustomer: boolean;
  sentToPeppol: boolean;
  notes: string;
  remarks: string;
  /** Null: Yuki takes the present day. */
  date: string | null;
  dueDate: string | null;
  currency: string;
  pdf: StoredPdf | null;
  contact: Partial<ContactFields> & { code: string; name: string };
  lines: LineMessage[];
}

const isTrue = (element: XmlElement, name: string): boolean => ['true', '1'].includes(textOf(element, name));

/** Reads a SalesInvoice element that has passed the schema. */
export function readInvoice(element: XmlElement): InvoiceMessage {
  const file = textOf(element, 'DocumentBase64').replace(/\s+/g, '');
  return {
    reference: textOf(element, 'Reference'),
    subject: textOf(element, 'Subject'),
    paymentMethod: textOf(element, 'PaymentMethod'),
    paymentId: textOf(element, 'PaymentID'),
    purchaseOrderNumber: textOf(element, 'PurchaseOrderNumber'),
    process: isTrue(element, 'Process'),
    emailToCustomer: isTrue(element, 'EmailToCustomer'),
    sentToPeppol: isTrue(element, 'SentToPeppol'),
    notes: textOf(element, 'Notes'),
    remarks: textOf(element, 'Remarks'),
    date: textOf(element, 'Date').slice(0, 10) || null,
    dueDate: textOf(element, 'DueDate').slice(0, 10) || null,
    currency: textOf(element, 'Currency') || 'EUR',
    pdf: storedPdf(textOf(element, 'DocumentFileName'), file),
    contact: readContact(childOf(element, 'Contact')),
    lines: (childOf(element, 'InvoiceLines')?.children ?? []).map(readLine),
  };
}

function readContact(element: XmlElement | undefined): InvoiceMessage['contact'] {
  const names = ['FirstName', 'MiddleName', 'LastName']
    .map((part) => textOf(element, part))
    .filter((part) => part !== '');
  return {
    code: textOf(element, 'ContactCode'),
    name: textOf(element, 'FullName') || names.join(' '),
    type: textOf(element, 'ContactType') === 'Company' ? 'Company' : 'Person',
    country: textOf(element, 'CountryCode').toUpperCase(),
    city: textOf(element, 'City'),
    postcode: textOf(element, 'Zipcode'),
    addressLine1: textOf(element, 'AddressLine_1'),
    addressLine2: textOf(element, 'AddressLine_2'),
    email: textOf(element, 'EmailAddress'),
    website: textOf(element, 'Website'),
    cocNumber: textOf(element, 'CoCNumber'),
    vatNumber: textOf(element, 'VATNumber'),
    phone: textOf(element, 'PhoneHome'),
  };
}

function readLine(element: XmlElement): LineMessage {
  const product = childOf(element, 'Product');
  const number = (parent: XmlElement | undefined, name: string, scale: number): bigint | null => {
    const text = textOf(parent, name);
    return text === '' ? null : scaled(text, scale);
  };
  const orNull = (value: bigint | null): number | null => (value === null ? null : Number(value));
  return {
    description: textOf(element, 'Description'),
    remarks: textOf(element, 'Remarks'),
    quantityE4: number(element, 'ProductQuantity', 4) ?? 10_000n,
    netCents: orNull(number(element, 'LineAmount', 2)),
    vatCents: orNull(number(element, 'LineVATAmount', 2)),
    productDescription: childOf(product, 'Description')?.text ?? '',
    priceE4: number(product, 'SalesPrice', 4),
    vatRate: orNull(number(product, 'VATPercentage', 2)),
    vatIncluded: product !== undefined && isTrue(product, 'VATIncluded'),
    vatType: orNull(number(product, 'VATType', 0)),
    vatDescription: textOf(product, 'VATDescription'),
    account: textOf(product, 'GLAccountCode'),
  };
}
