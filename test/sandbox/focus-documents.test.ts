// Writing in the pretend Focus: drafts, booking, crediting, paying, webhooks and planned faults
// (focus-api.md 2.3, 2.4, 3, 7, 10).
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { categoryId, entities, knownCustomer, rateId } from '../../sandbox/worlds/index.ts';
import { focusDesk } from './focus-desk.ts';

const desk = focusDesk('small');
const idOf = async (number: string) =>
  (await desk.ask('invoices.list', { filter: { invoice_number: number } })).data[0].id as string;
const info = async (id: string) => (await desk.ask('invoices.info', { id })).data;
const pay = (id: string, amount: unknown, paidAt: unknown = '2026-04-08T00:00:00+00:00', currency = 'EUR') =>
  desk.call('invoices.registerPayment', { id, payment: { amount, currency }, paid_at: paidAt });

const line = (change: object = {}) => ({
  quantity: 1,
  description: 'Advies',
  unit_price: { amount: 100, tax: 'excluding' },
  tax_rate_id: rateId('beA', '21'),
  product_category_id: categoryId('services'),
  ...change,
});
const draft = (change: object = {}, lines: object[] = [line()]) => ({
  invoicee: { customer: { type: 'company', id: knownCustomer('K1').id } },
  department_id: entities.beA,
  payment_term: { type: 'after_invoice_date', days: 30 },
  grouped_lines: [{ line_items: lines }],
  ...change,
});
const booked = async (lines: object[], change: object = {}) => {
  const made = await desk.ask('invoices.draft', draft(change, lines));
  expect((await desk.call('invoices.book', { id: made.data.id, on: '2026-04-01' })).status).toBe(204);
  return info(made.data.id);
};

describe('drafting and booking', () => {
  it('answers 201 with the new id, then gives number, dates and payment reference on booking', async () => {
    const response = await desk.call('invoices.draft', draft());
    expect(response.status).toBe(201);
    const { data } = (await response.json()) as { data: { type: string; id: string } };
    expect(data.type).toBe('invoice');
    expect(await info(data.id)).toMatchObject({
      status: 'draft',
      invoice_number: null,
      due_on: null,
      file: null,
    });
    const answer = await desk.call('invoices.book', { id: data.id, on: '2026-04-01' });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([204, null, '']);
    // The highest number of the small world is 10021; 2026010022 leaves 64 when divided by 97.
    expect(await info(data.id)).toMatchObject({
      status: 'outstanding',
      invoice_number: '2026 / 10022',
      invoice_date: '2026-04-01',
      due_on: '2026-05-01',
      payment_reference: `+++202/6010/022${String(2026010022 % 97).padStart(2, '0')}+++`,
    });
    expect((await desk.call('invoices.book', { id: data.id, on: '2026-04-01' })).status).toBe(400);
  });

  it('refuses an untitled section with a title key, and rates or customers that are not there', async () => {
    const wrong = [
      draft({ grouped_lines: [{ section: { title: null }, line_items: [line()] }] }),
      draft({ grouped_lines: [{ section: { title: '' }, line_items: [line()] }] }),
      draft({}, [line({ tax_rate_id: rateId('nlC', '21') })]),
      draft({ invoicee: { customer: { type: 'company', id: '00000000-0000-0000-8000-000000000000' } } }),
      draft({ department_id: undefined }),
      draft(
        {},
        Array.from({ length: 251 }, () => line()),
      ),
    ];
    for (const body of wrong) expect((await desk.call('invoices.draft', body)).status).toBe(400);
  });

  it('rounds VAT per rate, or per line when the switch says so (S-17)', async () => {
    const lines = Array.from({ length: 3 }, () => line({ unit_price: { amount: 9.99 } }));
    // 29.97 × 21 % = 6.2937; 9.99 × 21 % = 2.0979, three times 2.10.
    expect((await booked(lines)).total.tax_inclusive.amount).toBe(36.26);
    await desk.control('PATCH', '/switches', { vatRounding: 'per-line' });
    expect((await booked(lines)).total.tax_inclusive.amount).toBe(36.27);
  });

  it('spreads a document discount over the rates before VAT (R-DISC-4)', async () => {
    const lines = [line(), line({ unit_price: { amount: 50.01 }, tax_rate_id: rateId('beA', '6') })];
    const { total } = await booked(lines, {
      discounts: [{ type: 'percentage', value: 10, description: 'Actie' }],
    });
    // 45.009 is 45.01 at 6 % = 2.70; 90.00 at 21 % = 18.90; in all 156.61.
    expect(total.taxes).toEqual([
      { rate: 0.06, taxable: { amount: 45.01, currency: 'EUR' }, tax: { amount: 2.7, currency: 'EUR' } },
      { rate: 0.21, taxable: { amount: 90, currency: 'EUR' }, tax: { amount: 18.9, currency: 'EUR' } },
    ]);
    expect(total.tax_inclusive.amount).toBe(156.61);
  });

  it('takes quantities and prices by their decimal text: 0.615 × 100 is 61.50, 1.005 rounds up', async () => {
    const { grouped_lines: groups } = await booked([
      line({ quantity: 0.615 }),
      line({ unit_price: { amount: 1.005 } }),
      line({ quantity: -2, unit_price: { amount: 10 } }),
    ]);
    const nets = groups[0].line_items.map(
      (one: { total: { tax_exclusive: { amount: number } } }) => one.total.tax_exclusive.amount,
    );
    expect(nets).toEqual([61.5, 1.01, -20]);
  });

  it('changes a booked invoice only outside strict mode, and deletes only the last one', async () => {
    const id = await idOf('2026 / 10017');
    const change = { id, note: 'Nieuw' };
    expect((await desk.call('invoices.updateBooked', change)).status).toBe(403);
    await desk.control('PATCH', '/switches', { strictMode: false });
    expect((await desk.call('invoices.updateBooked', change)).status).toBe(204);
    expect((await info(id)).note).toBe('Nieuw');
    expect((await desk.call('invoices.delete', { id })).status).toBe(400);
    expect((await desk.call('invoices.delete', { id: await idOf('2026 / 10021') })).status).toBe(204);
    expect((await booked([line()])).invoice_number).toBe('2026 / 10021');
  });
});

