/**
 * `reconcile`: whether Focus and Yuki tell the same story for a period, as a table, as JSON or as a file of
 * comma-separated values. Its exit code is 1 as long as something is unexplained or was never compared.
 */

import { Option, type Command } from 'commander';
import type { CompletenessAnswer } from '../completeness-answers.ts';
import { Refused, type Api } from './api.ts';
import { writeCompletenessCsv } from './reconcile-csv.ts';
import { table } from './show.ts';
import { syncAndWait } from './sync.ts';
import { answer, connectionPath, verb, type Shared } from './verb.ts';

interface Choices {
  readonly json?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly fresh?: true;
  readonly csv?: string;
}

/** Runs that a comparison of many documents may take, each of them bounded. */
const mostRuns = 50;

export function addReconciling(program: Command, shared: Shared): void {
  verb(program, 'reconcile <connection>', 'show whether Focus and Yuki tell the same story, to the cent')
    .option('--from <date>', 'documents dated on or after this day; the start date when left out')
    .option('--to <date>', 'documents dated up to this day; all later ones when left out')
    .option('--fresh', 'read both sides again first')
    .addOption(new Option('--csv <file>', 'write it into this file'))
    .action(async (id: string, options: Choices) => {
      const api = shared.api();
      const progress = options.json === true ? null : shared.terminal.progress;
      if (options.fresh === true) await compareAndWait(api, id, options.from, progress);
      const found = await api.get<CompletenessAnswer>(
        `${connectionPath(id)}/completeness${queryOf(options)}`,
      );
      if (options.csv !== undefined) writeCompletenessCsv(found, options.csv);
      answer(shared, options, found, (one) =>
        options.csv === undefined
          ? showCompleteness(one)
          : `${showCompleteness(one)}\n\nWritten to ${options.csv}.`,
      );
      if (!found.complete) shared.fail(1);
    });
}

function queryOf({ from, to }: { from?: string | undefined; to?: string | undefined }): string {
  const query = new URLSearchParams();
  if (from !== undefined) query.set('from', from);
  if (to !== undefined) query.set('to', to);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** Wishes a comparison and follows runs until it is over. Throws Refused when it cannot go on. */
async function compareAndWait(
  api: Api,
  id: string,
  from: string | undefined,
  progress: NodeJS.WritableStream | null,
): Promise<void> {
  const at = `${connectionPath(id)}/completeness${queryOf({ from })}`;
  await api.send('POST', at);
  for (let run = 0; run < mostRuns; run += 1) {
    await syncAndWait(api, id, progress);
    if (!(await api.get<CompletenessAnswer>(at)).underWay) return;
  }
  throw new Refused(
    'comparison-goes-on',
    `The comparison was not over after ${mostRuns} runs.`,
    'It goes on with the next syncs; look again later, or name a later day with --from.',
  );
}

export function showCompleteness(found: CompletenessAnswer): string {
  const sums = (name: string, row: CompletenessAnswer['focus'][number]) => [
    name,
    row.documents,
    row.net,
    row.vat,
    row.gross,
    row.currency,
  ];
  const { yuki, differences } = found;
  return [
    `Documents dated from ${found.from}${found.to === null ? '' : ` to ${found.to}`}. ${readings(found)}`,
    '',
    table(
      ['', 'documents', 'net', 'VAT', 'gross', 'currency'],
      [
        ...found.focus.map((row) => sums('booked in Focus', row)),
        ...found.parts.map((row) => sums(`  ${row.text}`, row)),
      ],
    ),
    ...rates(found),
    '',
    `In Yuki of Focus’s documents: ${yuki.fromFocus} by Yuki’s books, ${yuki.byFocus} by Focus.` +
      (yuki.notReadSince === 0
        ? ''
        : ` Of ${yuki.notReadSince} the books have shown nothing yet; they count as they were sent.`),
    `In Yuki without coming from Focus: ${yuki.foreign.documents}, ${yuki.foreign.gross}.`,
    ...(found.paidInFocusOnly.documents === 0
      ? []
      : [
          `Paid in Focus and open in Yuki: ${found.paidInFocusOnly.documents}, ${found.paidInFocusOnly.amount}.`,
        ]),
    ...(differences.length === 0 ? [] : ['', showDifferences(found)]),
    '',
    verdict(found),
  ].join('\n');
}

function readings({ comparedAt, booksReadAt, underWay }: CompletenessAnswer): string {
  if (booksReadAt === null) return 'Yuki’s books were never read; --fresh reads them.';
  const compared = comparedAt === null ? '' : ` Both sides were compared at ${comparedAt}.`;
  return `Yuki’s books were read at ${booksReadAt}.${compared}${underWay ? ' A comparison is under way.' : ''}`;
}

/** One line a rate: what Focus has, and how much of it is where. */
function rates({ rates: shares }: CompletenessAnswer): string[] {
  const whole = shares.filter(({ place }) => place === 'focus');
  if (whole.length === 0) return [];
  const at = (one: (typeof shares)[number], places: readonly string[]): string => {
    const found = shares.filter(
      ({ rate, currency, place }) => rate === one.rate && currency === one.currency && places.includes(place),
    );
    return found.length === 0 ? '–' : found.map(({ net, vat }) => `${net} + ${vat}`).join(' and ');
  };
  return [
    '',
    table(
      ['VAT rate', 'in Focus: net', 'VAT', 'in Yuki', 'linked', 'waiting', 'set aside', 'doubtful'],
      whole.map((one) => [
        one.rate === null ? 'not known' : `${one.rate} % ${one.currency}`,
        one.net,
        one.vat,
        at(one, ['inYuki']),
        at(one, ['linked']),
        at(one, ['waiting', 'onItsWay']),
        at(one, ['setAside']),
        at(one, ['doubtful']),
      ]),
    ),
  ];
}

function showDifferences({ differences, differing }: CompletenessAnswer): string {
  const shown = differences.slice(0, 50);
  return [
    table(
      ['document', 'number', 'Focus', 'Yuki', 'difference', 'why'],
      shown.map((one) => [
        one.documentId,
        one.number,
        one.focus,
        one.yuki,
        one.difference,
        `${one.explanation === null ? 'UNEXPLAINED: ' : ''}${one.text}`,
      ]),
    ),
    ...(differing > shown.length ? [`… and ${differing - shown.length} more; --csv writes them all.`] : []),
  ].join('\n');
}

function verdict(found: CompletenessAnswer): string {
  if (found.complete)
    return found.differing === 0
      ? 'Complete: both sides agree to the cent.'
      : 'Complete: every difference has an explanation.';
  if (found.booksReadAt === null) return 'Not known: nothing was compared yet.';
  return `NOT COMPLETE: ${found.unexplained} without an explanation, ${found.unexplainedAmount} in all.`;
}
