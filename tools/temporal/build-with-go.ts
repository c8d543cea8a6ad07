// Builds the Temporal CLI with an installed Go. The module proxy alone is enough: UI and database driver are
// Go modules too, and no C compiler is needed (reference/temporal.md C.1). Go's own settings stay untouched.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from './check-binary.ts';
import type { Getter } from './find-binary.ts';

const within = 20 * 60_000;
const tellEvery = 10_000;

/** Installs into the folder, for at most 20 minutes, with a line of progress every ten seconds. */
export const buildWithGo: Getter = async ({ version, folder, env, say }) => {
  const go = onPath('go', env.PATH);
  if (go === null) return { failed: 'Go is not installed (no go on the PATH)' };
  const failed = await install(go, version, folder, env, say);
  if (failed !== null) return { failed };
  const path = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  return existsSync(path) ? { path } : { failed: 'go install left no binary' };
};

function install(
  go: string,
  version: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  say: (sentence: string) => void,
): Promise<string | null> {
  return new Promise((done) => {
    const began = Date.now();
    const seconds = (): number => Math.round((Date.now() - began) / 1000);
    // A group of its own, so that the compilers that Go starts end with it.
    const child = spawn(go, ['install', '-v', `github.com/temporalio/cli/cmd/temporal@${version}`], {
      cwd: folder,
      env: { ...env, GOBIN: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let words = '';
    let packages = 0;
    let endedBy: string | null = null;
    const end = (reason: string): void => {
      endedBy = reason;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const onSignal = (signal: NodeJS.Signals): void => {
      end(`it was interrupted (${signal})`);
      process.exitCode = 130;
    };
    const progress = setInterval(
      () => say(`Temporal: still building, ${seconds()} s, ${packages} packages compiled.`),
      tellEvery,
    );
    const limit = setTimeout(() => end(`it did not end within ${within / 60_000} minutes`), within);
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    const settle = (reason: string | null): void => {
      clearInterval(progress);
      clearTimeout(limit);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      done(reason);
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      packages += text.split('\n').filter((line) => /^[\w.-]+(\/\S+)*$/.test(line)).length;
      words = (words + text).slice(-2_000);
    });
    child.on('error', (error) => settle(`Go could not be started (${error.message})`));
    child.on('close', (code) => {
      if (code === 0 && endedBy === null) say(`Temporal: built in ${seconds()} s.`);
      settle(endedBy ?? (code === 0 ? null : `go install says: ${lastWords(words)}`));
    });
  });
}

function lastWords(words: string): string {
  return words.trim().split('\n').slice(-3).join(' / ').slice(0, 500) || 'nothing';
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
