// The worker of `one-by-one.ts`: the product's activities over the same ledger and systems, on the task queue that is
// its only argument.

import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { openLedger } from '../../ledger/open.ts';
import { loadConfig } from '../../platform/config.ts';
import { temporalConnectionOptions } from '../../platform/temporal.ts';
import { createWorkflowDoor } from '../../workers/door.ts';
import { createWorker } from '../../workers/worker.ts';
import type { OneByOneActivities } from './one-by-one.ts';
import { createPost } from '../../post/post.ts';

const [queue] = process.argv.slice(2);
const config = loadConfig();
const { clientId, clientSecret } = config.focus;
if (queue === undefined || config.database.kind !== 'postgres' || !clientId || !clientSecret)
  throw new Error(
    'The bench starts this worker itself, with a task queue and the environment of the product.',
  );

Runtime.install({ logger: new DefaultLogger('WARN') });
const ledger = openLedger({ url: config.database.url, keys: config.ledgerKeys });
const connection = await NativeConnection.connect(temporalConnectionOptions(config));
const client = new Client({ connection, namespace: config.temporal.namespace });
const product = createActivities({
  ledger,
  clock: () => new Date(),
  door: createWorkflowDoor(client, queue),
  focus: { apiUrl: config.focus.apiUrl, authUrl: config.focus.authUrl, clientId, clientSecret },
  yuki: { be: config.yuki.beUrl, nl: config.yuki.nlUrl },
  worker: 'one by one',
  transports: new Map(),
  consoleUrl: 'http://127.0.0.1',
  post: createPost({ mail: null, toPrivate: false }),
});
const activities: OneByOneActivities = {
  ...product,
  exportOne: async (run) => {
    const page = await product.prepareDocuments({ ...run, limit: 1 });
    return { page, sent: await product.sendToYuki({ ...run, documents: 1 }) };
  },
};
const worker = await createWorker({
  connection,
  namespace: config.temporal.namespace,
  taskQueue: queue,
  identity: 'one by one',
  activities,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('one-by-one.ts', import.meta.url)),
  }),
});
const running = worker.run();
process.send?.('ready');
await running;
await connection.close();
await ledger.close();
// Sockets of idle transports must not keep an ended worker alive.
process.exit();
