// Runs the containers' commands with the containers' environment on this machine, read from docker-compose.yml and
// the Dockerfile: Debian's PostgreSQL, the run's Temporal server, and a copy of exactly what the image holds.

import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePorts } from '../../tools/free-port.ts';
import { postgresPrograms, startOwnPostgres, type OwnPostgres } from '../../tools/postgres.ts';
import { isExecutable, onPath } from '../../tools/temporal/check-binary.ts';
import { cachedBinaryPath } from '../../tools/temporal/find-binary.ts';
import { askShared } from '../support/ask-shared.ts';
import { needs } from '../support/skip.ts';
import { expectWatchable } from './monitoring.ts';
import { filledEnvironment, readCompose, readDockerfile, type Service } from './compose-file.ts';
import { runJob, startProcess, type Running } from './processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { entrypoint, copied } = readDockerfile();
const { services } = readCompose(filledEnvironment());

needs('temporal', 'postgres').describe('the production processes, natively', () => {
  const image = mkdtempSync(join(tmpdir(), 'focus-yuki-image-'));
  const running: Running[] = [];
  let postgres: OwnPostgres;
  let places: Readonly<Record<string, string>>;
  let consolePort = 0;
  let metricsPort = 0;

  beforeAll(async () => {
    for (const path of copied) cpSync(join(root, path), join(image, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'));
    const [server, temporal, [port = 0, portOfMetrics = 0]] = await Promise.all([
      startOwnPostgres(),
      askShared('temporal'),
      freePorts(2),
    ]);
    postgres = server;
    consolePort = port;
    metricsPort = portOfMetrics;
    places = { 'postgres:5432': new URL(server.url).host, 'temporal:7233': temporal.address };
  });

  afterAll(async () => {
    for (const one of running) one.signalAll('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    await postgres.stop();
    rmSync(image, { recursive: true, force: true });
  });

  const service = (name: string): Service => {
    const found = services[name];
    if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
    return found;
  };

  /** The container's environment, with the names of other containers turned into ports of this machine. */
  const environmentOf = (name: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(service(name).environment).map(([key, value]) => {
        if (key === 'PORT') return [key, String(consolePort)];
        if (key === 'METRICS_PORT') return [key, String(metricsPort)];
        return [key, Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), value)];
      }),
    );
  const wordsOf = (name: string): string[] => [
    ...(service(name).entrypoint ?? entrypoint),
    ...(service(name).command ?? []),
  ];
  const start = (words: readonly string[], env: Record<string, string>, cwd = image): Running => {
    const one = startProcess(words, env, cwd);
    running.push(one);
    return one;
  };
  /** Docker's own way to look whether a container is well. */
  const isHealthy = async (name: string): Promise<void> => {
    const [, ...words] = service(name).healthcheck?.test ?? [];
    await vi.waitFor(
      async () => expect(await runJob(words, environmentOf(name), image)).toEqual({ code: 0, said: '' }),
      { timeout: 60_000, interval: 500 },
    );
  };
  /** As `docker stop` does it; nothing here has writes in flight, so seconds are enough. */
  const endsInOrder = async ({ child, ended, said }: Running): Promise<void> => {
    const asked = Date.now();
    child.kill('SIGTERM');
    expect([await ended, said()]).toEqual([{ code: 0, signal: null }, expect.any(String)]);
    expect(Date.now() - asked).toBeLessThan(20_000);
  };

  test('the roles of the database server are made by the script that the image runs', async () => {
    const { hostname, port } = new URL(postgres.url);
    const job = await runJob(
      ['sh', join(root, 'tools/production/postgres-roles.sh')],
      {
        ...service('postgres').environment,
        PATH: `${postgresPrograms()}:${process.env.PATH}`,
        PGHOST: hostname,
        PGPORT: port,
      },
      image,
    );
    expect(job).toEqual({ code: 0, said: '' });
  });

  test('the namespace is made once by the job, which waits for a server and says when there is none', async () => {
    const binary =
      onPath('temporal', process.env.PATH) ?? process.env.TEMPORAL_CLI_PATH ?? cachedBinaryPath();
    if (!isExecutable(binary)) throw new Error('The namespace job needs the CLI: npm run ensure-temporal.');
    const bin = join(image, 'bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(binary, join(bin, 'temporal'));
    const words = ['sh', join(root, 'tools/production/temporal-namespace.sh')];
    const env = { ...environmentOf('temporal-namespace'), PATH: `${bin}:${process.env.PATH}` };
    const first = await runJob(words, env, image);
    expect([first.code, first.said]).toEqual([0, expect.stringContaining('focus-yuki')]);
    expect(await runJob(words, env, image)).toEqual({ code: 0, said: 'The namespace focus-yuki exists.\n' });
    const nobody = { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1', TEMPORAL_TRIES: '1' };
    expect(await runJob(words, nobody, image)).toEqual({
      code: 1,
      said: 'Temporal at 127.0.0.1:1 did not become healthy.\n',
    });
  });

  test('the set-up makes everything ready, and a second one finds it so', async () => {
    const first = await runJob(wordsOf('setup'), environmentOf('setup'), image);
    expect([first.code, first.said]).toEqual([0, expect.stringContaining('Ledger: migrated')]);
    const second = await runJob(wordsOf('setup'), environmentOf('setup'), image);
    expect([second.code, second.said]).toEqual([0, expect.stringContaining('the tables are up to date')]);
  });

  test('worker and console become healthy, a connection begins over the API, and both end on SIGTERM', async () => {
    const worker = start(wordsOf('worker'), environmentOf('worker'));
    const console = start(wordsOf('console'), environmentOf('console'));
    await Promise.all([isHealthy('worker'), isHealthy('console')]);
    const at = `http://127.0.0.1:${consolePort}`;
    for (const path of ['/healthz', '/readyz']) expect((await fetch(at + path)).status).toBe(200);

    const begin = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await fetch(`${at}/api/connections`, begin)).status).toBe(401);
    const authorization = `Bearer ${environmentOf('console')['API_TOKEN']}`;
    const answer = await fetch(`${at}/api/connections`, {
      ...begin,
      headers: { ...begin.headers, authorization },
    });
    expect(answer.status).toBe(200);
    const { authorizeUrl } = (await answer.json()) as { authorizeUrl: string };
    const url = new URL(authorizeUrl);
    expect(url.origin).toBe('https://focus.teamleader.eu');
    expect(url.searchParams.get('client_id')).toBe('a-made-up-client');
    expect(url.searchParams.get('redirect_uri')).toBe('https://console.example/oauth/focus/callback');

    // The worker has had tasks by now: the caretaker's first round, and the connection's first step.
    const ofWorker = await vi.waitFor(
      async () => {
        const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
        expect(text).toContain('temporal_activity_execution_latency');
        return text;
      },
      { timeout: 60_000, interval: 500 },
    );
    const ofConsole = await (await fetch(`${at}/metrics`)).text();
    expectWatchable(ofWorker, ofConsole);
    const second = start(wordsOf('worker'), environmentOf('worker'));
    expect([await second.ended, second.said()]).toEqual([
      { code: 1, signal: null },
      `Port ${metricsPort} is taken, so the worker’s metrics cannot be served: give each worker of this machine a METRICS_PORT of its own, or unset it.\n`,
    ]);

    await Promise.all([endsInOrder(worker), endsInOrder(console)]);
    const after = await runJob(
      service('console').healthcheck?.test.slice(1) ?? [],
      environmentOf('console'),
      image,
    );
    expect(after).toEqual({ code: 1, said: 'The console answers ECONNREFUSED.\n' });
  });

  test('“npm start -- worker” and “npm start -- console” are the same processes, and leave nobody behind', async () => {
    for (const [name, words] of [
      ['worker', 'worker ready'],
      ['console', 'the console answers'],
    ] as const) {
      const one = start(['npm', 'start', '--silent', '--', name], environmentOf(name), root);
      await vi.waitFor(() => expect(one.said()).toContain(words), { timeout: 60_000, interval: 100 });
      one.signalAll('SIGTERM');
      // Its outputs are at their end only when nobody has them open any more.
      expect(await Promise.race([one.ended, delay(20_000, 'still there')])).not.toBe('still there');
    }
  });

  test('nothing is invented when the address of the database is missing', async () => {
    const { DATABASE_URL: _missing, ...env } = environmentOf('worker');
    for (const name of ['worker', 'console']) {
      const job = await runJob([...entrypoint, 'scripts/start.ts', name], env, image);
      expect(job).toEqual({
        code: 1,
        said: 'DATABASE_URL is not set: production needs a PostgreSQL server. The embedded database is started by “npm run dev” only.\n',
      });
    }
    expect(existsSync(join(image, '.data'))).toBe(false);
  });
});

test.each([[[]], [['wrker']], [['worker', 'console']]])(
  'npm start with %j is wrong use and says what is right',
  async (words) => {
    const job = await runJob([...entrypoint, 'scripts/start.ts', ...words], {}, root);
    expect(job).toEqual({ code: 2, said: 'Usage: npm start -- worker|console\n' });
  },
);
