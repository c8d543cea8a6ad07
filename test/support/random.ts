// A generator of its own for random tests, so that a seed gives the same life on every machine.

/** Whole numbers from 0, below the one asked for. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
