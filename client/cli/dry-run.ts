/**
 * `dry-run`: asks for one, follows it to its end with a progress bar, and shows what it found as tables; document by
 * document into a file of comma-separated values when wished.
 */

import { writeFileSync, appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import type { RunAnswer, StatusAnswer } from '../answers.ts';
import type { DryRunAnswer, DryRunDocumentAnswer, DryRunDocumentsAnswer } from '../dry-run-answers.ts';
import { part, Refused, WrongUse, type Api } from './api.ts';
import { csvLine } from './csv.ts';
import { printable, table } from './show.ts';
import { refusalOfRun, refuseIfItCannotGoOn } from './sync.ts';

const lookEveryMs = 500;
const longestWaitMs = 6 * 60 * 60_000;

/** Throws Refused when the dry run was blocked or ended badly; nothing was sent in any case. */
export async function dryRunAndWait(
  api: Api,
  connectionId: string,
  progress: NodeJS.WritableStream | null,
): Promise<DryRunAnswer> {
  const at = `/api/connections/${part(connectionId)}`;
  const { runNumber } = await api.send<{ runNumber: number }>('POST', `${at}/dry-run`);
  const bar = progress === null ? null : beginBar(progress);
  try {
    await follow(api, at, runNumber, bar);
  } finally {
    bar?.stop();
  }
  return api.get<DryRunAnswer>(`${at}/dry-run`);
}

/** A dry run that answers «more» goes on with a later number, behind a sync that was wished meanwhile. */
async function follow(api: Api, at: string, first: number, bar: cliProgress.SingleBar | null): Promise<void> {
  const until = Date.now() + longestWaitMs;
  for (; Date.now() < until; await delay(lookEveryMs)) {
    const status = await api.get<StatusAnswer>(at);
    if (bar !== null) showProgress(bar, status);
    const { runs } = await api.get<{ runs: RunAnswer[] }>(`${at}/runs?limit=50`);
    const newest = runs.find(({ number, scope }) => number >= first && scope === 'dryRun');
    if (newest?.outcome === 'done') return;
    if (newest === undefined || newest.outcome === null || newest.outcome === 'more')
      refuseIfItCannotGoOn(status);
    else throw refusalOfRun(newest, status);
  }
  throw new Refused(
    'waited-too-long',
    'The dry run has not ended within six hours.',
    'Look at the connection’s status; nothing was sent.',
  );
}

function beginBar(stream: NodeJS.WritableStream): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({
    format: 'Looked at {bar} {value}/{total} documents · {held} would wait',
    stream,
    hideCursor: true,
    noTTYOutput: false,
  });
  bar.start(0, 0, { held: 0 });
  return bar;
}

function showProgress(bar: cliProgress.SingleBar, { documents }: StatusAnswer): void {
  const total = documents.found + documents.ready + documents.held;
  bar.setTotal(total);
  bar.update(total - documents.found, { held: documents.held });
}

