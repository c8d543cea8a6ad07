// Counts what a piece of work costs: calls as the sandbox saw them, events as Temporal keeps them, the worker's memory
// as the kernel saw it, and, at the end, how many documents agree.

import { readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import type { CallSummary } from '../demo/sandbox-control.ts';
import { StoryFailed, until } from '../demo/waiting.ts';
import type { Counts } from './figures.ts';
import { startDate, type Office } from './office.ts';

/** What was done: how long it took, and which executions have to be in Temporal's list before it is counted. */
export interface Done {
  readonly seconds: number;
  readonly executions: { readonly workflowId: string; readonly runs: number };
}

export interface Measured {
  readonly counts: Counts;
  /** `ProcessSalesInvoices` → 11, of the work alone. */
  readonly yukiOperations: Readonly<Record<string, number>>;
  /** `sync` → 214, of the work alone, by workflow type. */
  readonly eventsByType: Readonly<Record<string, number>>;
}

/**
 * Does the work and counts what came to be while it ran.
 *
 * @throws StoryFailed when Focus and Yuki do not agree afterwards: a figure of wrong work means nothing.
 */
export async function measure(
  office: Office,
  workerPid: number,
  work: () => Promise<Done>,
): Promise<Measured> {
  const eventsBefore = await quietHistories(office);
  const callsBefore = await office.control.callSummary();
  const idleMegabytes = peakMegabytesOf(workerPid);
  const { seconds, executions } = await work();
  const peakMegabytes = peakMegabytesOf(workerPid);
  await untilListed(office.temporal, executions);
  const eventsAfter = await quietHistories(office);
  const calls = callsSince(callsBefore, await office.control.callSummary());
  const comparison = await office.control.compare({ waiting: [...office.waiting], reversed: [], startDate });
  const [first] = comparison.differences;
  if (!comparison.agrees)
    throw new StoryFailed(
      `Focus and Yuki do not agree: ${comparison.differences.length} differences, the first is “${first?.kind ?? 'unnamed'}”.`,
    );
  const eventsByType = eventsSince(eventsBefore, eventsAfter);
  return {
    counts: {
      matched: comparison.matched,
      yukiCalls: sum(calls.yuki),
      focusRequests: sum(calls.focus),
      events: sum(eventsByType),
      seconds,
      peakMegabytes,
      idleMegabytes,
    },
    yukiOperations: calls.yuki,
    eventsByType,
  };
}

type Tally = Record<string, number>;

function sum(tally: Tally): number {
  return Object.values(tally).reduce((total, count) => total + count, 0);
}

function callsSince(before: CallSummary, after: CallSummary): { yuki: Tally; focus: Tally } {
  const since = (...systems: string[]): Tally => {
    const found: Tally = {};
    for (const system of systems)
      for (const [operation, count] of Object.entries(after[system]?.byOperation ?? {})) {
        const more = count - (before[system]?.byOperation[operation] ?? 0);
        if (more > 0) found[operation] = (found[operation] ?? 0) + more;
      }
    return found;
  };
  return { yuki: since('yuki-be', 'yuki-nl'), focus: since('focus') };
}

interface History {
  readonly type: string;
  readonly events: number;
}

/** The length of every history of the connection, by execution, when none has grown for a moment. */
async function quietHistories(office: Office): Promise<ReadonlyMap<string, History>> {
  let last = await histories(office);
  return await until({
    what: 'the workflows to come to rest',
    withinMs: 60_000,
    everyMs: 700,
    look: async () => {
      const seen = await histories(office);
      const isQuiet =
        seen.size === last.size && [...seen].every(([key, { events }]) => last.get(key)?.events === events);
      last = seen;
      return isQuiet ? seen : null;
    },
  });
}

async function histories({ temporal, connectionId }: Office): Promise<Map<string, History>> {
  const found = new Map<string, History>();
  const query = `ConnectionId = "${connectionId}"`;
  for await (const { workflowId, runId, type } of temporal.workflow.list({ query })) {
    // The list knows the length of an ended history only; an execution itself always knows its own.
    const { historyLength } = await temporal.workflow.getHandle(workflowId, runId).describe();
    found.set(`${workflowId} ${runId}`, { type, events: historyLength });
  }
  return found;
}

/** Temporal's list follows the executions by some moments. */
async function untilListed(temporal: Client, { workflowId, runs }: Done['executions']): Promise<void> {
  await until({
    what: `${runs} executions of ${workflowId} to be listed as ended`,
    withinMs: 60_000,
    everyMs: 500,
    look: async () => {
      let ended = 0;
      for await (const { status } of temporal.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
        if (status.name !== 'RUNNING') ended += 1;
      return ended >= runs ? ended : null;
    },
  });
}

function eventsSince(before: ReadonlyMap<string, History>, after: ReadonlyMap<string, History>): Tally {
  const found: Tally = {};
  for (const [key, { type, events }] of after) {
    const more = events - (before.get(key)?.events ?? 0);
    if (more > 0) found[type] = (found[type] ?? 0) + more;
  }
  return found;
}

/** The largest resident set of a process so far; null where there is no Linux to tell it. */
function peakMegabytesOf(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  } catch {
    // Other systems have no such file, and the figure is only shown.
    return null;
  }
}
