// Customers, balances, and the few things that are written to Focus.

import { afterEach, describe, expect, test } from 'vitest';
import type { CustomerRef } from '../../domain/document.ts';
import type { FocusCustomerId, FocusDocumentId, IsoDate } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import type { FocusPaymentMethodId, FocusPaymentOrder } from '../../focus/api.ts';
import {
  FocusOutcomeUnknown,
  FocusRefused,
  FocusUnintelligible,
  FocusUnreachable,
} from '../../focus/errors.ts';
import { answeringInTurn, rejection, type AnsweringServer, type Reply } from './answering-server.ts';
import { apiOn } from './on-server.ts';
import { companyId, companyInfo, invoiceId, invoiceInfo } from './vendor-examples.ts';

const open: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function focusSaying(...replies: Reply[]) {
  const server = await answeringInTurn(...replies);
  open.push(server);
  return { api: apiOn(server), calls: server.calls };
}

const company: CustomerRef = { kind: 'company', id: companyId as FocusCustomerId };
const contact: CustomerRef = { kind: 'contact', id: companyId as FocusCustomerId };

describe('customers', () => {
  test('a company is billed at its invoicing address and e-mail', async () => {
    const { api, calls } = await focusSaying({ json: { data: companyInfo() } });
    expect(await api.customer(company)).toEqual({
      kind: 'company',
      id: companyId,
      name: 'Voorbeeld BV',
      firstName: null,
      lastName: null,
      vatNumber: 'BE0123456749',
      nationalNumber: null,
      email: 'facturen@voorbeeld.example',
      phone: '+3290000002',
      website: 'https://voorbeeld.example',
      address: { line: 'Kade 7', postalCode: '2000', city: 'Antwerpen', country: 'BE' },
      updatedAt: '2026-09-01T12:00:00.000Z',
    });
    expect(calls.map(({ path, body }) => [path, body])).toEqual([['/companies.info', { id: companyId }]]);
  });

  test('without a filled invoicing address the primary one counts', async () => {
    const data = companyInfo();
    data.addresses[1] = {
      type: 'invoicing',
      address: { line_1: null, postal_code: '', city: null, country: null },
    };
    const { api } = await focusSaying({ json: { data } });
    expect((await api.customer(company))?.address).toMatchObject({ line: 'Dorpsstraat 1', country: 'BE' });
  });

  test('an unknown country is no country (E-8)', async () => {
    const data = companyInfo();
    data.addresses = [{ type: 'primary', address: { line_1: 'Weg 1', country: 'Unknown' } }];
    const { api } = await focusSaying({ json: { data } });
    expect((await api.customer(company))?.address).toEqual({
      line: 'Weg 1',
      postalCode: null,
      city: null,
      country: null,
    });
  });

  test('a contact is a person, of whom almost everything may be missing', async () => {
    const full = { id: companyId, first_name: 'An', last_name: 'Peeters', vat_number: null };
    const { api, calls } = await focusSaying(
      {
        json: {
          data: {
            ...full,
            emails: [{ type: 'primary', email: 'an@peeters.example' }],
            telephones: [{ type: 'mobile', number: '+32400000000' }],
          },
        },
      },
      { json: { data: { id: companyId, last_name: 'Peeters', emails: null, addresses: null } } },
    );
    expect(await api.customer(contact)).toMatchObject({
      kind: 'contact',
      name: 'An Peeters',
      firstName: 'An',
      lastName: 'Peeters',
      email: 'an@peeters.example',
      phone: '+32400000000',
    });
    expect(await api.customer(contact)).toMatchObject({
      name: 'Peeters',
      firstName: null,
      email: null,
      address: { line: null, country: null },
      updatedAt: null,
    });
    expect(calls[0]?.path).toBe('/contacts.info');
  });

  test('a deleted customer is null', async () => {
    const { api } = await focusSaying({ status: 404, json: { errors: [{ title: 'Not found' }] } });
    expect(await api.customer(company)).toBeNull();
  });

  test('an integer id of the first API is translated, and an unknown one is null (R-CUST-5)', async () => {
    const { api, calls } = await focusSaying(
      { json: { data: { type: 'company', id: companyId } } },
      { status: 404, json: { errors: [{ title: 'Not found' }] } },
    );
    expect(await api.migrateId('company', 2041)).toBe(companyId);
    expect(await api.migrateId('contact', 2041)).toBeNull();
    expect(calls[0]?.body).toEqual({ type: 'company', id: 2041 });
  });
});

