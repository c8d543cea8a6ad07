// Finds the processes that a test run has started and not ended, by a mark in the environment that every child
// inherits. It needs Linux's /proc; elsewhere it finds nothing, and ends none of them itself.

import { readdirSync, readFileSync } from 'node:fs';

/** The variable that marks the processes of one test run. */
export const runMark = 'FOCUS_YUKI_TEST_RUN';

export type Marked = { readonly pid: number; readonly command: string };

/** Processes of the run, without the test runner's own. */
export function marked(run: string): Marked[] {
  const mark = `${runMark}=${run}`;
  return processNumbers().flatMap((pid) => {
    const environment = read(`/proc/${pid}/environ`);
    if (pid === process.pid || !environment.split('\0').includes(mark)) return [];
    const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
    // A process that has ended and was not yet waited for has no command line any more.
    const isRunner = /vitest[\\/]dist[\\/]|[\\/]esbuild /.test(`${command} `);
    return command === '' || isRunner ? [] : [{ pid, command: command.slice(0, 200) }];
  });
}

function processNumbers(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    // Not Linux: there is no list to read.
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended while we looked, or belongs to somebody else; either way it is not one that we can judge.
    return '';
  }
}
