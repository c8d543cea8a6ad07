// The shape of the Focus half of a world: what a JSON file or a builder hands over, in the wire's own words
// (focus-api.md 2 to 5), with everything that may be left out filled in. Amounts are still JSON numbers here.
import { z } from 'zod';

export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'An id is written 8-4-4-4-12.');
export const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/);
const money = z.object({ amount: z.number(), currency: z.string().length(3) });
const reference = z.object({ type: z.string(), id: uuid });
const text = z.string().nullable().default(null);

export const customerReference = z.object({ type: z.enum(['company', 'contact']), id: uuid });

const lineSchema = z.object({
  product: reference.nullable().default(null),
  quantity: z.number().default(1),
  description: z.string().default(''),
  extended_description: text,
  unit: reference.nullable().default(null),
  unit_price: z.object({ amount: z.number(), tax: z.literal('excluding').default('excluding') }),
  tax: z.object({ type: z.literal('taxRate').default('taxRate'), id: uuid }),
  discount: z
    .object({ type: z.literal('percentage').default('percentage'), value: z.number().min(0).max(100) })
    .nullable()
    .default(null),
  product_category: z
    .object({ type: z.literal('productCategory').default('productCategory'), id: uuid })
    .nullable()
    .default(null),
  withheld_tax: reference.nullable().default(null),
});

const totalSchema = z.object({
  tax_exclusive: money,
  tax_exclusive_before_discount: money.optional(),
  tax_inclusive: money,
  tax_inclusive_before_discount: money.optional(),
  taxes: z.array(z.object({ rate: z.number(), taxable: money, tax: money })),
  payable: money,
});

const documentBase = {
  id: uuid,
  department: z.object({ type: z.literal('department').default('department'), id: uuid }),
  invoicee: z.object({
    name: z.string(),
    vat_number: text,
    customer: customerReference,
    for_attention_of: z
      .object({ name: text, contact: reference.nullable().default(null) })
      .nullable()
      .default(null),
    email: text,
    national_identification_number: text,
  }),
  discounts: z
    .array(
      z.object({
        type: z.literal('percentage').default('percentage'),
        value: z.number().min(0).max(100),
        description: z.string().default('Korting'),
      }),
    )
    .default([]),
  grouped_lines: z.array(
    z.object({
      section: z.object({ title: text }).default({ title: null }),
      line_items: z.array(lineSchema),
    }),
  ),
  /** Left out: computed once when the world is loaded. */
  total: totalSchema.optional(),
  currency: z.string().length(3).default('EUR'),
  currency_exchange_rate: z
    .object({ from: z.string(), to: z.string(), rate: z.number() })
    .nullable()
    .optional(),
  created_at: moment,
  updated_at: moment,
  document_template: reference.nullable().default(null),
  peppol_status: text,
};

export const invoiceSchema = z.object({
  ...documentBase,
  invoice_number: text,
  invoice_date: isoDate.nullable().default(null),
  status: z.enum(['draft', 'outstanding', 'matched']).default('outstanding'),
  due_on: isoDate.nullable().default(null),
  sent: z.boolean().default(true),
  purchase_order_number: text,
  payment_term: z
    .object({ type: z.enum(['cash', 'end_of_month', 'after_invoice_date']), days: z.int().min(0).optional() })
    .default({ type: 'after_invoice_date', days: 30 }),
  payments: z.array(z.object({ paid_at: moment, payment: money })).default([]),
  payment_reference: text,
  note: text,
  delivery_date: isoDate.nullable().default(null),
});

export const creditNoteSchema = z.object({
  ...documentBase,
  credit_note_number: z.string(),
  credit_note_date: isoDate,
  invoice: z
    .object({ type: z.literal('invoice').default('invoice'), id: uuid })
    .nullable()
    .default(null),
  paid: z.boolean().default(false),
  paid_at: moment.nullable().default(null),
});

const addressSchema = z.object({
  type: z.enum(['primary', 'invoicing', 'delivery', 'visiting']).default('primary'),
  address: z.object({
    line_1: text,
    postal_code: text,
    city: text,
    /** Null is what the screen calls "Unknown" (E-8). */
    country: z.string().length(2).nullable().default(null),
    area_level_two: z.any().default(null),
    addressee: text,
  }),
});

const customerBase = {
  id: uuid,
  status: z.enum(['active', 'deactivated']).default('active'),
  vat_number: text,
  national_identification_number: text,
  emails: z.array(z.object({ type: z.string(), email: z.string() })).default([]),
  telephones: z.array(z.object({ type: z.string(), number: z.string() })).default([]),
  website: text,
  addresses: z.array(addressSchema).default([]),
  iban: text,
  bic: text,
  language: z.string().default('nl'),
  payment_term: z.any().default(null),
  remarks: text,
  added_at: moment.default('2024-01-01T08:00:00+00:00'),
  updated_at: moment.default('2024-01-01T08:00:00+00:00'),
  tags: z.array(z.string()).default([]),
  custom_fields: z.array(z.any()).default([]),
  marketing_mails_consent: z.boolean().default(false),
};

