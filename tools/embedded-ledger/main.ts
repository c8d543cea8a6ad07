// The process of the embedded ledger: PostgreSQL compiled to WebAssembly, its rows in a folder, served on
// loopback. Port and lock are taken before the folder is touched, because a second process on the same
// folder would lose rows without a word. Usage: main.ts --data-dir FOLDER [--port N]

import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { tryLock, type Lock } from '../lock-folder.ts';
import { ledgerLockFolder, ledgerUrl } from './places.ts';
import { serveDatabase, type WireServer } from './wire-server.ts';

const { values } = parseArgs({
  options: { 'data-dir': { type: 'string' }, port: { type: 'string', default: '0' } },
});
const wantedPort = Number(values.port);
if (
  values['data-dir'] === undefined ||
  !Number.isInteger(wantedPort) ||
  wantedPort < 0 ||
  wantedPort > 65_535
) {
  refuse('Usage: main.ts --data-dir FOLDER [--port N], the port from 0 (any free one) to 65535.', 2);
}
mkdirSync(values['data-dir'], { recursive: true, mode: 0o700 });
const dataDir = realpathSync(values['data-dir']);

let opened: (database: Promise<PGlite>) => void = () => {};
const database = new Promise<PGlite>((resolve) => (opened = resolve));
const server = await takePort();
const lock = takeLock();
opened(openDatabase());

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());

try {
  await database;
} catch (cause) {
  lock.release();
  refuse(`The ledger in ${dataDir} cannot be opened (${words(cause)}): restore the folder from a backup.`);
}
lock.tell({ url: ledgerUrl(server.port) });
process.stdout.write(`${JSON.stringify({ databaseUrl: ledgerUrl(server.port) })}\n`);

async function takePort(): Promise<WireServer> {
  try {
    return await serveDatabase({ port: wantedPort, database, onBroken: giveUp });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    refuse(
      `Port ${wantedPort} is taken, so the ledger cannot be served there: stop the program that uses it, or choose another.`,
    );
  }
}

function takeLock(): Lock {
  const answer = tryLock(ledgerLockFolder(dataDir), {});
  if (answer.kind === 'taken') return answer.lock;
  const { pid, host, since, note, file } = answer.by;
  refuse(
    `The ledger in ${dataDir} is already open in process ${pid} on ${host} since ${since}: use it at ${note.url ?? 'its address'}, or stop that process (if that machine is gone for good, delete ${file}).`,
  );
}

/** A folder that is made for the first time gets its name only when it is complete. */
async function openDatabase(): Promise<PGlite> {
  const folder = join(dataDir, 'ledger');
  if (!existsSync(folder)) {
    const draft = join(dataDir, 'ledger.new');
    rmSync(draft, { recursive: true, force: true });
    const fresh = await PGlite.create({ dataDir: draft });
    await fresh.close();
    renameSync(draft, folder);
  }
  return PGlite.create({ dataDir: folder });
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await server.close();
  const db = await database;
  await db.exec('CHECKPOINT');
  await db.close();
  lock.release();
  process.exit(0);
}

/** What was acknowledged is in the folder, so the next start finds it; this process cannot be trusted any more. */
function giveUp(cause: unknown): void {
  lock.release();
  refuse(`The ledger in ${dataDir} stopped working (${words(cause)}): start it again.`);
}

function words(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 200) ?? '';
}

function refuse(sentence: string, code = 1): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}
