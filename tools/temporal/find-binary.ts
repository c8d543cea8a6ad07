// The ways to a Temporal server on this machine, tried in the order of design.md 9. This file owns the order
// and what is said about it; how a binary is downloaded or built is left to the files beside it.

import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tryLock, type Lock } from '../lock-folder.ts';
import { buildWithGo } from './build-with-go.ts';
import { checkBinary, isExecutable, onPath } from './check-binary.ts';
import { downloadWithSdk } from './download-with-sdk.ts';

/** The newest CLI that `go install` accepts: server 1.29.1, UI 2.42.1 (reference/temporal.md C.1). */
export const cliVersion = 'v1.5.1';

type Environment = Readonly<Record<string, string | undefined>>;

export type TemporalWay =
  /** A server that somebody else runs; nothing is started and no binary is needed. */
  | { readonly kind: 'server'; readonly address: string }
  | {
      readonly kind: 'binary';
      readonly path: string;
      readonly version: string;
      readonly found: BinarySource;
    };

export type BinarySource = 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'download' | 'go install';

/** Puts a binary into the folder and returns its path, or says in one clause why it could not. */
export type Getter = (order: {
  readonly version: string;
  readonly folder: string;
  readonly env: Environment;
  readonly say: (sentence: string) => void;
}) => Promise<{ readonly path: string } | { readonly failed: string }>;

export type FindOptions = {
  readonly env?: Environment;
  /** Where one clear sentence per step goes; standard error unless told otherwise. */
  readonly say?: (sentence: string) => void;
  readonly download?: Getter;
  readonly build?: Getter;
};

/** No way led to a Temporal server. The message names the three cures. */
export class NoTemporal extends Error {
  constructor(reasons: readonly string[]) {
    super(
      [
        'There is no Temporal server to use on this machine, and none could be got:',
        ...reasons.map((reason) => `  - ${reason}`),
        'One of these three cures it:',
        '  1. Install the Temporal CLI (https://docs.temporal.io/cli), or name a binary in TEMPORAL_CLI_PATH.',
        '  2. Give this machine access to https://temporal.download, and run this again.',
        '  3. Install Go 1.25 or newer (https://go.dev/dl) with access to a Go module proxy, and run this again.',
      ].join('\n'),
    );
    this.name = 'NoTemporal';
  }
}

/** Where binaries that we got ourselves are kept, for every clone of the repository alike. */
export function cachedBinaryPath(env: Environment = process.env): string {
  const caches = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  const file = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
  return join(caches, 'focus-yuki', 'temporal-cli', cliVersion, file);
}

/**
 * What is there already, without downloading or building: the first four ways, or null.
 *
 * @throws NoTemporal when `TEMPORAL_CLI_PATH` names something that is not the CLI, because a person chose it.
 */
export async function findReadyTemporal(options: FindOptions = {}): Promise<TemporalWay | null> {
  const { env, say } = withDefaults(options);
  if (env.TEMPORAL_ADDRESS) {
    say(`Temporal: using the server at ${env.TEMPORAL_ADDRESS} (TEMPORAL_ADDRESS).`);
    return { kind: 'server', address: env.TEMPORAL_ADDRESS };
  }
  if (env.TEMPORAL_CLI_PATH) {
    const chosen = await checkBinary(env.TEMPORAL_CLI_PATH);
    if (!chosen.works)
      throw new NoTemporal([
        `TEMPORAL_CLI_PATH names ${chosen.path}, which ${chosen.reason}. Correct it, or unset it to let another be found.`,
      ]);
    return told(say, {
      kind: 'binary',
      path: chosen.path,
      version: chosen.version,
      found: 'TEMPORAL_CLI_PATH',
    });
  }
  const candidates: (readonly [BinarySource, string | null])[] = [
    ['PATH', onPath('temporal', env.PATH)],
    ['cache', isExecutable(cachedBinaryPath(env)) ? cachedBinaryPath(env) : null],
  ];
  for (const [found, path] of candidates) {
    if (path === null) continue;
    const checked = await checkBinary(path);
    if (checked.works) return told(say, { kind: 'binary', path, version: checked.version, found });
    say(`Temporal: ${path} ${checked.reason}, so it is passed over.`);
  }
  return null;
}

