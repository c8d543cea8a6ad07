/**
 * How the CLI shows answers to people: tables and short paragraphs without colours, so that they can be read
 * in a log as well. Scripts use `--json` instead.
 */

import { words, type Catalogue, type Language } from '../../domain/catalogue.ts';
import type {
  AuditAnswer,
  ConnectionAnswer,
  DoctorAnswer,
  DocumentAnswer,
  DocumentPageAnswer,
  HoldAnswer,
  RunAnswer,
  StatusAnswer,
} from '../answers.ts';
import type { FindingAnswer } from '../finding-answer.ts';

/** Columns as wide as their widest cell; numbers to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) => row.map((cell) => printable(cell === null ? '–' : String(cell))));
  const isNumber = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

/** Names come from outside; control characters in them would move the reader's cursor. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}

/** A line of what a cause says, with its label in the reader's language. */
function labelled(
  language: Language,
  label: keyof Catalogue['shown'],
  values: Readonly<Record<string, string>>,
): string {
  const plain = Object.entries(values).map(([name, value]) => [name, printable(value)] as const);
  return words(language, ({ shown }) => shown[label], Object.fromEntries(plain));
}

export function showConnections(rows: readonly ConnectionAnswer[]): string {
  if (rows.length === 0) return 'There are no connections yet. Begin with “focus-yuki connect”.';
  return table(
    ['connection', 'state', 'entity', 'administration', 'from', 'next sync'],
    rows.map((row) => [
      row.connectionId,
      row.state,
      row.entityName,
      row.administrationName,
      row.startDate,
      row.nextSyncAt,
    ]),
  );
}

const newsWords = {
  told: 'told at once',
  unreachable: 'not told: Focus cannot reach CONSOLE_URL; the syncs find everything',
  refused: 'not told: Focus refused the address; the syncs find everything',
  unknown: 'not looked at yet',
} as const satisfies Record<StatusAnswer['news'], string>;

export function showStatus(row: StatusAnswer, language: Language = 'en'): string {
  const lines = [
    `Connection      ${row.connectionId}`,
    `State           ${row.state}${row.mergedInto === null ? '' : ` into ${row.mergedInto}`}`,
    `Entity          ${printable(row.entityName ?? '–')}`,
    `Administration  ${printable(row.administrationName ?? '–')}`,
    ...(row.referenceTag === null ? [] : [`Reference tag   ${row.referenceTag}`]),
    `Start date      ${row.startDate ?? '–'}`,
    `Automatic       ${row.automatic ? 'on' : 'off'}`,
    ...(row.sendOriginalPdf ? ['Original PDF    sent along to Yuki'] : []),
    `Next sync       ${row.nextSyncAt ?? '–'}`,
    ...(row.automatic ? [`News of Focus   ${newsWords[row.news]}`] : []),
    `Last sync       ${row.lastSync === null ? '–' : oneRun(row.lastSync)}`,
    `Running         ${row.runningSync === null ? '–' : oneRun(row.runningSync)}`,
    `Calls today     ${row.callsToday === null ? '–' : `${row.callsToday.used} of ${row.callsToday.limit}`}`,
    `Documents       ${
      Object.entries(row.documents)
        .filter(([, count]) => count > 0)
        .map(([state, count]) => `${count} ${state}`)
        .join(', ') || 'none'
    }`,
    ...(Object.keys(row.findings).length === 0
      ? []
      : [
          `Findings        ${Object.entries(row.findings)
            .map(([kind, count]) => `${count} ${kind}`)
            .join(', ')}`,
        ]),
  ];
  if (row.temporalUrl !== null) lines.push(`Temporal        ${row.temporalUrl}`);
  if (row.cause !== null)
    lines.push(
      '',
      labelled(language, 'pausedSince', { since: row.cause.since, text: row.cause.what }),
      labelled(language, 'cure', { who: row.cause.whoText, text: row.cause.how }),
      labelled(language, 'byItself', { text: row.cause.byItself }),
    );
  if (row.doubts) lines.push('', printable(row.doubts.text));
  if (row.onboarding !== null) lines.push('', ...showOnboarding(row.onboarding));
  if (row.holds.length > 0) lines.push('', showHolds(row.holds, language));
  return lines.join('\n');
}

function showOnboarding(view: NonNullable<StatusAnswer['onboarding']>): string[] {
  return [
    `Onboarding: ${view.step === 'checking' ? 'the last answer is being looked at' : `next is ${view.step}`}.`,
    ...(view.problem === null
      ? []
      : [`Problem: ${printable(view.problem.what)}`, `Cure: ${printable(view.problem.how)}`]),
    ...(view.entities === null
      ? []
      : view.entities.map(({ id, name }) => `  entity ${id}  ${printable(name)}`)),
    ...(view.administration === null ? [] : [`  administration «${printable(view.administration.name)}»`]),
  ];
}

function oneRun(run: RunAnswer): string {
  const { exported, held, paymentsRegistered } = run.summary;
  return `${run.number} (${run.outcome ?? 'going on'}, ${run.closedAt ?? run.openedAt}): ${exported} exported, ${held} held, ${paymentsRegistered} payments`;
}

