/**
 * The console process: reads the environment, opens the ledger, serves, and ends in order. It starts without
 * Temporal and without the database and answers 503 until they are there; a wrong sealing key ends it.
 */

import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { missingMigrations } from '../../ledger/migrate.ts';
import { checkSeal, openLedger, type Ledger } from '../../ledger/open.ts';
import { SealError } from '../../ledger/sealing.ts';
import { ConfigError, loadConfig, type Config } from '../../platform/config.ts';
import { createLog, type Log } from '../../platform/log.ts';
import { listeningAddress } from '../../platform/listening.ts';
import { createProcessMetrics, systemsOf } from '../../platform/metrics.ts';
import { temporalConnectionOptions } from '../../platform/temporal.ts';
import { createMetrics } from '../ledger-metrics.ts';
import { createConnector } from '../connector.ts';
import type { DoctorTools } from '../doctor.ts';
import { refusalOfDatabase } from '../refusal.ts';
import { openTemporalDoor } from '../temporal.ts';
import { createConsole } from './app.ts';

const drainMs = 10_000;

/** The process cannot go on; the message is one clear sentence for the person who started it. */
class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog({ name: 'console', level: config.logLevel });
  const databaseUrl = databaseUrlOf(config);
  const temporalUiUrl = temporalUiUrlOf(process.env.TEMPORAL_UI_URL);
  const ledger = openLedger({
    url: databaseUrl,
    keys: config.ledgerKeys,
    onIdleError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  await checkKeys(ledger, log);
  const temporal = openTemporalDoor({
    connectionOptions: temporalConnectionOptions(config),
    namespace: config.temporal.namespace,
  });
  const tools: DoctorTools = {
    ledger,
    temporal,
    focus: {
      apiUrl: config.focus.apiUrl,
      authUrl: config.focus.authUrl,
      clientId: config.focus.clientId ?? null,
      clientSecret: config.focus.clientSecret ?? null,
    },
    yuki: config.yuki,
    consoleUrl: config.console.url,
    temporalUiUrl,
    messages: { email: config.messages.mail !== null, toPrivate: config.messages.toPrivate },
    now: () => new Date(),
    databaseUrl,
    missingMigrations: () => missingMigrations({ url: databaseUrl }),
    nodeVersion: process.version,
  };
  const registry = createProcessMetrics(systemsOf(config));
  const app = createConsole({
    metrics: createMetrics(registry, ledger, tools.now),
    connector: createConnector(tools),
    apiToken: config.apiToken,
    log,
    isReady: async () => {
      await checkSeal(ledger, tools.now());
      await temporal.ensureReachable();
    },
  });
  const server = await listen(app.fetch, config.console);
  log.info({ port: config.console.port }, 'the console answers');
  endInOrder(server, log, async () => {
    await temporal.close();
    await ledger.close();
  });
  process.send?.('ready');
}

function databaseUrlOf({ database }: Config): string {
  if (database.kind === 'postgres') return database.url;
  throw new CannotStart(
    'DATABASE_URL is not set, and the embedded database is started by “npm run dev” only: start that, or set DATABASE_URL to a PostgreSQL server.',
  );
}

/** Optional: where people see workflows; links are left out without it. */
function temporalUiUrlOf(text: string | undefined): string | null {
  if (text === undefined || text.trim() === '') return null;
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new CannotStart(
      'TEMPORAL_UI_URL is not an http or https address; write an origin such as http://127.0.0.1:8233, or unset it.',
    );
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** A database that is away now may come back; a key that is wrong will not become right. */
async function checkKeys(ledger: Ledger, log: Log): Promise<void> {
  try {
    await checkSeal(ledger, new Date());
  } catch (error) {
    if (error instanceof SealError) throw new CannotStart(error.message);
    const refusal = refusalOfDatabase(error);
    if (refusal === null) throw error;
    log.warn({ problem: refusal.type }, 'the ledger is not ready yet; requests are answered with 503');
  }
}

/** On a loopback address the console is open to this machine only; elsewhere it listens on all addresses. */
function listen(fetch: Parameters<typeof serve>[0]['fetch'], at: Config['console']): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port: at.port, hostname: listeningAddress(at.url) }, () =>
      resolve(server),
    ) as Server;
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new CannotStart(
              `Port ${at.port} is ${error.code === 'EACCES' ? 'not allowed for us' : 'taken'}, so the console cannot start: stop the program that uses it, or set PORT to another.`,
            )
          : error,
      ),
    );
  });
}

/** Answers what has begun, then closes; a request that does not end is cut off. */
function endInOrder(server: Server, log: Log, close: () => Promise<void>): void {
  let isEnding = false;
  const end = (reason: string): void => {
    if (isEnding) return;
    isEnding = true;
    log.info({ reason }, 'the console ends');
    const cutOff = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cutOff);
      void close().finally(() => process.exit(0));
    });
    server.closeIdleConnections();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(signal));
  process.once('disconnect', () => end('the parent is gone'));
}

try {
  await main();
} catch (error) {
  const isExpected =
    error instanceof CannotStart || error instanceof ConfigError || error instanceof SealError;
  if (!isExpected) createLog({ name: 'console' }).fatal({ err: error }, 'the console could not start');
  process.stderr.write(
    `${isExpected ? error.message : 'The console could not start; the line above says why.'}\n`,
  );
  process.exit(1);
}
