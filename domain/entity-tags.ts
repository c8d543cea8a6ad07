/**
 * A short tag for an entity that joins an administration which another one uses already: what a bookkeeper
 * recognises it by, in one to four capital letters and digits (R-NUM-7). Keeping it is the ledger's work.
 */

import { isEntityTag } from './references.ts';

/** Forms of companies say nothing about which one it is. */
const companyForms = new Set(
  'BV BVBA NV SA SRL SPRL SC SCRL CV CVBA VOF VZW ASBL GCV COMMV CO GMBH AG LTD INC LLC'.split(' '),
);

/** The initials of the name, else its beginning, made unique by a number; `E2`, `E3` … when the name has no letters. */
export function proposeEntityTag(name: string, taken: ReadonlySet<string>): string {
  const words = plainWords(name);
  const telling = words.filter((word) => !companyForms.has(word));
  const chosen = telling.length > 0 ? telling : words;
  const initials = chosen.map((word) => word.slice(0, 1)).join('');
  const base = (initials.length > 1 ? initials : (chosen[0] ?? '')).slice(0, 4);
  if (isFree(base, taken)) return base;
  const stem = base.slice(0, 2) || 'E';
  // Two letters and two digits are more than one administration has entities.
  for (let number = 2; number < 100; number += 1)
    if (isFree(`${stem}${number}`, taken)) return `${stem}${number}`;
  for (let number = 1; ; number += 1) if (isFree(String(number), taken)) return String(number);
}

function isFree(tag: string, taken: ReadonlySet<string>): boolean {
  return isEntityTag(tag) && !taken.has(tag);
}

/** Capital words of letters and digits; points belong to forms such as `B.V.`, accents to letters. */
function plainWords(name: string): string[] {
  return name
    .normalize('NFD')
    .replace(/\p{M}|\./gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
}
