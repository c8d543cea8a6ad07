/** Heartbeats by timer: a lost worker is noticed long before the time-out of a call, which may last longer than one. */

import { Context } from '@temporalio/activity';

const everyMs = 2000;

/** Begins them for the activity that runs; call the answer when it ends, however it ends. */
export function startHeartbeats(): () => void {
  const context = Context.current();
  const beating = setInterval(() => context.heartbeat(), everyMs);
  return () => clearInterval(beating);
}
