// All processes of the product on one machine, as `npm run dev` and the demo need them: Temporal, ledger,
// sandbox, set-up, worker, console, in this order. What they do together is left to the callers.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../platform/config.ts';
import { startEmbeddedLedger } from '../tools/embedded-ledger/start.ts';
import { freePorts, isPortTaken } from '../tools/free-port.ts';
import { startDevServer } from '../tools/temporal/dev-server.ts';
import { ensureTemporal } from '../tools/temporal/find-binary.ts';
import { setUpLedger, setUpTemporal } from './setup-steps.ts';
import {
  createSupervisor,
  readyOnFirstLine,
  readyOnUrl,
  readyWhenSaid,
  SupervisorError,
  type SupervisedChild,
  type Supervisor,
} from './supervisor.ts';

const sandboxAddresses = z.object({
  focus: z.object({
    apiUrl: z.string(),
    authUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    accessToken: z.string(),
    refreshToken: z.string(),
  }),
  yuki: z.object({
    beUrl: z.string(),
    nlUrl: z.string(),
    accessKey: z.string(),
    administrationId: z.string(),
    domainId: z.string(),
  }),
  controlUrl: z.string(),
});

/** What the sandbox prints first (design.md 10). */
export type SandboxAddresses = z.infer<typeof sandboxAddresses>;

export type LocalStackOptions = {
  readonly config: Config;
  /** The sandbox's arguments, or null to work with the real systems of the configuration. */
  readonly sandbox: readonly string[] | null;
  /** `usual`: 7233, 8233 and `PORT`, refused when taken. `free`: whatever is free, for the demo and tests. */
  readonly ports: 'usual' | 'free';
  /** One clear sentence per step. */
  readonly say: (sentence: string) => void;
};

export type LocalStack = {
  /** The configuration as the processes see it. */
  readonly config: Config;
  readonly temporal: { readonly address: string; readonly namespace: string; readonly uiUrl: string | null };
  readonly databaseUrl: string;
  readonly sandbox: SandboxAddresses | null;
  readonly consoleUrl: string;
  readonly logFolder: string;
  /** The environment of worker and console, for further processes such as the CLI. */
  readonly env: Readonly<Record<string, string>>;
  readonly supervisor: Supervisor;
  /** The worker that was started with the rest. */
  readonly worker: SupervisedChild;
  /** Starts one more worker, for instance after the first was killed. */
  startWorker(name?: string): Promise<SupervisedChild>;
  /** Ends everything, in the opposite order. Safe to repeat. */
  stop(): Promise<void>;
};

/**
 * Starts everything and resolves when it can be used. What was started is ended again when a step fails.
 *
 * @throws Error with one clear sentence: a port is taken, a process died, no Temporal could be got, …
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const logFolder = join(options.config.dataDir, 'log');
  const supervisor = createSupervisor({ logFolder });
  try {
    return await startParts(options, supervisor, logFolder);
  } catch (cause) {
    await supervisor.stopAll();
    throw cause;
  }
}

async function startParts(
  { config: given, sandbox: sandboxArguments, ports, say }: LocalStackOptions,
  supervisor: Supervisor,
  logFolder: string,
): Promise<LocalStack> {
  mkdirSync(given.dataDir, { recursive: true, mode: 0o700 });
  const consoleAt = await chooseConsole(given, ports);
  const temporal = await startTemporal(given, ports, supervisor, logFolder, say);
  const databaseUrl = await startLedger(given, supervisor, say);
  const sandbox = sandboxArguments === null ? null : await startSandbox(sandboxArguments, supervisor, say);
  const config = joinUp(given, {
    databaseUrl,
    temporalAddress: temporal.address,
    sandbox,
    console: consoleAt,
  });

  await setUpLedger(databaseUrl, say);
  await setUpTemporal(config, say);

  const env = {
    ...environmentOf(config),
    ...(temporal.uiUrl === null ? {} : { TEMPORAL_UI_URL: temporal.uiUrl }),
  };
  let workers = 0;
  const startWorker = (name = 'worker'): Promise<SupervisedChild> =>
    supervisor.start({
      name,
      run: { module: ourMain('workers/main.ts') },
      // One port serves the metrics of one worker: the first.
      env: workers++ === 0 ? env : { ...env, METRICS_PORT: '' },
      ready: readyWhenSaid,
      readyWithinMs: 120_000,
    });
  say('Worker: starting …');
  const worker = await startWorker();
  say('Console: starting …');
  await supervisor.start({
    name: 'console',
    run: { module: ourMain('client/console/main.ts') },
    env,
    port: config.console.port,
    ready: readyOnUrl(`http://127.0.0.1:${config.console.port}/readyz`),
  });
  return {
    config,
    temporal: { ...temporal, namespace: config.temporal.namespace },
    databaseUrl,
    sandbox,
    consoleUrl: config.console.url,
    logFolder,
    env,
    supervisor,
    worker,
    startWorker,
    stop: () => supervisor.stopAll(),
  };
}

function ourMain(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}

/** Looked at first of all, so that nothing is started in vain. */
async function chooseConsole(given: Config, ports: 'usual' | 'free'): Promise<Config['console']> {
  if (ports === 'free') {
    const [port = 0] = await freePorts(1);
    return { url: `http://127.0.0.1:${port}`, port };
  }
  if (await isPortTaken(given.console.port)) {
    throw new SupervisorError(
      `Port ${given.console.port} is taken, so the console cannot start: stop the program that uses it, or set PORT to another.`,
    );
  }
  return given.console;
}

