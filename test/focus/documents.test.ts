// Invoices and credit notes from the vendor's examples into our words. Amounts are worked out by hand from the
// decimal text of the examples.

import { afterEach, describe, expect, test } from 'vitest';
import type { DocumentKind, FocusDocument } from '../../domain/document.ts';
import type { FocusDocumentId } from '../../domain/ids.ts';
import { FocusRefused, FocusUnintelligible, type FocusError } from '../../focus/errors.ts';
import { answeringInTurn, rejection, type AnsweringServer, type Reply } from './answering-server.ts';
import { apiOn } from './on-server.ts';
import {
  categoryId,
  companyId,
  creditNoteId,
  creditNoteInfo,
  entityId,
  eur,
  invoiceId,
  invoiceInfo,
  lineItem,
  taxRateId,
} from './vendor-examples.ts';

const open: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function documentFrom(reply: Reply, kind: DocumentKind = 'invoice'): Promise<FocusDocument | null> {
  const server = await answeringInTurn(reply);
  open.push(server);
  const asked = kind === 'invoice' ? invoiceId : creditNoteId;
  const found = await apiOn(server).document(kind, asked as FocusDocumentId);
  expect(server.calls.map(({ path, body }) => [path, body])).toEqual([
    [kind === 'invoice' ? '/invoices.info' : '/creditNotes.info', { id: asked }],
  ]);
  return found;
}

const read = (data: unknown, kind?: DocumentKind) => documentFrom({ json: { data } }, kind);

test('the vendor’s example of an invoice is read whole, with ids of version 0', async () => {
  expect(await read(invoiceInfo())).toEqual({
    kind: 'invoice',
    focusId: invoiceId,
    entityId,
    number: '2026 / 118',
    date: '2026-10-05',
    booked: true,
    customer: { kind: 'company', id: companyId },
    currency: 'EUR',
    grossCents: 38115,
    dueCents: 28115,
    updatedAt: '2026-10-20T07:00:11.000Z',
    dueDate: '2026-11-04',
    invoicee: {
      name: 'Voorbeeld BV',
      vatNumber: 'BE0123456749',
      nationalNumber: null,
      email: 'boekhouding@voorbeeld.example',
      attention: null,
    },
    purchaseOrderNumber: null,
    paymentReference: '+++123/4567/89002+++',
    note: null,
    creditedInvoiceId: null,
    lines: [
      {
        position: 1,
        section: null,
        description: 'Advies',
        extendedDescription: null,
        quantity: '4',
        unitPrice: '87.5',
        taxRateId,
        discount: 1000,
        netCents: 31500,
        grossCents: 38115,
        productCategoryId: categoryId,
        withheld: false,
      },
    ],
    discounts: [],
    netCents: 31500,
    taxes: [{ rate: 2100, taxableCents: 31500, taxCents: 6615 }],
    payableCents: 38115,
    withheld: false,
    paid: false,
    payments: [{ paidAt: '2026-10-20T00:00:00.000Z', amountCents: 10000, currency: 'EUR' }],
  } satisfies Record<Exclude<keyof FocusDocument, 'partial'>, unknown>);
});

test.each([
  ['as an object', creditNoteInfo()],
  ['inside an array', [creditNoteInfo()]],
])(
  'a credit note %s is read with positive amounts and the invoice it credits (R-CN-2, R-CN-3)',
  async (_n, data) => {
    expect(await read(data, 'creditNote')).toMatchObject({
      kind: 'creditNote',
      focusId: creditNoteId,
      number: '2026/5',
      date: '2026-10-09',
      booked: true,
      creditedInvoiceId: invoiceId,
      dueCents: null,
      dueDate: null,
      grossCents: 38115,
      payableCents: 38115,
      payments: [],
      lines: [{ section: 'Retour', netCents: 31500, discount: null }],
    });
  },
);

