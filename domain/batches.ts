/**
 * How many documents the next message carries: growing while all is well, halved around a message that Yuki
 * refused whole until the culprit is alone (design 6.5). Pure; the run keeps the value.
 */

/** Between two messages: the next size, and how many documents of a refused message are still suspect. */
export interface BatchPlan {
  readonly size: number;
  /** Documents at the head of the queue among which the culprit of a refused message is; 0 when there is none. */
  readonly suspects: number;
}

export const smallestBatch = 1;
/** A message beyond this many bytes is cut; ASP.NET's default of 4 MB per request is assumed (yuki-api 3.7). */
export const largestMessage = 3_000_000;
const firstBatch = 25;
const largestBatch = 100;

export function firstPlan(afterPause: boolean): BatchPlan {
  // After a pause one document finds out whether the obstacle is gone.
  return { size: afterPause ? smallestBatch : firstBatch, suspects: 0 };
}

/** After a message of `documents` whose documents all got a verdict. */
export function afterVerdicts(plan: BatchPlan, documents: number, untouched: number): BatchPlan {
  const suspects = Math.max(0, plan.suspects - documents);
  if (suspects > 0) return { size: Math.ceil(suspects / 2), suspects };
  if (untouched > 0) return { size: Math.max(smallestBatch, Math.ceil(documents / 2)), suspects: 0 };
  const grown = Math.max(firstBatch, documents * 2);
  return { size: Math.min(largestBatch, plan.suspects > 0 ? largestBatch : grown), suspects: 0 };
}

/** After a message that Yuki refused as a whole: half of it next. A single refused document is held by the sender. */
export function afterRefusedMessage(documents: number): BatchPlan {
  return { size: Math.max(smallestBatch, Math.floor(documents / 2)), suspects: documents };
}

/** The head of the queue that stays within `maxBytes` together, but at least one, so that none waits for ever. */
export function withinBytes<Row extends { readonly bytes: number }>(
  rows: readonly Row[],
  maxBytes: number,
): Row[] {
  let bytes = 0;
  const taken: Row[] = [];
  for (const row of rows) {
    bytes += row.bytes;
    if (bytes > maxBytes && taken.length > 0) break;
    taken.push(row);
  }
  return taken;
}
