/**
 * The life of one connection between a Focus entity and a Yuki administration: set up step by step, then it
 * syncs when something is due, pauses for what only a person or time can cure, and lives until disconnected.
 * It never fails: an error is a state of it.
 */

import {
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  isCancellation,
  log,
  TemporalFailure,
} from '@temporalio/workflow';
import { causeFacts, isCauseKey, isPauseCause, type PauseCauseKey } from '../domain/causes.ts';
import type { IsoMoment } from '../domain/ids.ts';
import { ConnectionDesk } from './connection-desk.ts';
import type { ConnectionOrder, ConnectionOutcome, OnboardingStep, SyncScope } from './messages.ts';
import { followChild, type ChildOutcome } from './run-child.ts';

export async function connection(order: ConnectionOrder): Promise<ConnectionOutcome> {
  const desk = new ConnectionDesk(order);
  try {
    const ended = await withoutFailing(desk, () => standUp(desk));
    return ended ?? (await live(desk));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return await CancellationScope.nonCancellable(() => stop(desk));
  }
}

/** The only loop: wait for the next due thing, do it. Everything that ends the workflow is decided here. */
async function live(desk: ConnectionDesk): Promise<ConnectionOutcome> {
  for (;;) {
    const thing = await desk.nextThing();
    if (thing.kind === 'disconnect') return await disconnectForGood(desk);
    if (thing.kind === 'renew')
      await continueAsNew<typeof connection>({ connectionId: desk.connectionId, carried: desk.carry() });
    const ended = await withoutFailing(desk, async () => {
      switch (thing.kind) {
        case 'onboard':
          return await onboard(desk);
        case 'readSettings':
          return await readSettings(desk);
        case 'pause':
          return await pause(desk, 'paused-by-person', '', null);
        case 'resume':
          return await resume(desk, thing.byPerson);
        case 'retryHolds':
          return await retryHolds(desk);
        case 'sync':
          return await runOnce(desk, thing.scope);
        default:
          return null;
      }
    });
    if (ended !== null) return ended;
  }
}

/** Finds out from the ledger where this connection stands; a workflow may start in any state (caretaker, reset). */
async function standUp(desk: ConnectionDesk): Promise<ConnectionOutcome | null> {
  const standing = await desk.act.readStanding({ connectionId: desk.connectionId });
  desk.learn(standing);
  if (standing.state === 'disconnected') return { kind: 'disconnected' };
  if (standing.state === 'onboarding') {
    desk.wishes.answers = true;
    desk.enter({ kind: 'onboarding', step: 'checking', problem: null }, null);
    return null;
  }
  if (standing.state === 'paused' && standing.pauseCause !== null) {
    const carried = desk.state.kind === 'paused' ? desk.state : null;
    const cause = carried?.cause ?? standing.pauseCause;
    await enterPause(
      desk,
      carried?.pauseNumber ?? standing.pauseNumber,
      cause,
      carried?.shown ?? '',
      carried === null ? probeWait(desk, cause) : remaining(carried.nextTryAt),
    );
    return null;
  }
  if (standing.state === 'stopped')
    await desk.act.recordResume({ connectionId: desk.connectionId, pauseNumber: desk.pauseNumber });
  desk.wait(standing);
  return null;
}

async function onboard(desk: ConnectionDesk): Promise<ConnectionOutcome | null> {
  desk.wishes.answers = false;
  desk.wishes.retry = false;
  desk.looksAtAnswers = true;
  const turn = await desk.act.takeOnboardingStep({ connectionId: desk.connectionId });
  switch (turn.kind) {
    case 'ask':
      desk.enter({ kind: 'onboarding', step: turn.step as OnboardingStep, problem: turn.problem }, null);
      return null;
    case 'merged':
      desk.enter({ kind: 'merged', into: turn.into }, null);
      return { kind: 'merged', into: turn.into };
    case 'ready':
      return await readSettings(desk);
  }
}

async function readSettings(desk: ConnectionDesk): Promise<null> {
  desk.wishes.settings = false;
  const standing = await desk.act.readStanding({ connectionId: desk.connectionId });
  desk.learn(standing);
  const settled = desk.state.kind === 'waiting' || desk.state.kind === 'onboarding';
  if (settled && standing.state === 'active') desk.wait(standing);
  else desk.show();
  return null;
}

async function retryHolds(desk: ConnectionDesk): Promise<null> {
  desk.wishes.retry = false;
  await desk.act.retryHolds({ connectionId: desk.connectionId });
  return null;
}

