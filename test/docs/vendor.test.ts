/**
 * The coverage map of the two vendors: every operation that the adapters call stands in docs/vendor, every proof
 * named there exists, and so does every switch of the sandbox.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { switchesSchema } from '../../sandbox/infra/switches.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = (room: string): string =>
  readdirSync(join(root, room))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`${room}/${name}`))
    .join('\n');

const allOf = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found = '']) => found)),
];

/** The first cells of a page's first table, without backticks. */
function callsIn(page: string): string[] {
  const firstTable = page.split(/^## /m)[0] ?? '';
  return allOf(firstTable, /^\| `([^`]+)`/gm);
}

const vendors = [
  {
    page: 'docs/vendor/focus.md',
    called: allOf(
      sources('focus'),
      /['/`}]((?:[a-z][A-Za-z]+\.(?:list|info|me|id|download|register\w*|removePayments|unregister))|oauth2\/\w+)/g,
    ),
    atLeast: [
      'oauth2/authorize',
      'oauth2/access_token',
      'users.me',
      'invoices.list',
      'invoices.registerPayment',
    ],
    named: (call: string) => call,
  },
  {
    page: 'docs/vendor/yuki.md',
    called: allOf(sources('yuki'), /operation: '(\w+)'/g),
    atLeast: ['Authenticate', 'SetCurrentDomain', 'ProcessSalesInvoices', 'OutstandingDebtorItems'],
    named: (call: string) => call.split('.')[1] ?? call,
  },
];

describe.each(vendors)('$page', ({ page, called, atLeast, named }) => {
  const text = read(page);

  test('lists exactly the operations that the adapter calls', () => {
    for (const operation of atLeast) expect(called).toContain(operation);
    expect(callsIn(text).map(named).toSorted()).toEqual(called.toSorted());
  });

  test('names proofs that exist, by file and by title', () => {
    const proofs = [...text.matchAll(/`(test\/[\w/.-]+\.test\.ts)` “([^”]+)”/g)];
    const rows = text.split('\n').filter((line) => /^\| (?!-|Our call|Behaviour)/.test(line));
    expect(proofs).toHaveLength(rows.length);
    for (const [, file = '', title = ''] of proofs) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(read(file), `${file}: ${title}`).toContain(title);
    }
  });

  test('names switches that the sandbox has', () => {
    const known = Object.keys(switchesSchema.shape);
    const switches = text
      .split('\n')
      .filter((line) => /^\| (?!-|Our call|Behaviour)/.test(line))
      .flatMap((line) => allOf(line.split('|').at(-2) ?? '', /`(\w+)`/g));
    expect(switches.length).toBeGreaterThan(5);
    for (const name of switches) expect(known).toContain(name);
  });
});
