// Joins catalogue, report and page: what `npm test` says about the rules at its end, and what `npm run rules` does.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Chapter } from './catalogue.ts';
import { connectingAndExporting } from './connecting-and-exporting.ts';
import { documentsAndNumbers } from './documents-and-numbers.ts';
import { errorsAndLimits } from './errors-and-limits.ts';
import { judge, type Judgement } from './judge.ts';
import { pageOf } from './page.ts';
import { readReport } from './report.ts';
import { runsAndPayments } from './runs-and-payments.ts';
import { scenarios } from './scenarios.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The report of the last whole run of the tests; kept where no checkout and no reset loses it, and no commit finds it. */
export const lastReport = `${root}node_modules/.cache/focus-yuki/test-report.json`;
const pageName = 'docs/rules.md';
const pageFile = `${root}${pageName}`;

/** Every rule, chapter by chapter in the order of their numbers, then the scenarios. */
export const catalogue: readonly Chapter[] = [
  ...[...connectingAndExporting, ...documentsAndNumbers, ...errorsAndLimits, ...runsAndPayments].toSorted(
    (a, b) => Number.parseInt(a.title, 10) - Number.parseInt(b.title, 10),
  ),
  ...scenarios,
];

function judgeReports(reports: readonly string[]): Judgement {
  return judge(
    catalogue,
    reports.flatMap((file) => readReport(file, root)),
  );
}

/** What is wrong, one sentence each; `summary` is one line for the reader of a long output. */
export function checkRules(reports: readonly string[]): { sentences: string[]; summary: string } {
  const judgement = judgeReports(reports);
  const page = existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : '';
  const stale = page === pageOf(judgement) ? [] : [stalePage];
  const all = judgement.chapters.flatMap(({ rules }) => rules);
  const gaps = all.filter(({ standing }) => standing === 'gap').length;
  return {
    sentences: [...judgement.findings, ...stale],
    summary: `Rules: ${all.length - gaps} of ${all.length} are proved or facts about others (${pageName}).`,
  };
}

const stalePage = `${pageName} is not what this report says. After a whole npm test: npm run rules -- --write`;

/** Writes the page, unless it would name a test that did not run or did not pass; answers why not. */
export function writePage(reports: readonly string[]): string[] {
  const judgement = judgeReports(reports);
  const all = judgement.chapters.flatMap(({ rules }) => rules);
  const unsound = [
    ...new Set(all.flatMap(({ proofs }) => proofs.filter(({ status }) => status !== 'passed'))),
  ];
  if (unsound.length > 0)
    return unsound.map(
      ({ file, title, status }) => `It would name a test that is ${status}: ${file} “${title}”`,
    );
  writeFileSync(pageFile, pageOf(judgement));
  return [];
}