export const companySchema = z.object({
  ...customerBase,
  name: z.string(),
  business_type: z.any().default(null),
  preferred_currency: text,
  invoicing_preferences: z.any().default({ electronic_invoicing_address: null }),
  responsible_user: reference.nullable().default(null),
});

export const contactSchema = z.object({
  ...customerBase,
  first_name: text,
  last_name: z.string(),
  salutation: text,
  gender: text,
  birthdate: text,
  companies: z.array(z.any()).default([]),
});

export const taxRateSchema = z.object({
  id: uuid,
  departmentId: uuid,
  description: z.string(),
  /** A fraction: 0.21. */
  rate: z.number().min(0).max(1),
  /** The code on the settings screen (21, CM …): only migrate.taxRate knows it. */
  code: z.string().optional(),
});

export const departmentSchema = z.object({
  id: uuid,
  name: z.string(),
  vat_number: text,
  currency: z.string().default('EUR'),
  emails: z.array(z.object({ type: z.string(), email: z.string() })).default([]),
  status: z.enum(['active', 'archived']).default('active'),
  country: z.string().length(2).default('BE'),
  address: z.any().default(null),
  telephones: z.array(z.any()).default([]),
  website: text,
  iban: text,
  bic: text,
  fiscal_regime: text,
  created_at: moment.default('2020-01-01T08:00:00+00:00'),
});

export const focusWorldSchema = z.object({
  account: z.object({ id: uuid, currency: z.string().length(3).default('EUR') }),
  users: z
    .array(
      z.object({
        id: uuid,
        first_name: z.string(),
        last_name: z.string(),
        email: z.string(),
        language: z.string().default('nl'),
        time_zone: z.string().default('Europe/Brussels'),
      }),
    )
    .min(1),
  clients: z
    .array(
      z.object({
        clientId: z.string().min(1),
        clientSecret: z.string().min(1),
        /** Exact addresses; `:*` in place of a port stands for any port (loopback only, RFC 8252 7.3). */
        redirectUris: z.array(z.string().min(1)),
        /** Null: all scopes. */
        scopes: z.array(z.string()).nullable().default(null),
        apiVersion: isoDate.default('2023-09-26'),
      }),
    )
    .min(1),
  tokens: z
    .array(
      z.object({
        clientId: z.string(),
        accessToken: z.string().min(1),
        refreshToken: z.string().min(1),
      }),
    )
    .default([]),
  rateLimit: z.object({ perMinute: z.int().min(1).default(200) }).default({ perMinute: 200 }),
  departments: z.array(departmentSchema),
  taxRates: z.array(taxRateSchema),
  productCategories: z
    .array(
      z.object({
        id: uuid,
        name: z.string(),
        ledgers: z.array(z.object({ departmentId: uuid, ledger_account_number: z.string() })),
      }),
    )
    .default([]),
  paymentMethods: z
    .array(z.object({ id: uuid, name: z.string(), status: z.enum(['active', 'archived']).default('active') }))
    .default([]),
  paymentTerms: z
    .array(
      z.object({
        id: uuid,
        type: z.enum(['cash', 'end_of_month', 'after_invoice_date']),
        days: z.int().min(0).optional(),
      }),
    )
    .default([]),
  companies: z.array(companySchema).default([]),
  contacts: z.array(contactSchema).default([]),
  invoices: z.array(invoiceSchema).default([]),
  creditNotes: z.array(creditNoteSchema).default([]),
  /** The next suffix per entity, kind and prefix; where none is given, the highest known suffix plus one. */
  numbering: z
    .array(
      z.object({
        departmentId: uuid,
        kind: z.enum(['invoice', 'creditNote']),
        prefix: z.string(),
        next: z.int().min(1),
      }),
    )
    .default([]),
  /** The retired integer ids, known to migrate.id only. */
  integerIds: z.array(z.object({ type: z.string(), integer: z.int(), id: uuid })).default([]),
});

/** What a builder or a file may write: everything with a default may be left out. */
export type FocusWorldInput = z.input<typeof focusWorldSchema>;
export type FocusWorld = z.output<typeof focusWorldSchema>;
export type InvoiceRecord = z.output<typeof invoiceSchema>;
export type CreditNoteRecord = z.output<typeof creditNoteSchema>;
export type Company = z.output<typeof companySchema>;
export type Contact = z.output<typeof contactSchema>;
export type TaxRate = z.output<typeof taxRateSchema>;
export type Department = z.output<typeof departmentSchema>;
export type FocusLine = z.output<typeof lineSchema>;
