/**
 * What the bookkeeper does with open items in Yuki, and what Focus hears of it: each payment once, money only, and
 * nothing on an answer that cannot be right (design 7; R-PAY).
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../scripts/demo/waiting.ts';
import { openStack, type Stack } from '../support/stack.ts';
import { openSyncedTenant, openTenant, type Tenant } from '../support/tenant.ts';
import { missingTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const register = 'invoices.registerPayment';

describe.skipIf(missing !== null)(`payments${missing === null ? '' : ` [${missing}]`}`, () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await openStack();
  });
  afterEach(() => stack.sandbox.parts.faults.clear());
  afterAll(() => stack?.close());

  /** The invoice of Focus behind a reference in Yuki. */
  const invoice = (tenant: Tenant, reference: string) => {
    const found = tenant.focusDocuments().find(({ number }) => number?.replaceAll(' ', '') === reference);
    if (found === undefined) throw new Error(`Focus has no ${reference}.`);
    return found;
  };
  const paid = (tenant: Tenant, reference: string): number[] =>
    invoice(tenant, reference).payments.map(({ cents }) => cents);
  const registered = (tenant: Tenant, since = 0) =>
    tenant.focusCalls(since).filter(({ operation }) => operation === register);
  const findings = async (tenant: Tenant) =>
    (await stack.verbs.findings(tenant.id)).map(({ kind }) => kind).toSorted();

  test('a whole payment, a part and several at once reach Focus to the cent, in one list and one read of dates', async () => {
    const tenant = await openSyncedTenant(stack);
    // A first poll sees the items open; only what was seen open can be seen paid.
    await tenant.sync();
    await tenant.inYuki('reconcile', { reference: '2026/10017', date: '2026-04-10' });
    await tenant.inYuki('reconcile', { reference: '2026/10015', amountCents: 20_000, date: '2026-04-11' });
    await tenant.inYuki('reconcile', { reference: '2026/10018', date: '2026-04-12' });
    const mark = tenant.mark();
    const run = await tenant.sync();
    expect(run.summary).toMatchObject({ paymentsRegistered: 3 });
    // 1,210.00 whole; 200.00 of 605.00; 1,110.78 whole.
    expect(paid(tenant, '2026/10017')).toEqual([121_000]);
    expect(paid(tenant, '2026/10015')).toEqual([20_000]);
    expect(paid(tenant, '2026/10018')).toEqual([111_078]);
    expect(invoice(tenant, '2026/10015').dueCents).toBe(40_500);
    expect(invoice(tenant, '2026/10017').payments[0]?.paidAt).toContain('2026-04-10');
    const asked = tenant.yukiCalls(mark).map(({ operation }) => operation);
    expect(asked.filter((operation) => operation === 'OutstandingDebtorItems')).toHaveLength(1);
    expect(asked.filter((operation) => operation.includes('Transaction'))).toHaveLength(1);

    await tenant.inYuki('reconcile', { reference: '2026/10015', date: '2026-04-20' });
    await tenant.sync();
    expect(paid(tenant, '2026/10015')).toEqual([20_000, 40_500]);
    expect(tenant.compare()).toMatchObject({ agrees: true });
    expect(await findings(tenant)).toEqual([]);
  });

  test('a quiet poll costs one list of open items and registers nothing', async () => {
    const tenant = await openSyncedTenant(stack);
    await tenant.sync();
    const mark = tenant.mark();
    const run = await tenant.sync();
    expect(tenant.yukiCalls(mark).map(({ operation }) => operation)).toEqual([
      'GetGLAccountScheme',
      'ActiveVATCodesList',
      'OutstandingDebtorItems',
    ]);
    expect(run.summary).toMatchObject({ paymentsRegistered: 0, paymentsReported: 0 });
    expect(registered(tenant)).toEqual([]);
  });

  test('a payment reversed in Yuki leaves Focus paid and is reported once (R-PAY-3)', async () => {
    const tenant = await openSyncedTenant(stack);
    await tenant.sync();
    await tenant.inYuki('reconcile', { reference: '2026/10017', date: '2026-04-10' });
    await tenant.sync();
    await tenant.inYuki('unreconcile', { reference: '2026/10017' });
    await tenant.sync();
    await tenant.sync();
    expect(paid(tenant, '2026/10017')).toEqual([121_000]);
    expect(await findings(tenant)).toEqual(['reversed']);
    expect(registered(tenant)).toHaveLength(1);
    const { id } = invoice(tenant, '2026/10017');
    expect(tenant.compare({ reversed: [id] })).toMatchObject({ agrees: true, reversed: [id] });
  });

  test.each([
    ['drop-after', 1],
    ['drop-before', 2],
    ['html-502', 2],
  ] as const)(
    'when the answer of a registration is lost (%s) Focus is read again and paid once (R-PAY-6)',
    async (kind, calls) => {
      const tenant = await openSyncedTenant(stack);
      await tenant.sync();
      await tenant.inYuki('reconcile', { reference: '2026/10017', date: '2026-04-10' });
      tenant.plan({ operation: register, kind }, 'focus');
      await until({
        what: 'the payment to be settled',
        withinMs: 30_000,
        everyMs: 500,
        look: async () => {
          await tenant.sync();
          return (await tenant.status()).documents.settled === 1 ? true : null;
        },
      });
      expect(paid(tenant, '2026/10017')).toEqual([121_000]);
      expect(registered(tenant)).toHaveLength(calls);
      // Between two registrations of one payment Focus is read.
      const [first, second] = registered(tenant);
      const between = tenant
        .focusCalls(first?.n ?? 0)
        .filter(({ operation, n }) => operation === 'invoices.info' && n < (second?.n ?? Infinity));
      expect(between.length).toBeGreaterThan(0);
      expect(tenant.compare()).toMatchObject({ agrees: true });
    },
  );

  test('what a person registered in Focus by hand is not registered again (R-PAY-7)', async () => {
    const tenant = await openSyncedTenant(stack);
    await tenant.sync();
    await tenant.inYuki('reconcile', { reference: '2026/10017', date: '2026-04-10' });
    await tenant.inFocus('register-payment', { id: invoice(tenant, '2026/10017').id, date: '2026-04-10' });
    await tenant.sync();
    expect(paid(tenant, '2026/10017')).toEqual([121_000]);
    expect(registered(tenant)).toEqual([]);
    expect(tenant.compare()).toMatchObject({ agrees: true });
  });

  test('a credit note that is matched with its invoice is no money (R-PAY-8)', async () => {
    const tenant = await openSyncedTenant(stack);
    await tenant.sync();
    await tenant.inYuki('match-credit-note', {
      invoiceReference: '2026/10016',
      creditReference: '2026/10001-CN',
      date: '2026-04-10',
    });
    await tenant.sync();
    expect(paid(tenant, '2026/10016')).toEqual([]);
    expect(registered(tenant)).toEqual([]);
    expect(tenant.compare()).toMatchObject({ agrees: true });
  });

  test('a list that is empty all of a sudden is read twice, pauses, and a person’s retry goes on from it', async () => {
    const tenant = await openTenant(stack, 'bench:40:8');
    await tenant.sync();
    await tenant.sync();
    tenant.plan({ operation: 'OutstandingDebtorItems', kind: 'empty-list' });
    const run = await tenant.sync();
    expect(run.outcome).toBe('blocked');
    expect((await tenant.status()).cause).toMatchObject({ key: 'answer-implausible', who: 'accountant' });
    expect(registered(tenant)).toEqual([]);

    await stack.verbs.retry(tenant.id);
    await tenant.untilStatus(
      'the connection to go on',
      (now) => now.state === 'active' && now.runningSync === null,
    );
    expect(registered(tenant)).toEqual([]);
    expect(tenant.compare()).toMatchObject({ agrees: true, matched: 40 });
  });
});
