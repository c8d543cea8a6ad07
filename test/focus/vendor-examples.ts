/**
 * Answers of Focus as its documentation shows them (focus-api 2.2, 3, 4), with invented values. Tests change a
 * copy where they need something else.
 */

export const invoiceId = '5b1f0c2e-7a4d-0c31-9e52-1d7a90b6e4f0';
export const entityId = '0c9e2a71-33b8-07d4-b0f6-5a1e8c24d9b3';
export const companyId = 'e3a1d5c8-6f02-0b79-8d14-c25b7e9f0a61';
export const taxRateId = '2f6b9d04-1c5e-0a83-a7f1-90d3e6c8b25a';
export const categoryId = '8d0e4f5a-2b91-0667-bc3d-71a2f9058e4c';

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

export function invoiceInfo() {
  return {
    id: invoiceId as string,
    department: { type: 'department', id: entityId },
    invoice_number: '2026 / 118' as string | null,
    invoice_date: '2026-10-05' as string | null,
    status: 'outstanding',
    due_on: '2026-11-04',
    paid: false,
    paid_at: null,
    sent: true,
    purchase_order_number: null,
    invoicee: {
      name: 'Voorbeeld BV',
      vat_number: 'BE0123456749',
      customer: { type: 'company', id: companyId } as { type: string; id: string } | null,
      for_attention_of: null as { name: string | null } | null,
      email: 'boekhouding@voorbeeld.example',
      national_identification_number: null,
    },
    discounts: [] as { type: string; value: number; description: string | null }[],
    grouped_lines: [{ section: { title: null as string | null } as object | null, line_items: [lineItem()] }],
    total: {
      tax_exclusive: eur(315),
      tax_inclusive: eur(381.15),
      taxes: [{ rate: 0.21, taxable: eur(315), tax: eur(66.15) }],
      withheld_taxes: [] as object[],
      payable: eur(381.15),
      due: eur(281.15),
    },
    payment_term: { type: 'after_invoice_date', days: 30 },
    payments: [{ paid_at: '2026-10-20T00:00:00+00:00', payment: eur(100) }],
    payment_reference: '+++123/4567/89002+++',
    note: null,
    currency: 'EUR',
    currency_exchange_rate: { from: 'EUR', to: 'EUR', rate: 1 },
    expected_payment_method: null,
    custom_fields: [],
    created_at: '2026-10-05T08:12:30+00:00',
    updated_at: '2026-10-20T07:00:11+00:00',
    delivery_date: null,
    peppol_status: 'sent',
  };
}

export function lineItem() {
  return {
    product: null,
    quantity: 4,
    description: 'Advies',
    extended_description: null,
    unit: null,
    unit_price: { amount: 87.5, tax: 'excluding' },
    tax: { type: 'taxRate', id: taxRateId },
    discount: { type: 'percentage', value: 10 } as { type: string; value: number } | null,
    total: {
      tax_exclusive: eur(315),
      tax_exclusive_before_discount: eur(350),
      tax_inclusive: eur(381.15),
      tax_inclusive_before_discount: eur(423.5),
    },
    product_category: { type: 'productCategory', id: categoryId } as object | null,
    withheld_tax: null as object | null,
  };
}

export const creditNoteId = '91c4b7e2-0d5a-0f38-a6c1-7be2d9034f5a';

export function creditNoteInfo() {
  return {
    id: creditNoteId,
    department: { type: 'department', id: entityId },
    credit_note_number: '2026/5',
    credit_note_date: '2026-10-09',
    status: 'booked',
    invoice: { type: 'invoice', id: invoiceId } as object | null,
    paid: false,
    paid_at: null,
    invoicee: { name: 'Voorbeeld BV', vat_number: null, customer: { type: 'company', id: companyId } },
    discounts: [],
    grouped_lines: [
      { section: { title: 'Retour' }, line_items: [{ ...lineItem(), quantity: 1, discount: null }] },
    ],
    total: {
      tax_exclusive: eur(315),
      tax_inclusive: eur(381.15),
      taxes: [{ rate: 0.21, taxable: eur(315), tax: eur(66.15) }],
      payable: eur(381.15),
    },
    currency: 'EUR',
    created_at: '2026-10-09T10:00:00+00:00',
    updated_at: '2026-10-09T10:00:00+00:00',
  };
}

/** An item of `invoices.list`: no lines, no payments, no currency of its own. */
export function invoiceItem(serial: number) {
  const { grouped_lines: _lines, payments: _payments, currency: _currency, ...listed } = invoiceInfo();
  return {
    ...listed,
    id: `5b1f0c2e-7a4d-0c31-9e52-${String(serial).padStart(12, '0')}`,
    invoice_number: `2026 / ${serial}`,
  };
}

export function companyInfo() {
  return {
    id: companyId,
    name: 'Voorbeeld BV',
    status: 'active',
    vat_number: 'BE0123456749' as string | null,
    national_identification_number: null,
    emails: [
      { type: 'primary', email: 'info@voorbeeld.example' },
      { type: 'invoicing', email: 'facturen@voorbeeld.example' },
    ],
    telephones: [
      { type: 'fax', number: '+3290000001' },
      { type: 'phone', number: '+3290000002' },
    ],
    website: 'https://voorbeeld.example',
    addresses: [
      {
        type: 'primary',
        address: {
          line_1: 'Dorpsstraat 1',
          postal_code: '9000',
          city: 'Gent',
          country: 'BE',
          addressee: null,
        },
      },
      {
        type: 'invoicing',
        address: {
          line_1: 'Kade 7',
          postal_code: '2000',
          city: 'Antwerpen',
          country: 'be',
          addressee: 'Boekhouding',
        },
      },
    ] as { type: string; address: Record<string, string | null> | null }[],
    language: 'nl',
    updated_at: '2026-09-01T12:00:00+00:00',
  };
}
