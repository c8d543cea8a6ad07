// What is booked in Focus arrives in Yuki by itself: told by Focus over real sockets, doubled, out of order or lost.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStack, type Stack } from '../support/stack.ts';
import { openTenant, type Tenant } from '../support/tenant.ts';

const send = 'ProcessSalesInvoices';

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack.close());

/** A tenant with automatic sync whose first sync is over, and whose next one is far away. */
async function openAutomaticTenant(): Promise<Tenant> {
  const tenant = await openTenant(stack, 'small', { automatic: true });
  await tenant.sync();
  return tenant;
}

test('a booking that Focus tells, thrice and out of order, is in Yuki once without anybody asking (S-08, R-RUN-7)', async () => {
  const tenant = await openAutomaticTenant();
  expect((await tenant.status()).news).toBe('told');
  stack.sandbox.parts.switches.patch({ webhookCopies: 3, webhookReorder: true });
  const mark = tenant.mark();
  const invoices = [await tenant.book([{ price: 10 }]), await tenant.book([{ price: 20 }])];
  await tenant.untilExported(invoices.map(({ id }) => id));
  const runs = await stack.verbs.runs(tenant.id, 50);
  await tenant.untilStatus('the last run to end', ({ runningSync }) => runningSync === null);
  const sent = tenant
    .yukiCalls(mark)
    .flatMap(({ operation, references }) => (operation === send ? references : []));
  expect(sent.toSorted()).toEqual(invoices.map((one) => tenant.referenceOf(one)).toSorted());
  // The lists of accounts and VAT codes were read minutes ago and are not read again for news.
  expect(tenant.yukiCalls(mark).map(({ operation }) => operation)).not.toContain('GetGLAccountScheme');
  expect(runs.slice(0, 1).map(({ scope }) => scope)).toEqual(['documents']);
  expect(tenant.compare().agrees).toBe(true);
});

test('a booking whose news is lost is found by the next sync, like any other (R-RUN-7)', async () => {
  const tenant = await openAutomaticTenant();
  stack.sandbox.parts.switches.patch({ webhookDropEvery: 1 });
  const invoice = await tenant.book([{ price: 30 }]);
  const { webhookDeliveries } = stack.sandbox.parts.focus().state();
  expect(webhookDeliveries.at(-1)).toMatchObject({ type: 'invoice.booked', result: 'dropped' });
  await tenant.sync();
  await tenant.untilExported([invoice.id]);
});

test('an account that is closed stops its connection by itself: nothing is asked of either system again, and all is kept (S-70, S-44)', async () => {
  const tenant = await openAutomaticTenant();
  const documents = tenant.yukiDocuments().length;
  await tenant.inFocus('revoke-refresh-tokens', {});
  await tenant.inFocus('emit-webhook', { type: 'account.deactivated' });
  const paused = (since: string | null) =>
    tenant.untilStatus(
      'the connection to pause',
      ({ state, cause }) => state === 'paused' && cause !== null && cause.since !== since,
    );
  const { cause } = await paused(null);
  expect(cause).toMatchObject({ key: 'focus-access', who: 'administrator' });
  const mark = tenant.mark();
  // As it does by itself once a day.
  await stack.verbs.retry(tenant.id);
  expect((await paused(cause?.since ?? null)).cause?.key).toBe('focus-access');
  expect([...tenant.focusCalls(mark), ...tenant.yukiCalls(mark)]).toEqual([]);
  const kept = await stack.verbs.documents(tenant.id, { limit: 200 });
  expect(kept.documents.filter(({ state }) => state === 'exported')).toHaveLength(documents);
});
