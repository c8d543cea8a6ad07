/** The last look at the deadline of a claim, right before the bytes leave: a frozen worker may wake after it. */

import type { Tools } from './tools.ts';

/** The permission to send had run out before the bytes left; nothing was sent. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** @throws TooLate at the deadline and after it. */
export function beforeDeadline({ clock }: Pick<Tools, 'clock'>, deadline: Date): () => Promise<void> {
  return async () => {
    if (clock().getTime() >= deadline.getTime()) throw new TooLate();
  };
}
