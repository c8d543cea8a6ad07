/** Why a connection refuses what was asked of it, as the person who asked reads it. */

import { ApplicationFailure } from '@temporalio/workflow';
import { describeCause } from '../domain/cause-texts.ts';
import type { ConnectionState } from './messages.ts';

/** Only a connection that waits or syncs can promise a run. Throws with cause and cure, and the state beside them. */
export function refuseUnlessActive(state: ConnectionState): void {
  if (state.kind === 'waiting' || state.kind === 'syncing') return;
  if (state.kind === 'paused') {
    const { what, how } = describeCause(state.cause, state.shown);
    throw ApplicationFailure.nonRetryable(`Paused: ${what} ${how}`, 'Paused', state);
  }
  throw ApplicationFailure.nonRetryable(`The connection is not active (${state.kind}).`, 'NotActive', state);
}
