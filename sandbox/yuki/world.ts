// The starting content of the pretend Yuki, as one JSON document that a world file writes down and the
// control API loads. Amounts are integer cents. What happens to it afterwards is state.ts's business.
import { z } from 'zod';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date is written as yyyy-MM-dd');
const cents = z.number().int();

export const glAccountSchema = z.object({
  code: z.string().min(1),
  description: z.string(),
  enabled: z.boolean().default(true),
  /** The vendor publishes no meaning of these two numbers; they are passed on as they are. */
  type: z.number().int().default(1),
  subtype: z.number().int().default(0),
  isRevenue: z.boolean().default(false),
});

export const vatCodeSchema = z.object({
  description: z.string(),
  type: z.number().int(),
  typeDescription: z.string().default(''),
  /** Percentage with at most two decimals, such as 21 or 5.5. */
  percentage: z.number().min(0).max(100),
  country: z.string().length(2).nullable().default(null),
  startDate: date.nullable().default(null),
  endDate: date.nullable().default(null),
  /** True for deliveries inside the EU: the relation must carry a VAT number (E-7). */
  requiresVatNumber: z.boolean().default(false),
});

export const productSchema = z.object({
  description: z.string().min(1),
  /** Ten-thousandths of the currency unit, because a sales price has four decimals. */
  salesPriceE4: z.number().int().default(0),
  vatPercentage: z.number().nullable().default(null),
  vatType: z.number().int().nullable().default(null),
  account: z.string().nullable().default(null),
});

export const contactSchema = z.object({
  id: z.string().optional(),
  code: z.string().default(''),
  type: z.enum(['Person', 'Company']).default('Company'),
  name: z.string().min(1),
  addressLine1: z.string().default(''),
  addressLine2: z.string().default(''),
  postcode: z.string().default(''),
  city: z.string().default(''),
  /** ISO code, or '' when the country is unknown. */
  country: z.string().default(''),
  email: z.string().default(''),
  phone: z.string().default(''),
  website: z.string().default(''),
  vatNumber: z.string().default(''),
  cocNumber: z.string().default(''),
  active: z.boolean().default(true),
  modified: z.string().optional(),
});

/** A sales document that stands in the books before the story begins, or that a bookkeeper types. */
export const typedDocumentSchema = z.object({
  reference: z.string().min(1),
  subject: z.string().default(''),
  date,
  dueDate: date.nullable().default(null),
  /** Name of the relation; an existing one with this name (and code, when given) is used, else it is made. */
  contactName: z.string().min(1),
  contactCode: z.string().default(''),
  netCents: cents,
  vatCents: cents,
  account: z.string().nullable().default(null),
  vatType: z.number().int().nullable().default(null),
  vatPercentage: z.number().nullable().default(null),
  paymentId: z.string().default(''),
  /** What is still open; null means all of it. */
  openCents: cents.nullable().default(null),
  /** 'api' when another program (such as the vendor's built-in connector) imported it. */
  source: z.enum(['hand', 'api']).default('hand'),
});

export const administrationSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  country: z.enum(['BE', 'NL']),
  vatNumber: z.string().default(''),
  cocNumber: z.string().default(''),
  active: z.boolean().default(true),
  /** The module "Invoices"; without it every document is refused (E-2). */
  moduleInvoices: z.boolean().default(true),
  /** The last closed day; bookings on or before it are refused (E-4). */
  closedUntil: date.nullable().default(null),
  defaultAccount: z.string().nullable().default(null),
  glAccounts: z.array(glAccountSchema).default([]),
  vatCodes: z.array(vatCodeSchema).default([]),
  /** Names of the custom payment methods, each with a suspense account of its own. */
  paymentMethods: z.array(z.string()).default([]),
  products: z.array(productSchema).default([]),
  documents: z.array(typedDocumentSchema).default([]),
});

export const domainSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  dailyCallLimit: z.number().int().positive().default(1000),
  /** Calls that other software has used today already. */
  callsUsed: z.number().int().nonnegative().default(0),
  administrations: z.array(administrationSchema).default([]),
  contacts: z.array(contactSchema).default([]),
});

export const rightSchema = z.enum([
  'All',
  'Sales',
  'Financial',
  'Contacts',
  'ContactsReadOnly',
  'Archive',
  'Vat',
]);

export const keySchema = z.object({
  key: z.string().min(1),
  /** 'portal' reaches every domain of the country and must choose one; its id is not used. */
  kind: z.enum(['administration', 'domain', 'portal']),
  id: z.string(),
  rights: z.array(rightSchema).default(['All']),
  withdrawn: z.boolean().default(false),
});

export const yukiWorldSchema = z.object({
  domains: z.array(domainSchema).default([]),
  keys: z.array(keySchema).default([]),
});

/** What a world file may write: everything with a default may be left out. */
export type YukiWorld = z.input<typeof yukiWorldSchema>;
export type YukiWorldFull = z.output<typeof yukiWorldSchema>;
export type AdministrationWorld = z.output<typeof administrationSchema>;
export type GlAccount = z.output<typeof glAccountSchema>;
export type VatCode = z.output<typeof vatCodeSchema>;
export type Product = z.output<typeof productSchema>;
export type TypedDocument = z.output<typeof typedDocumentSchema>;
export type TypedDocumentInput = z.input<typeof typedDocumentSchema>;
export type Right = z.output<typeof rightSchema>;
