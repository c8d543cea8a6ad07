/** How a workflow lets something be written: seen to its verdict once begun, and never taken for failed when unknown. */

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  patched,
} from '@temporalio/workflow';
import { endingOf } from './run-ends.ts';

/** So many writes in a row that ended before they took anything are a fault of ours, not a lost worker. */
const mostLostInARow = 5;

/** Ends a run that would else go round for as long as it may. Throws an ApplicationFailure. */
export function giveUpAfter(lostInARow: number): void {
  if (lostInARow < mostLostInARow || !patched('sending-gives-up')) return;
  throw ApplicationFailure.nonRetryable('Sending ended time after time before it began.', 'SendingLost');
}

/**
 * One attempt to write, which gets its verdict also when the run is cancelled meanwhile; a cancelled run begins no
 * other. A worker that was lost in it leaves an unknown outcome, never a failure: the answer is `lost`.
 * Throws what ends the run.
 */
export async function attemptWrite<T>(write: () => Promise<T>, lost: T): Promise<T> {
  try {
    const { consideredCancelled, cancelRequested } = CancellationScope.current();
    if (consideredCancelled) await cancelRequested;
    return await CancellationScope.nonCancellable(write);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure) || endingOf(error) !== null) throw error;
    return lost;
  }
}
