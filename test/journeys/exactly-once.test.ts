/**
 * Whatever is lost, garbled or pressed twice: every document reaches Yuki once, and between a send whose outcome is
 * unknown and the next send of the same document stands a look-up (promise 1; style c). A killed process is in
 * `killed-worker.test.ts`.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultPlan } from '../../sandbox/infra/faults.ts';
import { changed, syncNow } from '../../workflows/messages.ts';
import { openStack, type Stack } from '../support/stack.ts';
import { openSyncedTenant, openTenant, type Tenant } from '../support/tenant.ts';
import { missingTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const send = 'ProcessSalesInvoices';
const lookUps = ['OutstandingDebtorItems', 'CheckOutstandingItem'];

/** What was asked of Yuki from the first send on: `send dropped-after, look ok`. */
function sequence(tenant: Tenant): string {
  const calls = tenant.yukiCalls();
  return calls
    .slice(calls.findIndex(({ operation }) => operation === send))
    .map(({ operation, outcome }) => {
      const verb = operation === send ? 'send' : lookUps.includes(operation) ? 'look' : operation;
      return `${verb} ${outcome}`;
    })
    .join(', ');
}

/** Every document of Focus is in Yuki once, and no reference was sent again without a look in between. */
function expectEachOnce(tenant: Tenant): void {
  expect(tenant.compare()).toMatchObject({ agrees: true, matched: tenant.focusDocuments().length });
  const references = tenant.yukiDocuments().map(({ reference }) => reference);
  expect(references).toHaveLength(new Set(references).size);
  const unsure = new Set<string>();
  for (const { operation, references: named, status } of tenant.yukiCalls()) {
    if (lookUps.includes(operation)) unsure.clear();
    if (operation !== send) continue;
    expect(named.filter((reference) => unsure.has(reference))).toEqual([]);
    if (status !== 200) for (const reference of named) unsure.add(reference);
  }
}

