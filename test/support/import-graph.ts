// Reads the imports of a source text and says which of them the design forbids. The directions stand here as data;
// walking the tree is left to `tidy.test.ts`.

import { posix } from 'node:path';
import { blankSource } from './blank-source.ts';

export interface ImportStatement {
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
  /** True when nothing of it is left at run time; `import { type A }` still runs the file and is not. */
  readonly typeOnly: boolean;
}

const statement =
  /\b(import|export)\b(\s+type\b(?!\s+from\b))?(?:[\w\s{},*$]*?\bfrom)?\s*(['"])([^'"\n]+)\3/g;
const call = /\bimport\s*\(\s*(['"])([^'"\n]+)\1\s*\)(\s*\.)?/g;

/** Every import, re-export and `import('…')` of a source text; those in comments, strings and templates are none. */
export function importsOf(source: string): ImportStatement[] {
  const uncommented = blankSource(source, { strings: false });
  const bare = blankSource(source, { strings: true });
  const isCode = (index: number, word: string): boolean => bare.startsWith(word, index);
  const lineAt = (index: number): number => source.slice(0, index).split('\n').length;
  const found: ImportStatement[] = [];
  for (const match of uncommented.matchAll(statement)) {
    const [, keyword = '', type, , specifier = ''] = match;
    if (!isCode(match.index, keyword)) continue;
    found.push({ specifier, line: lineAt(match.index), typeOnly: type !== undefined });
  }
  for (const match of uncommented.matchAll(call)) {
    const [, , specifier = '', member] = match;
    if (!isCode(match.index, 'import')) continue;
    // `import('./x.ts').Name` stands where a type stands; code awaits the module first.
    found.push({ specifier, line: lineAt(match.index), typeOnly: member !== undefined });
  }
  return found.toSorted((left, right) => left.line - right.line);
}

interface Room {
  /** Rooms or single files, without ending, that may be imported; `type ` before one: by `import type` only. */
  readonly ours: readonly string[];
  /** Packages by name; `node` for Node's own modules. Null: any. */
  readonly packages: readonly string[] | null;
}

const allRooms = [
  ...[
    'domain',
    'platform',
    'focus',
    'yuki',
    'ledger',
    'post',
    'activities',
    'workflows',
    'workers',
    'client',
  ],
  ...['sandbox', 'tools', 'scripts', 'test'],
];
const http = ['node', 'undici'];

/** Who may import whom (ARCHITECTURE.md). A room imports itself freely. */
export const rooms: Readonly<Record<string, Room>> = {
  domain: { ours: [], packages: ['intl-messageformat'] },
  platform: { ours: [], packages: ['node', '@temporalio/envconfig', 'pino', 'prom-client', 'zod'] },
  focus: { ours: ['domain', 'platform'], packages: [...http, 'oauth4webapi', 'zod'] },
  yuki: { ours: ['domain', 'platform'], packages: [...http, 'fast-xml-parser'] },
  ledger: { ours: ['domain', 'platform'], packages: ['node', 'jose', 'kysely', 'pg'] },
  post: { ours: ['domain', 'platform'], packages: [...http, 'nodemailer'] },
  activities: {
    ours: ['domain', 'focus', 'yuki', 'ledger', 'platform', 'post'],
    packages: [...http, '@temporalio/activity', '@temporalio/common'],
  },
  workflows: {
    ours: ['domain', 'type activities'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
  },
  client: {
    ours: [
      ...['domain', 'ledger', 'focus/oauth', 'post/addresses', 'platform'],
      ...['workflows/messages', 'workflows/workflow-ids', 'type workflows'],
    ],
    packages: [
      ...[...http, '@temporalio/client', '@temporalio/common', '@hono/node-server', '@hono/zod-openapi'],
      ...['hono', 'kysely', 'zod', 'commander', '@clack/prompts', 'cli-progress'],
    ],
  },
  workers: {
    ours: ['domain', 'platform', 'focus', 'yuki', 'ledger', 'post', 'activities', 'workflows'],
    packages: [
      ...['node', '@temporalio/client', '@temporalio/common', '@temporalio/worker'],
      ...['@temporalio/interceptors-opentelemetry', '@opentelemetry/sdk-trace-base'],
      ...['@opentelemetry/exporter-trace-otlp-proto', '@opentelemetry/resources'],
    ],
  },
  sandbox: { ours: [], packages: ['node', 'zod'] },
  tools: { ours: ['platform'], packages: null },
  // Histories are recorded with the very fakes by which the workflows are tested.
  scripts: {
    ours: [
      ...allRooms.filter((room) => room !== 'test'),
      ...['test/support/fake-activities', 'test/support/workflow-places'],
    ],
    packages: null,
  },
  test: { ours: allRooms, packages: null },
};

/** Why this import may not stand in this file, in one sentence; null when it may. */
export function forbiddenImport(file: string, { specifier, typeOnly }: ImportStatement): string | null {
  const from = file.split('/')[0] ?? '';
  const room = Object.hasOwn(rooms, from) ? rooms[from] : undefined;
  if (room === undefined) return file.includes('/') ? `${from}/ is not a room.` : null;
  if (!specifier.startsWith('.')) {
    const name = packageOf(specifier);
    return room.packages === null || room.packages.includes(name)
      ? null
      : `${from}/ may not import the package ${name}.`;
  }
  const target = posix.join(posix.dirname(file), specifier).replace(/\.(ts|mjs)$/, '');
  const to = target.split('/')[0] ?? '';
  if (to === from) return null;
  const allows = (entry: string): boolean => entry === to || entry === target;
  if (room.ours.some(allows)) return null;
  if (!room.ours.some((entry) => entry.startsWith('type ') && allows(entry.slice(5))))
    return `${from}/ may not import ${target}.`;
  return typeOnly ? null : `${from}/ may import ${to}/ by “import type” only.`;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node';
  const [first = '', second] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second ?? ''}` : first;
}
