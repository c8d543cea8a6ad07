// Starts the Temporal CLI's dev server with the product's search attributes and ends it properly. Finding
// the binary is left to `find-binary.ts`, other namespaces and servers to `npm run setup`.

import { createWriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { missingSearchAttributes, searchAttributes } from '../../platform/search-attributes.ts';
import { startProgram, type ChildProgram } from '../child-program.ts';
import { freePorts, isPortTaken } from '../free-port.ts';

export type DevServerOptions = {
  readonly binary: string;
  /** Free ones are chosen when they are not given. */
  readonly port?: number;
  readonly uiPort?: number;
  /** Kept in this file; in memory when not given. */
  readonly dbFilename?: string;
  readonly ui: boolean;
  /** More of the server's dynamic configuration, as JSON values by key. */
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** The server's own words (warnings and worse) are appended to this file; dropped when not given. */
  readonly logFile?: string;
};

export type DevServer = {
  readonly address: string;
  readonly uiUrl: string | null;
  readonly namespace: string;
  readonly pid: number;
  /** Resolves with a sentence when the server is gone, asked for or not. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
};

const readyWithin = 60_000;
const namespace = 'default';

/**
 * Starts the dev server and resolves when its frontend answers and every search attribute can be used. It
 * ends with the process that started it, however that one ends.
 *
 * @throws Error with one clear sentence when a given port is taken, or the server dies or stays silent.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  for (const port of [options.port, options.ui ? options.uiPort : undefined]) {
    if (port !== undefined && (await isPortTaken(port))) {
      throw new Error(
        `Port ${port} is taken, so Temporal's dev server cannot start there: stop the program that uses it, or name a running Temporal server in TEMPORAL_ADDRESS.`,
      );
    }
  }
  const choosesPorts = options.port === undefined || (options.ui && options.uiPort === undefined);
  for (let left = choosesPorts ? 3 : 1; ; left -= 1) {
    const [freePort = 0, freeUiPort = 0] = await freePorts(2);
    const ports = { port: options.port ?? freePort, uiPort: options.uiPort ?? freeUiPort };
    const started = await startOnce(options, ports);
    if (started.kind === 'ready') return started.server;
    // A free port can be lost to somebody else in the moment before the server takes it.
    const lostPort = /address already in use/i.test(started.words);
    if (!lostPort || left <= 1) throw new Error(`Temporal's dev server did not start: ${started.words}.`);
  }
}

type Attempt = { kind: 'ready'; server: DevServer } | { kind: 'failed'; words: string };

async function startOnce(
  options: DevServerOptions,
  ports: { port: number; uiPort: number },
): Promise<Attempt> {
  const program = await startProgram(options.binary, commandLine(options, ports));
  const lastWords = listen(program, options.logFile);
  const address = `127.0.0.1:${ports.port}`;
  const given = new AbortController();
  const readiness = await Promise.race([
    isReady(address, given.signal),
    program.ended.then(() => 'it ended at once'),
  ]);
  given.abort();
  if (readiness !== null) {
    await program.stop();
    return { kind: 'failed', words: lastWords() || readiness };
  }
  const server: DevServer = {
    address,
    uiUrl: options.ui ? `http://127.0.0.1:${ports.uiPort}` : null,
    namespace,
    pid: program.pid,
    ended: program.ended.then(() => lastWords() || 'Temporal has ended'),
    stop: async () => void (await program.stop()),
  };
  return { kind: 'ready', server };
}

function commandLine(options: DevServerOptions, ports: { port: number; uiPort: number }): string[] {
  const dynamicConfig = { 'matching.enableFairness': true, ...options.dynamicConfig };
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.port), '--log-level', 'warn'],
    ...(options.ui ? ['--ui-ip', '127.0.0.1', '--ui-port', String(ports.uiPort)] : ['--headless']),
    ...(options.dbFilename === undefined ? [] : ['--db-filename', options.dbFilename]),
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

/** Keeps the server's output flowing, into the file if there is one, and remembers its last line. */
function listen(program: ChildProgram, logFile: string | undefined): () => string {
  const file = logFile === undefined ? null : createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  let tail = '';
  for (const stream of [program.child.stdout, program.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      file?.write(text);
      tail = (tail + text).slice(-4_000);
    });
  }
  void program.ended.then(() => file?.end());
  return () =>
    /(?:^|\n)(?:Error: )?([^\n]*(?:in use|rror)[^\n]*)/.exec(tail)?.[1]?.trim().slice(0, 400) ?? '';
}

/** Null when the server can be used, else why not. */
async function isReady(address: string, given: AbortSignal): Promise<string | null> {
  const until = Date.now() + readyWithin;
  let reason = 'it did not answer';
  while (Date.now() < until && !given.aborted) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      try {
        const missing = await missingSearchAttributes(connection.workflowService, namespace);
        if (missing.length === 0) return null;
        reason = `it does not know ${missing.join(', ')}`;
      } finally {
        await connection.close();
      }
    } catch (cause) {
      // Not there yet: looked at again until the time is over.
      reason = cause instanceof Error ? cause.message : String(cause);
    }
    await delay(50);
  }
  return `${reason} within ${readyWithin / 1000} seconds`;
}
