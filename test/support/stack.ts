/**
 * The whole product for a journey, in the test's own process: worker, verbs of the console, ledger, sandbox on real
 * sockets, and a namespace of the run's Temporal server. Who lives in it is left to `tenant.ts`.
 */

import { Agent } from 'undici';
import type { Client } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  type Worker,
} from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { openLedger } from '../../ledger/open.ts';
import { writeSetting } from '../../ledger/settings.ts';
import type { Durations } from '../../domain/durations.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start.ts';
import { createWorkflowDoor } from '../../workers/door.ts';
import { createWorker } from '../../workers/worker.ts';
import { taskQueueName } from '../../workflows/workflow-ids.ts';
import { openConsole, testKeys, type ConsoleUnderTest } from '../client/console-under-test.ts';
import { sharedWorkflowBundle } from './ask-shared.ts';
import { openLine, type CutLine } from './cut-line.ts';
import { openTestLedger } from './database.ts';
import { openTestTemporal, type TestTemporal } from './temporal.ts';
import { quietPost } from './quiet-post.ts';

export interface Stack {
  readonly temporal: TestTemporal;
  readonly client: Client;
  readonly sandbox: Sandbox;
  readonly console: ConsoleUnderTest;
  /** The console's address; an operator's scripts and the CLI ask there. */
  readonly consoleUrl: string;
  /** The verbs, exactly as the doors call them. */
  readonly verbs: ConsoleUnderTest['connector'];
  readonly ledger: ConsoleUnderTest['ledger'];
  /** Where its tables are, for an operator's own tools. */
  readonly database: { readonly url: string; readonly schema: string };
  /** On which worker and console reach the ledger and Temporal; the test's own ledger and client do not. */
  readonly lines: { readonly database: CutLine; readonly temporal: CutLine };
  /** One more worker beside the first; on another Temporal when one is given. */
  addWorker(name: string, elsewhere?: TestTemporal): Promise<void>;
  /** Changes durations for everything that follows; what is not named is as `journeyDurations` says. */
  shorten(changes: Partial<Durations>): Promise<void>;
  close(): Promise<void>;
}

/** Minutes become moments: what is told apart by order stays in the same order. */
export const journeyDurations: Partial<Durations> = {
  wireTimeout: 4_000,
  wireGrace: 1_500,
  yukiLag: 500,
  lookAgain: [0, 300, 600, 1_000],
  lateSpread: 0,
  nightlySpread: 0,
};

/** Starts everything, once per file; the first file of a run waits some seconds for the shared parts. */
export async function openStack(): Promise<Stack> {
  quietRuntime();
  const [temporal, { ledger, database, close: closeLedger }, sandbox] = await Promise.all([
    openTestTemporal(),
    openTestLedger(testKeys),
    startSandbox({ world: 'empty' }),
  ]);
  const { focus, yuki } = sandbox.descriptor;
  const { lines, throughLine, address } = await openLines(database, temporal.address);
  const workersLedger = openLedger({ ...throughLine, keys: testKeys });
  const verbs = await openConsole({
    database: throughLine,
    temporal: { address, namespace: temporal.namespace, taskQueue: taskQueueName },
    focus: {
      apiUrl: focus.apiUrl,
      authUrl: focus.authUrl,
      clientId: focus.clientId,
      clientSecret: focus.clientSecret,
    },
    yuki: { beUrl: yuki.beUrl, nlUrl: yuki.nlUrl },
  });
  const [consoleUrl, bundle] = [await verbs.serve(), await sharedWorkflowBundle()];
  const dispatcher = new Agent({ pipelining: 0, connect: { timeout: 10_000 } });
  const workers: { worker: Worker; connection: NativeConnection; running: Promise<void> }[] = [];

  const addWorker = async (name: string, elsewhere?: TestTemporal): Promise<void> => {
    const server = elsewhere ?? { ...temporal, address };
    // A line of its own each: the SDK allows one worker of a task queue per line.
    const connection = await NativeConnection.connect({ address: server.address });
    const worker = await createWorker({
      connection,
      namespace: server.namespace,
      taskQueue: taskQueueName,
      identity: name,
      workflowBundle: bundle,
      activities: createActivities({
        ledger: workersLedger,
        clock: () => new Date(),
        door: createWorkflowDoor(server.client, taskQueueName),
        focus,
        yuki: { be: yuki.beUrl, nl: yuki.nlUrl },
        worker: name,
        dispatcher,
        ...quietPost(consoleUrl),
      }),
    });
    workers.push({ worker, connection, running: worker.run() });
  };
  const shorten = (changes: Partial<Durations>): Promise<void> =>
    writeSetting(ledger, 'durations', { ...journeyDurations, ...changes }, new Date());

  await shorten({});
  await addWorker('worker 1');
  return {
    temporal,
    client: temporal.client,
    sandbox,
    console: verbs,
    consoleUrl,
    verbs: verbs.connector,
    ledger,
    database,
    lines,
    addWorker,
    shorten,
    close: async () => {
      // The sandbox first: a write that it still holds back would keep its worker for its whole time-out.
      await sandbox.close();
      for (const { worker } of workers) worker.shutdown();
      await Promise.all(workers.map(({ running }) => running));
      await Promise.all(workers.map(({ connection }) => connection.close()));
      await dispatcher.destroy();
      await workersLedger.close();
      await verbs.close();
      await temporal.close();
      await Promise.all([lines.database.close(), lines.temporal.close()]);
      await closeLedger();
    },
  };
}

/** Cut lines make the SDK warn; only what is wrong belongs into a test's output. */
function quietRuntime(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
}

/** Puts a line that can be cut before the database and before Temporal. */
async function openLines(
  { url: databaseUrl, schema }: { url: string; schema: string },
  temporalAddress: string,
): Promise<{ lines: Stack['lines']; throughLine: { url: string; schema: string }; address: string }> {
  const url = new URL(databaseUrl);
  const lines = {
    database: await openLine({ host: url.hostname, port: Number(url.port || 5432) }),
    temporal: await openLine(hostAndPort(temporalAddress)),
  };
  url.hostname = '127.0.0.1';
  url.port = String(lines.database.port);
  return {
    lines,
    throughLine: { url: url.href, schema },
    address: `127.0.0.1:${lines.temporal.port}`,
  };
}

function hostAndPort(address: string): { host: string; port: number } {
  const [host = '127.0.0.1', port = '7233'] = address.split(':');
  return { host, port: Number(port) };
}
