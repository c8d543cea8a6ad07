/**
 * Says what one of Yuki's texts means, and what it proves when it comes as a fault on a write. Texts that are not in
 * the table mean nothing; judging a whole answer is left to verdicts.ts. Matching is on stable fragments, without
 * regard to capitals or line breaks.
 */

import type { CauseKey } from './causes.ts';
import { parseIsoDate, type IsoDate } from './ids.ts';
import { firstGroup, yukiTextRows, type YukiTextAbout } from './yuki-message-rows.ts';

export type { YukiTextAbout } from './yuki-message-rows.ts';

export interface RecognisedText {
  /** The row of the table: `E-3`, or a name for rows that the catalogue does not number. */
  readonly row: string;
  readonly cause: CauseKey;
  readonly about: YukiTextAbout;
  /** What the text itself names and may be shown: an account code, a VAT code, a date, a currency. Else null. */
  readonly shown: string | null;
  /** E-4: the first date that is open again; null when the text names none. */
  readonly date: IsoDate | null;
  /** Whether this text as a fault on a write proves that nothing at all was taken in. */
  readonly provesNothingDone: boolean;
}

/** More of a text than this is never looked at. */
const longestText = 8_000;

/** Says what one of Yuki's texts means, Dutch or English; null when the table does not know it. */
export function recogniseYukiText(text: string): RecognisedText | null {
  const plain = text.slice(0, longestText).replace(/\s+/g, ' ').replace(/[’‘]/g, "'").toLowerCase();
  for (const row of yukiTextRows) {
    for (const pattern of row.patterns) {
      const match = pattern.exec(plain);
      if (match === null) continue;
      const date = row.cause === 'period-closed' ? readYukiDate(firstGroup(match)) : null;
      return {
        row: row.row,
        cause: row.cause,
        about: row.about,
        shown: date ?? row.names?.(match) ?? null,
        date,
        provesNothingDone: row.about === 'session' || row.about === 'connection' || row.about === 'message',
      };
    }
  }
  return null;
}

/** Yuki writes dates as day, month, year. */
function readYukiDate(text: string | null): IsoDate | null {
  const match = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(text ?? '');
  if (match === null) return null;
  return parseIsoDate(
    `${match[3]}-${(match[2] ?? '').padStart(2, '0')}-${(match[1] ?? '').padStart(2, '0')}`,
  );
}

/** A text without what changes from document to document, so that the same unknown refusal is one cause, not many. */
export function textPattern(text: string): string {
  return text
    .slice(0, longestText)
    .toLowerCase()
    .replace(/"[^"]*"|'[^']*'/g, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}
