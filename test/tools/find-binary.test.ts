// Proves the order in which a way to Temporal is looked for, with small scripts in place of the real
// programs. Nothing here reaches the network or the caches of the person who runs it.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildWithGo } from '../../tools/temporal/build-with-go.ts';
import {
  cachedBinaryPath,
  ensureTemporal,
  findReadyTemporal,
  NoTemporal,
  type Getter,
} from '../../tools/temporal/find-binary.ts';

const systemPath = '/usr/bin:/bin';
let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-temporal-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (sentence: string): void => void said.push(sentence);
const refused: Getter = () => Promise.resolve({ failed: 'refused by the test' });
const never: Getter = () => Promise.reject(new Error('this way must not be tried'));

function script(path: string, body: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

const fakeCli = (path: string, version: string): string =>
  script(path, `echo "temporal version ${version} (Server 1.29.1, UI 2.42.1)"`);

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  HOME: folder,
  XDG_CACHE_HOME: join(folder, 'cache'),
  PATH: systemPath,
  ...more,
});

/** A pretend Go that writes a working CLI where `GOBIN` says, and counts how often it was asked. */
function fakeGo(body = ''): string {
  const bin = join(folder, 'go-bin');
  const cli = '#!/bin/sh\\necho "temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)"\\n';
  const asked = join(folder, 'go-asked');
  script(
    join(bin, 'go'),
    `echo "$@" >> ${asked}\necho go.temporal.io/api/common >&2\n${body}\nprintf '${cli}' > "$GOBIN/temporal"\nchmod +x "$GOBIN/temporal"`,
  );
  return bin;
}
const goAsked = (): string[] => readFileSync(join(folder, 'go-asked'), 'utf8').trim().split('\n');

test('a server that is named is used, and no binary is looked for', async () => {
  const env = environment({ TEMPORAL_ADDRESS: 'temporal.internal:7233', TEMPORAL_CLI_PATH: '/nowhere' });
  expect(await ensureTemporal({ env, say, download: never, build: never })).toEqual({
    kind: 'server',
    address: 'temporal.internal:7233',
  });
});

test('the binary that a person names goes before the one on the PATH', async () => {
  const path = fakeCli(join(folder, 'mine/temporal'), '1.5.1');
  fakeCli(join(folder, 'bin/temporal'), '1.9.1');
  const env = environment({ TEMPORAL_CLI_PATH: path, PATH: `${join(folder, 'bin')}:${systemPath}` });
  expect(await findReadyTemporal({ env, say })).toMatchObject({ path, found: 'TEMPORAL_CLI_PATH' });
  expect(said).toEqual([
    `Temporal: using the CLI 1.5.1 (Server 1.29.1, UI 2.42.1) at ${path} (TEMPORAL_CLI_PATH).`,
  ]);
});

test('a named binary that is not the CLI is refused instead of replaced by another', async () => {
  const bin = fakeGo();
  for (const [path, reason] of [
    [script(join(folder, 'other'), 'echo hello'), 'does not answer as the Temporal CLI'],
    [script(join(folder, 'broken'), 'exit 3'), 'does not run on this machine'],
    [join(folder, 'none'), 'does not exist'],
  ] as const) {
    const env = environment({ TEMPORAL_CLI_PATH: path, PATH: `${bin}:${systemPath}` });
    const failure = await ensureTemporal({ env, say, download: never, build: never }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(NoTemporal);
    expect(String(failure)).toContain(
      `TEMPORAL_CLI_PATH names ${path}, which ${reason}. Correct it, or unset it`,
    );
  }
});

test('the PATH goes before the cache, and a broken program on it is passed over', async () => {
  const cached = fakeCli(cachedBinaryPath(environment()), '0.0.0-DEV');
  const onPath = fakeCli(join(folder, 'bin/temporal'), '1.9.1');
  const env = environment({ PATH: `${join(folder, 'bin')}:${systemPath}` });
  expect(await findReadyTemporal({ env, say })).toMatchObject({ path: onPath, found: 'PATH' });
  script(onPath, 'exit 1');
  expect(await findReadyTemporal({ env, say })).toMatchObject({ path: cached, found: 'cache' });
});

test('the cache folder is the one that the user chose, else the one below home', () => {
  expect(cachedBinaryPath({ XDG_CACHE_HOME: '/x' })).toBe('/x/focus-yuki/temporal-cli/v1.5.1/temporal');
  expect(cachedBinaryPath({ HOME: '/h' })).toBe('/h/.cache/focus-yuki/temporal-cli/v1.5.1/temporal');
});

test('a download that gives nothing is followed by a build with Go, which the next run finds in the cache', async () => {
  const env = environment({ PATH: `${fakeGo()}:${systemPath}`, GOFLAGS: '-mod=mod' });
  const path = cachedBinaryPath(env);
  expect(await ensureTemporal({ env, say, download: refused })).toMatchObject({ path, found: 'go install' });
  expect(goAsked()).toEqual(['install -v github.com/temporalio/cli/cmd/temporal@v1.5.1']);
  expect(await ensureTemporal({ env, say, download: never, build: never })).toMatchObject({
    path,
    found: 'cache',
  });
  expect(readdirSync(dirname(path)).filter((name) => name.startsWith('new-'))).toEqual([]);
});

test('several runs at once build one binary, and the others wait for it', async () => {
  const env = environment({ PATH: `${fakeGo('sleep 1')}:${systemPath}` });
  const ways = await Promise.all([1, 2, 3].map(() => ensureTemporal({ env, say, download: refused })));
  expect(ways.map((way) => way.kind === 'binary' && way.path)).toEqual(Array(3).fill(cachedBinaryPath(env)));
  expect(goAsked()).toHaveLength(1);
  expect(said.filter((sentence) => sentence.includes('waiting for it'))).not.toHaveLength(0);
});

test('a cache folder that cannot be written is one sentence with its cure, and nothing is got in vain', async () => {
  const file = script(join(folder, 'a-file'), 'exit 1');
  const env = environment({ XDG_CACHE_HOME: file });
  const failure = await ensureTemporal({ env, say, download: never, build: never }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(NoTemporal);
  expect(String(failure)).toContain('is not writable (ENOTDIR). Set XDG_CACHE_HOME to a folder that is.');
});

test('a binary that was got but does not run never reaches the cache', async () => {
  const env = environment();
  const download: Getter = ({ folder: into }) =>
    Promise.resolve({ path: script(join(into, 'temporal'), 'exit 1') });
  await expect(ensureTemporal({ env, say, download, build: refused })).rejects.toThrow(NoTemporal);
  expect(existsSync(cachedBinaryPath(env))).toBe(false);
});

test('when every way fails the message names the three cures and each reason', async () => {
  const failure = String(await ensureTemporal({ env: environment(), say, download: refused }).catch(String));
  expect(failure).toContain('1. Install the Temporal CLI');
  expect(failure).toContain('2. Give this machine access to https://temporal.download');
  expect(failure).toContain('3. Install Go');
  expect(failure).toContain('refused by the test');
  expect(failure).toContain('Go is not installed (no go on the PATH)');
});

test('a failed build says what Go said last', async () => {
  const env = environment({ PATH: `${fakeGo('echo "go: no such host" >&2; exit 1')}:${systemPath}` });
  expect(await buildWithGo({ version: 'v1.5.1', folder, env, say })).toEqual({
    failed: 'go install says: go.temporal.io/api/common / go: no such host',
  });
});
