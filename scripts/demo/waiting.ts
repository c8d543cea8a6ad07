// Waiting with a bound: looks again and again until something is there, and says in one sentence what never came.

import { setTimeout as delay } from 'node:timers/promises';

/** The story did not go as it has to. The message is one sentence for the person who watches. */
export class StoryFailed extends Error {
  override readonly name = 'StoryFailed';
}

/** @throws StoryFailed with the sentence, when the story's own claim does not hold. */
export function expectThat(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new StoryFailed(sentence);
}

export interface Expected<T> {
  /** Completes «Waited 30 seconds for …, in vain.» */
  readonly what: string;
  readonly withinMs: number;
  /** Null: not yet. */
  readonly look: () => Promise<T | null>;
  readonly everyMs?: number;
}

/**
 * Looks until the answer is not null. A look that hangs is given up with the rest.
 *
 * @throws StoryFailed when the time is over; whatever a look throws.
 */
export async function until<T>({ what, withinMs, look, everyMs = 250 }: Expected<T>): Promise<T> {
  const over = new AbortController();
  const late = delay(withinMs, undefined, { signal: over.signal }).then(() => {
    throw new StoryFailed(`Waited ${Math.round(withinMs / 1000)} seconds for ${what}, in vain.`);
  });
  // The rejection belongs to the race below; when the look wins, nobody else hears of it.
  late.catch(() => {});
  const looking = async (): Promise<T> => {
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      await delay(everyMs, undefined, { signal: over.signal });
    }
  };
  try {
    return await Promise.race([looking(), late]);
  } finally {
    over.abort();
  }
}
