/**
 * A console put together for tests: real routes and verbs over a ledger and a Temporal server that each test
 * names. Parts that a test does not need are addresses at which nobody listens.
 */

import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { createConsole } from '../../client/console/app.ts';
import { createMetrics } from '../../client/ledger-metrics.ts';
import { createConnector, type Connector } from '../../client/connector.ts';
import type { DoctorTools } from '../../client/doctor.ts';
import { openTemporalDoor, type TemporalDoor } from '../../client/temporal.ts';
import { missingMigrations } from '../../ledger/migrate.ts';
import { checkSeal, openLedger, type Ledger } from '../../ledger/open.ts';
import { Registry } from '../../platform/metrics.ts';
import { createLog } from '../../platform/log.ts';
import { freePorts } from '../../tools/free-port.ts';

export const token = 'a-token-for-tests-0123456789';
export const testKeys = [{ id: 'test', key: new Uint8Array(32).fill(7) }];

export interface ConsoleUnderTest {
  readonly connector: Connector;
  readonly ledger: Ledger;
  readonly tools: DoctorTools;
  /** What was logged, as text, so that a test can prove what is not in it. */
  readonly logged: () => string;
  /** Asks in-process with the token; other headers by `init`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Serves on a port until closed. */
  serve(): Promise<string>;
  close(): Promise<void>;
}

export interface ConsoleParts {
  readonly database?: { readonly url: string; readonly schema: string };
  readonly temporal?: { readonly address: string; readonly namespace: string; readonly taskQueue: string };
  readonly focus?: Partial<DoctorTools['focus']>;
  readonly yuki?: DoctorTools['yuki'];
  readonly messages?: DoctorTools['messages'];
  readonly stepWaitMs?: number;
  readonly now?: () => Date;
  readonly callMs?: number;
  /** Instead of a Temporal server, for verbs whose words are only written down. */
  readonly door?: TemporalDoor;
}

export async function openConsole(parts: ConsoleParts = {}): Promise<ConsoleUnderTest> {
  const [nobody = 1, nobodyElse = 1] = await freePorts(2);
  const database = parts.database ?? {
    url: `postgres://nobody:hidden@127.0.0.1:${nobody}/none`,
    schema: 'public',
  };
  const ledger = openLedger({ url: database.url, schema: database.schema, keys: testKeys });
  const temporal =
    parts.door ??
    openTemporalDoor({
      connectionOptions: { address: parts.temporal?.address ?? `127.0.0.1:${nobodyElse}` },
      namespace: parts.temporal?.namespace ?? 'default',
      ...(parts.temporal === undefined ? {} : { taskQueue: parts.temporal.taskQueue }),
      callMs: parts.callMs ?? 5_000,
    });
  const nowhere = `http://127.0.0.1:${nobody}`;
  const tools: DoctorTools = {
    ledger,
    temporal,
    focus: {
      ...{ apiUrl: nowhere, authUrl: nowhere, clientId: 'client-of-tests', clientSecret: 'secret-of-tests' },
      ...parts.focus,
    },
    yuki: parts.yuki ?? { beUrl: nowhere, nlUrl: nowhere },
    consoleUrl: 'http://console.test',
    temporalUiUrl: 'http://temporal-ui.test',
    messages: parts.messages ?? { email: true, toPrivate: false },
    now: parts.now ?? (() => new Date()),
    stepWaitMs: parts.stepWaitMs ?? 20_000,
    databaseUrl: database.url,
    missingMigrations: () => missingMigrations(database),
    nodeVersion: process.version,
  };
  let logged = '';
  const connector = createConnector(tools);
  const app = createConsole({
    connector,
    apiToken: token,
    metrics: createMetrics(new Registry(), ledger, tools.now),
    log: createLog({ name: 'test', destination: { write: (line) => (logged += line) } }),
    isReady: async () => {
      await checkSeal(ledger, tools.now());
      await temporal.ensureReachable();
    },
  });
  const servers: Server[] = [];
  return {
    connector,
    ledger,
    tools,
    logged: () => logged,
    ask: async (path, init = {}) =>
      app.request(path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } }),
    serve: () =>
      new Promise((resolve) => {
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) =>
          resolve(`http://127.0.0.1:${info.port}`),
        ) as Server;
        servers.push(server);
      }),
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
      await temporal.close();
      await ledger.close();
    },
  };
}

/** A JSON body as a request carries it. */
export function jsonBody(method: 'POST' | 'PUT', body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly cure: string;
}

/** The problem in an answer, after checking that it is one. */
export async function problemOf(answer: Response): Promise<Problem> {
  if (!(answer.headers.get('content-type') ?? '').startsWith('application/problem+json'))
    throw new Error(`Not a problem but ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Problem;
}
