// Proves that the dev server is usable when it is said to be, and leaves nothing behind, on the real
// Temporal CLI. Without one the tests are skipped by name, unless REQUIRE_ALL asks for everything.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import { missingSearchAttributes } from '../../platform/search-attributes.ts';
import { processExists } from '../../tools/lock-folder.ts';
import { startDevServer } from '../../tools/temporal/dev-server.ts';
import { findReadyTemporal } from '../../tools/temporal/find-binary.ts';

const { TEMPORAL_ADDRESS: _elsewhere, ...env } = process.env;
const ready = await findReadyTemporal({ env, say: () => {} });
const binary = ready?.kind === 'binary' ? ready.path : '';
const missing = binary === '' && process.env.REQUIRE_ALL !== '1';
const onCli = test.skipIf(missing);
const started: number[] = [];

afterAll(() => {
  for (const pid of started.filter(processExists)) process.kill(pid, 'SIGKILL');
});

const gone = async (pid: number): Promise<void> =>
  expect.poll(() => processExists(pid), { timeout: 15_000 }).toBe(false);

onCli(
  'a started server answers, knows our search attributes and shows its UI (get it: npm run ensure-temporal)',
  async () => {
    const server = await startDevServer({ binary, ui: true });
    started.push(server.pid);
    const connection = await Connection.connect({ address: server.address });
    expect(await missingSearchAttributes(connection.workflowService, server.namespace)).toEqual([]);
    const { count } = await connection.workflowService.countWorkflowExecutions({
      namespace: server.namespace,
      query: 'ConnectionStatus = "paused" AND HeldDocuments > 2',
    });
    expect(Number(count)).toBe(0);
    expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
    await connection.close();
    await server.stop();
    await gone(server.pid);
  },
  60_000,
);

test('a search attribute that the server does not know is named', async () => {
  const refuses = (names: readonly string[]) => ({
    countWorkflowExecutions: ({ query }: { query: string }) =>
      names.some((name) => query.startsWith(name))
        ? Promise.reject(Object.assign(new Error('invalid query'), { code: 3 }))
        : Promise.resolve({}),
  });
  expect(await missingSearchAttributes(refuses(['HoldCause', 'YukiDomain']), 'default')).toEqual([
    'HoldCause',
    'YukiDomain',
  ]);
  const down = {
    countWorkflowExecutions: () => Promise.reject(Object.assign(new Error('down'), { code: 14 })),
  };
  await expect(missingSearchAttributes(down, 'default')).rejects.toThrow('down');
});

test('a port that is taken is refused with one sentence that says what to do', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  await expect(startDevServer({ binary, ui: false, port })).rejects.toThrow(
    `Port ${port} is taken, so Temporal's dev server cannot start there: stop the program that uses it, or name a running Temporal server in TEMPORAL_ADDRESS.`,
  );
  holder.close();
});

onCli(
  'the server ends with the process that started it, even when that one is killed',
  async () => {
    const source = `
    import { startDevServer } from ${JSON.stringify(new URL('../../tools/temporal/dev-server.ts', import.meta.url).href)};
    const server = await startDevServer({ binary: ${JSON.stringify(binary)}, ui: false });
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString().trim());
    started.push(pid);
    expect(processExists(pid)).toBe(true);
    parent.kill('SIGKILL');
    await gone(pid);
  },
  60_000,
);
