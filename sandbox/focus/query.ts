// Reads the bracketed query of Focus's deprecated GET requests: filter[ids][]=a&page[size]=20 (focus-api.md 1.1).
import type { Body } from './fields.ts';

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** The query as a body; numbered or empty brackets make lists. Keys that reach for prototypes are left out. */
export function bodyOfQuery(query: URLSearchParams): Body {
  const body: Body = {};
  for (const [key, value] of query) {
    const path = key.split('[').map((part) => part.replace(/\]$/, ''));
    if (path.length > 5 || path.some((part) => forbidden.has(part))) continue;
    place(body, path, value);
  }
  return listsIn(body) as Body;
}

function place(body: Body, path: string[], value: string): void {
  let spot = body;
  path.slice(0, -1).forEach((part) => {
    const next = spot[part];
    if (typeof next !== 'object' || next === null) spot[part] = {};
    spot = spot[part] as Body;
  });
  const last = path.at(-1) ?? '';
  spot[last === '' ? String(Object.keys(spot).length) : last] = value;
}

function listsIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listsIn(inner)] as const);
  const numbered = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return numbered ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
