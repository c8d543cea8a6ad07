/**
 * The dry run: asks the connection to look at what a sync would do, and shows what stands prepared in the ledger
 * now. The report is read anew each time, so that a cured cause or a sent document is never shown as it was.
 */

import { attachedBytes, usualPdf } from '../domain/attachments.ts';
import { largestMessage } from '../domain/batches.ts';
import type { Language } from '../domain/catalogue.ts';
import { localDate } from '../domain/cadence.ts';
import { defaultDurations } from '../domain/durations.ts';
import { addUp, arrivals, type Sum } from '../domain/dry-run.ts';
import { forecast, type Forecast } from '../domain/forecast.ts';
import { cents, formatCents } from '../domain/money.ts';
import { listOpenCauses, numbersWaiting, type CauseRow } from '../ledger/causes.ts';
import type { Connection } from '../ledger/connections.ts';
import { countByState } from '../ledger/documents.ts';
import {
  focusPaceOf,
  lastDryRun,
  listUnsent,
  preparedToSend,
  type DryRunDocument,
} from '../ledger/dry-run.ts';
import { readAccounts, readVatCodes } from '../ledger/master-data.ts';
import { getQuota } from '../ledger/quota.ts';
import type { DryRunAnswer, DryRunDocumentAnswer, DryRunDocumentsAnswer } from './dry-run-answers.ts';
import { knownConnection, livingConnection } from './lookup.ts';
import { refuseRunUnlessActive } from './operating.ts';
import { showCause } from './reading.ts';
import { badAnswer } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

/** Lists of documents, VAT rates and categories that a run asks Focus for, whatever the number of documents. */
const focusListsPerRun = 4;

/** Answers at once with the number of the run that looks; nothing is sent. Refused with cause and cure like a sync. */
export async function dryRun(
  tools: ConnectorTools,
  idText: string,
): Promise<{ runNumber: number; alreadyRunning: boolean }> {
  const connection = await livingConnection(tools, idText);
  refuseRunUnlessActive(connection);
  return tools.temporal.dryRun(connection.id);
}

/** What a sync would do, by what the last dry run and everything since have found. */
export async function dryRunReport(
  tools: ConnectorTools,
  idText: string,
  language: Language,
): Promise<DryRunAnswer> {
  const connection = await knownConnection(tools, idText);
  const { ledger } = tools;
  const [prepared, counts, last, causes] = await Promise.all([
    preparedToSend(ledger, connection.id),
    countByState(ledger, connection.id),
    lastDryRun(ledger, connection.id),
    listOpenCauses(ledger, connection.id),
  ]);
  const { totals, accounts, vatCodes, months, ...counted } = addUp(prepared);
  const names = await describedNames(tools, connection);
  const notLookedAt = counts.found;
  const foreseen = await foresee(tools, connection, prepared, notLookedAt);
  return {
    asOf: tools.now().toISOString(),
    startDate: connection.startDate,
    lastDryRun:
      last === null
        ? null
        : {
            runNumber: last.number,
            outcome: last.outcome,
            yukiCalls: last.summary.yukiCalls,
            focusRequests: last.summary.focusRequests,
          },
    complete: notLookedAt === 0 && last !== null && last.outcome === 'done',
    wouldSend: {
      ...counted,
      totals: totals.map((sum) => ({
        ...shown(sum),
        gross: formatCents(cents(sum.netCents + sum.vatCents)),
      })),
      accounts: accounts.map((sum) => ({
        account: sum.key,
        description: names.accounts.get(sum.key) ?? null,
        ...shown(sum),
      })),
      vatCodes: vatCodes.map((sum) => ({
        vatCode: sum.key,
        description: names.vatCodes.get(sum.key) ?? null,
        ...shown(sum),
      })),
      months: months.map((sum) => ({ month: sum.key, ...shown(sum) })),
    },
    wouldWait: {
      documents: counts.held,
      causes: await waitingCauses(tools, causes, language),
    },
    notLookedAt,
    forecast: {
      documents: foreseen.documents,
      messages: foreseen.messages,
      yukiCalls: foreseen.yukiCalls,
      focusRequests: foreseen.focusRequests,
      focusMinutes: foreseen.focusMinutes,
      days: foreseen.days.map((day) => ({ ...day })),
      endsOn: foreseen.endsOn,
      arrivals: arrivals(foreseen.days),
    },
  };
}

function waitingCauses(
  { ledger }: ConnectorTools,
  causes: readonly CauseRow[],
  language: Language,
): Promise<DryRunAnswer['wouldWait']['causes']> {
  return Promise.all(
    causes
      .filter(({ waiting }) => waiting > 0)
      .map(async ({ id, key, shown: subject, waiting }) => ({
        causeId: id,
        ...showCause(key, subject, language),
        documents: waiting,
        numbers: await numbersWaiting(ledger, id),
      })),
  );
}

