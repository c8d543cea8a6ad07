// The page `docs/rules.md`: the judged catalogue as Markdown tables, the same text for the same tests.

import type { Judged, Judgement, ReportedTest } from './judge.ts';

const beginning = `# Rules and their proofs

What the connector has to know about Teamleader Focus, Yuki and bookkeeping, rule by rule, and how we know that it does. Made by \`npm run rules -- --write\` from the report of \`npm test\`; \`npm run rules\` fails when a rule has no proof or this page is not what the report of the last whole run says; \`npm test\` tells it at its end.

- **Proved by**: the tests whose names carry the rule’s id, all of which ran and passed when this page was made.
- **Fact about others**: nothing of ours could fail, and why.

Tests of the pretend Focus and Yuki do not count: they prove the pretence.`;

/** The whole page, ending with a line break. */
export function pageOf({ chapters }: Judgement): string {
  const all = chapters.flatMap(({ rules }) => rules);
  const count = (standing: Judged['standing']): number =>
    all.filter((judged) => judged.standing === standing).length;
  const counts = `${all.length} rules, errors and scenarios: ${count('proved')} proved, ${count('fact')} facts about others, ${count('gap')} without proof.`;
  const tables = chapters.map(({ title, rules }) =>
    [`## ${title}`, '', '| Id | In short | How we know |', '| --- | --- | --- |', ...rules.map(rowOf)].join(
      '\n',
    ),
  );
  return `${[beginning, counts, ...tables].join('\n\n')}\n`;
}

function rowOf({ rule, standing, proofs }: Judged): string {
  const how =
    standing === 'fact'
      ? `Fact about others: ${rule.fact}`
      : proofs.length === 0
        ? '**Nothing yet**'
        : `Proved by ${perFile(proofs).join('<br>')}`;
  return `| ${rule.id} | ${cell(rule.says)} | ${how} |`;
}

function perFile(proofs: readonly ReportedTest[]): string[] {
  const files = [...new Set(proofs.map(({ file }) => file))];
  return files.map((file) => {
    const titles = new Set(proofs.filter((proof) => proof.file === file).map(({ title }) => title));
    return `\`${file}\` ${[...titles].map((title) => `“${cell(title)}”`).join(', ')}`;
  });
}

/** Text as it is, in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll(/[|<>*_`\\]/g, (sign) => `\\${sign}`).replaceAll(/\s+/g, ' ');
}
