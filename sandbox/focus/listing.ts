// Paging, sorting and the answer shape that all `.list` operations share (focus-api.md 1.6).
import type { Switches } from '../infra/switches.ts';
import { Fields } from './fields.ts';
import type { Wire } from './wire.ts';

export interface Page {
  size: number;
  number: number;
}

/** Reads `page`: 1-based, default size 20, above 100 clamped or refused by switch. */
export function pageOf(fields: Fields, switches: Switches): Page {
  const page = fields.object('page');
  const size = wholeAbove0(page, 'size') ?? 20;
  const number = wholeAbove0(page, 'number') ?? 1;
  if (size > 100 && switches.pageSizeOver100 === 'refuse') page?.wrong('size', 'must be valid');
  return { size: Math.min(size, 100), number };
}

function wholeAbove0(page: Fields | undefined, name: string): number | undefined {
  // A GET request brings numbers as text.
  const raw = page?.body[name];
  const value = typeof raw === 'string' && /^\d{1,9}$/.test(raw) ? Number(raw) : raw;
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  page?.wrong(name, 'must be valid');
  return undefined;
}

/** The first entry of `sort`; further entries are read but change nothing in a list without ties. */
export function sortOf<T extends string>(
  fields: Fields,
  allowed: readonly T[],
  switches: Switches,
): { field: T; order: 'asc' | 'desc' } | undefined {
  const entries = fields.list('sort');
  if (entries === undefined) return undefined;
  for (const entry of entries) {
    const one = entry as { field?: unknown; order?: unknown } | null;
    const field = allowed.find((name) => name === one?.field);
    if (field !== undefined) return { field, order: one?.order === 'desc' ? 'desc' : 'asc' };
    if (switches.unknownFilterKeys === 'refuse') fields.wrong('sort', 'must be valid');
  }
  return undefined;
}

/** Reads `filter`; unknown keys are ignored or refused by switch (11). */
export function filterOf(fields: Fields, known: readonly string[], switches: Switches): Fields {
  const filter = fields.object('filter') ?? new Fields({}, 'filter.');
  if (switches.unknownFilterKeys === 'refuse') {
    for (const key of Object.keys(filter.body)) {
      if (!known.includes(key)) filter.wrong(key, 'must be valid');
    }
  }
  return filter;
}

/** One page of `records` in the wire's shape. `meta` only when asked for. */
export function pageAnswer<T>(records: T[], page: Page, write: (record: T) => Wire, withMeta: boolean): Wire {
  const from = (page.number - 1) * page.size;
  const data = records.slice(from, from + page.size).map(write);
  if (!withMeta) return { data };
  return { data, meta: { page: { size: page.size, number: page.number }, matches: records.length } };
}

/** Orders two texts; null comes last in either direction. */
export function compareTexts(a: string | null, b: string | null, order: 'asc' | 'desc'): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const ascending = a < b ? -1 : 1;
  return order === 'asc' ? ascending : -ascending;
}

/** Whether a record changed since a moment; the edge is a switch (11). */
export const changedSince = (updatedAt: string, since: number | undefined, switches: Switches): boolean => {
  if (since === undefined) return true;
  const at = Date.parse(updatedAt);
  return switches.updatedSinceInclusive ? at >= since : at > since;
};

/** Whether `includes` (plural, comma separated) names a part. */
export const includesPart = (fields: Fields, part: string): boolean =>
  typeof fields.body['includes'] === 'string' &&
  fields.body['includes']
    .split(',')
    .map((one) => one.trim())
    .includes(part);