function shown({ currency, documents, netCents, vatCents }: Sum) {
  return { currency, documents, net: formatCents(netCents), vat: formatCents(vatCents) };
}

/** What Yuki calls its accounts and VAT codes. */
async function describedNames(
  { ledger }: ConnectorTools,
  { administrationId }: Connection,
): Promise<{ accounts: ReadonlyMap<string, string>; vatCodes: ReadonlyMap<string, string> }> {
  if (administrationId === null) return { accounts: new Map(), vatCodes: new Map() };
  const [accounts, codes] = await Promise.all([
    readAccounts(ledger, administrationId),
    readVatCodes(ledger, administrationId),
  ]);
  const named = new Map<string, string>();
  // Codes of one type and percentage differ by their time or country; the first name says what they are.
  for (const { type, percentage, description } of codes.toReversed())
    named.set(`${type}/${percentage / 100}`, description);
  return { accounts: new Map(accounts.map(({ code, description }) => [code, description])), vatCodes: named };
}

/** The forecast with today's means: the calls that a backfill may make, and the account's pace at Focus. */
async function foresee(
  { ledger, now }: ConnectorTools,
  { domainId, focusAccountId, settings }: Connection,
  prepared: readonly { readonly bytes: number }[],
  notLookedAt: number,
): Promise<Forecast> {
  const today = localDate(now(), 'Europe/Brussels');
  const quota =
    domainId === null
      ? { limit: 0, used: 0, reserve: 0, exhausted: false }
      : await getQuota(ledger, domainId, today);
  const callsPerDay = Math.max(0, quota.limit - quota.reserve);
  const size = prepared.reduce((sum, { bytes }) => sum + bytes, 0);
  // What is not looked at yet is taken to be as large as what is.
  const usual = prepared.length === 0 ? 2_000 : Math.ceil(size / prepared.length);
  const sizes = [...prepared.map(({ bytes }) => bytes), ...Array.from({ length: notLookedAt }, () => usual)];
  // How large a PDF is shows only when it is fetched.
  const pdf = settings.sendOriginalPdf ? { bytes: attachedBytes(usualPdf), requests: sizes.length } : null;
  return forecast(
    {
      bytes: sizes.map((bytes) => bytes + (pdf?.bytes ?? 0)),
      // Each of them and, at the worst, a customer of its own.
      focusRequests: focusListsPerRun + 2 * notLookedAt + (pdf?.requests ?? 0),
    },
    {
      today,
      callsLeftToday: quota.exhausted ? 0 : Math.max(0, callsPerDay - quota.used),
      callsPerDay,
      focusPerMinute: focusAccountId === null ? 1 : await focusPaceOf(ledger, focusAccountId),
      runMinutes: defaultDurations.runBound / 60_000,
      largestMessage,
    },
  );
}

/** A page of at most 1,000 documents that are not in Yuki yet; `after` is given back to get the next one. */
export async function dryRunDocuments(
  tools: ConnectorTools,
  idText: string,
  page: { limit: number; after?: string | undefined },
  language: Language,
): Promise<DryRunDocumentsAnswer> {
  const { id } = await knownConnection(tools, idText);
  if (page.after !== undefined && !/^[1-9]\d{0,15}$/.test(page.after))
    throw badAnswer(
      'after',
      'The place to go on from is not one of ours.',
      'Repeat “after” as the last page gave it.',
    );
  const rows = await listUnsent(tools.ledger, id, { limit: page.limit, after: page.after ?? null });
  const causes = new Map(
    (await listOpenCauses(tools.ledger, id)).map((cause) => [
      cause.id,
      showCause(cause.key, cause.shown, language),
    ]),
  );
  return {
    documents: rows.map((row) =>
      showDocument(row, row.causeId === null ? null : (causes.get(row.causeId) ?? null)),
    ),
    after: rows.length === page.limit ? (rows.at(-1)?.id ?? null) : null,
  };
}

const outcomes = { ready: 'wouldSend', held: 'wouldWait', found: 'notLookedAt' } as const;

function showDocument(row: DryRunDocument, cause: DryRunDocumentAnswer['cause']): DryRunDocumentAnswer {
  return {
    documentId: row.id,
    kind: row.kind,
    number: row.number,
    reference: row.reference,
    date: row.date,
    customerCode: row.customerCode,
    currency: row.currency,
    gross: formatCents(row.grossCents),
    outcome: outcomes[row.state as keyof typeof outcomes],
    cause,
    accounts: [...new Set(row.shares.map(({ account }) => account))],
    vatCodes: [...new Set(row.shares.map(({ vatCode }) => vatCode))],
    warnings: [...row.warnings],
  };
}
