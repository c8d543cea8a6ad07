/**
 * Starts one run as a child of its connection and follows it to its end: a run that was terminated, timed out or
 * failed has ended badly, which is never an error of the connection. What follows from it is left to `connection.ts`.
 */

import {
  CancellationScope,
  ChildWorkflowFailure,
  condition,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  ParentClosePolicy,
  sleep,
  TemporalFailure,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ConnectionDesk } from './connection-desk.ts';
import { stepAside, type SyncOutcome, type SyncScope } from './messages.ts';
import type { sync } from './sync.ts';
import { hasUrgentWish } from './wishes.ts';
import { syncWorkflowId, workflowTypes } from './workflow-ids.ts';

export interface ChildOrder {
  readonly runNumber: number;
  readonly scope: SyncScope;
  readonly careful: boolean;
  readonly lastKnownRun: number;
  /** A person asked for it. */
  readonly asked: boolean;
}

export type ChildOutcome = SyncOutcome | { readonly kind: 'endedBadly' };

/** Starts the child and waits for it; pause, disconnect and a cancellation end it in order and still await it. */
export async function followChild(desk: ConnectionDesk, order: ChildOrder): Promise<ChildOutcome> {
  let hasEnded = false;
  const scope = new CancellationScope();
  const child = scope
    .run(() => startChild(desk, order))
    .catch((error: unknown): ChildOutcome => {
      if (isCancellation(error)) return { kind: 'cancelled' };
      throw error;
    })
    .finally(() => void (hasEnded = true));
  return await CancellationScope.nonCancellable(async () => {
    const isInterrupted = (): boolean =>
      desk.wishes.disconnect || desk.wishes.pause || scope.consideredCancelled;
    // Only slices of a backfill are hurried; every other run is itself what somebody waits for.
    const isHurried = (): boolean => order.scope === 'backfill' && hasUrgentWish(desk.wishes);
    await condition(() => hasEnded || isInterrupted() || isHurried());
    if (!hasEnded && !isInterrupted()) {
      await tellToStepAside(desk);
      await condition(() => hasEnded || isInterrupted());
    }
    if (!hasEnded) scope.cancel();
    return await child;
  });
}

/** The slice ends after what it is at. One that has ended meanwhile, or not begun, needs no word. */
async function tellToStepAside(desk: ConnectionDesk): Promise<void> {
  try {
    await getExternalWorkflowHandle(syncWorkflowId(desk.connectionId)).signal(stepAside);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
    log.info('the slice of a backfill had ended before it could be told to step aside');
  }
}

async function startChild(desk: ConnectionDesk, order: ChildOrder): Promise<ChildOutcome> {
  // A person may hold the id for a moment by starting `sync` under it; that run answers at once.
  for (let tries = 0; tries < 60; tries += 1) {
    try {
      const ended = await executeChild<typeof sync>(workflowTypes.sync, {
        workflowId: syncWorkflowId(desk.connectionId),
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        workflowExecutionTimeout: '6 hours',
        staticSummary: `Run ${order.runNumber}: ${order.scope}`,
        args: [{ connectionId: desk.connectionId, ...order }],
      });
      return 'runNumber' in ended ? { kind: 'endedBadly' } : ended;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) {
        await sleep('5 seconds', { summary: 'another sync holds the id' });
        continue;
      }
      if (isCancellation(error)) return { kind: 'cancelled' };
      if (error instanceof ChildWorkflowFailure) {
        log.warn('a run ended badly', { runNumber: order.runNumber });
        return { kind: 'endedBadly' };
      }
      throw error;
    }
  }
  return { kind: 'endedBadly' };
}
