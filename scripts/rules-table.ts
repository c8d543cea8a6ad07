// `npm run rules`: says which rules no test proves, from the report of the last whole `npm test`. With `--write` it makes
// docs/rules.md; with `--report FILE`, once or more, it reads other reports of the test runner, as one.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkRules, lastReport, writePage } from './rules/check.ts';

const usage = 'Usage: npm run rules [-- --write] [-- --report FILE …]';
const complain = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const { reports, writes } = readArguments();
const missing = reports.find((file) => !existsSync(file));
if (missing === undefined) process.exitCode = run() ? 0 : 1;
else {
  complain(`There is no report at ${missing}. A whole npm test makes one.`);
  process.exitCode = 1;
}

function run(): boolean {
  if (writes) {
    const refusals = writePage(reports);
    refusals.forEach(complain);
    if (refusals.length > 0) complain('The page was not written.');
    return refusals.length === 0;
  }
  const { sentences, summary } = checkRules(reports);
  sentences.forEach(complain);
  process.stdout.write(`${summary}\n`);
  return sentences.length === 0;
}

function readArguments(): { reports: string[]; writes: boolean } {
  try {
    const { values } = parseArgs({
      options: { report: { type: 'string', multiple: true }, write: { type: 'boolean', default: false } },
    });
    return { reports: values.report ?? [lastReport], writes: values.write };
  } catch {
    // The parser's own words are about its options; the usage says all there is.
    complain(usage);
    process.exit(2);
  }
}
