// A process that makes what one test run shares, each part when it is asked for first: a Temporal dev server,
// an embedded database, the bundle of the workflows. It hears a name and answers with where the part is. That
// files ask for them is left to `shared-desk.ts` and `ask-shared.ts`.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerUrl } from '../../tools/embedded-ledger/places.ts';
import { serveDatabase } from '../../tools/embedded-ledger/wire-server.ts';
import { startDevServer } from '../../tools/temporal/dev-server.ts';
import { findReadyTemporal } from '../../tools/temporal/find-binary.ts';
import type { SharedAnswer, SharedServices } from './shared-desk.ts';

type Closing = () => Promise<void>;
type Makers = { [Name in keyof SharedServices]: (end: Closing[]) => Promise<SharedServices[Name]> };

const quiet = (): void => {};

const makers: Makers = {
  async temporal(end) {
    const way = await findReadyTemporal({ say: quiet });
    if (way === null)
      throw new Error('No Temporal CLI is ready: run “npm run ensure-temporal” once, which gets one.');
    if (way.kind === 'server') return { address: way.address, uiUrl: null };
    const server = await startDevServer({ binary: way.path, ui: true });
    end.push(() => server.stop());
    return { address: server.address, uiUrl: server.uiUrl };
  },

  async database(end) {
    // In memory, which starts in a third of the time; the process with its folder has tests of its own.
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create('memory://');
    const onBroken = (cause: unknown): never => {
      throw cause;
    };
    const server = await serveDatabase({ port: 0, database: Promise.resolve(database), onBroken });
    end.push(async () => {
      await server.close();
      await database.close();
    });
    return { url: ledgerUrl(server.port) };
  },

  async bundle(end) {
    // Loaded only here, because the bundler is heavy and most selections need none.
    const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
    const { workflowsPath } = await import('../../workers/worker.ts');
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    const folder = await mkdtemp(join(tmpdir(), 'focus-yuki-bundle-'));
    end.push(() => rm(folder, { recursive: true, force: true }));
    const codePath = join(folder, 'workflows.js');
    await writeFile(codePath, code);
    return { codePath };
  },
};

const made = new Map<string, Promise<unknown>>();
const end: Closing[] = [];

function make(name: string): Promise<unknown> {
  const maker = Object.hasOwn(makers, name) ? makers[name as keyof Makers] : undefined;
  if (maker === undefined) return Promise.reject(new Error(`There is no shared service ${name}.`));
  const known = made.get(name);
  if (known !== undefined) return known;
  const fresh = maker(end);
  made.set(name, fresh);
  return fresh;
}

async function answer(name: string): Promise<void> {
  const words: SharedAnswer = await make(name).then(
    (service) => ({ name, service }),
    (cause: unknown) => ({ name, problem: cause instanceof Error ? cause.message : String(cause) }),
  );
  if (process.connected) process.send?.(words);
}

process.on('message', (name) => void answer(String(name)));

// The channel closes when the run is over, however it ends. Ctrl-C reaches the runner, which closes it.
process.once('disconnect', () => void closeAll());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quiet);

/** Ends what was made, the last one first. */
async function closeAll(): Promise<void> {
  await Promise.allSettled(made.values());
  for (const close of end.toReversed()) await close();
  process.exit(0);
}
