// Starts child processes in order, waits until each is ready, keeps their words in files, notices when one
// dies and ends all of them in the opposite order. Which processes there are is left to `local-stack.ts`.

import { createWriteStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startModule, startProgram, type ChildProgram, type Ending } from '../tools/child-program.ts';
import { isPortTaken } from '../tools/free-port.ts';

/** A process cannot be started or has died. The message is one clear sentence or two. */
export class SupervisorError extends Error {
  override readonly name = 'SupervisorError';
}

export type ChildPlan = {
  /** The word for it in messages, and the name of its log file. */
  readonly name: string;
  /** A TypeScript main file of ours, or any other program. */
  readonly run: { readonly module: URL } | { readonly program: string };
  readonly args?: readonly string[];
  /** Its whole environment; ours when not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A port of this machine that it will take; looked at before it starts. */
  readonly port?: number;
  readonly ready: Readiness;
  readonly readyWithinMs?: number;
};

/** Resolves when the child can be used. It is given up when the child ends or the time is over. */
export type Readiness = (child: SupervisedChild, givenUp: AbortSignal) => Promise<unknown>;

export type SupervisedChild = {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** The first line on its standard output; never resolves when there is none. */
  readonly firstLine: Promise<string>;
  /** Resolves when it sends the message `ready`, or prints a line of JSON with `"ready":true`. */
  readonly saidReady: Promise<void>;
  readonly ended: Promise<Ending>;
  /** Ends it on purpose, so that its death alarms nobody: `SIGKILL` as a crash would, else in order. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<Ending>;
};

/** Something that was started elsewhere and is ended with the others. */
export type Adopted = { readonly name: string; readonly ended: Promise<string>; stop(): Promise<void> };

export type Supervisor = {
  /** @throws SupervisorError when its port is taken, it dies, or it is not ready in time. */
  start(plan: ChildPlan): Promise<SupervisedChild>;
  adopt(other: Adopted): void;
  /** Resolves with a sentence when one of them dies without having been asked to. */
  readonly firstDeath: Promise<string>;
  /** Ends all, the last one started first. Safe to repeat. */
  stopAll(): Promise<void>;
};

/** Ready when it says so itself: by the message `ready`, or a line of JSON with `"ready":true`. */
export const readyWhenSaid: Readiness = (child) => child.saidReady;

/** Ready when it has printed its first line. */
export const readyOnFirstLine: Readiness = (child) => child.firstLine;

/** Ready when that address answers 200. */
export function readyOnUrl(url: string): Readiness {
  return async (_child, givenUp) => {
    while (!givenUp.aborted) {
      const answer = await fetch(url, {
        signal: AbortSignal.any([givenUp, AbortSignal.timeout(2_000)]),
      }).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.status === 200) return;
      await delay(100);
    }
  };
}

/** `logFolder` gets one file per child; its words of the last time are kept beside it as `….log.1`. */
export function createSupervisor({
  logFolder,
  graceMs = 15_000,
}: {
  logFolder: string;
  graceMs?: number;
}): Supervisor {
  mkdirSync(logFolder, { recursive: true, mode: 0o700 });
  const running: { name: string; stop(): Promise<unknown> }[] = [];
  let isStopping = false;
  let reportDeath: (sentence: string) => void = () => {};
  const firstDeath = new Promise<string>((report) => (reportDeath = report));

  return {
    firstDeath,
    async start(plan) {
      if (plan.port !== undefined && (await isPortTaken(plan.port))) {
        throw new SupervisorError(
          `Port ${plan.port} is taken, so the ${plan.name} cannot start: stop the program that uses it, or choose another port.`,
        );
      }
      const child = await begin(plan, logFolder, graceMs);
      running.push({ name: plan.name, stop: () => child.end() });
      const problem = await waitUntilReady(child, plan);
      if (problem !== null) {
        await child.end();
        throw new SupervisorError(problem);
      }
      void child.ended.then((ending) => {
        if (!child.isWanted() && !isStopping) reportDeath(deathSentence(child, ending));
      });
      return child;
    },
    adopt(other) {
      running.push(other);
      void other.ended.then((sentence) => {
        if (!isStopping) reportDeath(`The ${other.name} has ended by itself: ${sentence}`);
      });
    },
    async stopAll() {
      isStopping = true;
      for (const child of running.splice(0).toReversed()) await child.stop();
    },
  };
}

type OwnChild = SupervisedChild & { isWanted(): boolean; lastWords(): string };

async function begin(plan: ChildPlan, logFolder: string, graceMs: number): Promise<OwnChild> {
  const options = plan.env === undefined ? {} : { env: plan.env };
  const program =
    'module' in plan.run
      ? await startModule(plan.run.module, plan.args, options)
      : await startProgram(plan.run.program, plan.args, options);
  const logFile = join(logFolder, `${plan.name}.log`);
  const lastWords = keepWords(program, logFile);
  let wanted = false;
  return {
    name: plan.name,
    pid: program.pid,
    logFile,
    ...hearFirstWords(program),
    ended: program.ended,
    isWanted: () => wanted,
    lastWords,
    end: (signal = 'SIGTERM') => {
      wanted = true;
      return signal === 'SIGKILL' ? program.stop(0) : program.stop(graceMs);
    },
  };
}

function hearFirstWords({ child }: ChildProgram): Pick<SupervisedChild, 'firstLine' | 'saidReady'> {
  let hearLine: (line: string) => void = () => {};
  let hearReady: () => void = () => {};
  const firstLine = new Promise<string>((heard) => (hearLine = heard));
  const saidReady = new Promise<void>((heard) => (hearReady = heard));
  child.on('message', (message) => {
    if (message === 'ready') hearReady();
  });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      hearLine(line);
      if (/^\s*\{.*"ready"\s*:\s*true/.test(line)) hearReady();
    });
  }
  return { firstLine, saidReady };
}

const largestLog = 20 * 1024 * 1024;

/** Keeps the child's words in its file, at most twice the largest size, and remembers the last ones. */
function keepWords(program: ChildProgram, logFile: string): () => string {
  const open = (): ReturnType<typeof createWriteStream> => {
    if (sizeOf(logFile) > 0) renameSync(logFile, `${logFile}.1`);
    else rmSync(logFile, { force: true });
    return createWriteStream(logFile, { mode: 0o600 });
  };
  let file = open();
  let written = 0;
  let tail = '';
  for (const stream of [program.child.stdout, program.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (written > largestLog) {
        file.end();
        file = open();
        written = 0;
      }
      written += text.length;
      file.write(text);
      tail = (tail + text).slice(-4_000);
    });
  }
  void program.ended.then(() => setTimeout(() => file.end(), 100));
  return () => tail.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Null when the child is ready, else a sentence. */
async function waitUntilReady(child: OwnChild, plan: ChildPlan): Promise<string | null> {
  const { readyWithinMs = 60_000 } = plan;
  const givenUp = new AbortController();
  try {
    return await Promise.race([
      plan.ready(child, givenUp.signal).then(() => null),
      child.ended.then((ending) => deathSentence(child, ending)),
      delay(readyWithinMs, undefined, { signal: givenUp.signal, ref: false }).then(
        () =>
          `The ${plan.name} was not ready within ${readyWithinMs / 1000} seconds. What it says is in ${child.logFile}.`,
      ),
    ]);
  } finally {
    givenUp.abort();
  }
}

function deathSentence(child: OwnChild, { code, signal }: Ending): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : signal;
  const words = child.lastWords();
  return `The ${child.name} has ended by itself (${how})${words === '' ? '.' : `, saying: ${words}`} All of it is in ${child.logFile}.`;
}
