// How the suite runs: rooms in groups from instant to slow, two files at a time, and one set-up whose Temporal
// server, database and bundle are made only when a selected file asks for them.

import { defineConfig } from 'vitest/config';

const instant = ['test/domain/**', 'test/platform/**', 'test/types/**', 'test/tidy.test.ts'];
const engine = ['test/activities/**', 'test/workflows/**', 'test/replay/**', 'test/tools/**'];
const processes = ['test/journeys/**', 'test/production/**'];

const named = (patterns: readonly string[]): string[] =>
  patterns.map((pattern) => (pattern.endsWith('**') ? `${pattern}/*.test.ts` : pattern));

/** Rooms of the group, after all groups before it. The times are for a machine that does other work as well. */
const group = (
  name: string,
  groupOrder: number,
  files: { include: string[]; exclude?: string[] },
  more: { testTimeout?: number; hookTimeout?: number } = {},
) => ({
  test: {
    name,
    pool: 'forks' as const,
    sequence: { groupOrder },
    testTimeout: 20_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    ...files,
    ...more,
  },
});

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-set-up.ts'],
    // Longer than the shared servers need to end, so that nothing is left behind in silence.
    teardownTimeout: 60_000,
    projects: [
      group('instant', 0, { include: named(instant) }),
      group('rooms', 1, {
        include: ['test/**/*.test.ts'],
        exclude: [...instant, ...engine, ...processes],
      }),
      group('engine', 2, { include: named(engine) }, { testTimeout: 60_000 }),
      group('processes', 3, { include: named(processes) }, { testTimeout: 180_000, hookTimeout: 180_000 }),
    ],
  },
});
