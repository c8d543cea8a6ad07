/**
 * Reads some rows ahead and hands the readings on in the order of the rows: a pace of several requests a second is
 * used to the full only when an answer is not awaited before the next question.
 */

/**
 * Yields each row with what was read for it. A failed reading is thrown in its place, after everything before it;
 * readings that nobody takes any more are awaited, so that none is left running. `mayGo` says whether a row may be
 * read before those ahead of it were taken.
 */
export async function* readAhead<Row, Reading>(
  rows: readonly Row[],
  ahead: number,
  read: (row: Row) => Promise<Reading>,
  mayGo: (row: Row, before: readonly Row[]) => Promise<boolean> = async () => true,
): AsyncGenerator<readonly [Row, Reading], void, undefined> {
  const running: Promise<Reading>[] = [];
  try {
    for (const [place, row] of rows.entries()) {
      for (const next of rows.slice(place + running.length, place + ahead)) {
        if (running.length > 0 && !(await mayGo(next, rows.slice(place, place + running.length)))) break;
        const reading = read(next);
        // Taken in its turn below; until then a failure is nobody's.
        reading.catch(() => {});
        running.push(reading);
      }
      const [first] = running;
      if (first === undefined) return;
      yield [row, await first];
      void running.shift();
    }
  } finally {
    await Promise.allSettled(running);
  }
}
