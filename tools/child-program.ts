// Starts programs that never outlive us and can be stopped properly: Node programs of this repository
// through tsx, others through a tether. It leaves to its users when a program counts as ready.

import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tether = fileURLToPath(new URL('./tether.mjs', import.meta.url));
const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href;

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type ChildProgram = {
  /** The program's own process, not that of a tether around it. */
  readonly pid: number;
  /** Resolves when the program is gone, for whatever reason. */
  readonly ended: Promise<Ending>;
  /** The process that we started, for its output and messages. */
  readonly child: ChildProcess;
  /**
   * Ends the program: SIGTERM, and SIGKILL when the grace (default ten seconds) is over; with no
   * grace at once SIGKILL, as in a crash. Safe to repeat.
   */
  stop(graceMs?: number): Promise<Ending>;
};

export type ProgramOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
};

/** Starts a TypeScript main file of this repository in a process of its own. */
export function startModule(
  file: URL | string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<ChildProgram> {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  const preloads = ['--import', endWithParent, '--import', import.meta.resolve('tsx')];
  return begin([...preloads, path, ...args], options, (child) => Promise.resolve(child.pid));
}

/** Starts any other program. */
export function startProgram(
  command: string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<ChildProgram> {
  return begin([tether, command, ...args], options, tetheredPid);
}

async function begin(
  nodeArguments: readonly string[],
  options: ProgramOptions,
  findPid: (child: ChildProcess) => Promise<number | undefined>,
): Promise<ChildProgram> {
  // A group of its own: Ctrl-C in the terminal reaches us alone, and we end the others in order.
  const child = spawn(process.execPath, nodeArguments, {
    env: { ...(options.env ?? process.env) },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const ended = new Promise<Ending>((done) => {
    child.once('exit', (code, signal) => done({ code, signal }));
    child.once('error', () => done({ code: null, signal: null }));
  });
  const pid = await findPid(child);
  if (pid === undefined) throw new Error('The program could not be started.');
  // A tether that is killed cannot end its program, so we do.
  if (pid !== child.pid) void ended.then(() => kill(pid, 'SIGKILL'));
  return { pid, ended, child, stop: (graceMs = 10_000) => stop(child, ended, graceMs) };
}

function tetheredPid(child: ChildProcess): Promise<number | undefined> {
  return new Promise((found) => {
    child.once('exit', () => found(undefined));
    child.once('error', () => found(undefined));
    child.once('message', (message) => found((message as { tetheredPid?: number }).tetheredPid));
  });
}

async function stop(child: ChildProcess, ended: Promise<Ending>, graceMs: number): Promise<Ending> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return ended;
  if (graceMs > 0) child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  try {
    return await ended;
  } finally {
    clearTimeout(force);
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, which is what was wanted.
  }
}
