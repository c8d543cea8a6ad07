// The pretend Focus's transport and reading operations against the vendor's documentation (focus-api.md 1 to 5).
import { describe, expect, it } from 'vitest';
import { entities, knownCustomer, rateId } from '../../sandbox/worlds/index.ts';
import { focusDesk } from './focus-desk.ts';

const desk = focusDesk('small');
const numbers = (answer: { data: { invoice_number: string | null }[] }) =>
  answer.data.map((one) => one.invoice_number);
const listed = async (body: unknown) => numbers(await desk.ask('invoices.list', body));
const idOf = async (number: string) => {
  const { data } = await desk.ask('invoices.list', { filter: { invoice_number: number } });
  return data[0].id as string;
};

describe('the transport', () => {
  it('refuses a call without token with an errors array and tells the rate limit on that answer too', async () => {
    const response = await fetch(`${desk.url}/invoices.list`, { method: 'POST' });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ errors: [{ code: 0, title: 'Unauthorized', status: 401 }] });
    expect(response.headers.get('x-ratelimit-limit')).toBe('200');
  });

  it('names the API version on every answer, the pinned one when a client pins it', async () => {
    expect((await desk.call('users.me')).headers.get('x-api-version')).toBe('2023-09-26');
    const pinned = await desk.call('users.me', {}, { 'X-Api-Version': '2022-01-01' });
    expect(pinned.headers.get('x-api-version')).toBe('2022-01-01');
  });

  it('ignores unknown keys of a body', async () => {
    expect((await desk.call('departments.list', { nonsense: { deep: 1 } })).status).toBe(200);
  });

  it.each(['not json', '"text"', '[1]'])('refuses the body %s with 400', async (body) => {
    const response = await fetch(`${desk.url}/invoices.list`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sandbox-access-token', 'Content-Type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
  });

  it('answers 404 for an unknown operation and 413 for a body of three megabytes', async () => {
    expect((await desk.call('invoices.nonsense')).status).toBe(404);
    expect((await desk.call('invoices.list', { x: 'y'.repeat(3_000_000) })).status).toBe(413);
  });

  it('still accepts GET for reading operations, with a bracketed query, and for nothing else', async () => {
    const get = (path: string) =>
      fetch(`${desk.url}/${path}`, { headers: { Authorization: 'Bearer sandbox-access-token' } });
    const response = await get(`invoices.list?filter[department_id]=${entities.nlC}&page[size]=5`);
    expect(response.status).toBe(200);
    expect(numbers((await response.json()) as never)).toEqual(['2026 / 1']);
    expect((await get('invoices.registerPayment')).status).toBe(405);
  });

  it('leaves out what the connected user may not see', async () => {
    await desk.control('PATCH', '/switches', { hiddenProperties: ['note'] });
    const { data } = await desk.ask('invoices.info', { id: await idOf('2026 / 10017') });
    expect('note' in data).toBe(false);
    expect(data.purchase_order_number).toBeNull();
  });
});

