// Each rule of the tidy test is shown something bad, so that a rule that finds nothing is known to look.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blankSource } from './support/blank-source.ts';
import { foreignModules } from './support/bundle-contents.ts';
import { commandsIn } from './support/documented-commands.ts';
import { forbiddenImport, importsOf } from './support/import-graph.ts';
import { longFunctions, ratchetFindings } from './support/size-ratchet.ts';
import * as tidy from './support/tidy-rules.ts';

/** Bad examples are put together, so that this file itself stands before the rules. */
const joined = (...parts: string[]): string => parts.join('');

test('every kind of import is seen with its line, and what only looks like one is not', () => {
  const source = [
    "import a from './a.ts';",
    "import type { B } from './b.ts';",
    "import { type C } from './c.ts';",
    "import './d.ts';",
    "export * from './e.ts';",
    "export type { F } from './f.ts';",
    'import {',
    '  g,',
    "} from './g.ts';",
    "type H = import('./h.ts').H;",
    "const i = await import('./i.ts');",
    "// import './comment.ts';",
    'const text = "import \'./text.ts\'";',
    "const template = `import './template.ts' ${await import('./hole.ts')}`;",
    "/* import './block.ts' */",
    "import type from './j.ts';",
  ].join('\n');
  expect(
    importsOf(source).map(
      ({ specifier, line, typeOnly }) => `${line} ${specifier}${typeOnly ? ' type' : ''}`,
    ),
  ).toEqual([
    ...['1 ./a.ts', '2 ./b.ts type', '3 ./c.ts', '4 ./d.ts', '5 ./e.ts', '6 ./f.ts type', '7 ./g.ts'],
    ...['10 ./h.ts type', '11 ./i.ts', '14 ./hole.ts', '16 ./j.ts'],
  ]);
});

test('comments, strings, templates and patterns are told from code and from each other', () => {
  const bare = (source: string): string => blankSource(source, { strings: true }).replace(/ +/g, ' ');
  expect(bare('a / b / c // d')).toBe('a / b / c ');
  expect(bare("x = /'[/]'/g; y = 'z'")).toBe("x = / /g; y = ' '");
  expect(bare('`a ${b + `c ${{ d }.d}`} e`; f')).toBe('` {b + ` {{ d }.d}`} `; f');
  expect(blankSource("'a' /* b */ c", { strings: false })).toBe("'a'         c");
});

test.each([
  ['domain/a.ts', '../ledger/b.ts', false, 'domain/ may not import ledger/b.'],
  ['domain/a.ts', 'node:fs', false, 'domain/ may not import the package node.'],
  ['platform/a.ts', '../domain/b.ts', true, 'platform/ may not import domain/b.'],
  ['focus/a.ts', '../yuki/b.ts', true, 'focus/ may not import yuki/b.'],
  ['ledger/a.ts', '../focus/b.ts', false, 'ledger/ may not import focus/b.'],
  ['activities/a.ts', '../workflows/b.ts', true, 'activities/ may not import workflows/b.'],
  [
    'activities/a.ts',
    '@temporalio/client',
    false,
    'activities/ may not import the package @temporalio/client.',
  ],
  ['workflows/a.ts', '../activities/b.ts', false, 'workflows/ may import activities/ by “import type” only.'],
  ['workflows/a.ts', '../ledger/b.ts', true, 'workflows/ may not import ledger/b.'],
  ['workflows/a.ts', 'node:crypto', false, 'workflows/ may not import the package node.'],
  ['client/a.ts', '../workflows/sync.ts', false, 'client/ may import workflows/ by “import type” only.'],
  ['client/a.ts', '../focus/api.ts', false, 'client/ may not import focus/api.'],
  ['client/cli/a.ts', '../../activities/b.ts', true, 'client/ may not import activities/b.'],
  ['workers/a.ts', '../client/b.ts', false, 'workers/ may not import client/b.'],
  ['sandbox/focus/a.ts', '../../domain/money.ts', true, 'sandbox/ may not import domain/money.'],
  ['yuki/a.ts', '../scripts/b.ts', false, 'yuki/ may not import scripts/b.'],
  ['lib/a.ts', './b.ts', false, 'lib/ is not a room.'],
])('%s may not import %s (type only: %s)', (file, specifier, typeOnly, sentence) => {
  expect(forbiddenImport(file, { specifier, line: 1, typeOnly })).toBe(sentence);
});

test.each([
  ['workflows/a.ts', '../activities/interface.ts', true],
  ['client/a.ts', '../workflows/messages.ts', false],
  ['client/a.ts', '../workflows/sync.ts', true],
  ['client/a.ts', '../focus/oauth.ts', false],
  ['sandbox/focus/a.ts', '../infra/clock.ts', false],
  ['test/a.ts', '../client/b.ts', false],
  ['vitest.config.ts', 'vitest/config', false],
])('%s may import %s (type only: %s)', (file, specifier, typeOnly) => {
  expect(forbiddenImport(file, { specifier, line: 1, typeOnly })).toBeNull();
});

