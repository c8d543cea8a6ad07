/**
 * What the ledger says, as metrics for Prometheus: what waits and for how long, documents, calls, doubts, the time
 * from booked to exported. Labels are short words of ours and, for the busiest domains only, their ids.
 */

import { localDate } from '../domain/cadence.ts';
import {
  readFigures,
  readFinished,
  type Counts,
  type Figures,
  type WaitingCause,
} from '../ledger/figures.ts';
import type { Ledger } from '../ledger/open.ts';
import { Gauge, type Registry } from '../platform/metrics.ts';

/** Several who ask at once, or one who asks too often, are answered from one reading. */
const freshMs = 10_000;
/** Finished documents are the many; their number is no news. */
const finishedFreshMs = 5 * 60_000;

export interface Metrics {
  readonly contentType: string;
  /** Everything of the process and of the ledger, read now. Never throws because of the ledger. */
  text(): Promise<string>;
}

/** Adds the ledger's metrics to those of the process. */
export function createMetrics(registry: Registry, ledger: Ledger, clock: () => Date): Metrics {
  const gauges = createGauges(registry);
  const up = new Gauge({
    name: 'focus_yuki_ledger_up',
    help: '1 when the ledger could be read for this answer, else 0 and its other figures are missing.',
    registers: [registry],
  });
  const figures = kept(freshMs, clock, () => readFigures(ledger, localDate(clock()), clock()));
  const finished = kept(finishedFreshMs, clock, () => readFinished(ledger));
  const read = async (): Promise<(() => void) | null> => {
    try {
      const [now, done] = [await figures(), await finished()];
      return () => show(gauges, now, done, clock());
    } catch {
      // Whoever watches sees the 0; what is wrong with the database is logged by those who need it.
      return null;
    }
  };
  return {
    contentType: registry.contentType,
    text: async () => {
      const showAll = await read();
      // From here to the text there is no other reading in between, so that nobody sees half of one.
      for (const gauge of Object.values(gauges)) gauge.reset();
      showAll?.();
      up.set(showAll === null ? 0 : 1);
      return registry.metrics();
    },
  };
}

function kept<T>(freshForMs: number, clock: () => Date, read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    const now = clock().getTime();
    if (last === null || now - last.at >= freshForMs) {
      const value = read();
      last = { at: now, value };
      value.catch(() => void (last = null));
    }
    return last.value;
  };
}

type Gauges = ReturnType<typeof createGauges>;

function createGauges(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name: `focus_yuki_${name}`, help, labelNames, registers: [registry] });
  return {
    connections: gauge('connections', 'Connections by state.', ['state']),
    pauses: gauge('pauses', 'Connections that are paused, by cause.', ['cause']),
    pauseOldest: gauge('pause_oldest_seconds', 'Age of the longest pause that lasts, by cause.', ['cause']),
    holds: gauge('holds', 'Causes for which documents wait, by kind of cause.', ['cause']),
    heldDocuments: gauge('held_documents', 'Documents that wait for a cause, by kind of cause.', ['cause']),
    holdOldest: gauge('hold_oldest_seconds', 'Age of the oldest cause for which documents wait.', ['cause']),
    documents: gauge('documents', 'Documents by state.', ['state']),
    attempts: gauge('attempts_last_day', 'Messages to Yuki of the last 24 hours, by what is known of each.', [
      'outcome',
    ]),
    runs: gauge('runs_last_day', 'Runs that began in the last 24 hours, by how they ended.', ['outcome']),
    payments: gauge('payments_open', 'Payments that are not registered in Focus yet, by state.', ['state']),
    findings: gauge('findings_open', 'What was reported and is not dealt with, by kind.', ['kind']),
    focusRequests: gauge('focus_requests_last_day', 'Requests to Focus by the runs of the last 24 hours.'),
    yukiCalls: gauge('yuki_calls_today', 'Calls to Yuki today, in Brussels, of all domains.'),
    callsUsed: gauge('yuki_calls_used', 'Calls to Yuki today of one domain, for the busiest ones.', [
      'domain',
    ]),
    callsLimit: gauge('yuki_calls_limit', 'Calls that Yuki allows a domain a day.', ['domain']),
    callsReserve: gauge('yuki_calls_reserve', 'Calls of a day that are left to other software.', ['domain']),
    lag: gauge(
      'export_lag_seconds',
      'From the last change in Focus to the export, of the last day without backfill: median, 95 % and all.',
      ['quantile'],
    ),
    exports: gauge('exports_last_day', 'Documents exported in the last 24 hours without backfill.'),
    messagesWaiting: gauge('messages_waiting', 'Messages to people that have not arrived yet.'),
    recipientsFailing: gauge('recipients_failing', 'Recipients at whom messages do not arrive.'),
  };
}

function show(gauges: Gauges, figures: Figures, finished: Counts, now: Date): void {
  setCounts(gauges.connections, 'state', figures.connections);
  setWaiting(figures.pauses, now, { count: gauges.pauses, oldest: gauges.pauseOldest });
  setWaiting(figures.holds, now, {
    count: gauges.holds,
    oldest: gauges.holdOldest,
    documents: gauges.heldDocuments,
  });
  setCounts(gauges.documents, 'state', [...figures.unfinished, ...finished]);
  setCounts(gauges.attempts, 'outcome', figures.attempts);
  setCounts(gauges.runs, 'outcome', figures.runs);
  setCounts(gauges.payments, 'state', figures.payments);
  setCounts(gauges.findings, 'kind', figures.findings);
  gauges.focusRequests.set(figures.focusRequests);
  gauges.yukiCalls.set(figures.yukiCalls);
  for (const { domainId, used, limit, reserve } of figures.budgets) {
    gauges.callsUsed.set({ domain: domainId }, used);
    gauges.callsLimit.set({ domain: domainId }, limit);
    gauges.callsReserve.set({ domain: domainId }, reserve);
  }
  const { documents, median, most, longest } = figures.lag;
  gauges.exports.set(documents);
  // Without an export there is no lag, and 0 would be the best of all.
  for (const [quantile, seconds] of [
    ['0.5', median],
    ['0.95', most],
    ['1', longest],
  ] as const)
    if (documents > 0) gauges.lag.set({ quantile }, seconds);
  gauges.messagesWaiting.set(figures.messagesWaiting);
  gauges.recipientsFailing.set(figures.recipientsFailing);
}

function setCounts(gauge: Gauge, label: string, counts: Counts): void {
  for (const one of counts) gauge.set({ [label]: one.label }, one.count);
}

function setWaiting(
  waiting: readonly WaitingCause[],
  now: Date,
  gauges: { readonly count: Gauge; readonly oldest: Gauge; readonly documents?: Gauge },
): void {
  for (const { cause, count, documents, oldest } of waiting) {
    gauges.count.set({ cause }, count);
    gauges.documents?.set({ cause }, documents);
    gauges.oldest.set({ cause }, Math.max(0, (now.getTime() - oldest.getTime()) / 1000));
  }
}
