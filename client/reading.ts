/**
 * What the verbs show: connections, their status, runs, documents, holds, findings and the audit trail, read
 * from the ledger and put into the shapes of the doors. Nothing here changes anything.
 */

import { words, type Language } from '../domain/catalogue.ts';
import { describeCause, describeCurer, describeNext } from '../domain/cause-texts.ts';
import { causeFacts, type CauseKey } from '../domain/causes.ts';
import { localDate } from '../domain/cadence.ts';
import type { ConnectionId } from '../domain/ids.ts';
import { listAudit } from '../ledger/audit.ts';
import { listOpenCauses, numbersWaiting, type CauseRow } from '../ledger/causes.ts';
import { listConnections as listRows, readOnboarding, type Connection } from '../ledger/connections.ts';
import { countByState } from '../ledger/documents.ts';
import { countOpenFindings } from '../ledger/findings.ts';
import { getQuota } from '../ledger/quota.ts';
import { getRun, lastRuns, type RunRow } from '../ledger/runs.ts';
import { webhookStanding } from '../ledger/webhooks.ts';
import { connectionWorkflowId, holdWorkflowId } from '../workflows/workflow-ids.ts';
import { entityTagOf, knownConnection } from './lookup.ts';
import { badAnswer, Refusal } from './refusal.ts';
import {
  documentStates,
  runCounts,
  type AuditAnswer,
  type ConnectionAnswer,
  type HoldAnswer,
  type OnboardingAnswer,
  type RunAnswer,
  type RunCount,
  type StatusAnswer,
} from './answers.ts';
import { doubtsInStatus } from './standing.ts';
import { temporalPage, type ConnectorTools } from './tools.ts';

/** A page of connections in the order of their ids. */
export async function listConnections(
  tools: ConnectorTools,
  page: { limit: number; after?: string | undefined },
  language: Language = 'en',
): Promise<{ connections: ConnectionAnswer[]; after: string | null }> {
  const after = page.after === undefined ? null : await knownConnection(tools, page.after);
  const rows = await listRows(tools.ledger, {
    limit: page.limit,
    ...(after === null ? {} : { after: after.id }),
  });
  return {
    connections: rows.map((row) => showConnection(tools, row, language)),
    after: rows.length === page.limit ? (rows.at(-1)?.id ?? null) : null,
  };
}

function showConnection(tools: ConnectorTools, row: Connection, language: Language): ConnectionAnswer {
  const workflowId = connectionWorkflowId(row.id);
  return {
    connectionId: row.id,
    state: row.state,
    entityName: row.entityName,
    administrationName: row.administrationName,
    startDate: row.startDate,
    automatic: row.settings.automatic,
    cause: row.state === 'paused' ? showPause(row, language) : null,
    nextSyncAt: row.nextSyncAt?.toISOString() ?? null,
    mergedInto: row.mergedInto,
    workflowId,
    temporalUrl: temporalPage(tools, workflowId),
  };
}

function showPause({ pause, settings }: Connection, language: Language): ConnectionAnswer['cause'] {
  if (pause === null) return null;
  return {
    ...showCause(pause.cause, pause.shown, language),
    byItself: describeNext(pause.cause, pause.nextTry, language, settings.timeZone),
    since: pause.since.toISOString(),
    nextTryAt: pause.nextTry?.toISOString() ?? null,
    pauseNumber: pause.number,
  };
}

/** The words of design 8: what, how and who, from the one table of causes. */
export function showCause(
  key: CauseKey,
  shown: string,
  language: Language,
): { key: CauseKey; what: string; how: string; who: HoldAnswer['who']; whoText: string } {
  const { curedBy } = causeFacts(key);
  return {
    key,
    ...describeCause(key, shown, language),
    who: curedBy,
    whoText: describeCurer(curedBy, language),
  };
}

/** Everything of design 10 about one connection. */
export async function connectionStatus(
  tools: ConnectorTools,
  idText: string,
  language: Language = 'en',
): Promise<StatusAnswer> {
  const row = await knownConnection(tools, idText);
  const [runs, counts, openHolds, onboarding, callsToday, doubts, findings] = await Promise.all([
    lastRuns(tools.ledger, row.id, 2),
    countByState(tools.ledger, row.id),
    openHoldsOf(tools, row, language),
    row.state === 'onboarding' ? showOnboarding(tools, row.id) : null,
    callsOfToday(tools, row),
    doubtsInStatus(tools, row, language),
    countOpenFindings(tools.ledger, row.id),
  ]);
  const ended = runs.find(({ endedAt }) => endedAt !== null);
  const running = runs.find(({ endedAt }) => endedAt === null);
  return {
    ...showConnection(tools, row, language),
    referenceTag: await entityTagOf(tools, row),
    sendOriginalPdf: row.settings.sendOriginalPdf,
    lastSync: ended === undefined ? null : showRun(ended),
    runningSync: running === undefined ? null : showRun(running),
    documents: Object.fromEntries(
      documentStates.map((state) => [state, counts[state] ?? 0]),
    ) as StatusAnswer['documents'],
    holds: openHolds,
    doubts,
    findings,
    callsToday,
    news: await newsOf(tools, row),
    onboarding,
  };
}

