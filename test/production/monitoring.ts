// What the ready-made dashboard and alert rules name, held against what the processes really export.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/monitoring/${name}`, import.meta.url), 'utf8');

const rule = z.object({
  alert: z.string().regex(/^FocusYuki\w+$/),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.object({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.object({ summary: z.string().min(10), cure: z.string().min(10) }),
});
const ruleFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(z.strictObject(rule.shape)) })),
});
const dashboardFile = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })),
});

export const alerts = () => ruleFile.parse(parse(read('alerts.yaml'))).groups.flatMap(({ rules }) => rules);
export const panels = () => dashboardFile.parse(JSON.parse(read('dashboard.json'))).panels;

/** Every metric that is named in one of the two files. */
export function metricsNamed(): Set<string> {
  const expressions = [
    ...alerts().map(({ expr }) => expr),
    ...panels().flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  const name = /\b(?:focus_yuki|temporal|process|nodejs)_\w+/g;
  return new Set(expressions.flatMap((expression) => expression.match(name) ?? []));
}

/** Our own metrics that the page for operators explains. */
export function metricsExplained(): Set<string> {
  return new Set([...read('README.md').matchAll(/^\| `(focus_yuki_\w+)`/gm)].map(([, name = '']) => name));
}

/** What a scrape has, a histogram with the names of its parts. */
export function metricsIn(scrape: string): Set<string> {
  const types = [...scrape.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [name, `${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
}

/** The files name nothing that is not in one of these scrapes, and nothing of ours is without an explanation. */
export function expectWatchable(...scrapes: readonly string[]): void {
  const exported = new Set(scrapes.flatMap((scrape) => [...metricsIn(scrape)]));
  const missing = [...metricsNamed()].filter((name) => !exported.has(name));
  expect(missing).toEqual([]);
  const ours = [...exported].filter(
    (name) => name.startsWith('focus_yuki_') && !/_(?:bucket|count|sum)$/.test(name),
  );
  expect(new Set(ours)).toEqual(metricsExplained());
}
