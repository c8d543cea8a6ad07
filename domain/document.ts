/**
 * The two shapes of a document between which the connector translates: as Focus has booked it, and as
 * Yuki's sales invoice message carries it. Plain data; reading and writing the wire is the adapters' work.
 */

import type { Cents } from './money.ts';
import type {
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  FocusProductCategoryId,
  FocusTaxRateId,
  IsoDate,
  IsoMoment,
} from './ids.ts';

export type DocumentKind = 'invoice' | 'creditNote';
export type CustomerKind = 'company' | 'contact';

/** A percentage in hundredths of a percent: 21 % is 2100. */
export type BasisPoints = number;
/** A decimal number as text, with a dot and an optional sign, so that no floating point touches it. */
export type DecimalText = string;

export interface CustomerRef {
  readonly kind: CustomerKind;
  readonly id: FocusCustomerId;
}

/** What `invoices.list` and `creditNotes.list` tell: enough to decide whether a document has to be read. */
export interface FocusDocumentSummary {
  readonly kind: DocumentKind;
  readonly focusId: FocusDocumentId;
  readonly entityId: FocusEntityId;
  /** Null while Focus has not booked it. */
  readonly number: string | null;
  readonly date: IsoDate | null;
  readonly booked: boolean;
  readonly customer: CustomerRef | null;
  readonly currency: string | null;
  readonly grossCents: Cents;
  /** Null when the list does not tell it. */
  readonly netCents: Cents | null;
  /** Null when the list does not tell them. */
  readonly taxes: readonly FocusTaxTotal[] | null;
  /** What is still owed in Focus; null for credit notes, which have no due amount. */
  readonly dueCents: Cents | null;
  /** Only credit notes: the invoice that is credited; null when it stands alone, absent when nobody has said (R-CN-2). */
  readonly creditedInvoiceId?: FocusDocumentId | null;
  readonly updatedAt: IsoMoment;
  /** Only of a strange entry: what could not be read has the value that changes nothing. */
  readonly partial?: true;
}

/** One line as Focus booked it. Amounts are always positive as Focus shows them, also on credit notes. */
export interface FocusLine {
  /** 1 for the first line of the document, counted over all sections. */
  readonly position: number;
  readonly section: string | null;
  readonly description: string;
  readonly extendedDescription: string | null;
  readonly quantity: DecimalText;
  readonly unitPrice: DecimalText;
  readonly taxRateId: FocusTaxRateId | null;
  /** Hundredths of a percent; null without a line discount. */
  readonly discount: BasisPoints | null;
  /** After the line's own discount, before discounts of the document. */
  readonly netCents: Cents;
  readonly grossCents: Cents;
  readonly productCategoryId: FocusProductCategoryId | null;
  readonly withheld: boolean;
}

export interface FocusTaxTotal {
  readonly rate: BasisPoints;
  readonly taxableCents: Cents;
  readonly taxCents: Cents;
}

export interface FocusPayment {
  readonly paidAt: IsoMoment;
  readonly amountCents: Cents;
  readonly currency: string;
}

export interface FocusDocument extends FocusDocumentSummary {
  readonly currency: string;
  readonly dueDate: IsoDate | null;
  readonly invoicee: {
    readonly name: string;
    readonly vatNumber: string | null;
    readonly nationalNumber: string | null;
    readonly email: string | null;
    readonly attention: string | null;
  };
  readonly purchaseOrderNumber: string | null;
  readonly paymentReference: string | null;
  readonly note: string | null;
  /** Only credit notes: the invoice that is credited; null when it stands alone (R-CN-2). */
  readonly creditedInvoiceId: FocusDocumentId | null;
  readonly lines: readonly FocusLine[];
  /** Discounts on the whole document, in hundredths of a percent, in Focus's order (R-DISC-4). */
  readonly discounts: readonly { readonly percentage: BasisPoints; readonly description: string }[];
  readonly netCents: Cents;
  readonly taxes: readonly FocusTaxTotal[];
  readonly payableCents: Cents;
  readonly withheld: boolean;
  readonly paid: boolean;
  readonly payments: readonly FocusPayment[];
}

export interface FocusAddress {
  readonly line: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  /** ISO 3166 alpha-2; null when Focus does not know it (E-8). */
  readonly country: string | null;
}

export interface FocusCustomer {
  readonly kind: CustomerKind;
  readonly id: FocusCustomerId;
  /** Company name, or first and last name of a contact. */
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly vatNumber: string | null;
  readonly nationalNumber: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  /** The invoicing address, else the primary one (focus-api 4). */
  readonly address: FocusAddress;
  readonly updatedAt: IsoMoment | null;
}

/** One line of Yuki's message, explicit net and VAT; negative on credit notes (R-VAT-7, R-CN-3). */
export interface SalesLine {
  readonly description: string;
  readonly remarks: string | null;
  readonly quantity: DecimalText;
  readonly netCents: Cents;
  readonly vatCents: Cents;
  readonly product: {
    readonly description: string;
    readonly salesPrice: DecimalText;
    readonly vatPercentage: BasisPoints;
    readonly vatType: number;
    /** Null unless several codes share type and percentage (yuki-api 5.2). */
    readonly vatDescription: string | null;
    readonly account: string;
  };
}

export interface SalesContact {
  readonly code: string;
  readonly fullName: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly countryCode: string;
  readonly city: string | null;
  readonly zipcode: string | null;
  readonly addressLine: string | null;
  readonly email: string | null;
  readonly website: string | null;
  readonly phone: string | null;
  readonly cocNumber: string | null;
  readonly vatNumber: string | null;
  readonly contactType: 'Person' | 'Company';
}

/** One sales invoice in the words of Yuki's import (yuki-api 3.3); always processed, never mailed. */
export interface SalesInvoice {
  readonly reference: string;
  readonly subject: string;
  readonly paymentMethod: string;
  readonly paymentId: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly date: IsoDate;
  readonly dueDate: IsoDate;
  readonly currency: string;
  readonly remarks: string | null;
  readonly contact: SalesContact;
  readonly lines: readonly SalesLine[];
}

/** What the two sides compare by when a number turns out to be known in Yuki (E-9). Cents carry the sign. */
export interface DocumentIdentity {
  readonly reference: string;
  readonly customerCode: string;
  readonly date: IsoDate;
  readonly grossCents: Cents;
}
