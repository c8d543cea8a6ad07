// Tens of thousands of rows, a page at a time, so that what else the process does has its turn in between.

const rowsPerPage = 2_000;

/** All rows, in the order of the query, which starts after `last`; null asks for the first page. */
export async function inPages<Row, Value>(
  page: (limit: number, last: Row | null) => Promise<readonly Row[]>,
  valueOf: (row: Row) => Value,
): Promise<Value[]> {
  const values: Value[] = [];
  for (let last: Row | null = null; ;) {
    const rows: readonly Row[] = await page(rowsPerPage, last);
    for (const row of rows) values.push(valueOf(row));
    last = rows.at(-1) ?? null;
    if (rows.length < rowsPerPage) return values;
  }
}
