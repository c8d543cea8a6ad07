// What it costs to find one culprit in a message that Yuki refuses whole, read from the sandbox's log of calls, and
// what it may cost. Pure.

import type { LoggedCall } from '../demo/sandbox-control.ts';

export interface Halving {
  /** Yuki's reference of the culprit. */
  readonly culprit: string;
  /** Documents of the first message that was refused for it. */
  readonly documents: number;
  /** All calls from that message to the last one that carried a document still under suspicion. */
  readonly calls: number;
}

const send = 'ProcessSalesInvoices';

/** The most calls that finding one culprit among so many may take. */
export function halvingLimit(documents: number): number {
  return 2 * Math.ceil(Math.log2(documents)) + 2;
}

/**
 * Reads the search for one culprit. Null when no message of several documents was refused for it.
 *
 * Suspect is every document of the smallest message that was refused with the culprit in it: they may still leave one
 * by one after it is found.
 */
export function halvingOf(calls: readonly LoggedCall[], culprit: string): Halving | null {
  const refused = calls.filter(
    ({ operation, outcome, references }) =>
      operation === send && outcome === 'fault' && references.length > 1 && references.includes(culprit),
  );
  const [first] = refused;
  const smallest = refused.at(-1);
  if (first === undefined || smallest === undefined) return null;
  const suspects = new Set(smallest.references);
  const last = calls.findLastIndex(
    ({ operation, references }) => operation === send && references.some((one) => suspects.has(one)),
  );
  return {
    culprit,
    documents: first.references.length,
    calls: last - calls.indexOf(first) + 1,
  };
}

/** One sentence per search that took more than it may. */
export function halvingMisses(halvings: readonly Halving[]): string[] {
  return halvings
    .filter(({ documents, calls }) => calls > halvingLimit(documents))
    .map(
      ({ documents, calls }) =>
        `A culprit among ${documents} documents: ${calls} calls, and ${halvingLimit(documents)} are allowed.`,
    );
}
