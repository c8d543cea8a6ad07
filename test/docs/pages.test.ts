/**
 * The pages for readers say what is true: their commands parse, their files, headings and tests exist, every cause,
 * document state, finding and environment variable that a reader may meet is explained.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { connectionStates, documentStates } from '../../client/answers.ts';
import { createProgram, type Terminal } from '../../client/cli/program.ts';
import { describeCause } from '../../domain/cause-texts.ts';
import { causeFacts, causes, type CauseKey } from '../../domain/causes.ts';
import { searchAttributes } from '../../platform/search-attributes.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Files below a folder, by their path from the root, sorted. */
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`)
    .toSorted();

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'sandbox/README.md',
  'sandbox/yuki/README.md',
  'yuki/QUIRKS.md',
  ...filesIn('docs', '.md'),
];
const readme = read('README.md');
const operations = read('docs/operations.md');

/** Every `npm …` on a page, in code spans and code blocks, without what follows `&&` or a comment. */
function commandsOn(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const blocks = [...text.matchAll(/```(?:sh)?\n([\s\S]*?)```/g)].flatMap(([, code = '']) =>
    code.split('\n'),
  );
  return [...spans, ...blocks]
    .flatMap((code) => code.split('&&'))
    .map((code) => code.replace(/^\s*[A-Z_]+=\S+ /, '').trim())
    .filter((code) => /^npm (run|start|test)\b/.test(code));
}

const terminal: Terminal = { env: {}, out: () => {}, err: () => {}, progress: null, isInteractive: false };

/** Words of a command line; what stands in double quotes is one. */
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** Parses without doing: each verb is there, its options are known, nothing is missing or left over. */
async function parse(words: readonly string[]): Promise<string[]> {
  const done: string[] = [];
  const program = createProgram(terminal);
  program.commands.forEach((command: Command) => command.action(() => void done.push(command.name())));
  await program.parseAsync([...words], { from: 'user' });
  return done;
}

// That npm scripts, verbs and options exist is the tidy test's; here whole lines parse, arguments included.
describe('commands', () => {
  test('of the command line parse', async () => {
    const lines = pages
      .flatMap((page) => commandsOn(read(page)))
      .filter((command) => /^npm run focus-yuki -- (?!--help|resolve …)/.test(command));
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) {
      const words = wordsOf(line).slice(4);
      expect(await parse(words), line).toEqual([words[0]]);
    }
  });

  test('would be noticed if they did not', async () => {
    await expect(parse(['sync'])).rejects.toThrow('missing required argument');
    await expect(parse(['nothing'])).rejects.toThrow('unknown command');
    await expect(parse(['sync', 'c1', '--whatever'])).rejects.toThrow('unknown option');
  });
});

describe('links', () => {
  const anchorOf = (heading: string): string =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');

  test('lead to files and headings that exist', () => {
    for (const page of pages) expectLinks(page);
  });

  function expectLinks(page: string): void {
    const text = read(page);
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : relative(root, join(root, dirname(page), path));
      expect(existsSync(join(root, file)), `${page}: ${target}`).toBe(true);
      if (anchor === undefined) continue;
      const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
      expect(headings, `${page}: ${target}`).toContain(anchor);
    }
  }

  test('in code spans name files that exist', () => {
    for (const page of pages)
      for (const [, file = ''] of read(page).matchAll(
        /`((?:test|domain|workflows|sandbox|tools|ledger|activities)\/[\w/.-]+\.ts)`/g,
      ))
        expect(existsSync(join(root, file)), `${page}: ${file}`).toBe(true);
  });

  test('of the architecture name titles that stand in those tests', () => {
    const named = [
      ...read('ARCHITECTURE.md').matchAll(/`(test\/[\w/.-]+\.test\.ts)`, (?:group )?“([^”]+)”/g),
    ];
    expect(named.length).toBeGreaterThan(3);
    for (const [, file = '', title = ''] of named) expect(read(file), title).toContain(title);
  });
});

describe('what a reader may meet', () => {
  test('every cause is explained with its own words', () => {
    for (const key of Object.keys(causes) as CauseKey[]) expectExplained(key);
  });

  function expectExplained(key: CauseKey): void {
    const { errorId } = causeFacts(key);
    const row = operations.split('\n').find((line) => line.startsWith(`| \`${key}\``));
    expect(row).toContain(describeCause(key, '…').what);
    if (errorId !== null) expect(row).toContain(`(${errorId})`);
  }

  test('no cause is explained that does not exist', () => {
    const tables = operations.slice(
      operations.indexOf('## What each pause means'),
      operations.indexOf('## What is reported'),
    );
    const named = [...tables.matchAll(/^\| `([\w-]+)`/gm)].map(([, key]) => key);
    expect(new Set(named)).toEqual(new Set(Object.keys(causes)));
    expect(named).toHaveLength(Object.keys(causes).length);
  });

  test('every state of a connection and of a document stands in the table of what is stuck', () => {
    const stuck = readme.slice(readme.indexOf('## When something is stuck'), readme.indexOf('## Production'));
    for (const state of [...connectionStates, ...documentStates]) expect(stuck).toContain(`\`${state}\``);
  });

  test('every finding that is ever reported is explained', () => {
    const reported = ['activities', 'domain'].flatMap((room) =>
      filesIn(room, '.ts').flatMap((file) =>
        [...read(file).matchAll(/about\((?:\w+), '(\w+)'|report\([^;]*?kind: '(\w+)'/gs)].map(
          ([, first, second]) => first ?? second ?? '',
        ),
      ),
    );
    expect(reported).toContain('reversed');
    for (const kind of reported) expect(operations).toContain(`| \`${kind}\``);
  });

  test('every search attribute is used in a saved view', () => {
    const views = operations.slice(
      operations.indexOf('Saved views'),
      operations.indexOf('Signals need no input'),
    );
    for (const name of Object.keys(searchAttributes)) expect(views).toContain(name);
  });

  test('every variable that is named is one that the configuration, Temporal or a test reads', () => {
    const ofTests = read('test/activities/payment-histories.test.ts');
    const known = read('.env.example') + read('platform/config.ts') + ofTests;
    const ofOthers = ['REQUIRE_ALL', 'CONNECTION', 'DOCUMENT', 'HOLD', 'MIT'];
    const named = [readme, operations].flatMap((text) =>
      [...text.matchAll(/`\$?([A-Z][A-Z_]{4,})\b[^`]*`/g)].map(([, name = '']) => name),
    );
    expect(named).toContain('LEDGER_KEYS');
    for (const name of named.filter((one) => !ofOthers.includes(one))) expect(known, name).toContain(name);
  });
});

describe('decisions', () => {
  const files = filesIn('docs/decisions', '.md');

  test('are numbered, no two alike, and say context, decision and consequences', () => {
    const numbers = files.map((file) => /\/(\d{4})-[^/]+$/.exec(file)?.[1] ?? '');
    expect(numbers.length).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(numbers.length);
    files.forEach((file, index) => {
      const number = numbers[index];
      const text = read(file);
      expect(text).toMatch(new RegExp(`^# ${number} `));
      expect(text).toMatch(/^Status: (accepted|superseded by \d{4})/m);
      expect([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
        'Context',
        'Decision',
        'Consequences',
      ]);
    });
  });
});

test('no page names a machine’s own folder', () => {
  for (const page of pages) expect(read(page), page).not.toMatch(/\/(work|root|home|tmp)\//);
});
