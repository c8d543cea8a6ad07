// The table of rules cannot lie: a rule whose test is missing, failed or did not run is a gap, a test cannot name what
// does not exist, and the page is what the report says.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { fact, rule, type Chapter } from '../../scripts/rules/catalogue.ts';
import { catalogue } from '../../scripts/rules/check.ts';
import { idsIn, judge, type ReportedTest } from '../../scripts/rules/judge.ts';
import { pageOf } from '../../scripts/rules/page.ts';
import { readReport } from '../../scripts/rules/report.ts';

const chapters: readonly Chapter[] = [
  {
    title: '4 What is exported',
    rules: [
      rule('R-EXP-1', 'Only booked documents.'),
      fact('R-EXP-9', 'Others export expenses.', 'Nothing of ours reads them.'),
      rule('E-5a', 'A rate that is not linked.'),
      rule('E-5', 'A VAT code that is not found.'),
    ],
  },
];

const told = (title: string, more: Partial<ReportedTest> = {}): ReportedTest => ({
  file: 'test/domain/x.test.ts',
  title,
  status: 'passed',
  ...more,
});
const booked = told('a draft stays at home (R-EXP-1)');
const notLinked = told('a rate that nobody linked is held (E-5a)');
const findings = (...tests: ReportedTest[]): readonly string[] => judge(chapters, tests).findings;

