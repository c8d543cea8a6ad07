/** Traces: a round of the caretaker leaves its spans at an OpenTelemetry endpoint, and old histories bear them. */

import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTraces, type Traces } from '../../workers/traces.ts';
import { createWorker, workflowsPath } from '../../workers/worker.ts';
import { recordedHistories } from '../replay/histories.ts';
import { fakeActivities } from '../support/fake-activities.ts';
import { openTestTemporal, type TestTemporal } from '../support/temporal.ts';

const received: { path: string; body: string }[] = [];
let collector: Server;
let traces: Traces;
let temporal: TestTemporal;
let workflowBundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString('latin1') });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
  const { port } = collector.address() as AddressInfo;
  traces = await openTraces(`http://127.0.0.1:${port}`, 'worker of a test');
  const logger = new DefaultLogger('ERROR');
  workflowBundle = await bundleWorkflowCode({ workflowsPath, plugins: [traces.plugin], logger });
  temporal = await openTestTemporal();
});
afterAll(async () => {
  await temporal.close();
  collector.closeAllConnections();
  await new Promise((closed) => collector.close(closed));
});

test('a round of the caretaker is told from its start to its activities, by names of types alone', async () => {
  const worker = await createWorker({
    connection: await temporal.nativeConnection(),
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    identity: 'worker of a test',
    activities: fakeActivities().activities,
    plugins: [traces.plugin],
    workflowBundle,
  });
  const client = new Client({
    connection: temporal.connection,
    namespace: temporal.namespace,
    plugins: [traces.plugin],
  });
  await worker.runUntil(
    client.workflow.execute('caretaker', {
      workflowId: `caretaker-${randomUUID()}`,
      taskQueue: temporal.taskQueue,
      args: [],
    }),
  );
  await traces.close();
  expect(new Set(received.map(({ path }) => path))).toEqual(new Set(['/v1/traces']));
  const spans = received.map(({ body }) => body).join();
  for (const span of [
    'StartWorkflow:caretaker',
    'RunWorkflow:caretaker',
    'StartActivity:findNeglected',
    'RunActivity:findNeglected',
    'RunActivity:tellPeople',
  ])
    expect(spans).toContain(span);
  expect(spans).toContain('focus-yuki-worker');
});

test('histories that were recorded without traces go on with them', async () => {
  for (const { name, workflowId, events } of recordedHistories())
    await expect(
      Worker.runReplayHistory(
        { workflowBundle, replayName: name, plugins: [traces.plugin] },
        { events },
        workflowId,
      ),
      name,
    ).resolves.toBeUndefined();
});
