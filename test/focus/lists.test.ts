// Walking through lists to their end, and the small lists of settings.

import { afterEach, describe, expect, test } from 'vitest';
import type { FocusEntityId, IsoDate } from '../../domain/ids.ts';
import { FocusUnintelligible } from '../../focus/errors.ts';
import { answering, rejection, type AnsweringServer, type Call } from './answering-server.ts';
import { apiOn, collected } from './on-server.ts';
import {
  categoryId,
  companyId,
  creditNoteInfo,
  entityId,
  invoiceItem,
  taxRateId,
} from './vendor-examples.ts';

const open: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function focusAnswering(answer: (call: Call, page: { size: number; number: number }) => unknown) {
  const server = await answering((call) => ({
    json: answer(call, (call.body['page'] ?? { size: 0, number: 0 }) as { size: number; number: number }),
  }));
  open.push(server);
  return { api: apiOn(server), calls: server.calls };
}

const entity = entityId as FocusEntityId;
const startDate = '2026-01-01' as IsoDate;

/** A Focus that has this many invoices and pages as asked. */
function invoices(count: number, most = 100) {
  const all = Array.from({ length: count }, (_, index) => invoiceItem(index + 1));
  return (_call: Call, { size, number }: { size: number; number: number }) => {
    const used = Math.min(size, most);
    return { data: all.slice((number - 1) * used, number * used), meta: { page: { size: used, number } } };
  };
}

describe('documents', () => {
  test.each([
    [0, []],
    [1, [1]],
    [100, [100]],
    [250, [100, 100, 50]],
  ])('%i invoices are walked through to the end', async (count, sizes) => {
    const { api, calls } = await focusAnswering(invoices(count));
    const pages = await collected(api.documentsChangedSince('invoice', entity, null, startDate));
    expect(pages.map((page) => page.length)).toEqual(sizes);
    expect(new Set(pages.flat().map((one) => one.focusId)).size).toBe(count);
    expect(calls).toHaveLength(Math.floor(count / 100) + 1);
  });

  test('invoices are asked for by entity, change, date and status, in a stable order', async () => {
    const { api, calls } = await focusAnswering(invoices(1));
    const since = new Date('2026-10-20T07:00:11.500Z');
    const [page] = await collected(api.documentsChangedSince('invoice', entity, since, startDate));
    expect(calls[0]?.path).toBe('/invoices.list');
    expect(calls[0]?.body).toEqual({
      filter: {
        department_id: entityId,
        updated_since: '2026-10-20T07:00:11+00:00',
        invoice_date_after: '2026-01-01',
        status: ['outstanding', 'matched'],
      },
      sort: [{ field: 'invoice_number', order: 'asc' }],
      page: { size: 100, number: 1 },
    });
    expect(page).toEqual([
      {
        kind: 'invoice',
        focusId: '5b1f0c2e-7a4d-0c31-9e52-000000000001',
        entityId,
        number: '2026 / 1',
        date: '2026-10-05',
        booked: true,
        customer: { kind: 'company', id: companyId },
        currency: 'EUR',
        grossCents: 38115,
        netCents: 31500,
        taxes: [{ rate: 2100, taxableCents: 31500, taxCents: 6615 }],
        dueCents: 28115,
        updatedAt: '2026-10-20T07:00:11.000Z',
      },
    ]);
  });

  test('dated within a stretch are asked for by both ends, which credit notes count differently (R-CHG-2)', async () => {
    const { api, calls } = await focusAnswering(() => ({ data: [] }));
    const dates = { from: '2026-02-01' as IsoDate, to: '2026-02-28' as IsoDate };
    for (const kind of ['invoice', 'creditNote'] as const)
      expect(await collected(api.documentsDated(kind, entity, dates, 2, () => {}))).toEqual([]);
    expect(calls.map(({ body }) => body)).toMatchObject([
      {
        filter: { invoice_date_after: '2026-02-01', invoice_date_before: '2026-02-28' },
        page: { number: 2 },
      },
      {
        filter: { credit_note_date_after: '2026-02-01', credit_note_date_before: '2026-03-01' },
        page: { number: 2 },
      },
    ]);
  });

  test('credit notes are asked for without sort and status, which Focus does not know', async () => {
    const { api, calls } = await focusAnswering(() => ({ data: [creditNoteInfo()] }));
    const [page] = await collected(api.documentsChangedSince('creditNote', entity, null, startDate));
    expect(calls[0]?.path).toBe('/creditNotes.list');
    expect(calls[0]?.body).toEqual({
      filter: { department_id: entityId, credit_note_date_after: '2026-01-01' },
      page: { size: 100, number: 1 },
    });
    expect(page).toMatchObject([{ kind: 'creditNote', number: '2026/5', booked: true, dueCents: null }]);
  });

  test('a Focus that gives smaller pages than asked is still walked through to the end', async () => {
    const { api } = await focusAnswering(invoices(45, 20));
    const pages = await collected(api.documentsChangedSince('invoice', entity, null, startDate));
    expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
  });

  test('a full page that repeats the one before ends loudly instead of for ever', async () => {
    const first = invoices(100);
    const { api, calls } = await focusAnswering((call) => first(call, { size: 100, number: 1 }));
    const walk = collected(api.documentsChangedSince('invoice', entity, null, startDate));
    expect(await rejection(walk)).toMatchObject({
      kind: 'unintelligible',
      evidence: { operation: 'invoices.list', code: 'page-repeated' },
    });
    expect(calls).toHaveLength(2);
  });

  test('a document pushed onto the next page by a new one comes twice and none is lost', async () => {
    const before = Array.from({ length: 150 }, (_, index) => invoiceItem(index + 2));
    const { api } = await focusAnswering((_call, { number }) => ({
      data: number === 1 ? before.slice(0, 100) : [invoiceItem(1), ...before].slice(100),
    }));
    const ids = (await collected(api.documentsChangedSince('invoice', entity, null, startDate))).flat();
    expect(ids).toHaveLength(151);
    expect(new Set(ids.map((one) => one.number)).size).toBe(150);
  });

  test('a list without its array is no empty list', async () => {
    const { api } = await focusAnswering(() => ({ data: null }));
    const walk = collected(api.documentsChangedSince('invoice', entity, null, startDate));
    expect(await rejection(walk)).toBeInstanceOf(FocusUnintelligible);
  });
});

