/**
 * The texts of a message and their limits. Yuki publishes few of its own (yuki-api 3.3, 10.1), so the others are
 * what Focus allows or what a bookkeeper still reads (R-LINE-6, R-LINE-7).
 */

import type { FocusDocument, FocusLine } from './document.ts';
import { cleanLine, cleanParagraphs, cutText, hasForbidden } from './text.ts';

export const limits = {
  lineDescription: 250,
  lineRemarks: 500,
  remarks: 500,
  subject: 250,
  name: 150,
  shortText: 100,
  zipcode: 30,
  paymentMethod: 60,
  product: 100,
} as const;

export interface LimitedText {
  readonly text: string | null;
  readonly warnings: readonly string[];
}

/** The text of a line; never empty, because a line without one means nothing to the bookkeeper. */
export function lineDescription(text: string, otherwise: string): LimitedText & { readonly text: string } {
  const clean = cleanLine(text);
  const kept = cutText(clean, limits.lineDescription);
  return {
    text: kept === '' ? otherwise : kept,
    warnings: [
      ...(kept === clean ? [] : ['The text of a line was shortened.']),
      ...cleaned(text, 'the text of a line'),
    ],
  };
}

/** What stands under a line: its long description, and Focus's own quantity where another one is sent. */
export function lineRemarks(parts: readonly (string | null)[]): LimitedText {
  return limited(parts, limits.lineRemarks, 'the long description of a line');
}

/** What the document says besides its priced lines: subtitles, lines without value, the note (S-14, R-DOC-1). */
export function documentRemarks(document: FocusDocument, texts: readonly FocusLine[]): LimitedText {
  const textLines = new Set(texts);
  const parts: string[] = [];
  let section: string | null = null;
  for (const line of document.lines) {
    if (line.section !== null && line.section !== section) parts.push(oneLine(line.section));
    section = line.section;
    if (textLines.has(line)) parts.push(oneLine(line.description), line.extendedDescription ?? '');
  }
  return limited([...parts, document.note], limits.remarks, 'the remarks of the document');
}

/** What may not travel stays in until everything is cleaned together, so that it is told. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Told without showing them: the characters themselves are what nobody can see (R-LINE-7). */
export function cleaned(text: string, where: string): string[] {
  return hasForbidden(text) ? [`Characters that cannot be sent to Yuki were removed from ${where}.`] : [];
}

function limited(parts: readonly (string | null)[], limit: number, where: string): LimitedText {
  const read = parts.map((part) => (part ?? '').slice(0, 10 * limit));
  const clean = read
    .map((part) => cleanParagraphs(part))
    .filter((part) => part !== '')
    .join('\n');
  const kept = cutText(clean, limit);
  return {
    text: kept === '' ? null : kept,
    warnings: [...(kept === clean ? [] : [shortenedText(where)]), ...cleaned(read.join(''), where)],
  };
}

function shortenedText(where: string): string {
  return `${where.replace('the', 'The')} ${where.startsWith('the remarks') ? 'were' : 'was'} shortened.`;
}
