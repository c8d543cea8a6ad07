// The demo's own end: its exit code is the comparison's verdict, and however it ends, no process outlives it. What
// the comparison notices is proved in the sandbox's own tests.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { tellVerdict } from '../../scripts/demo/chapter-proof.ts';
import type { Comparison } from '../../scripts/demo/sandbox-control.ts';
import { createTeller, euros, wrap } from '../../scripts/demo/terminal.ts';
import { StoryFailed, until } from '../../scripts/demo/waiting.ts';
import { namedWorld } from '../../sandbox/worlds/index.ts';
import { wordsOf } from '../support/words-of-world.ts';
import { needs } from '../support/skip.ts';

const temporal = needs('temporal');
const main = new URL('../../scripts/demo.ts', import.meta.url).pathname;

interface Demo {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Resolves with the line when it is said. */
  hears(words: RegExp): Promise<string>;
  readonly ended: Promise<{ code: number | null }>;
  /** Every process that had the demo's data folder in its environment and still lives. */
  leftBehind(): string[];
}

const started: Demo[] = [];
afterEach(async () => {
  for (const { child, ended, said } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
    const folder = folderIn(said());
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
});

function startDemo(...args: string[]): Demo {
  // Whatever the suite runs on, the demo brings its own.
  const { TEST_DATABASE_URL, DATABASE_URL, TEMPORAL_ADDRESS, ...env } = process.env;
  void [TEST_DATABASE_URL, DATABASE_URL, TEMPORAL_ADDRESS];
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { ...env, LOG_LEVEL: 'trace', TEMPORAL_CLI_PATH: temporal.path('temporal') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      text += `${line}\n`;
      for (const listener of listeners) listener(line);
    });
  const ended = new Promise<{ code: number | null }>((done) => child.once('close', (code) => done({ code })));
  const demo: Demo = {
    child,
    said: () => text,
    hears: (words) =>
      new Promise((heard, gone) => {
        const known = text.split('\n').find((line) => words.test(line));
        if (known !== undefined) return heard(known);
        listeners.add((line) => {
          if (words.test(line)) heard(line);
        });
        void ended.then(() => gone(new Error(`The demo ended without saying ${words.source}:\n${text}`)));
      }),
    ended,
    leftBehind: () => processesOf(folderIn(text)),
  };
  started.push(demo);
  return demo;
}

const folderIn = (text: string): string | undefined => /logs are in\s+(\S+)\/log/.exec(text)?.[1];

/** Worker, console, sandbox and ledger carry the folder in their environment, Temporal in its arguments. */
function processesOf(folder: string | undefined): string[] {
  if (folder === undefined) throw new Error('The demo did not name its folder.');
  const read = (path: string): string => (existsSync(path) ? tryToRead(path) : '');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter(
      (pid) => read(`/proc/${pid}/environ`).includes(folder) || read(`/proc/${pid}/cmdline`).includes(folder),
    );
}

function tryToRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended between the two looks, which is what is hoped for.
    return '';
  }
}

/** What worker and console wrote, at the level that says the most: no customer, no amount of theirs, no secret. */
function expectSilent(folder: string, secrets: readonly string[]): void {
  const words = [...wordsOf(namedWorld('demo')), ...secrets];
  expect(words.length).toBeGreaterThan(100);
  const logs = readdirSync(`${folder}/log`).filter((name) => /^(?:worker|console)/.test(name));
  expect(logs.length).toBeGreaterThan(1);
  for (const log of logs) {
    const text = readFileSync(`${folder}/log/${log}`, 'utf8');
    expect(text, log).toContain('"level":');
    expect(words.filter((word) => text.includes(word))).toEqual([]);
  }
}

temporal.test(
  'the whole story ends with two sides that agree, exit code 0 and no process left (S-72, promise 1 to 4)',
  async () => {
    const demo = startDemo();
    await demo.hears(/^4 {2}The first sync/);
    // What the demo makes for itself goes when it ends; its logs stay.
    const secrets = ['api-token', 'ledger-keys'].map((file) =>
      tryToRead(`${folderIn(demo.said()) ?? ''}/${file}`).trim(),
    );
    expect(secrets).not.toContain('');
    const { code } = await demo.ended;
    expect(demo.said()).toContain('They agree: 345 documents one to one and to the cent, 1 waits as listed');
    expect(demo.said()).toContain('still one connection');
    expect(demo.said()).toContain('a dry run reads, and sends nothing');
    expect(demo.said()).toContain('3 invoices linked, with her name and reason');
    expect(demo.said()).toContain('arrived without a retry');
    expect(demo.said()).toContain('each reference accepted exactly once');
    expect(demo.said()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/hold%2F/);
    expect(code).toBe(0);
    expect(demo.leftBehind()).toEqual([]);
    expectSilent(folderIn(demo.said()) ?? '', secrets);
  },
  300_000,
);

