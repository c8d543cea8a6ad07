/**
 * Assertions for what cannot happen. They throw plainly; giving the failure its name for Temporal is left
 * to the activities, whose cause for it is `impossible-state`.
 */

/** Something that the types or our own invariants exclude has happened. Messages carry no customers or amounts. */
export class ImpossibleState extends Error {
  override readonly name = 'ImpossibleState';
}

/** Closes an exhaustive `switch`: the compiler refuses a forgotten case, and a surprise at run time throws. */
export function impossible(surprise: never): never {
  const kind: unknown =
    typeof surprise === 'object' && surprise !== null && 'kind' in surprise
      ? (surprise as { kind: unknown }).kind
      : surprise;
  throw new ImpossibleState(
    `This cannot happen: ${typeof kind === 'string' ? kind.slice(0, 60) : typeof kind}.`,
  );
}

/** Throws ImpossibleState with this sentence unless the condition holds. */
export function assertThat(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new ImpossibleState(sentence);
}
