/**
 * Builds documents, customers and rules for the tests of domain/, from the shared data of the scenarios. Amounts
 * are given by each test, never computed here.
 */

import type { FocusCustomer, FocusDocument, FocusLine } from '../../domain/document.ts';
import type {
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  FocusProductCategoryId,
  FocusTaxRateId,
  IsoDate,
  IsoMoment,
} from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import {
  defaultTranslationRules,
  prepareRules,
  translate,
  type DocumentAddress,
  type FocusTaxRate,
  type Translation,
  type TranslationRules,
  type VatLink,
  type VatNature,
} from '../../domain/translation.ts';
import type { YukiAccount, YukiVatCode } from '../../domain/yuki-records.ts';

export const date = (text: string): IsoDate => text as IsoDate;
export const rateId = (code: string): FocusTaxRateId => `rate-${code}` as FocusTaxRateId;
export const categoryId = (name: string): FocusProductCategoryId => name as FocusProductCategoryId;
export const customerId = (digit: string): FocusCustomerId =>
  `${digit.repeat(8)}-1111-0222-8333-444444444444` as FocusCustomerId;

const account = (code: string, enabled = true): YukiAccount => ({
  code,
  description: '',
  enabled,
  type: null,
  subtype: null,
});

export const chart: YukiAccount[] = [
  account('700000'),
  account('704000'),
  account('708000'),
  account('705500', false),
];

export function vatCode(
  type: number,
  percentage: number,
  description: string,
  more: Partial<YukiVatCode> = {},
): YukiVatCode {
  return {
    type,
    percentage,
    description,
    typeDescription: null,
    country: null,
    startDate: null,
    endDate: null,
    ...more,
  };
}

export const vatCodes: YukiVatCode[] = [
  vatCode(1, 2100, 'BTW 21%'),
  vatCode(21, 1200, 'BTW 12%'),
  vatCode(2, 600, 'BTW 6%'),
  vatCode(3, 0, 'BTW 0%'),
  vatCode(6, 0, 'Intracommunautaire leveringen van goederen'),
  vatCode(7, 0, 'Intracommunautaire diensten'),
  vatCode(5, 0, 'Uitvoer buiten de EU'),
  vatCode(17, 0, 'Medecontractant'),
];

export function vatLink(code: string, vatType: number, percentage: number, nature: VatNature): VatLink {
  return { taxRateId: rateId(code), vatType, percentage, country: null, vatDescription: null, nature };
}

export const vatLinks: VatLink[] = [
  vatLink('21', 1, 2100, 'domestic'),
  vatLink('12', 21, 1200, 'domestic'),
  vatLink('6', 2, 600, 'domestic'),
  vatLink('CM', 6, 0, 'intra-community-goods'),
  vatLink('VCMD', 7, 0, 'intra-community-services'),
  vatLink('EX', 5, 0, 'export'),
  vatLink('MC', 17, 0, 'reverse-charge'),
];

const rate = (code: string, percentage: number): FocusTaxRate => ({
  id: rateId(code),
  rate: percentage,
  description: code,
});
export const taxRates: FocusTaxRate[] = [
  rate('21', 2100),
  rate('12', 1200),
  rate('9', 900),
  rate('6', 600),
  rate('CM', 0),
  rate('VCMD', 0),
  rate('EX', 0),
  rate('MC', 0),
  rate('CULT', 600),
];

export const rules: TranslationRules = {
  ...defaultTranslationRules,
  country: 'be',
  accounts: chart,
  vatCodes,
  vatLinks,
  taxRates,
  categoryLedgers: {},
  accountPerRate: {},
  defaultAccount: '704000',
};

export function customer(more: Partial<FocusCustomer> = {}): FocusCustomer {
  return {
    kind: 'company',
    id: customerId('1'),
    name: 'Garage Peeters NV',
    firstName: null,
    lastName: null,
    vatNumber: 'BE 0777.777.771',
    nationalNumber: null,
    email: null,
    phone: null,
    website: null,
    address: { line: 'Stationsstraat 1', postalCode: '2800', city: 'Mechelen', country: 'BE' },
    updatedAt: null,
    ...more,
  };
}

export const mueller = (more: Partial<FocusCustomer> = {}): FocusCustomer =>
  customer({
    id: customerId('3'),
    name: 'Müller Maschinenbau GmbH',
    vatNumber: 'DE999999999',
    address: { line: null, postalCode: null, city: 'Köln', country: 'DE' },
    ...more,
  });

export function line(
  position: number,
  net: number,
  gross: number,
  code: string,
  more: Partial<FocusLine> = {},
): FocusLine {
  return {
    position,
    section: null,
    description: `Line ${position}`,
    extendedDescription: null,
    quantity: '1',
    unitPrice: (net / 100).toFixed(2),
    taxRateId: rateId(code),
    discount: null,
    netCents: cents(net),
    grossCents: cents(gross),
    productCategoryId: null,
    withheld: false,
    ...more,
  };
}

/** `taxes` are [rate, taxable, tax]; net and gross are given, too, so that a wrong sum can be written. */
export function document(
  lines: FocusLine[],
  taxes: [number, number, number][],
  netCents: number,
  grossCents: number,
  more: Partial<FocusDocument> = {},
): FocusDocument {
  return {
    kind: 'invoice',
    focusId: 'aaaaaaaa-1111-0222-8333-444444444444' as FocusDocumentId,
    entityId: 'bbbbbbbb-1111-0222-8333-444444444444' as FocusEntityId,
    number: '2026 / 10017',
    date: date('2026-03-12'),
    booked: true,
    customer: { kind: 'company', id: customerId('1') },
    currency: 'EUR',
    grossCents: cents(grossCents),
    dueCents: cents(grossCents),
    updatedAt: '2026-03-12T08:00:00Z' as IsoMoment,
    dueDate: date('2026-04-11'),
    invoicee: {
      name: 'Garage Peeters NV',
      vatNumber: null,
      nationalNumber: null,
      email: null,
      attention: null,
    },
    purchaseOrderNumber: null,
    paymentReference: '+++202/6000/01711+++',
    note: null,
    creditedInvoiceId: null,
    lines,
    discounts: [],
    netCents: cents(netCents),
    taxes: taxes.map(([percentage, taxable, tax]) => ({
      rate: percentage,
      taxableCents: cents(taxable),
      taxCents: cents(tax),
    })),
    payableCents: cents(grossCents),
    withheld: false,
    paid: false,
    payments: [],
    ...more,
  };
}

export const address: DocumentAddress = {
  reference: '2026/10017',
  customerCode: '132926235',
  creditedNumber: null,
};

export function translated(
  subject: FocusDocument,
  of: FocusCustomer | null = customer(),
  changes: Partial<TranslationRules> = {},
  to: Partial<DocumentAddress> = {},
): Translation {
  return translate(subject, of, prepareRules({ ...rules, ...changes }), { ...address, ...to });
}

/** The message of a document that has to be sendable. */
export function sendable(translation: Translation): Extract<Translation, { kind: 'sendable' }> {
  if (translation.kind === 'sendable') return translation;
  throw new Error(`held: ${JSON.stringify(translation.causes)}`);
}

/** The causes of a document that has to wait, as `key subject`. */
export function heldBy(translation: Translation): string[] {
  return translation.kind === 'held' ? translation.causes.map(({ key, subject }) => `${key} ${subject}`) : [];
}
