/** The dashboard and the alert rules are whole, and what we export ourselves is explained; the rest is proven by scrapes. */

import { expect, test } from 'vitest';
import { createMetrics } from '../../client/ledger-metrics.ts';
import { causes } from '../../domain/causes.ts';
import { openLedger } from '../../ledger/open.ts';
import { createProcessMetrics } from '../../platform/metrics.ts';
import { testKey } from '../support/database.ts';
import { alerts, metricsExplained, metricsNamed, panels } from '../production/monitoring.ts';

const names = (): string[] => {
  const registry = createProcessMetrics({});
  const ledger = openLedger({ url: 'postgres://nobody@127.0.0.1:1/none', keys: [testKey('k1')] });
  createMetrics(registry, ledger, () => new Date());
  return registry.getMetricsAsArray().map(({ name }) => name);
};

test('every metric of ours is explained, every explained one exists, and each has a use in one of the two files', () => {
  const ours = names().filter((name) => name.startsWith('focus_yuki_'));
  expect(new Set(ours)).toEqual(metricsExplained());
  const used = new Set([...metricsNamed()].map((name) => name.replace(/_(?:bucket|count|sum)$/, '')));
  for (const name of ours) expect(used, name).toContain(name);
});

test('every alert says what is wrong and what to do, once, and names causes that exist', () => {
  const found = alerts();
  expect(new Set(found.map(({ alert }) => alert)).size).toBe(found.length);
  expect(found.length).toBeGreaterThan(10);
  for (const { expr } of found)
    for (const [, cause = ''] of expr.matchAll(/cause!?="([^"]+)"/g))
      expect(Object.keys(causes)).toContain(cause);
});

test('every panel asks something, and no two have one place', () => {
  expect(panels().length).toBeGreaterThan(15);
});
