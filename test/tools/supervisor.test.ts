// Proves that processes are started in order, watched, and never left behind, with small real programs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../platform/config.ts';
import { environmentOf } from '../../scripts/local-stack.ts';
import {
  createSupervisor,
  readyOnFirstLine,
  readyOnUrl,
  readyWhenSaid,
  type ChildPlan,
  type Supervisor,
} from '../../scripts/supervisor.ts';
import { startModule } from '../../tools/child-program.ts';
import { processExists } from '../../tools/lock-folder.ts';

let folder: string;
let supervisor: Supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
  supervisor = createSupervisor({ logFolder: join(folder, 'log'), graceMs: 1_000 });
});
afterEach(async () => {
  await supervisor.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

/** A main file with that body; `stay` keeps it alive until it is ended. */
function main(name: string, body: string): URL {
  const path = join(folder, `${name}.mts`);
  writeFileSync(path, `const stay = () => setInterval(() => {}, 1000);\n${body}\n`);
  return pathToFileURL(path);
}

const plan = (name: string, body: string, more: Partial<ChildPlan> = {}): ChildPlan => ({
  name,
  run: { module: main(name, body) },
  ready: readyWhenSaid,
  ...more,
});

const gone = async (pid: number): Promise<void> =>
  expect.poll(() => processExists(pid), { timeout: 15_000 }).toBe(false);

test('a child is ready by its message, by a line that says so, by its first line, or by its address', async () => {
  await supervisor.start(plan('message', `process.send('ready'); stay();`));
  await supervisor.start(plan('line', `console.log('{"level":"info","ready":true}'); stay();`));
  const first = await supervisor.start(
    plan('first', `console.log('hello'); stay();`, { ready: readyOnFirstLine }),
  );
  expect(await first.firstLine).toBe('hello');
  const body = `import { createServer } from 'node:http';
    const server = createServer((_, answer) => answer.end()).listen(0, '127.0.0.1', () =>
      console.log(server.address().port));`;
  const served = await supervisor.start(
    plan('served', body, {
      ready: async (child, givenUp) =>
        readyOnUrl(`http://127.0.0.1:${await child.firstLine}/`)(child, givenUp),
    }),
  );
  expect(processExists(served.pid)).toBe(true);
}, 30_000);

test('a child that dies before it is ready is reported with its last words and where the rest is', async () => {
  await expect(
    supervisor.start(plan('worker', `console.error('The ledger does not answer.'); process.exit(3);`)),
  ).rejects.toThrow(
    `The worker has ended by itself (exit code 3), saying: The ledger does not answer. All of it is in ${join(folder, 'log', 'worker.log')}.`,
  );
});

test('a child that stays silent is given up and ended', async () => {
  const silent = plan('silent', `stay();`, { readyWithinMs: 700 });
  await expect(supervisor.start(silent)).rejects.toThrow('The silent was not ready within 0.7 seconds.');
});

test('a port that is taken is refused by one sentence before anything starts', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  await expect(supervisor.start(plan('console', `stay();`, { port }))).rejects.toThrow(
    `Port ${port} is taken, so the console cannot start: stop the program that uses it, or choose another port.`,
  );
  holder.close();
});

test('a death nobody asked for is announced, one on purpose is not', async () => {
  const victim = await supervisor.start(plan('victim', `process.send('ready'); stay();`));
  const other = await supervisor.start(plan('other', `process.send('ready'); stay();`));
  expect(await victim.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  process.kill(other.pid, 'SIGKILL');
  expect(await supervisor.firstDeath).toContain('The other has ended by itself (SIGKILL)');
}, 30_000);

test('all are ended in the opposite order, and one that refuses is killed after its grace', async () => {
  const trace = join(folder, 'trace');
  const polite = (name: string): string => `
    import { appendFileSync } from 'node:fs';
    process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(trace)}, '${name} '); process.exit(0); });
    process.send('ready'); stay();`;
  await supervisor.start(plan('first', polite('first')));
  const stubborn = await supervisor.start(
    plan('stubborn', `process.on('SIGTERM', () => {}); process.send('ready'); stay();`),
  );
  await supervisor.start(plan('last', polite('last')));
  await supervisor.stopAll();
  expect(readFileSync(trace, 'utf8')).toBe('last first ');
  expect(await stubborn.ended).toEqual({ code: null, signal: 'SIGKILL' });
}, 30_000);

test('the words of a child are kept, those of the time before beside them', async () => {
  for (const words of ['the first time', 'the second time']) {
    const child = await supervisor.start(
      plan('talker', `console.log('${words}'); process.send('ready'); stay();`),
    );
    await child.firstLine;
    await child.end();
    await expect.poll(() => readFileSync(child.logFile, 'utf8')).toBe(`${words}\n`);
  }
  expect(readFileSync(join(folder, 'log', 'talker.log.1'), 'utf8')).toBe('the first time\n');
}, 30_000);

test('a program whose work is done ends although it could still be spoken to', async () => {
  const child = await startModule(main('brief', `console.log('done');`));
  expect(await child.ended).toEqual({ code: 0, signal: null });
});

test('no child outlives a supervisor that is killed, be it ours or another program', async () => {
  const source = `
    import { createSupervisor, readyWhenSaid } from ${JSON.stringify(new URL('../../scripts/supervisor.ts', import.meta.url).href)};
    const supervisor = createSupervisor({ logFolder: ${JSON.stringify(join(folder, 'log'))} });
    const ours = await supervisor.start({ name: 'ours', ready: readyWhenSaid,
      run: { module: new URL(${JSON.stringify(main('ours', `process.send('ready'); stay();`).href)}) } });
    const other = await supervisor.start({ name: 'other', ready: async () => {}, run: { program: 'sleep' }, args: ['600'] });
    console.log(JSON.stringify([ours.pid, other.pid]));`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as number[];
  expect(pids.map(processExists)).toEqual([true, true]);
  parent.kill('SIGKILL');
  for (const pid of pids) await gone(pid);
}, 30_000);

test('a process that we start reads exactly the configuration that we have', () => {
  const none = { TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'), DATA_DIR: folder };
  const config = loadConfig({
    ...none,
    DATABASE_URL: 'postgres://postgres@127.0.0.1:5/postgres',
    LEDGER_KEYS: `b:${Buffer.alloc(32, 2).toString('base64')},a:${Buffer.alloc(32, 1).toString('base64')}`,
    API_TOKEN: 'a-token-of-enough-length',
    FOCUS_CLIENT_ID: 'id',
    FOCUS_CLIENT_SECRET: 'secret',
    FOCUS_API_URL: 'http://127.0.0.1:4001/api',
    PORT: '4711',
    TEMPORAL_ADDRESS: '127.0.0.1:4712',
    LOG_LEVEL: 'debug',
  });
  expect(loadConfig({ ...environmentOf(config), ...none })).toEqual(config);
});
