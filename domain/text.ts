/**
 * Cleaning and cutting of free text before it travels to Yuki: deterministic, so that the same document always
 * gives the same message (R-LINE-7). Escaping for XML is the adapter's work.
 */

/** Characters that XML 1.0 forbids, the C1 controls and lone surrogates. Tab and line breaks are kept. */
const forbidden =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const anyForbidden = new RegExp(forbidden.source);

/** Whether cleaning takes more away than spaces and line ends. */
export function hasForbidden(text: string): boolean {
  return anyForbidden.test(text);
}

/** One line: forbidden characters, tabs and line breaks become spaces, runs of spaces one, ends trimmed. */
export function cleanLine(text: string): string {
  return text.replace(forbidden, ' ').replace(/\s+/g, ' ').trim();
}

/** Several lines: forbidden characters go, line ends become `\n`, at most one empty line in a row, ends trimmed. */
export function cleanParagraphs(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(forbidden, '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** At most `limit` UTF-16 units, the last one an ellipsis when something was cut; a surrogate pair stays whole. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, Math.max(limit - 1, 0));
  return `${kept.replace(/[\ud800-\udbff]$/, '').trimEnd()}…`;
}