describe('a rule finds the bad example and leaves the good one', () => {
  const start = '// What it is for.\n';
  const long = '// one\n// two\n// three\n// four\n// five\n// six\n';
  test.each<[string, tidy.Rule, string, string, string]>([
    ['no comment', tidy.beginsWithComment, 'domain/a.ts', 'const a = 1;\n', start],
    ['a long comment', tidy.beginsWithComment, 'domain/a.ts', long, start],
    ['an intention', tidy.noIntentions, 'docs/a.md', joined('TO', 'DO later'), 'TODOS is no word'],
    [
      'a default export',
      tidy.noDefaultExports,
      'domain/a.ts',
      'export default 1;',
      "const a = 'export default';",
    ],
    ['a place', tidy.noMachinePaths, 'docs/a.md', joined('in /ro', 'ot/x'), 'the root/x of a tree'],
    [
      'a registry',
      tidy.noRegistries,
      'a.md',
      joined('https://regi', 'stry.example.com/x'),
      'https://example.com',
    ],
    [
      'a resolved address',
      tidy.noRegistries,
      'package-lock.json',
      '"resolved": "https://a"',
      '"resolved": true',
    ],
    ['an empty word', tidy.noEmptyWords, 'ledger/a.ts', 'class RowManager {}', 'class Rows {}'],
    ['an empty name of a file', tidy.noEmptyWords, 'ledger/utils.ts', start, ''],
    ['a client of Yuki', tidy.noEmptyWords, 'yuki/a.ts', 'class YukiClient {}', 'class YukiServices {}'],
    ['our act as booking', tidy.noEmptyWords, 'yuki/a.ts', 'function bookInvoice() {}', 'const booked = 1;'],
    ['handling', tidy.noEmptyWords, 'client/a.ts', 'function handleAnswer() {}', 'function readAnswer() {}'],
    ['only', tidy.noSilentSkips, 'test/a.test.ts', joined('test.on', "ly('a', b)"), "test('only', b)"],
    [
      'skip',
      tidy.noSilentSkips,
      'test/a.test.ts',
      joined('describe.sk', "ip('a', b)"),
      "// describe.skip('a')",
    ],
    [
      'a silent condition',
      tidy.noSilentSkips,
      'test/a.test.ts',
      joined('test.skip', 'If(x)'),
      joined('const missing = missingPart(x); test.skip', 'If(missing)'),
    ],
  ])('%s', (_name, rule, file, bad, good) => {
    expect(rule(file, bad)).toHaveLength(1);
    if (good !== '') expect(rule(file, good)).toEqual([]);
  });

  test('the line is told', () => {
    expect(tidy.noDefaultExports('domain/a.ts', `${start}\nexport default 1;\n`)[0]?.line).toBe(3);
  });
});

test('what grows, what is new above the limit, and what shrank without the list is told', () => {
  const listed = { a: 320, b: 320, c: 400, gone: 360 };
  const told = ratchetFindings({ a: 321, b: 315, c: 350, d: 301, e: 300 }, listed, 300);
  expect(told).toEqual([
    'a has 321 lines; 320 are allowed.',
    'd has 301 lines; 300 are allowed.',
    'c has 350 lines now: write 360.',
    'gone is within 300 lines now: take it off the list.',
  ]);
});

test('the linter measures functions as their lines', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'focus-yuki-tidy-'));
  const body = (lines: number): string => `${'  void 0;\n'.repeat(lines - 2)}}\n`;
  try {
    writeFileSync(join(folder, 'a.ts'), `function long() {\n${body(6)}\nfunction short() {\n${body(5)}`);
    writeFileSync(join(folder, 'a.test.ts'), `function story() {\n${body(9)}`);
    expect(await longFunctions(folder, 5)).toEqual({ 'a.ts#long': 6 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a module from elsewhere in the bundle is told', () => {
  const sources = [
    'webpack/bootstrap',
    '/here/workflows/index-autogenerated-entrypoint.cjs',
    '/here/workflows/sync.ts',
    '/here/ledger/open.ts',
    '/here/node_modules/ms/dist/index.cjs',
    '/here/node_modules/pg/lib/index.js',
  ];
  const map = Buffer.from(JSON.stringify({ sources })).toString('base64');
  expect(foreignModules(`//# sourceMappingURL=data:application/json;base64,${map}`, '/here')).toEqual({
    modules: ['workflows/sync.ts'],
    foreign: ['ledger/open.ts', 'pg/lib/index.js'],
  });
});

test('commands are found in blocks and spans, and words about them are not', () => {
  const markdown = [
    'Use `npm run check` or `REQUIRE_ALL=1 npm test`; the focus-yuki connector is not a command.',
    '```sh',
    'npm ci && npm run demo',
    'npm run focus-yuki -- sync CONNECTION --wait',
    '```',
    'Task queue `focus-yuki`, and `npm run focus-yuki -- --help`.',
  ].join('\n');
  expect(
    commandsIn(markdown).map(({ line, kind, name, options }) => [line, kind, name, ...options].join(' ')),
  ).toEqual([
    '1 npm script check',
    '1 npm script test',
    '3 npm script demo',
    '4 npm script focus-yuki',
    '4 verb sync --wait',
    '6 npm script focus-yuki',
  ]);
});