/** One run as a child; afterwards the ledger says when the next one is due. */
async function runOnce(desk: ConnectionDesk, scope: SyncScope): Promise<null> {
  const lastKnownRun = desk.lastRunNumber;
  const runNumber = lastKnownRun + 1;
  const isDryRun = scope === 'dryRun';
  const asked = !isDryRun && desk.wishes.syncByPerson;
  // Wishes are cleared before the run starts, so that one said during the run means a further run.
  if (isDryRun) desk.wishes.dryRun = false;
  else {
    desk.wishes.sync = null;
    desk.wishes.syncByPerson = false;
  }
  if (scope === 'all' || scope === 'documents') desk.newsAreLookedAt();
  desk.lastRunNumber = runNumber;
  const careful = desk.probes > 0;
  desk.enter({ kind: 'syncing', runNumber, scope }, null);

  const outcome = await followChild(desk, { runNumber, scope, careful, lastKnownRun, asked });
  desk.pausedInDryRun = isDryRun && ['outOfCalls', 'blocked', 'cancelled'].includes(outcome.kind);

  const cause = outcome.kind === 'blocked' ? outcome.cause : null;
  const closing = await CancellationScope.nonCancellable(() =>
    desk.act.closeRun({ connectionId: desk.connectionId, runNumber, outcome: outcome.kind, cause }),
  );
  const { consideredCancelled, cancelRequested } = CancellationScope.current();
  if (consideredCancelled) await cancelRequested;
  const { heldDocuments, nextLookUpInMs } = closing;
  desk.heldDocuments = heldDocuments;
  // After a reset the ledger knows of more runs than this workflow remembers; their numbers are never used again.
  desk.lastRunNumber = Math.max(desk.lastRunNumber, closing.runNumber ?? 0);
  desk.lookUpAtMs = nextLookUpInMs === null ? null : Date.now() + nextLookUpInMs;
  desk.badRuns = outcome.kind === 'endedBadly' ? desk.badRuns + 1 : 0;
  const keepsEndingBadly = desk.badRuns >= 3;

  if (outcome.kind === 'cancelled') wishAgain(desk, scope, asked);
  noteBackfill(desk, scope, outcome);
  const backfillWaits = outcome.kind === 'outOfCalls' && outcome.backlog !== undefined;

  if (outcome.kind === 'outOfCalls' && !backfillWaits)
    return await pause(desk, 'quota-used', '', outcome.waitMs);
  if (outcome.kind === 'blocked')
    return await pause(desk, outcome.cause, outcome.shown, probeWait(desk, outcome.cause));
  if (keepsEndingBadly) return await pause(desk, 'impossible-state', '', probeWait(desk, 'impossible-state'));
  if (outcome.kind === 'more' && outcome.backlog === undefined) desk.wish(isDryRun ? 'dryRun' : 'documents');
  const hasSent = outcome.kind === 'done' || (outcome.kind === 'more' && outcome.backlog !== undefined);
  if (hasSent) desk.probes = 0;
  desk.wait(closing);
  return null;
}

/** What a person's pause has interrupted is still wished, however soon it is resumed, and by whom it was asked for. */
function wishAgain(desk: ConnectionDesk, scope: SyncScope, asked: boolean): void {
  if (!desk.wishes.pause && !desk.wishes.resume) return;
  if (scope !== 'backfill') desk.wish(scope);
  if (asked) desk.wishes.syncByPerson = true;
}

/** What a run tells of the backfill: how much is left and from when on, or that nothing is. */
function noteBackfill(desk: ConnectionDesk, scope: SyncScope, outcome: ChildOutcome): void {
  if (outcome.kind === 'done' && scope !== 'payments' && scope !== 'dryRun') desk.backfill = null;
  if (outcome.kind !== 'more' && outcome.kind !== 'outOfCalls') return;
  const { backlog } = outcome;
  const waitMs = outcome.kind === 'outOfCalls' ? outcome.waitMs : 0;
  if (backlog !== undefined) desk.backfill = { ...backlog, notBeforeMs: Date.now() + waitMs };
}

