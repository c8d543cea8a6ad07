// Proves what the production shape promises: pinned, without root, healthy, no secret in a file, nothing open to
// other machines, time enough to stop. No container engine is needed; Compose itself checks the file if it is there.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { afterAll, expect, test } from 'vitest';
import { shutdownGrace } from '../../workers/worker.ts';
import { importsOf } from '../support/import-graph.ts';
import { needs } from '../support/skip.ts';
import {
  composeText,
  composeVariables,
  exampleText,
  filledEnvironment,
  readCompose,
  readDockerfile,
} from './compose-file.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const { services, networks } = readCompose(filledEnvironment());
const names = Object.keys(services);
const ours = names.filter((name) => services[name]?.build !== undefined);
const of = (name: string) => {
  const found = services[name];
  if (found === undefined) throw new Error(`There is no service ${name}.`);
  return found;
};
const exampleNames = [...exampleText.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);

const compose = needs('docker-compose');
const folder = mkdtempSync(join(tmpdir(), 'focus-yuki-compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Compose makes of the file; a filled `.env` of this machine changes nothing. */
async function withCompose(env: Record<string, string>): Promise<{ stdout: string }> {
  const noFile = join(folder, 'empty.env');
  writeFileSync(noFile, '');
  return run(
    compose.path('docker-compose'),
    ['--env-file', noFile, '--file', 'docker-compose.yml', 'config'],
    { cwd: root, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } },
  );
}

compose.test('Compose accepts the file and reads it as we do', async () => {
  const { stdout } = await withCompose(filledEnvironment());
  const read = parse(stdout) as { services: Record<string, { environment?: Record<string, string> }> };
  expect(Object.keys(read.services).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(read.services[name]?.environment ?? {}).toEqual(of(name).environment);
});

compose.test(
  'Compose refuses to start while a secret is missing, and names it',
  async () => {
    const required = composeVariables().filter((each) => each.required);
    expect(required.length).toBeGreaterThan(7);
    for (const name of new Set(required.map((each) => each.name))) {
      const { [name]: _missing, ...others } = filledEnvironment();
      await expect(withCompose(others)).rejects.toThrow(name);
      expect(() => readCompose(others)).toThrow(name);
    }
  },
  120_000,
);

test('every image is pinned to a version, and Temporal’s tools are of the server’s', () => {
  const images = [...names.filter((name) => !ours.includes(name)).map((name) => of(name).image)];
  const tags = [...images, ...readDockerfile().from.map((from) => from.split(' ')[0] ?? '')];
  for (const tag of tags) expect(tag).toMatch(/^[\w./-]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?$/);
  const version = (name: string) => of(name).image.split(':')[1];
  expect(version('temporal-schema')).toBe(version('temporal'));
  expect(version('temporal-namespace')).toBe(version('temporal'));
});

test('nothing runs as root or keeps a privilege', () => {
  const { user } = readDockerfile();
  expect(user).toBe('node');
  for (const name of names) {
    const { user: own = ours.includes(name) ? user : 'root', privileged = false } = of(name);
    expect([name, own]).not.toEqual([name, expect.stringMatching(/^(root|0)(:|$)/)]);
    expect(privileged).toBe(false);
  }
  for (const name of ours) expect([of(name).read_only, of(name).cap_drop]).toEqual([true, ['ALL']]);
});

test('what stays has a health check, and what is waited for is waited for rightly', () => {
  const isJob = (name: string): boolean => of(name).restart === 'on-failure';
  for (const name of names) {
    expect([name, of(name).healthcheck !== undefined]).toEqual([name, !isJob(name)]);
    for (const [other, { condition }] of Object.entries(of(name).depends_on))
      expect([other, condition]).toEqual([
        other,
        isJob(other) ? 'service_completed_successfully' : 'service_healthy',
      ]);
  }
  const waitsFor = (name: string): string[] =>
    Object.keys(of(name).depends_on).flatMap((other) => [other, ...waitsFor(other)]);
  const first = ['postgres', 'temporal-schema', 'temporal', 'temporal-namespace', 'setup'];
  for (const name of ['worker', 'console']) expect(waitsFor(name)).toEqual(expect.arrayContaining(first));
});

test('no secret stands in the file', () => {
  const secret = /^[ -]*(\w*(?:PASSWORD|PWD|SECRET|TOKEN|KEYS))[:=] *(.*)$/gm;
  const found = [...composeText.matchAll(secret)];
  expect(found.length).toBeGreaterThan(7);
  for (const [, name, value] of found)
    expect([name, value]).toEqual([name, expect.stringMatching(/^\$\{\w+:\?[^}]*\}$/)]);
  expect(composeText).toContain('postgres://focus_yuki:${LEDGER_DB_PASSWORD:?');
  for (const [, name, value] of exampleText.matchAll(secret)) expect([name, value]).toEqual([name, '']);
});

test('every variable is in .env.example: those of the compose file and those of the configuration', () => {
  const configured = readFileSync(`${root}/platform/config.ts`, 'utf8').matchAll(/^ {4}([A-Z_]{4,}):/gm);
  const wanted = [...configured].map(([, name]) => name);
  expect(wanted).toEqual(expect.arrayContaining(['DATABASE_URL', 'LEDGER_KEYS', 'LOG_LEVEL']));
  const all = [
    ...wanted,
    ...composeVariables().map(({ name }) => name),
    ...Object.keys(of('worker').environment),
  ];
  expect(all.filter((name) => !exampleNames.includes(name))).toEqual([]);
  expect(new Set(exampleNames).size).toBe(exampleNames.length);
});

test('the worker has longer to stop than its writes need, and PostgreSQL stops at once', () => {
  const seconds = (words: string | undefined): number => Number(/^(\d+) ?s(econds)?$/.exec(words ?? '')?.[1]);
  expect(seconds(of('worker').stop_grace_period)).toBeGreaterThanOrEqual(seconds(shutdownGrace) + 20);
  expect(composeText).toContain('stop_signal: SIGINT');
});

test('only this machine reaches the console and the Temporal UI, and nobody the database or Temporal', () => {
  for (const name of names) {
    for (const port of of(name).ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  }
  expect(networks['inside']?.internal).toBe(true);
  for (const name of ['postgres', 'temporal', 'setup', 'temporal-schema', 'temporal-namespace'])
    expect([name, of(name).ports, of(name).networks]).toEqual([name, [], ['inside']]);
});

test('everything that is mounted or copied exists, and scripts may be executed', () => {
  const mounted = names.flatMap((name) => of(name).volumes.map((volume) => volume.split(':')[0] ?? ''));
  for (const path of [...mounted.filter((each) => each.startsWith('./')), ...readDockerfile().copied])
    expect([path, existsSync(`${root}/${path}`)]).toEqual([path, true]);
  for (const name of ['postgres-roles', 'temporal-schema', 'temporal-namespace'])
    expect(statSync(`${root}/tools/production/${name}.sh`).mode & 0o111).toBe(0o111);
  const { DYNAMIC_CONFIG_FILE_PATH } = of('temporal').environment;
  expect(of('temporal').volumes.join()).toContain(`:${DYNAMIC_CONFIG_FILE_PATH}:ro`);
  const dynamic = parse(
    readFileSync(`${root}/tools/production/temporal-dynamic-config.yaml`, 'utf8'),
  ) as object;
  expect(dynamic).toEqual({ 'matching.enableFairness': [{ value: true }] });
});

test('the image holds every file and package that its processes import', () => {
  const { copied } = readDockerfile();
  const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const waiting = [
    'scripts/start.ts',
    'scripts/setup.ts',
    'tools/production/worker-health.ts',
    'workflows/index.ts',
  ];
  const seen = new Set<string>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { specifier, typeOnly } of importsOf(readFileSync(`${root}/${file}`, 'utf8'))) {
      if (typeOnly || specifier.startsWith('node:')) continue;
      if (specifier.startsWith('.')) {
        waiting.push(new URL(specifier, `file:///${file}`).pathname.slice(1));
        continue;
      }
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      expect([file, name, Object.hasOwn(dependencies, name)]).toEqual([file, name, true]);
    }
  }
  expect(seen.size).toBeGreaterThan(100);
  const outside = [...seen].filter((file) => !copied.some((room) => file.startsWith(`${room}/`)));
  expect(outside).toEqual([]);
});
