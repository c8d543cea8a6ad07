// A lock between processes that survives crashes: each contender announces itself with a file of its own
// in one folder and then looks who else is there. It leaves to its users what the lock protects.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who holds a lock. `birth` tells two processes with the same number apart; null where it is not known. */
export type LockHolder = {
  readonly pid: number;
  readonly host: string;
  readonly birth: string | null;
  readonly since: string;
  /** What the holder wants others to know, such as its address. */
  readonly note: Readonly<Record<string, string>>;
  readonly file: string;
};

export type Lock = {
  /** Replaces what others read about us. */
  tell(note: Readonly<Record<string, string>>): void;
  /** Ends the lock; a second call does nothing. */
  release(): void;
};

export type LockAnswer =
  { readonly kind: 'taken'; readonly lock: Lock } | { readonly kind: 'held'; readonly by: LockHolder };

/**
 * Takes the lock or says who holds it. Of two processes that try at the same moment at most one gets it,
 * because each writes its own file before it looks at the others'; both may be told *held*. Files of
 * processes that are gone are removed on the way.
 */
export function tryLock(folder: string, note: Readonly<Record<string, string>> = {}): LockAnswer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.json`);
  const since = new Date().toISOString();
  const announce = (words: Readonly<Record<string, string>>): void => {
    const draft = `${own}.draft`;
    const holder = { pid: process.pid, host: hostname(), birth: birthOf(process.pid), since, note: words };
    writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
    renameSync(draft, own);
  };
  announce(note);
  const by = holderOf(folder, own);
  if (by !== null) {
    rmSync(own, { force: true });
    return { kind: 'held', by };
  }
  return { kind: 'taken', lock: { tell: announce, release: () => rmSync(own, { force: true }) } };
}

/** Who holds the lock now, or null. Files of processes that are gone are removed. */
export function holderOf(folder: string, except = ''): LockHolder | null {
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    if (!name.endsWith('.json') || file === except) continue;
    const holder = readHolder(file);
    if (holder === null) continue;
    if (isAlive(holder)) return holder;
    rmSync(file, { force: true });
  }
  return null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

function readHolder(file: string): LockHolder | null {
  try {
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<LockHolder, 'file'>), file };
  } catch (cause) {
    // Released between listing and reading. Anything else is a reason to stop, never to go on unlocked.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** A holder on another machine cannot be looked at from here, so it counts as alive. */
function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true;
  if (!processExists(holder.pid)) return false;
  const birth = birthOf(holder.pid);
  return holder.birth === null || birth === null || holder.birth === birth;
}

/** Whether a process with this number exists, ours or somebody else's. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The machine's boot and the process's start within it, where the system tells (Linux), else null. */
function birthOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The command's name in brackets may hold spaces, so counting starts after the last bracket.
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return `${boot}:${afterName.split(' ')[19] ?? ''}`;
  } catch {
    // No such file on this system: the number alone has to do.
    return null;
  }
}