async function startTemporal(
  config: Config,
  ports: 'usual' | 'free',
  supervisor: Supervisor,
  logFolder: string,
  say: (sentence: string) => void,
): Promise<{ address: string; uiUrl: string | null }> {
  if (!config.temporal.isLocalDefault) {
    say(`Temporal: using the server at ${config.temporal.address}.`);
    return { address: config.temporal.address, uiUrl: null };
  }
  const way = await ensureTemporal({ say });
  if (way.kind === 'server') return { address: way.address, uiUrl: null };
  const server = await startDevServer({
    binary: way.path,
    ui: true,
    dbFilename: join(config.dataDir, 'temporal.db'),
    logFile: join(logFolder, 'temporal.log'),
    ...(ports === 'usual' ? { port: 7233, uiPort: 8233 } : {}),
  });
  supervisor.adopt({ name: 'Temporal dev server', ...server });
  say(`Temporal: the dev server answers at ${server.address}.`);
  return server;
}

async function startLedger(
  config: Config,
  supervisor: Supervisor,
  say: (sentence: string) => void,
): Promise<string> {
  if (config.database.kind === 'postgres') return config.database.url;
  say('Ledger: starting the embedded database (some seconds at the first start) …');
  const ledger = await startEmbeddedLedger({ dataDir: config.database.dataDir });
  supervisor.adopt({ name: 'embedded ledger', ...ledger });
  return ledger.url;
}

async function startSandbox(
  args: readonly string[],
  supervisor: Supervisor,
  say: (sentence: string) => void,
): Promise<SandboxAddresses> {
  say('Sandbox: starting a pretend Focus and a pretend Yuki …');
  const child = await supervisor.start({
    name: 'sandbox',
    run: { module: ourMain('sandbox/main.ts') },
    args,
    ready: readyOnFirstLine,
  });
  return sandboxAddresses.parse(JSON.parse(await child.firstLine));
}

function joinUp(
  given: Config,
  found: {
    databaseUrl: string;
    temporalAddress: string;
    sandbox: SandboxAddresses | null;
    console: Config['console'];
  },
): Config {
  const { sandbox } = found;
  return {
    ...given,
    database: { kind: 'postgres', url: found.databaseUrl },
    console: found.console,
    temporal: {
      ...given.temporal,
      address: found.temporalAddress,
      connectionOptions: { ...given.temporal.connectionOptions, address: found.temporalAddress },
      isLocalDefault: false,
    },
    ...(sandbox === null
      ? {}
      : {
          focus: {
            apiUrl: sandbox.focus.apiUrl,
            authUrl: sandbox.focus.authUrl,
            clientId: sandbox.focus.clientId,
            clientSecret: sandbox.focus.clientSecret,
          },
          yuki: { beUrl: sandbox.yuki.beUrl, nlUrl: sandbox.yuki.nlUrl },
        }),
  };
}

/** The environment in which a process of ours reads exactly this configuration. */
export function environmentOf(config: Config): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return {
    ...Object.fromEntries(inherited),
    FOCUS_API_URL: config.focus.apiUrl,
    FOCUS_AUTH_URL: config.focus.authUrl,
    FOCUS_CLIENT_ID: config.focus.clientId ?? '',
    FOCUS_CLIENT_SECRET: config.focus.clientSecret ?? '',
    YUKI_BE_URL: config.yuki.beUrl,
    YUKI_NL_URL: config.yuki.nlUrl,
    DATABASE_URL: config.database.kind === 'postgres' ? config.database.url : '',
    DATA_DIR: config.dataDir,
    LEDGER_KEYS: config.ledgerKeys
      .map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`)
      .join(','),
    CONSOLE_URL: config.console.url,
    PORT: String(config.console.port),
    API_TOKEN: config.apiToken,
    TEMPORAL_ADDRESS: config.temporal.address,
    TEMPORAL_NAMESPACE: config.temporal.namespace,
    LOG_LEVEL: config.logLevel,
  };
}