describe('nulls, absences and additions', () => {
  test('a free-standing credit note credits no invoice (R-CN-2)', async () => {
    expect(await read({ ...creditNoteInfo(), invoice: null }, 'creditNote')).toMatchObject({
      creditedInvoiceId: null,
    });
  });

  test('a draft has neither number nor date and is not booked', async () => {
    const draft = { ...invoiceInfo(), status: 'draft', invoice_number: null, invoice_date: null };
    expect(await read(draft)).toMatchObject({ number: null, date: null, booked: false });
  });

  test('a status that Focus has added counts as booked once there is a number', async () => {
    expect(await read({ ...invoiceInfo(), status: 'archived' })).toMatchObject({ booked: true });
    expect(await read({ ...invoiceInfo(), status: 'queued', invoice_number: '' })).toMatchObject({
      booked: false,
    });
  });

  test('what the user may not see is left out, and what Focus has added is passed over', async () => {
    const { id, department, invoice_number, invoice_date, status, total, created_at } = invoiceInfo();
    const bare = {
      id,
      department,
      invoice_number,
      invoice_date,
      status,
      created_at,
      invoicee: { novelty: 1 },
      total: { tax_exclusive: total.tax_exclusive, tax_inclusive: total.tax_inclusive, novelty: {} },
      novelty: [1],
    };
    expect(await read(bare)).toMatchObject({
      customer: null,
      currency: 'EUR',
      dueCents: null,
      payableCents: 38115,
      updatedAt: '2026-10-05T08:12:30.000Z',
      invoicee: { name: '', vatNumber: null },
      lines: [],
      taxes: [],
      payments: [],
      paid: false,
    });
  });

  test('lines keep their order and count on over sections, titled or not', async () => {
    const text = { ...lineItem(), quantity: null, unit_price: null, tax: null, product_category: null };
    const zero = {
      tax_exclusive: { amount: 0, currency: 'EUR' },
      tax_inclusive: { amount: 0, currency: 'EUR' },
    };
    const data = {
      ...invoiceInfo(),
      grouped_lines: [
        { section: null, line_items: [{ ...lineItem(), description: 'one' }] },
        {
          section: { title: 'Uren' },
          line_items: [
            { ...text, description: 'two', total: zero },
            { ...lineItem(), description: 'three' },
          ],
        },
        { section: { title: ' ' }, line_items: null },
      ],
    };
    const lines = (await read(data))?.lines.map(({ position, section, description, quantity, unitPrice }) => [
      position,
      section,
      description,
      quantity,
      unitPrice,
    ]);
    expect(lines).toEqual([
      [1, null, 'one', '4', '87.5'],
      [2, 'Uren', 'two', '1', '0'],
      [3, 'Uren', 'three', '4', '87.5'],
    ]);
  });

  test('a customer of a kind that we do not know is no customer', async () => {
    const data = invoiceInfo();
    data.invoicee.customer = { type: 'organisation', id: companyId };
    data.invoicee.for_attention_of = { name: 'An Peeters' };
    expect(await read(data)).toMatchObject({ customer: null, invoicee: { attention: 'An Peeters' } });
  });

  test('withheld tax shows on the line or in the total (R-VAT-9)', async () => {
    const onTotal = invoiceInfo();
    onTotal.total.withheld_taxes = [{ id: 'x' }];
    expect(await read(onTotal)).toMatchObject({ withheld: true });
    const onLine = invoiceInfo();
    onLine.grouped_lines[0]!.line_items[0]!.withheld_tax = { type: 'withholding_tax', id: taxRateId };
    expect(await read(onLine)).toMatchObject({ withheld: true, lines: [{ withheld: true }] });
  });
});

test('late fees are no part of what was invoiced (R-FEE-1)', async () => {
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const data = invoiceInfo();
  Object.assign(data.total, {
    due: eur(326.15),
    due_incasso_inclusive: eur(326.15),
    fixed_late_fee: eur(40),
    interest: eur(5),
  });
  expect(await read(data)).toMatchObject({ grossCents: 38115, payableCents: 38115, netCents: 31500 });
});

describe('what cannot be read', () => {
  test.each([
    ['a date that does not exist', { invoice_date: '2026-02-30' }, 'data.invoice_date'],
    ['an id of another shape', { id: '1 or 1=1' }, 'data.id'],
    ['no total', { total: null }, 'data.total'],
    ['no entity', { department: null }, 'data.department'],
    ['neither moment', { updated_at: null, created_at: null }, 'data'],
  ])('%s is named by its path', async (_name, change, path) => {
    const error = (await rejection(read({ ...invoiceInfo(), ...change }))) as FocusError;
    expect(error).toBeInstanceOf(FocusUnintelligible);
    expect(error.evidence.excerpt).toContain(path);
  });

  test('a line with an amount and without a price is not guessed at', async () => {
    const data = { ...invoiceInfo(), grouped_lines: [{ line_items: [{ ...lineItem(), unit_price: null }] }] };
    expect(await rejection(read(data))).toBeInstanceOf(FocusUnintelligible);
  });

  test('another document than the one asked for is refused', async () => {
    const error = await rejection(read({ ...invoiceInfo(), id: creditNoteId }));
    expect(error).toMatchObject({ kind: 'unintelligible', evidence: { code: 'other-record' } });
  });
});

describe('a document that is not there', () => {
  const says = (status: number, title: string): Reply => ({ status, json: { errors: [{ title, status }] } });

  test.each([
    ['by 404', says(404, 'Not found')],
    ['by 400', says(400, 'Invoice does not exist')],
    ['by an empty array', { json: { data: [] } }],
  ] satisfies [string, Reply][])('is null when Focus says so %s', async (_name, reply) => {
    expect(await documentFrom(reply)).toBeNull();
  });

  test.each([
    ['a 404 of something in between', { status: 404, text: '<h1>Not found</h1>' }],
    ['a 404 in JSON that is not Focus’s', { status: 404, json: { error: 'Not Found' } }],
    ['a 400 about something else', says(400, 'id invalid uuid')],
    ['a missing right', says(403, 'Forbidden')],
  ] satisfies [string, Reply][])('is not concluded from %s', async (_name, reply) => {
    expect(await rejection(documentFrom(reply))).toBeInstanceOf(FocusRefused);
  });
});

test('interest and collection costs of a late payer are no part of what is billed and due (R-FEE-1)', async () => {
  const late = invoiceInfo();
  // 281.15 is due; 12.40 of interest and 40.00 of costs stand beside it.
  const fees = { due_incasso_inclusive: eur(333.55), fixed_late_fee: eur(40), interest: eur(12.4) };
  const found = await read({ ...late, total: { ...late.total, ...fees } });
  expect(found).toEqual(await read(late));
  expect(found).toMatchObject({ grossCents: 38115, payableCents: 38115, dueCents: 28115 });
});
