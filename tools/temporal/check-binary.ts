// Decides whether a file is a Temporal CLI that works on this machine, by asking it for its version.

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type CheckedBinary =
  | { readonly works: true; readonly path: string; readonly version: string }
  | { readonly works: false; readonly path: string; readonly reason: string };

/** Runs `<path> --version`, for at most ten seconds, and believes only an answer of Temporal's CLI. */
export function checkBinary(path: string): Promise<CheckedBinary> {
  return new Promise((done) => {
    execFile(
      path,
      ['--version'],
      { timeout: 10_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 },
      (error, stdout) => {
        const version = /temporal version (.{1,80})/i.exec(stdout)?.[1];
        if (error === null && version !== undefined) return done({ works: true, path, version });
        done({
          works: false,
          path,
          reason: error === null ? 'does not answer as the Temporal CLI' : whyNot(error),
        });
      },
    );
  });
}

function whyNot(error: Error & { code?: string | number | null; killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'does not exist';
  if (error.code === 'EACCES') return 'may not be executed';
  if (error.killed === true) return 'did not answer within ten seconds';
  return 'does not run on this machine';
}

/** The first executable file of that name on the search path, or null. */
export function onPath(name: string, searchPath: string | undefined): string | null {
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name];
  for (const folder of (searchPath ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const candidate of names.map((file) => join(folder, file))) {
      if (isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

/** Whether the file is there and may be executed by us. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
