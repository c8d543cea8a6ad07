/**
 * What happens to a connection in years without anybody: workflows are terminated, reset and lost, the ledger comes
 * back from a backup. It goes on by itself or after one word, and nothing comes to Yuki twice (promise 1, 2).
 */

import type { Client } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getRun } from '../../ledger/runs.ts';
import { setUpTemporal } from '../../scripts/setup-steps.ts';
import { until } from '../../scripts/demo/waiting.ts';
import { status as statusQuery, syncNow } from '../../workflows/messages.ts';
import {
  holdWorkflowId,
  syncWorkflowId,
  taskQueueName,
  workflowTypes,
} from '../../workflows/workflow-ids.ts';
import { backUp } from '../support/ledger-backup.ts';
import { openStack, type Stack } from '../support/stack.ts';
import { openSyncedTenant, openTenant, type Tenant } from '../support/tenant.ts';
import { missingTemporal, openTestTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const send = 'ProcessSalesInvoices';

describe.skipIf(missing !== null)(`left alone for months${missing === null ? '' : ` [${missing}]`}`, () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await openStack();
  });
  afterEach(() => stack.sandbox.parts.faults.clear());
  afterAll(() => stack?.close());

  /** Every document of Focus is in Yuki once. */
  const expectEachOnce = (tenant: Tenant): void => {
    expect(tenant.compare()).toMatchObject({ agrees: true, matched: tenant.focusDocuments().length });
    const references = tenant.yukiDocuments().map(({ reference }) => reference);
    expect(references).toHaveLength(new Set(references).size);
  };
  const sendsSince = (tenant: Tenant, mark: number): number =>
    tenant.yukiCalls(mark).filter(({ operation }) => operation === send).length;
  const untilWaiting = (client: Client, workflowId: string): Promise<unknown> =>
    until({
      what: `${workflowId} to wait`,
      withinMs: 30_000,
      everyMs: 100,
      look: async () => {
        const { kind } = await client.workflow
          .getHandle(workflowId)
          .query(statusQuery)
          .catch(() => ({ kind: 'absent' }));
        return kind === 'waiting' ? kind : null;
      },
    });

  test('a terminated connection and a terminated hold are started again, and send nothing twice', async () => {
    const tenant = await openSyncedTenant(stack);
    await tenant.inYuki('close-until', { date: '2026-03-31' });
    const late = await tenant.book([{ price: 12 }], { date: '2026-03-30' });
    await tenant.sync();
    const [hold] = await stack.verbs.holds(tenant.id);
    const holdId = holdWorkflowId(tenant.id, hold?.causeId as never);
    const mark = tenant.mark();
    await stack.client.workflow.getHandle(tenant.workflowId).terminate('by mistake');
    await stack.client.workflow.getHandle(holdId).terminate('by mistake');
    const round = await stack.client.workflow.execute(workflowTypes.caretaker, {
      workflowId: 'caretaker-of-a-test',
      taskQueue: taskQueueName,
      args: [],
    });
    expect(round).toMatchObject({ connectionsStarted: 1, holdsStarted: 1 });
    await untilWaiting(stack.client, tenant.workflowId);
    await untilWaiting(stack.client, holdId);
    expect(sendsSince(tenant, mark)).toBe(0);
    await tenant.inYuki('close-until', { date: null });
    await stack.verbs.retryHold(tenant.id, hold?.causeId ?? '');
    await tenant.untilExported([late.id]);
    expectEachOnce(tenant);
  });

  /** Resets an execution to its last decision, as the Temporal UI offers it. */
  const resetNow = async (workflowId: string): Promise<void> => {
    const { client } = stack;
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const decisions = (events ?? []).filter(({ workflowTaskCompletedEventAttributes: made }) => made != null);
    await client.workflowService.resetWorkflowExecution({
      namespace: stack.temporal.namespace,
      workflowExecution: { workflowId, runId },
      reason: 'tried in a test',
      workflowTaskFinishEventId: decisions.at(-1)?.eventId ?? null,
      requestId: `${workflowId}-${runId}`,
    });
  };

  test.each(['sync', 'connection'] as const)(
    'a %s that is reset in the middle of a batch sends nothing of it again',
    async (kind) => {
      const tenant = await openTenant(stack);
      const plan = tenant.plan({ operation: send, kind: 'hold-after' });
      const { runNumber } = await stack.verbs.syncNow(tenant.id);
      await stack.sandbox.parts.faults.held(plan);
      await resetNow(kind === 'sync' ? syncWorkflowId(tenant.id) : tenant.workflowId);
      const later = await tenant.book([{ price: 21 }]);
      stack.sandbox.parts.faults.release(plan);
      await tenant.untilExported(tenant.focusDocuments().flatMap(({ id }) => (id === later.id ? [] : [id])));
      await tenant.untilRun(runNumber);
      await tenant.sync();
      await tenant.untilExported([later.id]);
      expectEachOnce(tenant);
    },
  );

  test('a lost Temporal is set up anew, and the ledger brings everything back: runs go on, nothing twice', async () => {
    const tenant = await openSyncedTenant(stack);
    await tenant.inYuki('close-until', { date: '2026-03-31' });
    const late = await tenant.book([{ price: 12 }], { date: '2026-03-30' });
    const before = await tenant.sync();
    const [hold] = await stack.verbs.holds(tenant.id);
    const holdId = holdWorkflowId(tenant.id, hold?.causeId as never);
    for (const id of [tenant.workflowId, holdId])
      await stack.client.workflow.getHandle(id).terminate('the database of Temporal is lost');
    const mark = tenant.mark();

    const empty = await openTestTemporal();
    try {
      const { address, namespace } = empty;
      const temporal = { address, namespace, connectionOptions: { address }, isLocalDefault: false };
      await stack.addWorker('worker on the new server', empty);
      await setUpTemporal({ temporal }, () => {});
      // The first round of the caretaker comes with the schedule, not ten minutes later.
      await untilWaiting(empty.client, tenant.workflowId);
      await untilWaiting(empty.client, holdId);
      expect(sendsSince(tenant, mark)).toBe(0);
      const news = await tenant.book([{ price: 13 }]);
      await tenant.inYuki('close-until', { date: null });
      await empty.client.workflow.getHandle(holdId).signal('retry');
      await empty.client.workflow.getHandle(tenant.workflowId).signal(syncNow);
      await tenant.untilExported([late.id, news.id]);
      expect(await getRun(stack.ledger, tenant.id, before.number + 1)).not.toBeNull();
      expectEachOnce(tenant);
    } finally {
      await empty.close();
    }
  });

  test('a ledger from an old backup pauses, and after retry everything is looked up before anything is sent', async () => {
    const tenant = await openSyncedTenant(stack);
    const held = await tenant.book([{ price: 10 }]);
    const backup = await backUp(stack.database);
    try {
      // After the backup three runs: documents leave that the backup has never seen, one is paid and registered.
      await tenant.sync();
      const forgotten = [held, await tenant.book([{ price: 11 }]), await tenant.book([{ price: 12 }])];
      await tenant.sync();
      const [paid] = forgotten;
      await tenant.inYuki('reconcile', { reference: tenant.referenceOf(paid!), date: '2026-04-20' });
      await tenant.sync();
      expect(tenant.focusDocument(paid!.id)).toMatchObject({ dueCents: 0 });
      await backup.restore();

      const fresh = await tenant.book([{ price: 13 }]);
      const mark = tenant.mark();
      await stack.verbs.syncNow(tenant.id).catch(() => undefined);
      await tenant.untilStatus('the pause', ({ state }) => state === 'paused');
      expect(await tenant.status()).toMatchObject({ cause: { key: 'ledger-behind' } });
      expect(sendsSince(tenant, mark)).toBe(0);

      await stack.verbs.retry(tenant.id);
      await tenant.untilExported(
        [...forgotten, fresh].map(({ id }) => id),
        60_000,
      );
      const sent = tenant.yukiCalls(mark).filter(({ operation }) => operation === send);
      // Only what is new was ever sent, and only after the lists had been read.
      expect(new Set(sent.flatMap(({ references }) => references))).toEqual(
        new Set([tenant.referenceOf(fresh)]),
      );
      expect(tenant.focusDocument(paid!.id).payments).toHaveLength(1);
      expectEachOnce(tenant);
    } finally {
      await backup.close();
    }
  });
});