async function pause(
  desk: ConnectionDesk,
  cause: PauseCauseKey,
  shown: string,
  nextTryInMs: number | null,
): Promise<null> {
  // A retry said before this pause must not skip it.
  desk.wishes.retry = false;
  desk.wishes.resume = false;
  // A person's pause that came meanwhile takes over when this obstacle is gone.
  if (cause === 'paused-by-person') desk.wishes.pause = false;
  desk.pauseNumber += 1;
  await enterPause(desk, desk.pauseNumber, cause, shown, nextTryInMs);
  return null;
}

async function enterPause(
  desk: ConnectionDesk,
  pauseNumber: number,
  cause: PauseCauseKey,
  shown: string,
  nextTryInMs: number | null,
): Promise<void> {
  const { connectionId } = desk;
  const recorded = await desk.act
    .recordPause({ connectionId, pauseNumber, cause, shown, nextTryInMs })
    .catch((error: unknown) => {
      if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
      // A ledger that cannot keep the pause (restored, emptied) is a reason to stand still all the same.
      return { since: momentIn(0), nextTryAt: nextTryInMs === null ? null : momentIn(nextTryInMs) };
    });
  desk.enter({ kind: 'paused', pauseNumber, cause, shown, ...recorded }, nextTryInMs);
}

function momentIn(waitMs: number): IsoMoment {
  return new Date(Date.now() + waitMs).toISOString() as IsoMoment;
}

async function resume(desk: ConnectionDesk, byPerson: boolean): Promise<ConnectionOutcome | null> {
  desk.wishes.retry = false;
  desk.wishes.resume = false;
  const paused = desk.state.kind === 'paused' ? desk.state : null;
  const standing = await desk.act.readStanding({ connectionId: desk.connectionId });
  desk.learn(standing);
  if (standing.state === 'onboarding' || standing.state === 'disconnected') return await standUp(desk);
  if (paused?.cause === 'ledger-behind')
    await desk.act.acceptLedger({ connectionId: desk.connectionId, runNumber: desk.lastRunNumber });
  const { connectionId, pauseNumber } = desk;
  await desk.act.recordResume({ connectionId, pauseNumber, byPerson });
  if (byPerson) await desk.act.retryHolds({ connectionId: desk.connectionId });
  desk.probes = paused?.cause === 'paused-by-person' ? 0 : desk.probes + 1;
  desk.enter({ kind: 'waiting', nextSyncAt: null }, null);
  desk.wish(desk.pausedInDryRun ? 'dryRun' : 'all');
  desk.pausedInDryRun = false;
  return null;
}

/** How long until a paused connection tries by itself; null for causes that only a person ends. */
function probeWait(desk: ConnectionDesk, cause: PauseCauseKey): number | null {
  if (causeFacts(cause).probe === 'never') return null;
  if (cause === 'module-off') return desk.waits?.moduleProbeMs ?? 24 * 3_600_000;
  const intervals = desk.waits?.pauseProbesMs ?? [3_600_000];
  return intervals[Math.min(desk.probes, intervals.length - 1)] ?? 3_600_000;
}

/** What is left of a wait that an earlier run of this workflow began; null when nothing comes by itself. */
function remaining(until: string | null): number | null {
  return until === null ? null : Math.max(0, Date.parse(until) - Date.now());
}

async function disconnectForGood(desk: ConnectionDesk): Promise<ConnectionOutcome> {
  await CancellationScope.nonCancellable(() =>
    desk.act.recordDisconnected({ connectionId: desk.connectionId }),
  );
  desk.enter({ kind: 'disconnected' }, null);
  return { kind: 'disconnected' };
}

/** *Request cancellation* stops in order and keeps the credentials. */
async function stop(desk: ConnectionDesk): Promise<ConnectionOutcome> {
  await desk.act.recordStopped({ connectionId: desk.connectionId });
  desk.enter({ kind: 'stopped' }, null);
  return { kind: 'stopped' };
}

/** A failure that nobody foresaw becomes a pause, because the connection never fails. */
async function withoutFailing(
  desk: ConnectionDesk,
  act: () => Promise<ConnectionOutcome | null>,
): Promise<ConnectionOutcome | null> {
  try {
    return await act();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
    const cause = pauseCauseOf(error);
    log.error('an unforeseen failure pauses the connection', { failure: error.name, cause });
    return await pause(desk, cause, '', probeWait(desk, cause));
  }
}

/** The cause that an activity named; whatever else goes wrong is one for the developers. */
function pauseCauseOf(error: TemporalFailure): PauseCauseKey {
  const named = error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : '';
  return isCauseKey(named) && isPauseCause(named) ? named : 'impossible-state';
}