describe('the rate limit', () => {
  it('is a sliding window with three headers, refuses with 429 and opens again after a minute (S-46)', async () => {
    await desk.control('POST', '/focus/rate-limit', { perMinute: 3 });
    const remaining: (string | null)[] = [];
    for (let count = 0; count < 3; count += 1) {
      remaining.push((await desk.call('users.me')).headers.get('x-ratelimit-remaining'));
    }
    expect(remaining).toEqual(['2', '1', '0']);
    const refused = await desk.call('users.me');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBeNull();
    const reset = refused.headers.get('x-ratelimit-reset') ?? '';
    expect(reset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    const waitMs = Date.parse(reset.replace('+0000', 'Z')) - Date.now();
    expect(waitMs).toBeGreaterThan(55_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    desk.sandbox.parts.clock.advance(60_001);
    expect((await desk.call('users.me')).status).toBe(200);
  });

  it('is told in the form that live accounts showed, when the switch says so', async () => {
    await desk.control('PATCH', '/switches', { rateResetForm: 'live' });
    const reset = (await desk.call('users.me')).headers.get('x-ratelimit-reset');
    expect(reset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  });
});

describe('invoices.list', () => {
  it('shows twenty at a time, newest number first, drafts last, without lines and without meta', async () => {
    const answer = await desk.ask('invoices.list', { filter: { department_id: entities.beA } });
    expect(numbers(answer as never)).toEqual([
      '2026 / 10021',
      '2026 / 10020',
      '2026 / 10019',
      '2026 / 10018',
      '2026 / 10017',
      '2026 / 10016',
      '2026 / 10015',
      '2025 / 10212',
      null,
    ]);
    expect(answer.meta).toBeUndefined();
    expect('grouped_lines' in answer.data[0]).toBe(false);
  });

  it('has both date bounds inclusive', async () => {
    const filter = {
      department_id: entities.beA,
      invoice_date_after: '2026-03-12',
      invoice_date_before: '2026-03-16',
    };
    const sort = [{ field: 'invoice_date', order: 'asc' }];
    expect(await listed({ filter, sort })).toEqual(['2026 / 10017', '2026 / 10018', '2026 / 10019']);
  });

  it('filters by status, ids, customer, payment reference and change time', async () => {
    expect(await listed({ filter: { status: ['draft'] } })).toEqual([null]);
    expect(await listed({ filter: { ids: [await idOf('2026 / 10020')] } })).toEqual(['2026 / 10020']);
    expect(await listed({ filter: { customer: { type: 'company', id: knownCustomer('K3').id } } })).toEqual([
      '2026 / 10019',
    ]);
    expect(await listed({ filter: { payment_reference: '+++202/6000/01711+++' } })).toEqual(['2026 / 10017']);
    const since = {
      updated_since: '2026-03-18T09:00:00+00:00',
      department_id: entities.beA,
      status: ['outstanding'],
    };
    expect(await listed({ filter: since })).toEqual(['2026 / 10021']);
    await desk.control('PATCH', '/switches', { updatedSinceInclusive: false });
    expect(await listed({ filter: since })).toEqual([]);
  });

  it('pages from 1, clamps a page of 101 to 100 and refuses it when the switch says so', async () => {
    const page = (size: number, number: number) =>
      listed({ page: { size, number }, sort: [{ field: 'invoice_number', order: 'asc' }] });
    expect(await page(2, 2)).toEqual(['2026 / 10015', '2026 / 10016']);
    expect(await page(101, 1)).toHaveLength(11);
    await desk.control('PATCH', '/switches', { pageSizeOver100: 'refuse', listMeta: true });
    const refused = await desk.call('invoices.list', { page: { size: 101, number: 1 } });
    expect(await refused.json()).toEqual({
      errors: [{ code: 0, title: 'page.size must be valid', status: 400, meta: { field: 'page.size' } }],
    });
    const answer = await desk.ask('invoices.list', { page: { size: 3, number: 1 } });
    expect(answer.meta).toEqual({ page: { size: 3, number: 1 }, matches: 11 });
  });

  it('names every wrong field of a filter', async () => {
    const response = await desk.call('invoices.list', {
      filter: { status: ['paid'], invoice_date_after: '2026-02-30', department_id: 'x' },
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { title: string; meta: { field: string } }[] };
    expect(errors.map((one) => one.meta.field).toSorted()).toEqual([
      'filter.department_id',
      'filter.invoice_date_after',
      'filter.status',
    ]);
  });
});

describe('invoices.info', () => {
  it('shows the whole shape, nulls included, with the totals of S-02', async () => {
    const { data } = await desk.ask('invoices.info', { id: await idOf('2026 / 10017') });
    expect(data.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-0[0-9a-f]{3}-[89ab]/);
    // 10 h × 100.00 at 21 %: 1,000.00 + 210.00 = 1,210.00, worked out by hand.
    expect(data.total).toEqual({
      tax_exclusive: { amount: 1000, currency: 'EUR' },
      tax_exclusive_before_discount: { amount: 1000, currency: 'EUR' },
      tax_inclusive: { amount: 1210, currency: 'EUR' },
      tax_inclusive_before_discount: { amount: 1210, currency: 'EUR' },
      taxes: [
        { rate: 0.21, taxable: { amount: 1000, currency: 'EUR' }, tax: { amount: 210, currency: 'EUR' } },
      ],
      withheld_taxes: [],
      payable: { amount: 1210, currency: 'EUR' },
      due: { amount: 1210, currency: 'EUR' },
    });
    expect(data).toMatchObject({
      invoice_number: '2026 / 10017',
      invoice_date: '2026-03-12',
      due_on: '2026-04-11',
      status: 'outstanding',
      paid: false,
      paid_at: null,
      payment_reference: '+++202/6000/01711+++',
      note: null,
      deal: null,
      on_hold_since: null,
      delivery_date: null,
      peppol_status: null,
      payments: [],
      discounts: [],
      currency_exchange_rate: { from: 'EUR', to: 'EUR', rate: 1 },
      updated_at: '2026-03-12T09:00:00+00:00',
    });
    expect(data.grouped_lines[0].section).toEqual({ title: null });
    expect(data.grouped_lines[0].line_items[0]).toMatchObject({
      product: null,
      quantity: 10,
      unit: null,
      unit_price: { amount: 100, tax: 'excluding' },
      discount: null,
      extended_description: null,
      withheld_tax: null,
      tax: { type: 'taxRate', id: rateId('beA', '21') },
    });
    // The integer ids are never told (R-CUST-5).
    expect(JSON.stringify(data)).not.toContain('13292623');
  });

  it('answers an unknown id with 404, or 400 by switch, and a malformed one with 400', async () => {
    const unknown = { id: '00000000-0000-0000-8000-000000000000' };
    expect((await desk.call('invoices.info', unknown)).status).toBe(404);
    await desk.control('PATCH', '/switches', { unknownIdStatus: 400 });
    expect((await desk.call('invoices.info', unknown)).status).toBe(400);
    const malformed = await desk.call('invoices.info', { id: 'x' });
    expect(await malformed.json()).toMatchObject({
      errors: [{ title: 'id invalid uuid', meta: { field: 'id' } }],
    });
    const missing = await desk.call('invoices.info', {});
    expect(await missing.json()).toMatchObject({ errors: [{ title: 'id must be present' }] });
  });

  it('has the totals of S-03 and S-10 to the cent', async () => {
    const mixed = await desk.ask('invoices.info', { id: await idOf('2026 / 10016') });
    expect(mixed.data.total.taxes.map((one: { tax: { amount: number } }) => one.tax.amount)).toEqual([
      15, 21.6, 88.31,
    ]);
    expect(mixed.data.total.tax_inclusive.amount).toBe(975.41);
    const discounted = await desk.ask('invoices.info', { id: await idOf('2026 / 10018') });
    const [line] = discounted.data.grouped_lines[0].line_items;
    expect(line.total.tax_exclusive.amount).toBe(918);
    expect(line.total.tax_exclusive_before_discount.amount).toBe(1020);
    expect(discounted.data.total.tax_inclusive.amount).toBe(1110.78);
  });
});

describe('credit notes', () => {
  it('have an exclusive upper bound, no sort, and positive amounts that lower the due amount of their invoice', async () => {
    const within = (before: string) =>
      desk.ask('creditNotes.list', {
        filter: { credit_note_date_after: '2026-03-20', credit_note_date_before: before },
      });
    expect((await within('2026-03-20')).data).toHaveLength(0);
    const { data } = await within('2026-03-21');
    expect(data[0]).toMatchObject({
      credit_note_number: '2026/10001',
      status: 'booked',
      paid: false,
      total: { tax_inclusive: { amount: 975.41 } },
    });
    const invoice = await desk.ask('invoices.info', { id: data[0].invoice.id });
    expect(invoice.data.total.due.amount).toBe(0);
  });

  it('have no due amount, payments or payment reference, and come as an array when the switch says so', async () => {
    const { data } = await desk.ask('creditNotes.list', {});
    const info = await desk.ask('creditNotes.info', { id: data[0].id });
    expect(Object.keys(info.data)).not.toEqual(expect.arrayContaining(['payments']));
    expect('due' in info.data.total).toBe(false);
    expect('due_on' in info.data || 'payment_reference' in info.data || 'note' in info.data).toBe(false);
    await desk.control('PATCH', '/switches', { creditNoteInfoForm: 'array' });
    expect(Array.isArray((await desk.ask('creditNotes.info', { id: data[0].id })).data)).toBe(true);
  });
});

describe('customers and settings', () => {
  it('shows addresses in .info and a primary address in .list; contacts.list has no VAT number', async () => {
    const company = await desk.ask('companies.info', { id: knownCustomer('K1').id });
    expect(company.data.addresses[0].address).toMatchObject({
      line_1: 'Liersesteenweg 10',
      city: 'Mechelen',
      country: 'BE',
    });
    const found = await desk.ask('companies.list', { filter: { vat_number: 'BE 0777.777.771' } });
    expect(found.data).toHaveLength(1);
    expect(found.data[0].primary_address.postal_code).toBe('2800');
    expect('addresses' in found.data[0]).toBe(false);
    const contacts = await desk.ask('contacts.list', { filter: { term: 'claes' } });
    expect(contacts.data[0].last_name).toBe('Claes');
    expect('vat_number' in contacts.data[0]).toBe(false);
    expect((await desk.ask('contacts.info', { id: knownCustomer('K2').id })).data.vat_number).toBeNull();
  });

  it('pages tax rates over all entities and tells no code', async () => {
    const first = await desk.ask('taxRates.list', { page: { size: 15, number: 1 } });
    const second = await desk.ask('taxRates.list', { page: { size: 15, number: 2 } });
    // Eight Belgian rates in each of two entities and three Dutch ones.
    expect([first.data.length, second.data.length]).toEqual([15, 4]);
    expect(Object.keys(first.data[0])).toEqual(['id', 'description', 'rate', 'department']);
    const dutch = await desk.ask('taxRates.list', { filter: { department_id: entities.nlC } });
    expect(dutch.data.map((one: { rate: number }) => one.rate)).toEqual([0.21, 0.09, 0]);
  });

  it('shows categories with one ledger account per entity, departments, methods, terms and the user', async () => {
    const { data } = await desk.ask('productCategories.list', { filter: { department_id: entities.nlC } });
    expect(data.map((one: { name: string }) => one.name)).toEqual(['Goederen', 'Diensten']);
    expect(data[0].ledgers[0]).toMatchObject({
      department: { type: 'department' },
      ledger_account_number: '700000',
    });
    expect((await desk.ask('departments.list', {})).data).toHaveLength(3);
    expect((await desk.ask('paymentMethods.list', {})).data).toHaveLength(2);
    expect((await desk.ask('paymentTerms.list', {})).meta.default).toMatch(/^[0-9a-f-]{36}$/);
    expect((await desk.ask('users.me')).data.account.type).toBe('account');
  });

  it('translates an integer id per type, in one direction only (R-CUST-5)', async () => {
    const ask = (type: string, id: unknown) => desk.ask('migrate.id', { type, id });
    expect((await ask('company', 13292623)).data).toEqual({ type: 'company', id: knownCustomer('K1').id });
    expect((await ask('contact', '13292623')).data).toEqual({ type: 'contact', id: knownCustomer('K2').id });
    expect((await desk.call('migrate.id', { type: 'company', id: 1 })).status).toBe(404);
    const rate = await desk.ask('migrate.taxRate', { department_id: entities.beA, tax_rate: 'CM' });
    expect(rate.data.id).toBe(rateId('beA', 'CM'));
  });
});