temporal.test(
  'Ctrl-C in the middle of the story ends all processes',
  async () => {
    const demo = startDemo();
    await demo.hears(/^4 {2}The first sync/);
    expect(demo.leftBehind().length).toBeGreaterThan(4);
    demo.child.kill('SIGINT');
    expect(await demo.ended).toEqual({ code: 130 });
    expect(demo.leftBehind()).toEqual([]);
  },
  240_000,
);

temporal.test(
  'a process that dies unasked ends the story with one sentence, exit code 1 and the folder of the logs',
  async () => {
    const demo = startDemo();
    await demo.hears(/^1 {2}A tenant connects/);
    const consolePid = demo
      .leftBehind()
      .find((pid) => tryToRead(`/proc/${pid}/cmdline`).includes('client/console/main.ts'));
    process.kill(Number(consolePid), 'SIGKILL');
    expect(await demo.ended).toEqual({ code: 1 });
    expect(demo.said()).toMatch(/The story stopped: /);
    const folder = /What the processes say is in (\S+)/.exec(demo.said())?.[1] ?? '';
    expect(readdirSync(folder)).toContain('worker.log');
    expect(demo.leftBehind()).toEqual([]);
  },
  240_000,
);

test.each([
  ['demo', 'Usage: npm run demo [-- --stay]'],
  ['dev', 'Usage: npm run dev [-- --no-sandbox | --world NAME]'],
])('a wrong option of %s is refused with the usage alone and exit code 2', async (command, usage) => {
  const script = new URL(`../../scripts/${command}.ts`, import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script, '--stays'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  expect(await new Promise((done) => child.once('close', done))).toBe(2);
  expect(said.trim()).toBe(usage);
});

function paper(): { write(text: string): void; text: () => string } {
  let text = '';
  return { write: (part) => void (text += part), text: () => text };
}

const side = { documents: 1, netCents: 10_000, vatCents: 2_100, grossCents: 12_100 };
const agreeing: Comparison = {
  agrees: true,
  matched: 1,
  totals: { focus: side, yuki: side },
  waiting: [],
  reversed: [],
  differences: [],
};

test('the verdict is yes only when the comparison agrees and lists no difference', () => {
  const sheet = paper();
  expect(tellVerdict(createTeller(sheet, {}), agreeing, 0)).toBe(true);
  const differences = [{ kind: 'gross', reference: '2026/10017', expected: '121.00', found: '121.01' }];
  expect(tellVerdict(createTeller(sheet, {}), { ...agreeing, agrees: false, differences }, 0)).toBe(false);
  expect(tellVerdict(createTeller(sheet, {}), { ...agreeing, differences }, 0)).toBe(false);
  expect(sheet.text()).toMatch(/gross +2026\/10017 +121\.00 +121\.01/);
});

test('a wait is bounded and says what never came, also when a look hangs', async () => {
  const waited = until({ what: 'rain', withinMs: 60, everyMs: 10, look: async () => null });
  await expect(waited).rejects.toThrow(StoryFailed);
  await expect(waited).rejects.toThrow('for rain, in vain');
  const hanging = until({ what: 'an answer', withinMs: 30, look: () => new Promise<never>(() => {}) });
  await expect(hanging).rejects.toThrow('for an answer, in vain');
});

test('a terminal that does not know its width is written on as if it were wide', () => {
  const sheet = { ...paper(), columns: 0 };
  createTeller(sheet, {}).say('word '.repeat(18).trim());
  expect(sheet.text()).toBe(`  ${'word '.repeat(18).trim()}\n`);
});

test('amounts are written to the cent, and a document number is never broken at the end of a line', () => {
  expect(euros(-123_456_705)).toBe('-1,234,567.05');
  expect(euros(7)).toBe('0.07');
  expect(wrap('wait: `2026 / 10250`, and more', 12)).toEqual(['wait:', '`2026 / 10250`,', 'and more']);
});
