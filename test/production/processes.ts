// Starts a container's process without a container: the same words with the same environment and nothing of ours
// inherited but the search path. Which processes, and what they prove, is left to the tests.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { runMark } from '../support/left-behind.ts';

export type Running = {
  readonly child: ChildProcess;
  /** What it has said so far, on both outputs. */
  said(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Reaches the process and everything that it has started, as a supervisor's signal does. */
  signalAll(signal: NodeJS.Signals): void;
};

/** Starts it; whoever starts it awaits its end. */
export function startProcess(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Running {
  const [command = '', ...rest] = words;
  const child = spawn(command, rest, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      [runMark]: process.env[runMark],
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (text = (text + part).slice(-20_000)));
  // Resolved when the outputs are read to their end, so that the last words are there.
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return { child, said: () => text, ended, signalAll: (signal) => killGroup(child.pid, signal) };
}

function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (cause) {
    // Nobody of the group is left, which is what the signal is for.
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

/** Runs a job to its end. */
export async function runJob(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<{ code: number | null; said: string }> {
  const job = startProcess(words, env, cwd);
  const { code } = await job.ended;
  return { code, said: job.said() };
}