describe('crediting', () => {
  it('makes a positive credit note with its own number and lowers what is due', async () => {
    const id = await idOf('2026 / 10017');
    const partial = await desk.call('invoices.creditPartially', {
      id,
      credit_note_date: '2026-04-02',
      grouped_lines: [{ line_items: [line({ quantity: 2 })] }],
    });
    expect(partial.status).toBe(201);
    const made = (await partial.json()) as { data: { type: string; id: string } };
    expect(made.data.type).toBe('creditNote');
    const note = (await desk.ask('creditNotes.info', { id: made.data.id })).data;
    // 2 × 100.00 at 21 %: 242.00.
    expect(note).toMatchObject({
      credit_note_number: '2026/10002',
      invoice: { id },
      total: { tax_inclusive: { amount: 242 } },
    });
    expect(await info(id)).toMatchObject({ status: 'outstanding', total: { due: { amount: 968 } } });
  });

  it('of the whole invoice leaves nothing due', async () => {
    const id = await idOf('2026 / 10018');
    expect((await desk.call('invoices.credit', { id })).status).toBe(201);
    expect(await info(id)).toMatchObject({ status: 'matched', total: { due: { amount: 0 } } });
  });
});

describe('payments', () => {
  it('add up, are not idempotent, carry no id, and match the invoice at nothing due (S-47)', async () => {
    const id = await idOf('2026 / 10017');
    const first = await pay(id, 500);
    expect([first.status, first.headers.get('content-type')]).toEqual([204, null]);
    expect(await info(id)).toMatchObject({
      status: 'outstanding',
      paid: false,
      paid_at: null,
      total: { due: { amount: 710 } },
    });
    expect((await pay(id, 500)).status).toBe(204);
    expect((await pay(id, 210, '2026-05-02T12:00:00+02:00')).status).toBe(204);
    const paid = await info(id);
    expect(paid).toMatchObject({
      status: 'matched',
      paid: true,
      paid_at: '2026-05-02T10:00:00+00:00',
      total: { due: { amount: 0 } },
    });
    expect(paid.payments).toHaveLength(3);
    expect(paid.payments[0]).toEqual({
      paid_at: '2026-04-08T00:00:00+00:00',
      payment: { amount: 500, currency: 'EUR' },
    });
  });

  it('are removed all together', async () => {
    const id = await idOf('2026 / 10017');
    await pay(id, 1210);
    expect((await desk.call('invoices.removePayments', { id })).status).toBe(204);
    expect(await info(id)).toMatchObject({
      status: 'outstanding',
      paid: false,
      payments: [],
      total: { due: { amount: 1210 } },
    });
  });

  it.each([
    [
      'a draft',
      async () => (await desk.ask('invoices.list', { filter: { status: ['draft'] } })).data[0].id as string,
      10,
      undefined,
      'id',
    ],
    ['three decimals', () => idOf('2026 / 10017'), 10.001, undefined, 'payment.amount'],
    ['nothing', () => idOf('2026 / 10017'), 0, undefined, 'payment.amount'],
    ['a bare date', () => idOf('2026 / 10017'), 10, '2026-04-08', 'paid_at'],
    ['a nested amount', () => idOf('2026 / 10017'), { amount: 10 }, undefined, 'payment.amount'],
  ])('are refused with the field for %s', async (_what, find, amount, paidAt, field) => {
    const id = await find();
    const response = await pay(id, amount, paidAt);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ meta: { field } }] });
    expect((await info(id)).payments).toEqual([]);
  });

  it('are refused in another currency, and on top of the due amount when the switch says so', async () => {
    const id = await idOf('2026 / 10017');
    expect((await pay(id, 10, undefined, 'USD')).status).toBe(400);
    expect((await pay(id, 2000)).status).toBe(204);
    expect((await info(id)).total.due.amount).toBe(-790);
    await desk.control('PATCH', '/switches', { overpayment: 'refuse' });
    expect((await pay(await idOf('2026 / 10018'), 2000)).status).toBe(400);
  });
});

