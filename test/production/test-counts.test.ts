// Proves that the last line of `npm test` counts every failure, also those that no test reports.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addCounts, countResults, lastLine } from '../../tools/test-counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'focus-yuki-counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const report = (...files: { status: string; tests: string[] }[]): string => {
  const path = join(folder, `${Math.random()}.json`);
  const testResults = files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((each) => ({ status: each })),
  }));
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
};

test('passed, failed, skipped and planned tests are told apart', () => {
  const path = report(
    { status: 'passed', tests: ['passed', 'passed', 'skipped', 'todo'] },
    { status: 'failed', tests: ['failed', 'passed', 'pending'] },
  );
  expect(countResults(path, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test('a file that cannot be loaded is a failure', () => {
  expect(countResults(report({ status: 'failed', tests: [] }), 1)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

test('a run that ends badly without a failed test is a failure', () => {
  expect(countResults(report({ status: 'passed', tests: ['passed'] }), 1).failed).toBe(1);
  expect(countResults(join(folder, 'no-such-report.json'), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('the last line adds the runs up and names skipped tests only when there are some', () => {
  const all = addCounts({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 0 });
  expect(lastLine(all)).toBe('5 passed, 1 failed');
  expect(lastLine({ passed: 5, failed: 0, skipped: 2 })).toBe('5 passed, 0 failed, 2 skipped');
});
