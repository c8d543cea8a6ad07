/**
 * What is too large to be sent: more lines than anybody writes, amounts beyond the digits of Yuki's schema, a number
 * that no reference can hold. Found out before anything is calculated (R-LINE-6, yuki-api 3.3).
 */

import { largestMessage } from './batches.ts';
import type { CauseFinding } from './causes.ts';
import type { FocusDocument } from './document.ts';

/** Focus itself ends at 250 (R-LINE-6); what is four times that is no document of a person. */
export const mostLines = 1_000;
/** Ten digits before the dot: Yuki's line amounts have twelve with two decimals (yuki-api 3.3). */
const firstTooLargeAmount = 1e12;
/** Focus's numbers end at 18 digits, the name of a fiscal year may be any text (R-LINE-6, R-NUM-1). */
const longestNumber = 100;

/** The cause for which the document has to wait, or null. */
export function oversizeOf(document: FocusDocument): CauseFinding | null {
  if ((document.number?.length ?? 0) > longestNumber)
    return finding('number', `a number of more than ${longestNumber} characters`);
  if (document.lines.length > mostLines) return finding('lines', `more than ${mostLines} lines`);
  const amounts = [
    document.netCents,
    document.grossCents,
    document.payableCents,
    ...document.taxes.flatMap((tax) => [tax.taxableCents, tax.taxCents]),
    ...document.lines.flatMap((line) => [line.netCents, line.grossCents]),
  ];
  return amounts.every((amount) => Math.abs(amount) < firstTooLargeAmount)
    ? null
    : finding('amounts', 'an amount of more than ten digits');
}

/** The same for the finished message; null while it fits into one. */
export function oversizeOfMessage(bytes: number): CauseFinding | null {
  return bytes <= largestMessage ? null : finding('message', `more than ${largestMessage / 1e6} MB of text`);
}

function finding(subject: string, shown: string): CauseFinding {
  return { key: 'document-too-large', subject, shown, line: null };
}
