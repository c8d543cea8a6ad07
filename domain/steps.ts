/**
 * Long computations in steps: at each `yield` nothing is half done that anybody could see, so that whoever drives them
 * may let others have their turn. What they compute does not depend on how they are driven.
 */

export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Few enough to take about a millisecond. */
const entriesPerStep = 500;

/** Without a pause, where few entries are certain or nobody else waits. */
export function allAtOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

export function* eachInSteps<Entry>(entries: Iterable<Entry>, act: (entry: Entry) => void): Steps<void> {
  let count = 0;
  for (const entry of entries) {
    act(entry);
    count += 1;
    if (count % entriesPerStep === 0) yield;
  }
}

export function* mapInSteps<Entry, Result>(
  entries: Iterable<Entry>,
  resultOf: (entry: Entry) => Result,
): Steps<Result[]> {
  const results: Result[] = [];
  yield* eachInSteps(entries, (entry) => void results.push(resultOf(entry)));
  return results;
}

/** By key, in the order of the entries; those whose key is null are left out. */
export function* groupInSteps<Entry>(
  entries: Iterable<Entry>,
  keyOf: (entry: Entry) => string | null,
): Steps<Map<string, Entry[]>> {
  const groups = new Map<string, Entry[]>();
  yield* eachInSteps(entries, (entry) => {
    const key = keyOf(entry);
    if (key === null) return;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  });
  return groups;
}
