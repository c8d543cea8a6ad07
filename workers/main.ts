/**
 * The worker process: reads the environment, opens the ledger and Temporal, refuses to start without the search
 * attributes, runs until it is told to end, and then lets writes in flight finish.
 */

import { hostname } from 'node:os';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, type LogLevel } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { type Config, ConfigError, loadConfig } from '../platform/config.ts';
import { createLog, type Log } from '../platform/log.ts';
import { listeningAddress } from '../platform/listening.ts';
import { createProcessMetrics, systemsOf } from '../platform/metrics.ts';
import { missingSearchAttributes } from '../platform/search-attributes.ts';
import { taskQueue, temporalConnectionOptions } from '../platform/temporal.ts';
import { checkSeal, openLedger, type Ledger } from '../ledger/open.ts';
import { SealError } from '../ledger/sealing.ts';
import { createPost } from '../post/post.ts';
import { createWorkflowDoor } from './door.ts';
import { freeLoopbackAddress, MetricsPortTaken, serveMetrics } from './metrics.ts';
import { openTraces } from './traces.ts';
import { createWorker } from './worker.ts';

/** A start that cannot succeed, in one sentence for the operator. */
class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** PostgreSQL's code for a table that does not exist. */
const undefinedTable = '42P01';

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog({ name: 'worker', level: config.logLevel });
  if (config.database.kind !== 'postgres')
    throw new CannotStart(
      'The worker needs DATABASE_URL; `npm run dev` starts an embedded database and sets it.',
    );
  if (config.focus.clientId === undefined || config.focus.clientSecret === undefined)
    throw new CannotStart(
      'The worker needs FOCUS_CLIENT_ID and FOCUS_CLIENT_SECRET of the Focus integration.',
    );
  const sdkAddress = config.metricsPort === null ? null : await freeLoopbackAddress();
  installRuntime(log, sdkAddress);

  const ledger = openLedger({ url: config.database.url, keys: config.ledgerKeys });
  await checkLedger(ledger);
  const identity = `focus-yuki worker ${process.pid}@${hostname()}`;
  const connection = await connect(config);
  const traces = config.tracesTo === null ? null : await openTraces(config.tracesTo, identity);
  const plugins = traces === null ? [] : [traces.plugin];
  const client = new Client({ connection, namespace: config.temporal.namespace, plugins });
  const missing = await missingSearchAttributes(connection.workflowService, config.temporal.namespace);
  if (missing.length > 0)
    throw new CannotStart(
      `Temporal lacks the search attributes ${missing.join(', ')}; run \`npm run setup\`.`,
    );

  const metrics =
    config.metricsPort === null || sdkAddress === null
      ? null
      : await serveMetrics({
          port: config.metricsPort,
          hostname: listeningAddress(config.console.url),
          registry: createProcessMetrics(systemsOf(config)),
          sdkAddress,
        });
  const post = createPost(config.messages);
  const worker = await createWorker({
    connection,
    namespace: config.temporal.namespace,
    taskQueue,
    identity,
    plugins,
    activities: createActivities({
      ledger,
      clock: () => new Date(),
      door: createWorkflowDoor(client, taskQueue),
      focus: {
        apiUrl: config.focus.apiUrl,
        authUrl: config.focus.authUrl,
        clientId: config.focus.clientId,
        clientSecret: config.focus.clientSecret,
      },
      yuki: { be: config.yuki.beUrl, nl: config.yuki.nlUrl },
      worker: identity,
      transports: new Map(),
      consoleUrl: config.console.url,
      post,
    }),
  });
  const running = worker.run();
  log.info({ namespace: config.temporal.namespace, taskQueue }, 'worker ready');
  process.send?.('ready');
  await running;
  await traces?.close();
  await metrics?.close();
  await post.close();
  await connection.close();
  await ledger.close();
}

/** @throws CannotStart when the database is away or has not been set up; SealError for a wrong sealing key. */
async function checkLedger(ledger: Ledger): Promise<void> {
  try {
    await checkSeal(ledger, new Date());
  } catch (cause) {
    if (cause instanceof SealError) throw cause;
    const isSetUp = (cause as { code?: unknown }).code !== undefinedTable;
    throw new CannotStart(
      isSetUp
        ? 'The ledger’s database does not answer; start it, or set DATABASE_URL to where it is.'
        : 'The ledger’s database has no tables yet; run `npm run setup`.',
      { cause },
    );
  }
}

async function connect(config: Config): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(temporalConnectionOptions(config));
  } catch (cause) {
    throw new CannotStart(
      `Temporal does not answer at ${config.temporal.address}; start it, or set TEMPORAL_ADDRESS to where it is.`,
      { cause },
    );
  }
}

/** The SDK's own messages go through our log, so that they look and redact alike. */
function installRuntime(log: Log, metricsAddress: string | null): void {
  const levels: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  };
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => log[levels[level]](meta ?? {}, message)),
    ...(metricsAddress === null
      ? {}
      : { telemetryOptions: { metrics: { prometheus: { bindAddress: metricsAddress } } } }),
  });
}

try {
  await main();
  process.exitCode = 0;
} catch (error) {
  const expected =
    error instanceof CannotStart ||
    error instanceof MetricsPortTaken ||
    error instanceof ConfigError ||
    error instanceof SealError;
  process.stderr.write(`${expected ? (error as Error).message : String((error as Error)?.stack ?? error)}\n`);
  process.exitCode = 1;
}
// Sockets of idle transports must not keep an ended worker alive.
process.exit();
