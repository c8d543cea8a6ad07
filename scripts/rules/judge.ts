// Holds the catalogue of rules against what a run of the tests reported: what proves each id, and what is missing. Pure:
// reading the report and writing the page are left to `report.ts` and `page.ts`.

import type { Chapter, Rule } from './catalogue.ts';

/** One test of a report. */
export interface ReportedTest {
  /** From the root of the repository, with slashes. */
  readonly file: string;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
}

export interface Judged {
  readonly rule: Rule;
  readonly standing: 'proved' | 'fact' | 'gap';
  /** Every test that names the id, by file and title. */
  readonly proofs: readonly ReportedTest[];
}

export interface Judgement {
  readonly chapters: readonly { readonly title: string; readonly rules: readonly Judged[] }[];
  /** One sentence per rule that nothing proves, per failed proof, and per test that names what does not exist. */
  readonly findings: readonly string[];
  /** Tests that the page names although this run has left them out. */
  readonly notRun: readonly ReportedTest[];
}

/** Tests of the pretend systems prove what those do, never what the connector does. */
const provesTheConnector = ({ file }: ReportedTest): boolean => !file.startsWith('test/sandbox/');

/** The ids in the round brackets of a title. `E-5a` stands for the whole of E-5 as well. */
export function idsIn(title: string): string[] {
  const brackets = [...title.matchAll(/\(([^()]*)\)/g)].map(([, inside = '']) => inside);
  const ids = brackets.flatMap((inside) => inside.match(/\b(?:R-[A-Z]+-\d+|E-\d+[a-z]?|S-\d+)\b/g) ?? []);
  return [...new Set(ids.flatMap((id) => (/^E-\d+[a-z]$/.test(id) ? [id, id.slice(0, -1)] : [id])))];
}

/** Judges every rule of the catalogue. The order of the report does not matter. */
export function judge(chapters: readonly Chapter[], tests: readonly ReportedTest[]): Judgement {
  const known = new Set(chapters.flatMap(({ rules }) => rules.map(({ id }) => id)));
  const unknown = tests.flatMap((test) =>
    idsIn(test.title)
      .filter((id) => !known.has(id))
      .map((id) => `${id} does not exist, and ${quoted(test)} names it.`),
  );
  const naming = byId(tests.filter(provesTheConnector));
  const judged = chapters.map(({ title, rules }) => ({
    title,
    rules: rules.map((rule) => judgeRule(rule, naming.get(rule.id) ?? [])),
  }));
  const all = judged.flatMap(({ rules }) => rules);
  return {
    chapters: judged,
    findings: [...all.flatMap(findingsOf), ...new Set(unknown)],
    notRun: [...new Set(all.flatMap(({ proofs }) => proofs))].filter(({ status }) => status === 'skipped'),
  };
}

function byId(tests: readonly ReportedTest[]): ReadonlyMap<string, readonly ReportedTest[]> {
  const naming = new Map<string, ReportedTest[]>();
  const sorted = tests.toSorted((a, b) => order(a.file, b.file) || order(a.title, b.title));
  for (const test of sorted)
    for (const id of idsIn(test.title)) naming.set(id, [...(naming.get(id) ?? []), test]);
  return naming;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function judgeRule(rule: Rule, proofs: readonly ReportedTest[]): Judged {
  const isProved =
    proofs.some(({ status }) => status === 'passed') && proofs.every(({ status }) => status !== 'failed');
  return { rule, standing: isProved ? 'proved' : rule.fact === null ? 'gap' : 'fact', proofs };
}

function findingsOf({ rule: { id, says }, standing, proofs }: Judged): string[] {
  const failed = proofs.filter(({ status }) => status === 'failed');
  if (failed.length > 0) return failed.map((test) => `${id}: ${quoted(test)} failed.`);
  if (standing !== 'gap') return [];
  if (proofs.length === 0) return [`${id} has no test: ${says}`];
  return [`${id} was not proved, because it did not run: ${proofs.map(quoted).join(', ')}.`];
}

const quoted = ({ file, title }: ReportedTest): string => `${file} “${title}”`;
