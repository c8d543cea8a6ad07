/**
 * An operator with nothing but the Temporal UI, in a real browser: finds what stands still by its search attribute,
 * reads why, says `retry`, sees it go on, and starts a sync by hand (design 3, 10).
 */

import { afterAll, beforeAll, expect } from 'vitest';
import { openBrowser, type OperatorBrowser } from '../support/browser.ts';
import { needs } from '../support/skip.ts';
import { openStack, type Stack } from '../support/stack.ts';
import { openSyncedTenant, openTenant } from '../support/tenant.ts';

const ui = needs('temporal', 'chromium');

ui.describe('an operator in the Temporal UI', () => {
  let stack: Stack;
  let browser: OperatorBrowser;
  beforeAll(async () => {
    stack = await openStack();
    const { uiUrl, namespace } = stack.temporal;
    if (uiUrl === null) throw new Error('The Temporal server that TEMPORAL_ADDRESS names has no UI here.');
    browser = await openBrowser(uiUrl, namespace);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  ui.test('a paused connection is found, says why, and goes on after retry (E-2)', async () => {
    const tenant = await openTenant(stack);
    await tenant.inYuki('set-module', { on: false });
    await tenant.sync();

    await browser.findBy('ConnectionStatus="paused"');
    await browser.open(tenant.workflowId);
    await browser.readDetails();
    await browser.sees('The module Invoices is switched off in Yuki.');
    await browser.sees('Ask the accountant or Yuki to switch the module on.');
    await browser.sees('Who: the accountant, in Yuki.');
    await browser.sees('How it goes on: By itself at');
    expect(await browser.hiddenPixels()).toBe(0);
    await browser.picture('paused-connection');

    await tenant.inYuki('set-module', { on: true });
    await browser.sendSignal('retry', 'The obstacle is gone: try again now.', 'signal-to-connection');
    await tenant.untilExported(tenant.focusDocuments().map(({ id }) => id));

    await browser.findBy('ConnectionStatus="active"');
    await browser.open(tenant.workflowId);
    await browser.readDetails();
    await browser.sees('Automatic sync is off');
    await browser.picture('connection-at-work');
    expect(tenant.compare()).toMatchObject({ agrees: true, matched: 8 });
  });

  ui.test(
    'documents that wait for an account are found, explained, and leave after retry (E-3)',
    async () => {
      const tenant = await openSyncedTenant(stack);
      // Account 704999 of the category Workshops does not exist in Yuki.
      const waiting = [await tenant.book([{ price: 80, category: 'workshops' }])];
      waiting.push(await tenant.book([{ price: 95, category: 'workshops' }]));
      const other = await tenant.book([{ price: 120 }]);
      await tenant.sync();
      expect(tenant.compare({ waiting: waiting.map(({ id }) => id) })).toMatchObject({ agrees: true });

      await browser.findBy('HoldCause="account-unknown"');
      await browser.open(`hold/${tenant.id}/`);
      await browser.readDetails();
      await browser.sees('2 documents wait');
      await browser.sees('704999');
      await browser.sees(waiting[0]?.number ?? 'no number');
      expect(await browser.hiddenPixels()).toBe(0);
      await browser.picture('hold');

      await tenant.inYuki('add-gl-account', { code: '704999', description: 'Workshops' });
      await browser.sendSignal('retry', 'The cause is cured', 'signal-to-hold');
      await tenant.untilExported([...waiting, other].map(({ id }) => id));
      await browser.page.reload();
      await browser.readDetails();
      await browser.sees('No document waits for this cause any more.');
      await browser.picture('hold-ended');
      expect(tenant.compare()).toMatchObject({ agrees: true });
    },
  );

  ui.test('Start Workflow with only a connection id runs a sync and shows what came of it', async () => {
    const tenant = await openTenant(stack);
    await browser.startWorkflow({
      id: 'by-hand-1',
      type: 'sync',
      taskQueue: 'focus-yuki',
      input: { connectionId: tenant.id },
    });
    const result = await stack.client.workflow.getHandle('by-hand-1').result();
    expect(result).toMatchObject({
      kind: 'followed',
      runNumber: 1,
      outcome: 'done',
      summary: { exported: 8 },
    });
    await browser.findBy('WorkflowId="by-hand-1"');
    await browser.open('by-hand-1');
    await browser.sees('Completed');
    await browser.sees('"exported": 8');
    await browser.picture('sync-by-hand');
    await browser.readDetails();
    await browser.sees('Run 1 ended: done.');
    await browser.picture('sync-by-hand-details');
    expect(tenant.compare()).toMatchObject({ agrees: true, matched: 8 });
  });

  ui.test('Start Workflow for a connection that is not there ends with one sentence', async () => {
    await browser.startWorkflow({
      id: 'by-hand-2',
      type: 'sync',
      taskQueue: 'focus-yuki',
      input: { connectionId: 'c0000000000000000' },
    });
    await expect(stack.client.workflow.getHandle('by-hand-2').result()).rejects.toMatchObject({
      cause: { cause: { message: 'There is no connection c0000000000000000.' } },
    });
    await browser.findBy('WorkflowId="by-hand-2"');
    await browser.open('by-hand-2');
    await browser.sees('There is no connection c0000000000000000.');
    await browser.picture('sync-refused');
  });
});
