/**
 * The named profiles under which activities are called: the only place where time-outs and retries of
 * activities stand (style d).
 */

import type { ActivityOptions } from '@temporalio/workflow';

/** Questions to our own ledger or to Temporal: quick, repeated until they answer. */
export const recordProfile: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

/** Reads from Focus or Yuki, a page at a time. A benign refusal (429) carries its own delay and never ends it. */
export const readProfile: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
};

/**
 * A write has one attempt: a worker that dies in the call looks like a time-out, and repeating would send
 * blindly. The workflow looks before anything is sent again.
 */
export const writeProfile: ActivityOptions = {
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
};

/** Follows a run in the ledger for as long as one may take. */
export const followProfile: ActivityOptions = {
  startToCloseTimeout: '7 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};