describe('settings', () => {
  test('the account and time zone behind a token', async () => {
    const account = { type: 'account', id: 'c4d2e1f0-9b8a-0765-a432-10fedcba9876' };
    const { api, calls } = await focusAnswering(() => ({
      data: { id: companyId, account, first_name: 'An', time_zone: 'Europe/Brussels' },
    }));
    expect(await api.me()).toEqual({ accountId: account.id, timeZone: 'Europe/Brussels' });
    expect(calls[0]?.path).toBe('/users.me');
  });

  test('entities, of which an archived one is not active', async () => {
    const { api } = await focusAnswering(() => ({
      data: [
        { id: entityId, name: 'Voorbeeld', vat_number: null, currency: 'EUR', status: 'active' },
        { id: companyId, name: 'Oud', vat_number: 'BE0123456749', status: 'archived' },
      ],
    }));
    expect(await api.entities()).toEqual([
      { id: entityId, name: 'Voorbeeld', vatNumber: null, active: true },
      { id: companyId, name: 'Oud', vatNumber: 'BE0123456749', active: false },
    ]);
  });

  test('VAT rates of one entity, several with the same percentage, over all pages', async () => {
    const rates = Array.from({ length: 103 }, (_, index) => ({
      id: `2f6b9d04-1c5e-0a83-a7f1-${String(index).padStart(12, '0')}`,
      description: `rate ${index}`,
      rate: index === 0 ? 0.21 : 0,
      department: { type: 'department', id: entityId },
    }));
    const { api, calls } = await focusAnswering((_call, { size, number }) => ({
      data: rates.slice((number - 1) * size, number * size),
    }));
    const found = await api.taxRates(entity);
    expect(found).toHaveLength(103);
    expect(found[0]).toEqual({
      id: '2f6b9d04-1c5e-0a83-a7f1-000000000000',
      rate: 2100,
      description: 'rate 0',
    });
    expect(found[1]?.rate).toBe(0);
    expect(calls).toHaveLength(2);
    expect(calls[0]?.body['filter']).toEqual({ department_id: entityId });
  });

  test.each([
    [130, 1],
    [100, 2],
  ])('a list of %i that is not paged at all ends after %i calls, each record once', async (count, most) => {
    const all = Array.from({ length: count }, (_, index) => ({
      id: `8d0e4f5a-2b91-0667-bc3d-${String(index).padStart(12, '0')}`,
      name: 'Diensten',
      ledgers: [],
    }));
    const { api, calls } = await focusAnswering(() => ({ data: all }));
    expect(await api.productCategories(entity)).toHaveLength(count);
    expect(calls).toHaveLength(most);
  });

  test('product categories with the account per entity, a missing one left out (R-LINE-2)', async () => {
    const department = { type: 'department', id: entityId };
    const { api } = await focusAnswering(() => ({
      data: [
        {
          id: categoryId,
          name: 'Advies',
          ledgers: [
            { department, ledger_account_number: '700100' },
            { department: { type: 'department', id: companyId }, ledger_account_number: null },
            { department: null, ledger_account_number: '700200' },
          ],
        },
        { id: taxRateId, name: null, ledgers: [{ department, ledger_account_number: 8000 }] },
      ],
    }));
    expect(await api.productCategories(entity)).toEqual([
      { id: categoryId, name: 'Advies', ledgers: [{ entityId, account: '700100' }] },
      { id: taxRateId, name: '', ledgers: [{ entityId, account: '8000' }] },
    ]);
  });

  test('payment methods', async () => {
    const { api } = await focusAnswering(() => ({
      data: [
        { id: categoryId, name: 'Yuki', status: 'active' },
        { id: taxRateId, name: 'Kas', status: 'archived' },
      ],
    }));
    expect(await api.paymentMethods()).toEqual([
      { id: categoryId, name: 'Yuki', active: true },
      { id: taxRateId, name: 'Kas', active: false },
    ]);
  });
});

describe('customers that were changed', () => {
  test('are asked for by id and moment, companies and contacts apart, in one request each (S-22)', async () => {
    const { api, calls } = await focusAnswering(() => ({
      data: [
        { id: companyId, name: 'Garage Peeters', updated_at: '2026-03-02T08:30:00+00:00' },
        { id: entityId, updated_at: null },
      ],
    }));
    const since = new Date('2026-03-02T08:00:00.250Z');
    const found = await api.customersChangedSince('company', [companyId as never], since);
    expect(found).toEqual([
      { id: companyId, updatedAt: new Date('2026-03-02T08:30:00Z') },
      { id: entityId, updatedAt: null },
    ]);
    await api.customersChangedSince('contact', [companyId as never], since);
    expect(calls.map(({ path }) => path)).toEqual(['/companies.list', '/contacts.list']);
    expect(calls[0]?.body).toMatchObject({
      filter: { ids: [companyId], updated_since: '2026-03-02T08:00:00+00:00' },
    });
  });
});