/**
 * A way to Temporal, got if need be: what is there, else the SDK's download, else a build with Go, kept in
 * the cache folder. Several runs at once get one binary: the first one gets it, the others wait for it.
 *
 * @throws NoTemporal when every way failed.
 */
export async function ensureTemporal(options: FindOptions = {}): Promise<TemporalWay> {
  const ready = await findReadyTemporal(options);
  if (ready !== null) return ready;
  const { env, say } = withDefaults(options);
  const target = cachedBinaryPath(env);
  const home = join(target, '..');
  makeCache(home);
  const lock = await waitForTurn(join(home, 'lock'), say);
  try {
    const gotByAnother = isExecutable(target) ? await checkBinary(target) : null;
    if (gotByAnother?.works)
      return told(say, { kind: 'binary', path: target, version: gotByAnother.version, found: 'cache' });
    return await getBinary(target, options);
  } finally {
    lock.release();
  }
}

function makeCache(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new NoTemporal([
      'TEMPORAL_ADDRESS and TEMPORAL_CLI_PATH are not set, and there is no working temporal on the PATH.',
      `One that is downloaded or built cannot be kept: ${folder} is not writable (${code}). Set XDG_CACHE_HOME to a folder that is.`,
    ]);
  }
}

async function getBinary(target: string, options: FindOptions): Promise<TemporalWay> {
  const { env, say } = withDefaults(options);
  const home = join(target, '..');
  removeLeftovers(home);
  const ways: (readonly [BinarySource, string, Getter])[] = [
    ['download', 'downloading the Temporal CLI through the SDK', options.download ?? downloadWithSdk],
    ['go install', 'building the Temporal CLI with Go (once, 3 to 10 minutes)', options.build ?? buildWithGo],
  ];
  const reasons = [
    'TEMPORAL_ADDRESS and TEMPORAL_CLI_PATH are not set.',
    `There is no working temporal on the PATH and none at ${target}.`,
  ];
  for (const [found, act, get] of ways) {
    const folder = mkdtempSync(join(home, 'new-'));
    try {
      say(`Temporal: ${act} …`);
      const got = await get({ version: cliVersion, folder, env, say });
      const checked = 'path' in got ? await checkBinary(got.path) : null;
      if (checked?.works) {
        renameSync(checked.path, target);
        return told(say, { kind: 'binary', path: target, version: checked.version, found });
      }
      const reason = 'failed' in got ? got.failed : `the result ${checked?.reason ?? 'is missing'}`;
      reasons.push(`${act[0]?.toUpperCase()}${act.slice(1)} failed: ${reason}.`);
      say(`Temporal: that did not work: ${reason}.`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new NoTemporal(reasons);
}

/** Folders of runs that were killed; only called by the one who has the lock. */
function removeLeftovers(home: string): void {
  for (const name of readdirSync(home)) {
    if (name.startsWith('new-')) rmSync(join(home, name), { recursive: true, force: true });
  }
}

/** Waits while another run gets the binary. A run that died does not hold the lock, so this ends. */
async function waitForTurn(folder: string, say: (sentence: string) => void): Promise<Lock> {
  const pause = (): number => 500 + Math.random() * 500;
  for (let told = false; ; told = true) {
    const answer = tryLock(folder);
    if (answer.kind === 'taken') return answer.lock;
    if (!told) say(`Temporal: another run (process ${answer.by.pid}) is getting the CLI; waiting for it …`);
    await delay(pause());
  }
}

function told(say: (sentence: string) => void, way: TemporalWay & { kind: 'binary' }): TemporalWay {
  say(`Temporal: using the CLI ${way.version} at ${way.path} (${way.found}).`);
  return way;
}

function withDefaults(options: FindOptions): { env: Environment; say: (sentence: string) => void } {
  return {
    env: options.env ?? process.env,
    say: options.say ?? ((sentence) => void process.stderr.write(`${sentence}\n`)),
  };
}
