// Holds the whole tree against its own rules: who imports whom, what reaches the workflow bundle, sizes, words, and
// commands in the documentation. Each rule is also shown a bad example (tidy-rules.test.ts).

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { createProgram } from '../client/cli/program.ts';
import { workflowsPath } from '../workers/worker.ts';
import { commandsIn } from './support/documented-commands.ts';
import { forbiddenImport, importsOf } from './support/import-graph.ts';
import { foreignModules } from './support/bundle-contents.ts';
import { largeFiles, longFunctionsKnown } from './support/size-exceptions.ts';
import { limits, longFunctions, ratchetFindings } from './support/size-ratchet.ts';
import { rules } from './support/tidy-rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is in the repository or about to be, without what is ignored. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(`${root}/${file}`));

const texts = new Map(
  files
    .map((file) => [file, readFileSync(`${root}/${file}`, 'utf8')] as const)
    .filter(([, text]) => !text.includes('\0')),
);
const sources = [...texts].filter(([file]) => /\.(ts|mjs)$/.test(file));
const documents = [...texts].filter(([file]) => file.endsWith('.md'));
const textOf = (file: string): string => texts.get(file) ?? '';

test('the tree is read as a whole', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.flatMap(([, text]) => importsOf(text)).length).toBeGreaterThan(1_000);
});

test('imports go only in the directions of the design', () => {
  const found = sources.flatMap(([file, text]) =>
    importsOf(text).flatMap((imported) => {
      const sentence = forbiddenImport(file, imported);
      return sentence === null ? [] : [`${file}:${imported.line} ${sentence}`];
    }),
  );
  expect(found).toEqual([]);
});

test('the workflow bundle builds and holds workflows, domain and Temporal alone', async () => {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const { modules, foreign } = foreignModules(code, root);
  expect(foreign).toEqual([]);
  expect(modules).toContain('workflows/connection.ts');
  expect(modules).toContain('domain/causes.ts');
});

test.each(Object.entries(rules))('%s holds in every file', (_name, rule) => {
  const found = [...texts].flatMap(([file, text]) =>
    rule(file, text).map(({ line, sentence }) => `${file}:${line} ${sentence}`),
  );
  expect(found).toEqual([]);
});

test(`files have at most ${limits.file} lines, and the larger ones only shrink`, () => {
  const sizes = Object.fromEntries(sources.map(([file, text]) => [file, text.split('\n').length - 1]));
  expect(ratchetFindings(sizes, largeFiles, limits.file)).toEqual([]);
});

test(`functions have at most ${limits.function} lines, and the longer ones only shrink`, async () => {
  expect(ratchetFindings(await longFunctions(root), longFunctionsKnown, limits.function)).toEqual([]);
});

test('every npm script that the documentation names exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const unknown = documents.flatMap(([file, text]) =>
    commandsIn(text)
      .filter(({ kind, name }) => kind === 'npm script' && !Object.hasOwn(scripts, name))
      .map(({ line, name }) => `${file}:${line} npm run ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('every npm script starts a file that exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const started = Object.values(scripts).flatMap((script) => script.match(/[\w./-]+\.ts\b/g) ?? []);
  expect(started.filter((file) => !texts.has(file))).toEqual([]);
});

test('every command that the documentation shows exists with the options shown', () => {
  const program = createProgram({
    env: {},
    out: () => {},
    err: () => {},
    progress: null,
    isInteractive: false,
  });
  const optionsOf = new Map(
    program.commands.map((command) => [command.name(), command.options.map(({ long }) => long ?? '')]),
  );
  const shown = documents.flatMap(([file, text]) =>
    commandsIn(text)
      .filter(({ kind }) => kind === 'verb')
      .map((command) => ({ file, ...command })),
  );
  const unknown = shown.flatMap(({ file, line, name, options }) => {
    const known = optionsOf.get(name);
    if (known === undefined) return [`${file}:${line} focus-yuki ${name}`];
    return options
      .filter((option) => option !== '--help' && !known.includes(option))
      .map((option) => `${file}:${line} focus-yuki ${name} ${option}`);
  });
  expect(unknown).toEqual([]);
  expect(shown.length).toBeGreaterThan(10);
});
