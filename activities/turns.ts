/** Drives a long computation so that nothing else in this process waits for it. */

import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../domain/steps.ts';

const longestTurnMs = 20;

export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const until = performance.now() + longestTurnMs;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < until);
    await setImmediate();
  }
}
