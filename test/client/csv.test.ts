/** Lines of comma-separated values, as a spreadsheet opens them. */

import { expect, test } from 'vitest';
import { csvLine } from '../../client/cli/csv.ts';

test.each([
  ['a comma and a quote', ['a "b", c', 1], '"a ""b"", c",1\r\n'],
  ['a text that a spreadsheet would calculate', ['=1+1', '+31 2', '@x', '-y'], "'=1+1,'+31 2,'@x,'-y\r\n"],
  ['an amount below zero stays one', ['-60.50', null], '-60.50,\r\n'],
  ['a line break', ['a\nb'], '"a\nb"\r\n'],
])('in a line of values %s does no harm', (_, cells, expected) => {
  expect(csvLine(cells)).toBe(expected);
});
