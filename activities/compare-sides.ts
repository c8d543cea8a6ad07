/**
 * The daily comparison of both sides, a part of a run that steps aside for fresh documents: Focus's lists, Yuki's books,
 * and then whether everything is accounted for. It finds and reports; nothing is sent, and what goes wrong in it stops
 * no run (R-CHG-1 … R-CHG-6).
 */

import { planWindows } from '../domain/check-windows.ts';
import { localDate } from '../domain/cadence.ts';
import type { Durations } from '../domain/durations.ts';
import type { CauseId } from '../domain/ids.ts';
import { endOpenFinding, report } from '../ledger/findings.ts';
import type { CheckPlan } from '../ledger/after-export-tables.ts';
import { readCompleteness } from '../ledger/completeness.ts';
import { endCheck, readCheck, savePlan, startWatching } from '../ledger/completeness-checks.ts';
import { FocusRefused, FocusUnintelligible } from '../focus/errors.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../yuki/errors.ts';
import type { JoinedConnection } from './connection-record.ts';
import { OutOfCalls } from './failures.ts';
import type { FocusDesk } from './focus-desk.ts';
import { lookAtFocus, type FocusSide } from './focus-side.ts';
import { startHeartbeats } from './heartbeats.ts';
import type { Tools } from './tools.ts';
import { openYuki } from './yuki-desk.ts';
import { lookAtYuki } from './yuki-side.ts';

export interface Comparison {
  readonly causes: readonly CauseId[];
  readonly yukiCalls: number;
}

const nothingDone: Comparison = { causes: [], yukiCalls: 0 };

/** `isQuiet`: the run has found nothing that should leave first. */
export async function compareSides(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  focus: FocusDesk,
  isQuiet: boolean,
): Promise<Comparison> {
  const { ledger } = tools;
  const now = tools.clock();
  const check = await readCheck(ledger, connection.id);
  if (check === null) {
    await startWatching(ledger, connection.id, now);
    return nothingDone;
  }
  const overdueMs = now.getTime() - check.doneAt.getTime() - durations.compareEvery;
  const isDue = check.wish !== null || overdueMs >= (isQuiet ? 0 : durations.compareEvery / 10);
  if (check.plan === null && !isDue) return nothingDone;
  const place = { startDate: connection.startDate, today: localDate(now), olderBefore: check.olderBefore };
  const usual = planWindows(place);
  const { wish } = check;
  const windows =
    wish === null
      ? usual.windows
      : [{ from: wish.from > connection.startDate ? wish.from : connection.startDate, to: null }];
  const plan: CheckPlan = check.plan ?? {
    startedAt: now.toISOString(),
    windows,
    place: 0,
    kind: 'invoice',
    nextPage: 1,
  };
  if (check.plan === null) await savePlan(ledger, connection.id, plan);
  const { done, causes } = await lookAtLists(tools, connection, focus, plan);
  if (!done) return { causes, yukiCalls: 0 };
  const yukiCalls = await lookAtBooks(tools, connection, durations, wish !== null);
  const olderBefore = wish === null ? usual.olderBefore : check.olderBefore;
  await endCheck(ledger, connection.id, { startedAt: new Date(plan.startedAt), olderBefore }, tools.clock());
  return { causes, yukiCalls };
}

/** A list or an answer of Focus that cannot be read ends this comparison, and is told; the run goes on. */
async function lookAtLists(
  tools: Tools,
  connection: JoinedConnection,
  focus: FocusDesk,
  plan: CheckPlan,
): Promise<FocusSide> {
  try {
    return await lookAtFocus(tools, connection, focus, plan);
  } catch (error) {
    if (!(error instanceof FocusUnintelligible) && !(error instanceof FocusRefused)) throw error;
    await tellWhetherKnown(tools, connection, 'unreadable');
    return { done: true, causes: [] };
  }
}

/** Answers the calls that it took. Too few calls left today: tomorrow is soon enough. */
async function lookAtBooks(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  wished: boolean,
): Promise<number> {
  const yuki = await openYuki(tools, connection, durations, 'fresh');
  // One call may take longer than a heartbeat may be missing.
  const stopBeating = startHeartbeats();
  try {
    const side = await lookAtYuki(tools, connection, yuki, durations, wished);
    await tellWhetherKnown(tools, connection, side === 'implausible' ? side : null);
    if (side === 'stored') await tellWhetherComplete(tools, connection);
  } catch (error) {
    if (error instanceof OutOfCalls) return yuki.callsMade();
    const isThisAnswer =
      error instanceof YukiUnintelligible ||
      error instanceof YukiUnreachable ||
      error instanceof YukiFault ||
      error instanceof RangeError;
    // Whether Yuki is away altogether is noticed by what the run needs it for; a large book may merely take too long.
    if (!isThisAnswer) throw error;
    await tellWhetherKnown(tools, connection, 'unreadable');
  } finally {
    stopBeating();
  }
  return yuki.callsMade();
}

async function tellWhetherKnown(
  { ledger, clock }: Tools,
  { id: connectionId }: JoinedConnection,
  why: 'implausible' | 'unreadable' | null,
): Promise<void> {
  const kind = 'completenessUnknown';
  const subject = 'books';
  if (why === null) return endOpenFinding(ledger, { connectionId, kind, subject }, clock());
  await report(ledger, { connectionId, documentId: null, kind, subject, params: { why } }, clock());
}

/** The whole story since the start date: what nothing explains is told to a person until it is gone. */
async function tellWhetherComplete(
  tools: Tools,
  { id: connectionId, startDate }: JoinedConnection,
): Promise<void> {
  const { ledger, clock } = tools;
  const { completeness } = await readCompleteness(ledger, connectionId, { from: startDate, to: null });
  const kind = 'completenessUnexplained';
  const subject = 'since the start date';
  if (completeness.unexplained === 0) return endOpenFinding(ledger, { connectionId, kind, subject }, clock());
  const params = {
    differences: completeness.unexplained,
    differenceCents: completeness.unexplainedCents,
    from: startDate,
  };
  await report(ledger, { connectionId, documentId: null, kind, subject, params }, clock());
}