async function newsOf(tools: ConnectorTools, row: Connection): Promise<StatusAnswer['news']> {
  const standing =
    row.focusAccountId === null ? null : await webhookStanding(tools.ledger, row.focusAccountId);
  if (standing === null || standing.lookedAt === null) return 'unknown';
  return standing.problem ?? (standing.hash === null ? 'unknown' : 'told');
}

async function callsOfToday(tools: ConnectorTools, row: Connection): Promise<StatusAnswer['callsToday']> {
  if (row.domainId === null) return null;
  const { used, limit, reserve, exhausted } = await getQuota(
    tools.ledger,
    row.domainId,
    localDate(tools.now(), 'Europe/Brussels'),
  );
  return { used, limit, reserve, exhausted };
}

async function showOnboarding(tools: ConnectorTools, id: ConnectionId): Promise<OnboardingAnswer | null> {
  const view = await readOnboarding(tools.ledger, id);
  if (view === null) return null;
  return {
    ...view,
    entities: view.entities === null ? null : view.entities.map((entity) => ({ ...entity })),
    reachable: view.reachable.map((administration) => ({ ...administration })),
    taxRates: view.taxRates.map((rate) => ({ ...rate })),
    vatCodes: view.vatCodes.map(({ description, type, percentage, country }) => ({
      description,
      type,
      percentage,
      country,
    })),
    proposedVatLinks: view.proposedVatLinks.map((link) => ({ ...link })),
    unlinkedTaxRates: [...view.unlinkedTaxRates],
  };
}

export async function holds(
  tools: ConnectorTools,
  idText: string,
  language: Language = 'en',
): Promise<HoldAnswer[]> {
  return openHoldsOf(tools, await knownConnection(tools, idText), language);
}

async function openHoldsOf(
  tools: ConnectorTools,
  row: Connection,
  language: Language,
): Promise<HoldAnswer[]> {
  const open = await listOpenCauses(tools.ledger, row.id);
  return Promise.all(open.map((cause) => showHold(tools, cause, language, row.settings.timeZone)));
}

async function showHold(
  tools: ConnectorTools,
  cause: CauseRow,
  language: Language,
  timeZone: string,
): Promise<HoldAnswer> {
  const workflowId = holdWorkflowId(cause.connectionId, cause.id);
  return {
    causeId: cause.id,
    ...showCause(cause.key, cause.shown, language),
    byItself: describeNext(cause.key, cause.nextLookAt, language, timeZone),
    documents: words(language, ({ counts }) => counts.waiting, { count: cause.waiting }),
    waiting: cause.waiting,
    numbers: await numbersWaiting(tools.ledger, cause.id),
    since: cause.openedAt.toISOString(),
    nextLookAt: cause.nextLookAt?.toISOString() ?? null,
    workflowId,
    temporalUrl: temporalPage(tools, workflowId),
  };
}

export async function runs(tools: ConnectorTools, idText: string, limit: number): Promise<RunAnswer[]> {
  const { id } = await knownConnection(tools, idText);
  return (await lastRuns(tools.ledger, id, limit)).map(showRun);
}

export async function runSummary(
  tools: ConnectorTools,
  idText: string,
  numberText: string,
): Promise<RunAnswer> {
  const { id } = await knownConnection(tools, idText);
  const run = /^[1-9]\d{0,8}$/.test(numberText) ? await getRun(tools.ledger, id, Number(numberText)) : null;
  if (run === null)
    throw new Refusal({
      status: 404,
      type: 'unknown-run',
      title: 'Unknown run',
      detail: 'This connection has no run with this number, or it has not begun yet.',
      cure: 'List the runs of the connection to see their numbers.',
    });
  return showRun(run);
}

function showRun(run: RunRow): RunAnswer {
  const summary: Partial<Record<RunCount, number>> = run.summary;
  return {
    number: run.number,
    scope: run.scope,
    outcome: run.outcome,
    cause: run.cause,
    openedAt: run.startedAt.toISOString(),
    closedAt: run.endedAt?.toISOString() ?? null,
    summary: Object.fromEntries(runCounts.map((name) => [name, summary[name] ?? 0])) as RunAnswer['summary'],
  };
}

export async function auditTrail(
  tools: ConnectorTools,
  idText: string,
  limit: number,
): Promise<AuditAnswer[]> {
  const { id } = await knownConnection(tools, idText);
  if (limit < 1 || limit > 500)
    throw badAnswer('limit', 'The limit is from 1 to 500.', 'Choose another limit.');
  return (await listAudit(tools.ledger, id, { limit })).map((row) => ({
    at: row.at.toISOString(),
    who: row.who,
    what: row.what,
    params: { ...row.params },
  }));
}
