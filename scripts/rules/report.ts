// Reads the tests of a run, with what became of each, from the test runner's JSON report.

import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { z } from 'zod';
import type { ReportedTest } from './judge.ts';

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
});

/** What is added to the title of a test that lacks a part of the machine. */
const missingPart = / \[needs [^\]]*\]$/;

/**
 * The tests of a report, without the mark of those that were left out. Whatever is neither passed nor failed counts as
 * skipped.
 *
 * @throws Error when the file is no report.
 */
export function readReport(file: string, root: string): ReportedTest[] {
  const { testResults } = report.parse(JSON.parse(readFileSync(file, 'utf8')));
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }) => ({
      file: relative(root, name).split(sep).join('/'),
      title: title.replace(missingPart, ''),
      status: status === 'passed' || status === 'failed' ? status : ('skipped' as const),
    })),
  );
}