/** Writes one line a document, page by page; answers how many. */
export async function writeDryRunCsv(api: Api, connectionId: string, file: string): Promise<number> {
  const begun = csvLine([
    'number',
    'kind',
    'date',
    'customer code',
    'currency',
    'gross',
    'outcome',
    'reference in Yuki',
    'ledger accounts',
    'VAT codes',
    'cause',
    'what',
    'who cures it',
    'how',
    'left out',
  ]);
  writeNew(file, begun);
  let written = 0;
  for (let after: string | null = ''; after !== null;) {
    const page: DryRunDocumentsAnswer = await api.get(
      `/api/connections/${part(connectionId)}/dry-run/documents?limit=500${after === '' ? '' : `&after=${part(after)}`}`,
    );
    appendFileSync(file, page.documents.map(lineOf).join(''));
    written += page.documents.length;
    after = page.after;
  }
  return written;
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new WrongUse(`${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
}

const outcomeText: Record<DryRunDocumentAnswer['outcome'], string> = {
  wouldSend: 'would be sent',
  wouldWait: 'would wait',
  notLookedAt: 'not looked at yet',
};

function lineOf(row: DryRunDocumentAnswer): string {
  return csvLine([
    row.number,
    row.kind === 'invoice' ? 'invoice' : 'credit note',
    row.date,
    row.customerCode,
    row.currency,
    row.gross,
    outcomeText[row.outcome],
    row.reference,
    row.accounts.join(' '),
    row.vatCodes.join(' '),
    row.cause?.key ?? null,
    row.cause?.what ?? null,
    row.cause?.whoText ?? null,
    row.cause?.how ?? null,
    row.warnings.join(' '),
  ]);
}

/** What would be sent, what would wait and what it would cost. */
export function showDryRun(found: DryRunAnswer): string {
  const { wouldSend, wouldWait, forecast } = found;
  const parts = [
    [
      `Nothing was sent. A sync now would send ${plural(wouldSend.documents, 'document')}` +
        ` (${plural(wouldSend.invoices, 'invoice')}, ${plural(wouldSend.creditNotes, 'credit note')})` +
        ` of ${plural(wouldSend.customers, 'customer')}; ${wouldWait.documents} would wait.`,
      ...wouldSend.totals.map(
        ({ currency, net, vat, gross }) => `${currency} ${net} + VAT ${vat} = ${gross}`,
      ),
      ...(wouldSend.withWarnings === 0
        ? []
        : [`Something has to be left out of ${plural(wouldSend.withWarnings, 'document')}; see --csv.`]),
      ...(found.notLookedAt === 0
        ? []
        : [`${plural(found.notLookedAt, 'document')} not looked at yet: the figures below are not all.`]),
    ].join('\n'),
    cost(forecast),
    sums('Ledger account', wouldSend.accounts, ({ account }) => account),
    sums('VAT code', wouldSend.vatCodes, ({ vatCode }) => vatCode),
    sums('Month', wouldSend.months, ({ month }) => month),
    waits(wouldWait),
  ];
  return parts.filter((text) => text !== '').join('\n\n');
}

function cost(forecast: DryRunAnswer['forecast']): string {
  if (forecast.documents === 0) return '';
  const { messages, yukiCalls, focusRequests, focusMinutes, days, endsOn, arrivals } = forecast;
  return [
    `It takes ${plural(yukiCalls, 'call')} to Yuki (${plural(messages, 'message')})` +
      ` and ${plural(focusRequests, 'request')} to Focus (${plural(focusMinutes, 'minute')}).`,
    endsOn === null
      ? 'The calls of a day are not enough for one message: ask Yuki for more, or lower the reserve.'
      : `With today’s number of calls it is done on ${plural(days.length, 'day')}, the last one ${endsOn}.`,
    ...arrivals.map(
      ({ month, documents }) => `In Yuki’s bundle ${plural(documents, 'document')} count in ${month}.`,
    ),
  ].join('\n');
}

type Row = { description?: string | null; currency: string; documents: number; net: string; vat: string };

function sums<Named extends Row>(
  title: string,
  rows: readonly Named[],
  name: (row: Named) => string,
): string {
  if (rows.length === 0) return '';
  return table(
    [title, 'documents', 'net', 'VAT', 'currency', ''],
    rows.map((row) => [name(row), row.documents, row.net, row.vat, row.currency, row.description ?? '']),
  );
}

function waits({ causes }: DryRunAnswer['wouldWait']): string {
  return causes
    .map(({ documents, what, how, whoText, numbers }) =>
      [
        `${plural(documents, 'document')} would wait: ${printable(what)}`,
        `  Cure (${whoText}): ${printable(how)}`,
        `  Documents: ${numbers.map(printable).join(', ')}${documents > numbers.length ? ' …' : ''}`,
      ].join('\n'),
    )
    .join('\n');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