describe('payments', () => {
  const order: FocusPaymentOrder = {
    invoiceId: invoiceId as FocusDocumentId,
    amountCents: cents(28115),
    currency: 'EUR',
    paidAt: '2026-11-02' as IsoDate,
    paymentMethodId: '9a0b8c7d-6e5f-0412-8a3b-2c1d0e9f8a7b' as FocusPaymentMethodId,
  };

  test('the balance is what is due, what was paid and how', async () => {
    const { api } = await focusSaying({ json: { data: invoiceInfo() } });
    expect(await api.invoiceBalance(order.invoiceId)).toEqual({
      dueCents: 28115,
      payableCents: 38115,
      currency: 'EUR',
      paid: false,
      status: 'outstanding',
      payments: [{ paidAt: '2026-10-20T00:00:00.000Z', amountCents: 10000, currency: 'EUR' }],
    });
  });

  test('a balance without the amount due is not guessed at (R-PAY-7)', async () => {
    const { total, ...rest } = invoiceInfo();
    const { due: _due, ...others } = total;
    const { api } = await focusSaying({ json: { data: { ...rest, total: others } } });
    expect(await rejection(api.invoiceBalance(order.invoiceId))).toBeInstanceOf(FocusUnintelligible);
  });

  test('a payment is sent once, its amount as a number and its moment with an offset', async () => {
    const { api, calls } = await focusSaying({ status: 204 });
    await api.registerPayment(order);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.path).toBe('/invoices.registerPayment');
    expect(calls[0]?.text).toBe(
      `{"id":"${invoiceId}","payment":{"amount":281.15,"currency":"EUR"},` +
        '"paid_at":"2026-11-02T00:00:00+00:00","payment_method_id":"9a0b8c7d-6e5f-0412-8a3b-2c1d0e9f8a7b"}',
    );
  });

  test('payments are removed by the invoice alone, and not after the deadline (S-49)', async () => {
    const { api, calls } = await focusSaying({ status: 204 });
    await api.removePayments({ invoiceId: order.invoiceId });
    expect(calls.map(({ path, text }) => [path, text])).toEqual([
      ['/invoices.removePayments', `{"id":"${invoiceId}"}`],
    ]);
    const late = api.removePayments({ invoiceId: order.invoiceId, sendBefore: new Date(0) });
    expect(await rejection(late)).toBeInstanceOf(FocusUnreachable);
    expect(calls).toHaveLength(1);
  });

  test.each([
    [5, '0.05'],
    [110, '1.1'],
    [100000, '1000'],
    [9999999999999, '99999999999.99'],
  ])('%i hundredths travel as %s, and no method as no member', async (amount, written) => {
    const { api, calls } = await focusSaying({ status: 204 });
    await api.registerPayment({ ...order, amountCents: cents(amount), paymentMethodId: null });
    expect(calls[0]?.text).toContain(`"payment":{"amount":${written},"currency":"EUR"}`);
    expect(calls[0]?.body).not.toHaveProperty('payment_method_id');
  });

  test.each([0, -1])('an amount of %i is never registered', async (amount) => {
    const { api, calls } = await focusSaying({ status: 204 });
    expect(await rejection(api.registerPayment({ ...order, amountCents: cents(amount) }))).toBeInstanceOf(
      RangeError,
    );
    expect(calls).toHaveLength(0);
  });

  test('a payment whose answer is lost is doubtful and is not sent again', async () => {
    const { api, calls } = await focusSaying({ drop: 'before-status' }, { status: 204 });
    expect(await rejection(api.registerPayment(order))).toBeInstanceOf(FocusOutcomeUnknown);
    expect(calls).toHaveLength(1);
  });

  test('a payment that Focus refuses was not registered', async () => {
    const json = { errors: [{ title: 'paid_at must be valid', meta: { field: 'paid_at' } }] };
    const { api } = await focusSaying({ status: 400, json });
    expect(await rejection(api.registerPayment(order))).toBeInstanceOf(FocusRefused);
  });

  test('a payment past its wire deadline is not sent', async () => {
    const { api, calls } = await focusSaying({ status: 204 });
    const late = api.registerPayment({ ...order, sendBefore: new Date(0) });
    expect(await rejection(late)).toMatchObject({ delivery: 'not-sent' });
    expect(calls).toHaveLength(0);
  });
});

test('webhooks are registered and unregistered by address and types', async () => {
  const { api, calls } = await focusSaying({ status: 204 }, { status: 204 });
  const url = 'https://connector.example/webhooks/focus/unguessable';
  await api.registerWebhook(url, ['invoice.booked', 'creditNote.booked']);
  await api.unregisterWebhook(url, ['invoice.booked']);
  expect(calls.map(({ path, body }) => [path, body])).toEqual([
    ['/webhooks.register', { url, types: ['invoice.booked', 'creditNote.booked'] }],
    ['/webhooks.unregister', { url, types: ['invoice.booked'] }],
  ]);
});
