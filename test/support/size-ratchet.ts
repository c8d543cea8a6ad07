// Sizes of files and functions, and the ratchet on them: what is larger than the limit stands in a list with its
// size, and may only shrink. Lengths of functions are measured by the linter, which knows the language.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const limits = { file: 300, function: 70 } as const;

/** Sizes are listed in steps, so that a line more or less changes no list. */
const step = 20;

/** `path` → lines of a file, `path#name` → lines of a function. */
export type Sizes = Readonly<Record<string, number>>;

export function roundedUp(size: number): number {
  return Math.ceil(size / step) * step;
}

/** One sentence per size that grew, is new above the limit, or has shrunk without the list following. */
export function ratchetFindings(sizes: Sizes, listed: Sizes, limit: number): string[] {
  const large = Object.entries(sizes).filter(([, size]) => size > limit);
  const grown = large.flatMap(([name, size]) => {
    const allowed = listed[name] ?? limit;
    return size > allowed ? [`${name} has ${size} lines; ${allowed} are allowed.`] : [];
  });
  const shrunk = Object.entries(listed).flatMap(([name, allowed]) => {
    const size = sizes[name] ?? 0;
    if (size <= limit) return [`${name} is within ${limit} lines now: take it off the list.`];
    return roundedUp(size) < allowed ? [`${name} has ${size} lines now: write ${roundedUp(size)}.`] : [];
  });
  return [...grown, ...shrunk];
}

const linter = new URL('../../node_modules/.bin/oxlint', import.meta.url).pathname;

/**
 * Functions longer than the limit below `folder`, as `path#name`; those without a name share one entry per file,
 * the longest. Functions in tests are their stories and are not measured.
 */
export async function longFunctions(folder: string, limit: number = limits.function): Promise<Sizes> {
  const ownFolder = mkdtempSync(join(tmpdir(), 'focus-yuki-tidy-'));
  const config = join(ownFolder, 'oxlintrc.json');
  const rule = ['error', { max: limit, skipBlankLines: false, skipComments: false }];
  writeFileSync(
    config,
    JSON.stringify({
      categories: { correctness: 'off' },
      rules: { 'max-lines-per-function': rule },
    }),
  );
  try {
    return readSizes(
      await lint(['--config', config, '--disable-nested-config', '--format=json', '.'], folder),
    );
  } finally {
    rmSync(ownFolder, { recursive: true, force: true });
  }
}

/** The linter ends with 1 when it found something, which is an answer here. */
async function lint(args: readonly string[], folder: string): Promise<string> {
  try {
    return (await promisify(execFile)(linter, args, { cwd: folder, maxBuffer: 20_000_000 })).stdout;
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    if (code !== 1 || stdout === undefined) throw error;
    return stdout;
  }
}

function readSizes(report: string): Sizes {
  const { diagnostics } = JSON.parse(report) as { diagnostics: { message: string; filename: string }[] };
  const sizes: Record<string, number> = {};
  for (const { message, filename } of diagnostics) {
    if (filename.endsWith('.test.ts')) continue;
    const told = /^The .*?(?:`([^`]*)` )?has too many lines \((\d+)\)/.exec(message);
    if (told === null) throw new Error(`The linter said something else in ${filename}: ${message}`);
    const name = `${filename}#${told[1] ?? 'nameless'}`;
    sizes[name] = Math.max(sizes[name] ?? 0, Number(told[2]));
  }
  return sizes;
}