export function showHolds(rows: readonly HoldAnswer[], language: Language = 'en'): string {
  if (rows.length === 0) return labelled(language, 'nothingWaits', {});
  return rows
    .map((row) =>
      [
        `${row.causeId}  ${labelled(language, 'waitingSince', { waiting: row.documents, since: row.since })}`,
        `  ${labelled(language, 'what', { text: row.what })}`,
        `  ${labelled(language, 'cure', { who: row.whoText, text: row.how })}`,
        `  ${labelled(language, 'byItself', { text: row.byItself })}`,
        ...(row.numbers.length === 0
          ? []
          : [`  ${labelled(language, 'documents', { numbers: numbersOf(row, language) })}`]),
        `  Temporal: ${row.temporalUrl ?? row.workflowId}`,
      ].join('\n'),
    )
    .join('\n');
}

/** The first numbers, and how many more there are. */
function numbersOf({ numbers, waiting }: HoldAnswer, language: Language): string {
  const count = waiting - numbers.length;
  const more = count > 0 ? [words(language, ({ counts }) => counts.more, { count })] : [];
  return [...numbers, ...more].join(', ');
}

export function showDocuments(rows: readonly DocumentAnswer[]): string {
  if (rows.length === 0) return 'No documents.';
  return table(
    ['id', 'number', 'kind', 'date', 'customer', 'gross', 'paid', 'state', 'in Yuki as'],
    rows.map((row) => [
      row.documentId,
      row.number,
      row.kind,
      row.date,
      row.customerCode,
      row.gross,
      row.paid,
      row.state,
      row.inYukiAs ?? null,
    ]),
  );
}

export function showDocument(row: DocumentPageAnswer, language: Language = 'en'): string {
  const flags = Object.entries(row.flags)
    .filter(([, isSet]) => isSet)
    .map(([name]) => name);
  return [
    showDocuments([row]),
    ...(flags.length === 0 ? [] : [`Flags: ${flags.join(', ')}`]),
    ...(row.cause === null
      ? []
      : [
          labelled(language, 'waits', { text: row.cause.what }),
          labelled(language, 'cure', { who: row.cause.whoText, text: row.cause.how }),
          ...(row.cause.yukisWords === null
            ? []
            : [labelled(language, 'yukisWords', { text: row.cause.yukisWords })]),
        ]),
    ...(row.explanation ? [printable(row.explanation)] : []),
    ...(row.attempts.length === 0
      ? []
      : [
          table(
            ['attempt', 'claimed', 'begun', 'answered', 'state', 'verdict', 'PDF bytes'],
            row.attempts.map((one) => [
              one.attemptId,
              one.claimedAt,
              one.begunAt,
              one.answeredAt,
              one.state,
              one.verdict,
              one.pdfBytes,
            ]),
          ),
        ]),
    ...row.warnings.map((warning) => `Warning: ${printable(warning)}`),
    ...(row.withoutPdf === null ? [] : [labelled(language, 'withoutPdf', { text: row.withoutPdf.text })]),
    ...(row.inYukiAs
      ? ['Yuki prints a number of its own on its PDF; what stands above is the reference.']
      : []),
  ].join('\n');
}

export function showRun(run: RunAnswer): string {
  return [
    `Run ${run.number} (${run.scope}): ${run.outcome ?? 'going on'}${run.cause === null ? '' : `, ${run.cause}`}`,
    table(
      ['', 'count'],
      Object.entries(run.summary).map(([name, count]) => [name, count]),
    ),
  ].join('\n');
}

/** A run that went well has not sent everything while documents wait for something (R-RUN-5). */
export function showEndedRun(
  run: RunAnswer,
  { held, doubtful }: StatusAnswer['documents'],
  connectionId: string,
): string {
  const waiting = [
    ...(held === 0 ? [] : [`${held} held (focus-yuki holds ${connectionId} says why)`]),
    ...(doubtful === 0 ? [] : [`${doubtful} doubtful, which are looked up by themselves`]),
  ];
  const rest =
    waiting.length === 0 ? 'No document waits for a cause.' : `Not in Yuki yet: ${waiting.join('; ')}.`;
  return `${showRun(run)}\n${rest}`;
}

export function showRuns(rows: readonly RunAnswer[]): string {
  if (rows.length === 0) return 'No runs yet.';
  return table(
    ['run', 'scope', 'outcome', 'begun', 'ended', 'exported', 'held', 'payments', 'Yuki calls'],
    rows.map(({ number, scope, outcome, openedAt, closedAt, summary }) => [
      number,
      scope,
      outcome,
      openedAt,
      closedAt,
      summary.exported,
      summary.held,
      summary.paymentsRegistered,
      summary.yukiCalls,
    ]),
  );
}

export function showFindings(rows: readonly FindingAnswer[]): string {
  if (rows.length === 0) return 'Nothing is reported.';
  return table(
    ['since', 'finding', 'document', 'details'],
    rows.map((row) => [row.at, row.kind, row.documentId, row.text ?? JSON.stringify(row.params)]),
  );
}

export function showAudit(rows: readonly AuditAnswer[]): string {
  if (rows.length === 0) return 'Nothing yet.';
  return table(
    ['at', 'who', 'what', 'details'],
    rows.map((row) => [row.at, row.who, row.what, JSON.stringify(row.params)]),
  );
}

export function showDoctor(answer: DoctorAnswer): string {
  const mark = { ok: 'ok  ', warn: 'warn', bad: 'BAD ' } as const;
  return answer.findings
    .map(
      ({ part, level, what, cure }) =>
        `${mark[level]}  ${part}: ${printable(what)}${cure === null ? '' : `\n      Cure: ${printable(cure)}`}`,
    )
    .join('\n');
}