describe.skipIf(missing !== null)(`never twice${missing === null ? '' : ` [${missing}]`}`, () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await openStack();
  });
  afterEach(async () => {
    stack.sandbox.parts.faults.clear();
    await stack.shorten({});
  });
  afterAll(() => stack?.close());

  type Fault = Omit<FaultPlan, 'system' | 'operation'>;
  const taken = 'send [a-z-]+(, look ok){1,6}';
  const notTaken = 'send [a-z0-9-]+(, look ok){2,6}, send ok';
  test.each<[string, Fault, string]>([
    ['an answer lost after Yuki accepted is looked up and never sent again', { kind: 'drop-after' }, taken],
    ['an answer that cannot be read is looked up and never sent again', { kind: 'malformed' }, taken],
    ['an answer cut off half-way is looked up and never sent again', { kind: 'truncated' }, taken],
    [
      'a line lost before Yuki read is looked up until absence is proved, then sent again',
      { kind: 'drop-before' },
      notTaken,
    ],
    [
      'a gateway’s page is looked up until absence is proved, then sent again',
      { kind: 'html-502' },
      notTaken,
    ],
    [
      'a fault with a text that nobody knows is looked up before anything is sent again',
      { kind: 'fault', faultString: 'Der Vorgang konnte nicht abgeschlossen werden (0x80131904)' },
      // One of the eight may be to blame: 4, 2, 1 and 1.
      'send fault(, look ok){2,6}(, send ok){4}',
    ],
    ['an unavailable service is looked up before anything is sent again', { kind: 'refuse' }, notTaken],
  ])('%s (S-72)', async (_fact, fault, expected) => {
    const tenant = await openTenant(stack);
    tenant.plan({ operation: send, ...fault });
    await tenant.sync();
    await tenant.untilExported(tenant.focusDocuments().map(({ id }) => id));
    expect(sequence(tenant)).toMatch(new RegExp(`^${expected}$`));
    expectEachOnce(tenant);
  });

  test('a message that Yuki takes in after we gave up waiting is found before it is sent again (S-72)', async () => {
    // We wait 0.8 s, Yuki acts after 2 s, absence would be proved after 1.5 + 3 s.
    await stack.shorten({ wireTimeout: 800, wireTimeoutPerMegabyte: 0, yukiLag: 3_000 });
    const tenant = await openTenant(stack);
    tenant.plan({ operation: send, kind: 'delay', delayMs: 2_000 });
    await tenant.sync();
    await tenant.untilExported(tenant.focusDocuments().map(({ id }) => id));
    expect(sequence(tenant)).toMatch(/^(look ok, )*send ok(, look ok)+$/);
    expect(tenant.yukiCalls().filter(({ operation }) => operation === send)).toHaveLength(1);
    expectEachOnce(tenant);
  });

  test('three answers lost in a row still end with each document once', async () => {
    const tenant = await openTenant(stack);
    for (const kind of ['drop-before', 'html-502', 'drop-after'] as const)
      tenant.plan({ operation: send, kind });
    await tenant.sync();
    await tenant.untilExported(
      tenant.focusDocuments().map(({ id }) => id),
      60_000,
    );
    // Three that were lost; what is left after them leaves in halves: never more than 4, 2, 1 and 1.
    const sends = tenant.yukiCalls().filter(({ operation }) => operation === send);
    expect(sends.slice(0, 3).map(({ status }) => status)).toEqual([null, 502, null]);
    expect(sends.length).toBeLessThanOrEqual(7);
    expectEachOnce(tenant);
  });

  test('a session that ends in the middle is renewed once and nothing is sent twice', async () => {
    const tenant = await openSyncedTenant(stack);
    const invoice = await tenant.book([{ price: 10 }]);
    const mark = tenant.mark();
    await tenant.inYuki('end-sessions');
    await tenant.sync();
    await tenant.untilExported([invoice.id]);
    expect(tenant.yukiCalls(mark).filter(({ operation }) => operation === 'Authenticate')).toHaveLength(1);
    expectEachOnce(tenant);
  });

  test('sync now pressed ten times at once makes at most one further run and sends each document once', async () => {
    const tenant = await openTenant(stack);
    const pressed = await Promise.all(Array.from({ length: 10 }, () => stack.verbs.syncNow(tenant.id)));
    const numbers = pressed.map(({ runNumber }) => runNumber);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(2);
    await tenant.untilRun(Math.max(...numbers));
    await tenant.untilStatus('the last run to end', ({ runningSync }) => runningSync === null);
    expect((await stack.verbs.runs(tenant.id, 50)).length).toBeLessThanOrEqual(2);
    expect(tenant.yukiCalls().filter(({ operation }) => operation === send)).toHaveLength(1);
    expectEachOnce(tenant);
  });

  test('the same nudge ten times, a sync by hand and one by the clock export an invoice once (S-08)', async () => {
    const tenant = await openSyncedTenant(stack);
    const invoice = await tenant.book([{ price: 10 }]);
    const mark = tenant.mark();
    const workflow = stack.client.workflow.getHandle(tenant.workflowId);
    await Promise.all([
      ...Array.from({ length: 10 }, () => workflow.signal(changed)),
      workflow.signal(syncNow),
      stack.verbs.syncNow(tenant.id),
    ]);
    await tenant.untilExported([invoice.id]);
    await tenant.untilStatus('the last run to end', ({ runningSync }) => runningSync === null);
    const sends = tenant.yukiCalls(mark).filter(({ operation }) => operation === send);
    expect(sends.map(({ references }) => references)).toEqual([[tenant.referenceOf(invoice)]]);
    // The first run, the one that was asked for, and at most one more for what was said during it.
    expect((await stack.verbs.runs(tenant.id, 50)).length).toBeLessThanOrEqual(3);
    expectEachOnce(tenant);
  });

  test('a hold that probes and a sync at the same moment never send the same document (E-4)', async () => {
    const tenant = await openSyncedTenant(stack);
    await tenant.inYuki('close-until', { date: '2026-03-31' });
    const late = [];
    for (const price of [11, 12, 13]) late.push(await tenant.book([{ price }], { date: '2026-03-30' }));
    await tenant.sync();
    const [hold] = await stack.verbs.holds(tenant.id);
    expect(hold).toMatchObject({ key: 'period-closed', waiting: 3 });
    const other = await tenant.book([{ price: 14 }]);
    await tenant.inYuki('close-until', { date: null });
    await Promise.all([
      stack.verbs.retryHold(tenant.id, hold?.causeId ?? ''),
      stack.verbs.syncNow(tenant.id),
      stack.verbs.retry(tenant.id),
    ]);
    await tenant.untilExported([...late, other].map(({ id }) => id));
    expectEachOnce(tenant);
  });

  test('two workers at once share the work and send each document once', async () => {
    await stack.addWorker('worker 2');
    const tenant = await openTenant(stack, 'bench:60:9');
    tenant.plan({ operation: send, kind: 'drop-after' });
    await Promise.all([tenant.sync(), stack.verbs.syncNow(tenant.id), stack.verbs.retry(tenant.id)]);
    await tenant.untilExported(tenant.focusDocuments().map(({ id }) => id));
    expectEachOnce(tenant);
  });
});