const folder = mkdtempSync(join(tmpdir(), 'focus-yuki-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const report = (tests: readonly { title: string; status: string }[]): string => {
  const path = join(folder, `${Math.random()}.json`);
  const name = join(process.cwd(), 'test/domain/x.test.ts');
  writeFileSync(path, JSON.stringify({ testResults: [{ name, status: 'passed', assertionResults: tests }] }));
  return path;
};

describe('a rule', () => {
  test('is proved by a test that ran, passed and names it in brackets', () => {
    const { chapters: judged, findings } = judge(chapters, [booked, notLinked]);
    expect(findings).toEqual([]);
    expect(judged[0]?.rules.map(({ standing }) => standing)).toEqual(['proved', 'fact', 'proved', 'proved']);
  });

  test('without a test is a gap', () => {
    expect(findings(notLinked)).toEqual(['R-EXP-1 has no test: Only booked documents.']);
  });

  test('whose only test did not run is a gap', () => {
    expect(findings({ ...booked, status: 'skipped' }, notLinked)).toEqual([
      'R-EXP-1 was not proved, because it did not run: test/domain/x.test.ts “a draft stays at home (R-EXP-1)”.',
    ]);
  });

  test('is not proved while one of its tests fails, although another passes', () => {
    expect(findings(booked, told('another (R-EXP-1)', { status: 'failed' }), notLinked)).toEqual([
      'R-EXP-1: test/domain/x.test.ts “another (R-EXP-1)” failed.',
    ]);
  });

  test('is not proved by a test of the pretend systems', () => {
    expect(findings({ ...booked, file: 'test/sandbox/focus.test.ts' }, notLinked)).toHaveLength(1);
  });

  test('that does not exist may not be named', () => {
    expect(findings(booked, notLinked, told('something (S-74)'))).toEqual([
      'S-74 does not exist, and test/domain/x.test.ts “something (S-74)” names it.',
    ]);
  });
});

describe('the ids of a title', () => {
  test('stand in brackets, several of them beside other words', () => {
    expect(idsIn('x (S-72, R-NUM-10) and y (design 4, E-9)')).toEqual(['S-72', 'R-NUM-10', 'E-9']);
    expect(idsIn('the totals of S-02')).toEqual([]);
  });

  test('of a part of an error stand for the whole as well', () => {
    expect(idsIn('x (E-5c)')).toEqual(['E-5c', 'E-5']);
  });
});

describe('a report', () => {
  test('tells file, title and status, and a test that lacked a part of the machine as left out', () => {
    const path = report([
      { title: 'one (E-1)', status: 'passed' },
      { title: 'two (E-2) [needs Chromium: apt-get install chromium]', status: 'pending' },
      { title: 'three', status: 'failed' },
    ]);
    expect(readReport(path, process.cwd())).toEqual([
      { file: 'test/domain/x.test.ts', title: 'one (E-1)', status: 'passed' },
      { file: 'test/domain/x.test.ts', title: 'two (E-2)', status: 'skipped' },
      { file: 'test/domain/x.test.ts', title: 'three', status: 'failed' },
    ]);
  });

  test('that is none is refused', () => {
    const path = join(folder, 'none.json');
    writeFileSync(path, '{}');
    expect(() => readReport(path, process.cwd())).toThrow('testResults');
  });
});

describe('the page', () => {
  const page = (...tests: ReportedTest[]): string => pageOf(judge(chapters, tests));

  test('shows for each rule its tests, its sentence, or that there is nothing', () => {
    const text = page(notLinked);
    expect(text).toContain(
      '| E-5a | A rate that is not linked. | Proved by `test/domain/x.test.ts` “a rate that nobody linked is held (E-5a)” |',
    );
    expect(text).toContain(
      '| R-EXP-9 | Others export expenses. | Fact about others: Nothing of ours reads them. |',
    );
    expect(text).toContain('| R-EXP-1 | Only booked documents. | **Nothing yet** |');
    expect(text).toContain('4 rules, errors and scenarios: 2 proved, 1 facts about others, 1 without proof.');
  });

  test('is the same for the same tests in any order, and another when a test gets another name', () => {
    expect(page(booked, notLinked)).toBe(page(notLinked, booked));
    expect(page(booked, notLinked)).not.toBe(page(told('changed (R-EXP-1)'), notLinked));
  });

  test('survives titles with signs of Markdown', () => {
    expect(page(told('a | b <b> *c* (R-EXP-1)'))).toContain('“a \\| b \\<b\\> \\*c\\* (R-EXP-1)”');
  });
});

describe('the catalogue', () => {
  const rules = catalogue.flatMap(({ rules: of }) => of);

  test('has every id once and a sentence for each', () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, says, fact: why } of rules) {
      expect(idsIn(`(${id})`)).toContain(id);
      for (const sentence of [says, why ?? '.']) expect(sentence).toMatch(/\.$/);
    }
  });

  test('numbers every chapter without gaps, errors included', () => {
    const lasts = {
      ONB: 11,
      START: 5,
      EXP: 9,
      CUST: 15,
      DOC: 3,
      LINE: 8,
      DISC: 4,
      ADV: 1,
      NEG: 1,
      FEE: 1,
      RUN: 7,
    };
    const more = { VAT: 9, CUR: 3, NUM: 10, CN: 5, ERR: 5, ENT: 5, DIS: 7, PEP: 4, LIM: 6, PAY: 11, CHG: 6 };
    const wanted = Object.entries({ ...lasts, ...more }).flatMap(([name, last]) =>
      Array.from({ length: last }, (_, index) => `R-${name}-${index + 1}`),
    );
    const named = rules.map(({ id }) => id);
    expect(named.filter((id) => id.startsWith('R-')).toSorted()).toEqual(wanted.toSorted());
    expect(named.filter((id) => /^E-\d$/.test(id))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `E-${n}`));
  });
});

describe('the command', () => {
  const run = promisify(execFile);
  const rules = (...words: string[]): Promise<{ stdout: string; stderr: string }> =>
    run(process.execPath, ['--import', 'tsx', 'scripts/rules-table.ts', ...words]);

  test('ends with 1 and names each gap', async () => {
    const path = report([{ title: 'only this (E-1)', status: 'passed' }]);
    await expect(rules('--report', path)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('E-2 has no test: The module Invoices is off.'),
    });
  });

  test('does not write a page that would name a test that did not run', async () => {
    const path = report([{ title: 'not here (E-1)', status: 'pending' }]);
    await expect(rules('--write', '--report', path)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('It would name a test that is skipped'),
    });
  });

  test('ends with 1 without a report and with 2 on a wrong option', async () => {
    await expect(rules('--report', join(folder, 'nowhere.json'))).rejects.toMatchObject({ code: 1 });
    await expect(rules('--what')).rejects.toMatchObject({ code: 2 });
  });
});
