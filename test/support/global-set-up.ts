// The set-up of a whole test run: offers the shared services to the files that ask for them, ends them at the
// end, and fails the run when a process is left behind. The services themselves are in `shared-services.ts`.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { marked, runMark } from './left-behind.ts';
import { openSharedDesk } from './shared-desk.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test file asks for the services that the whole run shares. */
    sharedServices: string;
  }
}

const endsWithinMs = 5_000;

/** Nothing is started here, so that a selection of instant tests stays instant. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  process.env[runMark] = randomBytes(8).toString('hex');
  const services = await openSharedDesk();
  project.provide('sharedServices', services.url);
  return async () => {
    await services.close();
    const left = await leftBehind();
    if (left.length === 0) return;
    process.exitCode = 1;
    process.stderr.write(
      `These processes were left behind by a test, so the run fails:\n${left.join('\n')}\n`,
    );
  };
}

/** What is still there when everything had time to end. */
async function leftBehind(): Promise<string[]> {
  const until = Date.now() + endsWithinMs;
  for (;;) {
    const left = marked(process.env[runMark] ?? '');
    if (left.length === 0 || Date.now() > until) return left.map(({ pid, command }) => `  ${pid} ${command}`);
    await delay(100);
  }
}