describe('webhooks', () => {
  const listen = async () => {
    const bodies: string[] = [];
    let wake = (): void => undefined;
    const server = createServer((request: IncomingMessage, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => (text += piece.toString()));
      request.on('end', () => {
        bodies.push(text);
        response.writeHead(204).end();
        wake();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const until = async (count: number) => {
      while (bodies.length < count) await new Promise<void>((resolve) => (wake = resolve));
    };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret`;
    return { url, bodies, until, close: () => server.close() };
  };

  it('are registered by address and type, and tell type, subject and account without a signature', async () => {
    const hook = await listen();
    const types = ['invoice.paymentRegistered', 'invoice.booked'];
    expect((await desk.call('webhooks.register', { url: hook.url, types })).status).toBe(204);
    expect((await desk.ask('webhooks.list')).data).toEqual([{ url: hook.url, types: types.toSorted() }]);
    const id = await idOf('2026 / 10017');
    await pay(id, 1);
    await hook.until(1);
    const account = (await desk.ask('users.me')).data.account;
    expect(JSON.parse(hook.bodies[0] ?? '')).toEqual({
      type: 'invoice.paymentRegistered',
      subject: { type: 'invoice', id },
      account,
    });
    await desk.call('webhooks.unregister', { url: hook.url, types: ['invoice.paymentRegistered'] });
    expect((await desk.ask('webhooks.list')).data[0].types).toEqual(['invoice.booked']);
    hook.close();
  });

  it('arrive twice or not at all when the switches say so', async () => {
    const hook = await listen();
    await desk.control('PATCH', '/switches', { webhookCopies: 2, webhookDropEvery: 2 });
    await desk.call('webhooks.register', { url: hook.url, types: ['invoice.paymentRegistered'] });
    const id = await idOf('2026 / 10017');
    await pay(id, 1);
    await pay(id, 2);
    await hook.until(2);
    const { webhookDeliveries } = await desk.control<{ webhookDeliveries: { result: unknown }[] }>(
      'GET',
      '/state/focus',
    );
    expect(webhookDeliveries.some((one) => one.result === 'dropped')).toBe(true);
    expect(hook.bodies).toHaveLength(2);
    hook.close();
  });

  it('are refused for unknown types and for what is no address', async () => {
    expect((await desk.call('webhooks.register', { url: 'x', types: ['invoice.booked'] })).status).toBe(400);
    expect(
      (
        await desk.call('webhooks.register', {
          url: 'http://127.0.0.1:1/',
          types: ['creditNote.paymentRegistered'],
        })
      ).status,
    ).toBe(400);
  });
});

describe('planned faults', () => {
  const plan = (body: object) =>
    desk.control<{ id: string }>('POST', '/faults', { system: 'focus', ...body });

  it('drop the line before acting, or after', async () => {
    const id = await idOf('2026 / 10017');
    await plan({ operation: 'invoices.registerPayment', kind: 'drop-before' });
    await expect(pay(id, 100)).rejects.toThrow();
    expect((await info(id)).payments).toHaveLength(0);
    await plan({ operation: 'invoices.registerPayment', kind: 'drop-after' });
    await expect(pay(id, 100)).rejects.toThrow();
    expect((await info(id)).payments).toHaveLength(1);
    const { calls } = await desk.control<{
      calls: { operation: string; status: unknown; outcome: string; references: string[] }[];
    }>('GET', '/calls');
    const payments = calls.filter((call) => call.operation === 'invoices.registerPayment');
    expect(payments.map((call) => [call.status, call.outcome])).toEqual([
      [null, 'dropped-before'],
      [null, 'dropped-after'],
    ]);
    expect(payments[1]?.references).toEqual([id]);
  });

  it('strike only after the calls that are to be skipped, and only as often as planned', async () => {
    await plan({ operation: 'users.me', kind: 'html-502', after: 1, times: 2 });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await desk.call('users.me')).status);
    expect(statuses).toEqual([200, 502, 502, 200]);
  });

  it('answer 429, 503, a 500 with an errors array, broken JSON and half an answer', async () => {
    const operation = 'departments.list';
    await plan({ operation, kind: 'rate-limited', delayMs: 3000 });
    const limited = await desk.call(operation);
    expect([limited.status, limited.headers.get('x-ratelimit-remaining')]).toEqual([429, '0']);
    await plan({ operation, kind: 'status', status: 503, body: 'maintenance' });
    const away = await desk.call(operation);
    expect([away.status, await away.text()]).toEqual([503, 'maintenance']);
    await plan({ operation, kind: 'fault', message: 'Something broke' });
    expect(await (await desk.call(operation)).json()).toMatchObject({
      errors: [{ title: 'Something broke', status: 500 }],
    });
    await plan({ operation, kind: 'malformed' });
    await expect((await desk.call(operation)).json()).rejects.toThrow();
    await plan({ operation, kind: 'truncated' });
    await expect(desk.call(operation).then((response) => response.text())).rejects.toThrow();
  });

  it('show an empty list, and a list that does not know the latest change', async () => {
    await plan({ operation: 'invoices.list', kind: 'empty-list' });
    expect((await desk.ask('invoices.list')).data).toEqual([]);
    const fresh = await booked([line()]);
    await plan({ operation: 'invoices.list', kind: 'stale-list' });
    const ids = (await desk.ask('invoices.list')).data.map((one: { id: string }) => one.id);
    expect(ids).not.toContain(fresh.id);
    expect(ids).toHaveLength(11);
  });

  it('hold an answer after acting until it is released', async () => {
    const id = await idOf('2026 / 10017');
    const { id: planId } = await plan({ operation: 'invoices.registerPayment', kind: 'hold-after' });
    const answer = pay(id, 100);
    expect(await desk.control('GET', `/faults/${planId}/held`)).toEqual({ held: planId });
    expect((await info(id)).payments).toHaveLength(1);
    await desk.control('POST', `/faults/${planId}/release`);
    expect((await answer).status).toBe(204);
  });
});

describe('downloads', () => {
  it('give a temporary link to a PDF that needs no token, once the PDF exists', async () => {
    const id = await idOf('2026 / 10017');
    const { data } = await desk.ask('invoices.download', { id, format: 'pdf' });
    const file = await fetch(data.location as string);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect((await file.text()).startsWith('%PDF-1.4')).toBe(true);
    desk.sandbox.parts.clock.advance(11 * 60_000);
    expect((await fetch(data.location as string)).status).toBe(404);
    await desk.control('PATCH', '/switches', { pdfAfterMs: 60_000 });
    const fresh = await booked([line()]);
    expect(fresh.file).toBeNull();
    expect((await desk.call('invoices.download', { id: fresh.id, format: 'pdf' })).status).toBe(400);
    desk.sandbox.parts.clock.advance(60_001);
    expect((await info(fresh.id)).file.type).toBe('file');
  });
});
