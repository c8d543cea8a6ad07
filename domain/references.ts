/**
 * The reference under which Yuki keeps a document: what the bookkeeper would type, made from Focus's number.
 * That it is unique within an administration and never changes again is the ledger's promise (R-NUM-8).
 */

import type { DocumentKind } from './document.ts';
import { cleanLine } from './text.ts';

/**
 * Focus's number as people write it in Yuki: `2026 / 10017` becomes `2026/10017`. Any prefix stays readable
 * (R-NUM-1); control characters become spaces. Null when nothing is left.
 */
export function printedNumber(focusNumber: string): string | null {
  const number = cleanLine(focusNumber).replace(/\s*\/\s*/g, '/');
  return number === '' ? null : number;
}

/**
 * The reference of a document. A credit note ends in `-CN`, because both kinds count from the same numbers
 * (R-NUM-2); the second and later entity of one administration carry their tag (R-NUM-7). Null when the number
 * is empty.
 */
export function referenceFor(document: {
  readonly kind: DocumentKind;
  readonly number: string;
  /** Short tag of the entity within the administration; null for the first entity. */
  readonly entityTag: string | null;
}): string | null {
  const number = printedNumber(document.number);
  if (number === null) return null;
  const tag = document.entityTag === null ? '' : `-${document.entityTag}`;
  return `${number}${tag}${document.kind === 'creditNote' ? '-CN' : ''}`;
}

/** Tags are 1 to 4 capital letters or digits, and never `CN`, which already marks credit notes. */
export function isEntityTag(tag: string): boolean {
  return /^[A-Z0-9]{1,4}$/.test(tag) && tag !== 'CN';
}

/**
 * Whether a reference found in Yuki shows this number of Focus, as we would have written it or as somebody types
 * it: spaces, capitals, and our own tag and `-CN` do not count. Tells nothing of the kind of document; compare
 * customer, date and amount before calling them the same (E-9).
 */
export function matchesPrintedNumber(reference: string, focusNumber: string): boolean {
  const wanted = bare(focusNumber);
  const found = bare(reference);
  if (wanted === '' || found === '') return false;
  return found === wanted || withoutSuffixes(found) === wanted;
}

/** What a reference may be looked up by: as it is read, and without our own tag and `-CN`. */
export function referenceKeys(reference: string): string[] {
  const whole = bare(reference);
  return whole === '' ? [] : [...new Set([whole, withoutSuffixes(whole)])];
}

/** References are compared without regard to spaces and capitals, as a person reads them. */
export function sameReference(left: string, right: string): boolean {
  if (left === right && /\S/.test(left)) return true;
  return bare(left) !== '' && bare(left) === bare(right);
}

function bare(text: string): string {
  return cleanLine(text).replace(/\s+/g, '').toLowerCase();
}

/** Our own endings, cut only behind the digits in which every Focus number ends. */
function withoutSuffixes(text: string): string {
  return text.replace(/-cn$/, '').replace(/(?<=\/[^/]*\d)-[a-z0-9]{1,4}$/, '');
}
