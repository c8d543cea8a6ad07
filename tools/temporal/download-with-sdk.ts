// Lets Temporal's own SDK download the CLI, as its test environment does. The download runs in a process of
// its own (`download-main.ts`), because the SDK's cannot be stopped once it has begun.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isExecutable } from './check-binary.ts';
import type { Getter } from './find-binary.ts';

const reachWithin = 5_000;
const downloadWithin = 180_000;

/** Downloads into the folder; without internet it gives up within five seconds and says so. */
export const downloadWithSdk: Getter = async ({ version, folder, env }) => {
  const usesProxy = Boolean(env.HTTPS_PROXY || env.https_proxy || env.ALL_PROXY || env.all_proxy);
  // Behind a proxy only the SDK itself knows the way, so its own time limit has to do.
  if (!usesProxy && !(await isReachable('https://temporal.download'))) {
    return { failed: 'https://temporal.download cannot be reached' };
  }
  const failed = await runDownload(version, folder, env);
  if (failed !== null) return { failed };
  const path = existsSync(folder)
    ? readdirSync(folder)
        .map((name) => join(folder, name))
        .find(isExecutable)
    : undefined;
  return path === undefined ? { failed: 'the SDK left no binary' } : { path };
};

async function isReachable(address: string): Promise<boolean> {
  try {
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(reachWithin) });
    return true;
  } catch {
    // Whatever the reason, the next way is tried.
    return false;
  }
}

function runDownload(
  version: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const main = fileURLToPath(new URL('./download-main.ts', import.meta.url));
  return new Promise((done) => {
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, version, folder], {
      env: { ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: downloadWithin,
      killSignal: 'SIGKILL',
    });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2_000)));
    child.on('error', () => done('the download could not be started'));
    child.on('close', (code) => {
      if (code === 0) return done(null);
      done(words.trim().split('\n').at(-1) || `it did not end within ${downloadWithin / 1000} seconds`);
    });
  });
}
