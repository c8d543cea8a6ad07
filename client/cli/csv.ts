/** Lines of comma-separated values (RFC 4180) that a spreadsheet opens without taking a text for a formula. */

/** Numbers stay as they are; a text that a spreadsheet would calculate gets an apostrophe in front. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? quoted(harmless(cell)) : String(cell ?? ''))).join(',')}\r\n`;
}

const amount = /^-?\d+(\.\d+)?$/;

function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !amount.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
