/**
 * Somebody connects without automatic sync, looks at what would happen, and only then syncs: nothing reaches Yuki
 * before, nothing is read from Focus twice, and the forecast comes true (S-01, R-START-5).
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../client/answers.ts';
import { openStack, type Stack } from '../support/stack.ts';
import { answersFor, openTenant, type Tenant } from '../support/tenant.ts';
import { missingTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const send = 'ProcessSalesInvoices';
const details = ['invoices.info', 'creditNotes.info', 'companies.info', 'contacts.info'];

describe.skipIf(missing !== null)(`looking first${missing === null ? '' : ` [${missing}]`}`, () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await openStack();
  });
  afterAll(() => stack?.close());

  const dryRun = async (tenant: Tenant): Promise<RunAnswer> =>
    tenant.untilRun((await stack.verbs.dryRun(tenant.id)).runNumber);
  const callsOf = (tenant: Tenant, operation: string, since = 0): number =>
    tenant.yukiCalls(since).filter((call) => call.operation === operation).length;

  test('three invoices of 2026 of one customer: the dry run names them, their cost and sends nothing, and connecting twice is one connection (S-01)', async () => {
    const tenant = await openTenant(stack, 'empty');
    for (const date of ['2025-06-01', '2025-12-31', '2026-01-05', '2026-02-01', '2026-03-01'])
      await tenant.book([{ price: 100 }], { date });
    const again = await stack.verbs.connect(answersFor(stack));
    expect(again).toEqual({ connectionId: tenant.id, state: 'active', created: false });

    expect(await dryRun(tenant)).toMatchObject({ outcome: 'done', scope: 'dryRun' });
    const report = await stack.verbs.dryRunReport(tenant.id, 'en');
    expect(report).toMatchObject({
      complete: true,
      // Three times 100.00 and 21 %.
      wouldSend: { documents: 3, customers: 1, totals: [{ net: '300.00', vat: '63.00', gross: '363.00' }] },
      wouldWait: { documents: 0 },
      forecast: { messages: 1, yukiCalls: 5 },
    });
    expect(tenant.yukiDocuments()).toEqual([]);
    expect(callsOf(tenant, send)).toBe(0);

    const mark = tenant.mark();
    const run = await tenant.sync();
    expect(run.summary).toMatchObject({ exported: 3, held: 0 });
    expect(tenant.yukiDocuments()).toHaveLength(3);
    // The session of the onboarding still stood, and the books were read once more, because others may have sent
    // something since: as many calls as were forecast.
    expect(tenant.yukiCalls(mark).length).toBe(report.forecast.yukiCalls);
    const asked = tenant.focusCalls(mark).map(({ operation }) => operation);
    expect(asked.filter((operation) => details.includes(operation))).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(report.forecast.focusRequests);
  });

  test('what waits after a dry run never leaves by itself, also when its cause is cured; the first sync takes it along (R-ONB-8)', async () => {
    const tenant = await openTenant(stack);
    const [late] = [await tenant.book([{ price: 20, category: 'workshops' }])];
    await dryRun(tenant);
    const before = await stack.verbs.dryRunReport(tenant.id, 'en');
    expect(before.wouldWait.causes).toMatchObject([{ key: 'account-unknown', documents: 1 }]);
    const holds = await stack.verbs.holds(tenant.id);
    expect(holds).toMatchObject([{ key: 'account-unknown', waiting: 1 }]);

    await tenant.inYuki('add-gl-account', { code: '704999', description: 'Workshops' });
    await stack.verbs.retry(tenant.id);
    await tenant.untilStatus('the hold to end', (now) => now.holds.length === 0 && now.runningSync === null);
    expect(await tenant.status()).toMatchObject({ documents: { held: 0, exported: 0 } });
    expect(callsOf(tenant, send)).toBe(0);
    const after = await stack.verbs.dryRunReport(tenant.id, 'en');
    expect(after.wouldSend.documents).toBe(before.wouldSend.documents + 1);

    await tenant.sync();
    await tenant.untilExported([late.id]);
    expect(tenant.compare()).toMatchObject({ agrees: true, matched: tenant.focusDocuments().length });
  });
});
