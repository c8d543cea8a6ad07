// A PostgreSQL server of our own from the machine's installed programs (Debian's package): a cluster in a
// temporary folder, on a free port of loopback, ended with the process that started it. It installs nothing.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProgram } from './child-program.ts';
import { freePorts } from './free-port.ts';
import { onPath } from './temporal/check-binary.ts';

const run = promisify(execFile);
const debianHome = '/usr/lib/postgresql';

export type OwnPostgres = {
  /** The address of a superuser without password on the database `postgres`. */
  readonly url: string;
  readonly version: string;
  stop(): Promise<void>;
};

/** The folder with `initdb`, `postgres` and `pg_ctl`, the newest one, or null when PostgreSQL is not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(debianHome) ? readdirSync(debianHome) : [];
  const folders = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(debianHome, version, 'bin'))
    .filter((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  const initdb = onPath('initdb', process.env.PATH);
  return folders[0] ?? (initdb === null ? null : join(initdb, '..'));
}

/**
 * Makes a cluster and resolves when it answers. Run by root it belongs to the system's user `postgres`, because
 * PostgreSQL refuses to run as root.
 *
 * @throws Error with one sentence when it is not installed or does not start.
 */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error('PostgreSQL is not installed: apt-get install postgresql.');
  const folder = await mkdtemp(join(tmpdir(), 'focus-yuki-postgres-'));
  const asUser = await becomePostgres(folder);
  const cluster = join(folder, 'cluster');
  const [command = '', ...before] = [...asUser, join(programs, 'initdb')];
  await run(
    command,
    [...before, '-D', cluster, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync'],
    {
      timeout: 60_000,
      cwd: folder,
    },
  );
  for (let left = 3; ; left -= 1) {
    const [port = 0] = await freePorts(1);
    const server = await startServer(programs, asUser, cluster, folder, port);
    if (server !== null) return server;
    if (left <= 1) throw new Error('PostgreSQL did not start on a free port of this machine.');
  }
}

/** The words in front of a command that make it run as `postgres`; none when we are not root. */
async function becomePostgres(folder: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const [user, group] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout.trim())),
  );
  if (user === undefined || group === undefined) throw new Error('There is no system user postgres.');
  await chown(folder, user, group);
  // It replaces itself by the command, so that signals reach PostgreSQL.
  return ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
}

async function startServer(
  programs: string,
  asUser: readonly string[],
  cluster: string,
  folder: string,
  port: number,
): Promise<OwnPostgres | null> {
  const [command = '', ...before] = [...asUser, join(programs, 'postgres')];
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', port };
  const program = await startProgram(
    command,
    [
      ...before,
      '-D',
      cluster,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { cwd: folder },
  );
  program.child.stdout?.resume();
  program.child.stderr?.resume();
  const stop = async (): Promise<void> => {
    const [ctl = '', ...words] = [...asUser, join(programs, 'pg_ctl')];
    // Sessions that are still open are cut off; a server that is gone already is what was wanted.
    await run(ctl, [...words, 'stop', '-D', cluster, '-m', 'fast', '-s'], { cwd: folder }).catch(() => null);
    await program.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const isReady = await Promise.race([answers(programs, port), program.ended.then(() => false)]);
  if (!isReady) {
    await program.stop();
    return null;
  }
  const { stdout } = await run(join(programs, 'postgres'), ['--version']);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, version: stdout.trim(), stop };
}

async function answers(programs: string, port: number): Promise<boolean> {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    const ready = await run(join(programs, 'pg_isready'), [
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-t',
      '1',
    ]).then(
      () => true,
      () => false,
    );
    if (ready) return true;
    await new Promise((again) => setTimeout(again, 50));
  }
  return false;
}
