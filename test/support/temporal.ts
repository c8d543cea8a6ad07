// Temporal for one test file: a namespace and a task queue of its own on the one server of the run (or on the
// one that TEMPORAL_ADDRESS names), so that files never see each other's executions.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { registerSearchAttributes } from '../../tools/search-attributes.ts';
import { askShared } from './ask-shared.ts';
import { missingPart } from './skip.ts';

export interface TestTemporal {
  readonly address: string;
  /** Where the server's UI is; null on a server that somebody else runs. */
  readonly uiUrl: string | null;
  /** A fresh one, with the product's search attributes. */
  readonly namespace: string;
  readonly taskQueue: string;
  readonly connection: Connection;
  readonly client: Client;
  /** For workers; opened when first asked for, and closed with the rest. */
  nativeConnection(): Promise<NativeConnection>;
  close(): Promise<void>;
}

/** Why tests on a real server are skipped here; null when they can run. With `REQUIRE_ALL=1` a skip is a failure. */
export async function missingTemporal(): Promise<string | null> {
  const reason = missingPart('temporal');
  if (reason !== null && process.env.REQUIRE_ALL === '1') throw new Error(reason);
  return reason;
}

/** @throws Error with one sentence when there is no server to use and no binary is ready. */
export async function openTestTemporal(): Promise<TestTemporal> {
  const { address, uiUrl } = await askShared('temporal');
  const connection = await Connection.connect({ address, connectTimeout: 10_000 });
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  await makeNamespace(connection, namespace);
  let native: Promise<NativeConnection> | undefined;
  return {
    address,
    uiUrl,
    namespace,
    taskQueue: `focus-yuki-${randomBytes(6).toString('hex')}`,
    connection,
    client: new Client({ connection, namespace }),
    nativeConnection: () => (native ??= NativeConnection.connect({ address })),
    close: async () => {
      await (await native)?.close();
      await connection.close();
    },
  };
}

async function makeNamespace(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      await registerSearchAttributes(connection, namespace);
      return;
    } catch (cause) {
      // Not every part of the server knows a new namespace at once.
      if ((cause as { code?: unknown }).code !== 5 || Date.now() > until) throw cause;
      await delay(50);
    }
  }
}
