// What polls for payments may cost, and the table that shows what they do. Pure: measuring is left to `polls.ts`.

/** What one poll does to the process that makes it. */
export interface Weight {
  /** Megabytes in use beyond the start, at their most, garbage not counted. */
  readonly growth: number;
  /** The longest time in which nothing else had its turn, in milliseconds. */
  readonly longestPause: number;
  readonly seconds: number;
}

export interface Polls {
  readonly openDocuments: number;
  /** Of a day of 24 polls that bring nothing, the session included. */
  readonly callsOfDay: number;
  /** Of the poll that brings settlements. */
  readonly callsWithNews: number;
  /** Rows in Yuki's general ledger since the oldest document that was settled. */
  readonly rowsToRead: number;
  readonly settled: number;
  readonly focusRequests: number;
  readonly quiet: Weight;
  readonly withNews: Weight;
}

export const pollsOfDay = 24;
/** A poll an hour and one session. */
const callsOfDayAtMost = 25;
/** The list, and one read of the transactions since the oldest document that was settled, in pages. */
function callsWithNewsAtMost({ rowsToRead }: Polls): number {
  const onLastPage = rowsToRead % rowsPerPage;
  // A round number may be a limit of the service (yuki/accounting-info.ts), so that one page more has to be asked for.
  const empty = onLastPage > 0 && onLastPage % 100 === 0 ? 1 : 0;
  return 1 + Math.floor(rowsToRead / rowsPerPage) + 1 + empty;
}
const rowsPerPage = 5_000;
const requestsPerSettled = 2;
/** They depend on the machine: shown beside what was measured, never judged. */
const pauseWanted = 200;
const growthWanted = 64;

/** A row a figure, a column a number of open documents; limits in brackets are wishes. */
export function pollsTable(polls: readonly Polls[]): { head: string[]; rows: string[][] } {
  const row = (name: string, read: (one: Polls) => string, atMost: string): string[] => [
    name,
    ...polls.map(read),
    atMost,
  ];
  return {
    head: ['Open documents', ...polls.map(({ openDocuments }) => String(openDocuments)), 'At most'],
    rows: [
      row(
        `Calls to Yuki, ${pollsOfDay} quiet polls`,
        (one) => String(one.callsOfDay),
        String(callsOfDayAtMost),
      ),
      row('Rows of the general ledger that a poll with news reads', (one) => String(one.rowsToRead), ''),
      row(
        'Calls to Yuki, a poll with news',
        (one) => `${one.callsWithNews} of ${callsWithNewsAtMost(one)}`,
        'a page of 5,000',
      ),
      row(
        'Requests to Focus per settled document',
        (one) => (one.focusRequests / Math.max(1, one.settled)).toFixed(1),
        String(requestsPerSettled),
      ),
      ...weightRows('quiet', ({ quiet }) => quiet),
      ...weightRows('with news', ({ withNews }) => withNews),
    ],
  };

  function weightRows(name: string, of: (one: Polls) => Weight): string[][] {
    return [
      row(`Seconds, ${name}`, (one) => of(one).seconds.toFixed(1), ''),
      row(`Longest pause, ${name}, ms`, (one) => of(one).longestPause.toFixed(0), `(${pauseWanted})`),
      row(
        `Memory in use beyond the start, ${name}, MB`,
        (one) => of(one).growth.toFixed(0),
        `(${growthWanted})`,
      ),
    ];
  }
}

/** One sentence per count that is above its limit. */
export function pollMisses(polls: readonly Polls[]): string[] {
  return polls.flatMap((one) => {
    const { openDocuments, callsOfDay, callsWithNews, settled, focusRequests } = one;
    const missed = (name: string, count: number, limit: number): string[] =>
      count > limit
        ? [`${name} with ${openDocuments} open documents: ${count}, and ${limit} are allowed.`]
        : [];
    return [
      ...(settled === 0 ? [`With ${openDocuments} open documents no payment reached Focus.`] : []),
      ...missed(`Calls to Yuki of ${pollsOfDay} quiet polls`, callsOfDay, callsOfDayAtMost),
      ...missed('Calls to Yuki of a poll with news', callsWithNews, callsWithNewsAtMost(one)),
      ...missed(
        `Requests to Focus for ${settled} settled documents`,
        focusRequests,
        requestsPerSettled * settled,
      ),
    ];
  });
}
