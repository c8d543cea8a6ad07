// What the bench counts, what each count may be at most, and the table that shows it. Pure: measuring is left to
// `measure.ts`.

/** How much work: documents, and the customers they are for. */
export interface Workload {
  readonly documents: number;
  readonly customers: number;
  /** How many of the documents have to wait for a cause; 0 when all are clean. */
  readonly faulty: number;
}

/** What was counted while the work was done. */
export interface Counts {
  /** Documents that Yuki holds and that agree with Focus. */
  readonly matched: number;
  readonly yukiCalls: number;
  readonly focusRequests: number;
  /** Events added to all histories since the work began. */
  readonly events: number;
  readonly seconds: number;
  /** The worker's largest resident set, in megabytes, over its life and before the work; null where it cannot be read. */
  readonly peakMegabytes: number | null;
  readonly idleMegabytes: number | null;
}

/** The most that may be counted; time and memory are shown and never judged. */
export interface Limits {
  readonly yukiCalls: number;
  readonly focusRequests: number;
  /** Null with faulty documents: each cause adds the history of its hold, however many documents there are. */
  readonly events: number | null;
}

const pageOfFocus = 100;
const messageToYuki = 100;

/**
 * The limits: 30 calls to Yuki and 300 events for 1,000 documents, twice the calls when some are faulty, growing with
 * the messages that carry more; 5 % above the requests without which Focus cannot be read: its list pages, each
 * document, each customer.
 */
export function limitsFor({ documents, customers, faulty }: Workload): Limits {
  const messages = Math.ceil(documents / messageToYuki);
  return {
    yukiCalls: (20 + messages) * (faulty === 0 ? 1 : 2),
    focusRequests: Math.floor((fewestRequests({ documents, customers }) * 105) / 100),
    events: faulty === 0 ? 100 + 20 * messages : null,
  };
}

/** Without these Focus cannot be read: its list pages, each document, each customer. */
export function fewestRequests({ documents, customers }: Pick<Workload, 'documents' | 'customers'>): number {
  return Math.ceil(documents / pageOfFocus) + documents + customers;
}

/** One sentence per count that is above its limit, and per document that is missing. */
export function missesOf(work: Workload, counts: Counts): string[] {
  const limits = limitsFor(work);
  const missed = (name: string, count: number, limit: number | null): string[] =>
    limit !== null && count > limit ? [`${name}: ${count}, and ${limit} are allowed.`] : [];
  const wanted = work.documents - work.faulty;
  return [
    ...(counts.matched === wanted ? [] : [`Documents in Yuki: ${counts.matched}, and there are ${wanted}.`]),
    ...missed('Calls to Yuki', counts.yukiCalls, limits.yukiCalls),
    ...missed('Requests to Focus', counts.focusRequests, limits.focusRequests),
    ...missed('History events', counts.events, limits.events),
  ];
}

/** The connector built into Focus makes two calls to Yuki to begin and one per document. */
export function builtInCalls({ documents }: Workload): number {
  return 2 + documents;
}

export const tableHead = ['', 'Connector', 'At most', 'One by one', 'Built-in'] as const;

/** The rows below `tableHead`; `oneByOne` is null when that part was left out. */
export function tableRows(work: Workload, ours: Counts, oneByOne: Counts | null): string[][] {
  const limits = limitsFor(work);
  const beside = (read: (counts: Counts) => string): string => (oneByOne === null ? '' : read(oneByOne));
  const row = (name: string, read: (counts: Counts) => string, limit = '', builtIn = ''): string[] => [
    name,
    read(ours),
    limit,
    beside(read),
    builtIn,
  ];
  return [
    row('Documents in Yuki, agreeing with Focus', ({ matched }) => String(matched)),
    row(
      'Calls to Yuki',
      ({ yukiCalls }) => String(yukiCalls),
      String(limits.yukiCalls),
      String(builtInCalls(work)),
    ),
    row('Requests to Focus', ({ focusRequests }) => String(focusRequests), String(limits.focusRequests)),
    row('History events, all workflows', ({ events }) => String(events), String(limits.events ?? '')),
    row('Seconds', ({ seconds }) => seconds.toFixed(1)),
    row('Documents per second', ({ matched, seconds }) => (matched / Math.max(seconds, 0.001)).toFixed(1)),
    row('Worker memory at its peak, MB', ({ peakMegabytes }) => megabytes(peakMegabytes)),
    row('  of which before the work', ({ idleMegabytes }) => megabytes(idleMegabytes)),
  ];
}

function megabytes(size: number | null): string {
  return size === null ? 'not read here' : String(size);
}
