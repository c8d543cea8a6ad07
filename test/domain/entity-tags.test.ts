/** A tag says which entity a reference belongs to, shortly, and is nobody else's. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proposeEntityTag } from '../../domain/entity-tags.ts';
import { isEntityTag, matchesPrintedNumber, referenceFor } from '../../domain/references.ts';

test.each([
  ['Linde Events BV', [], 'LE'],
  ['Linde Events BV', ['LE'], 'LE2'],
  ['Linde Events BV', ['LE', 'LE2'], 'LE3'],
  ['Café Noir S.R.L.', [], 'CN2'],
  ['Nagels & Zonen Bouw N.V.', [], 'NZB'],
  ['Acme', [], 'ACME'],
  ['Één', [], 'EEN'],
  ['BV', [], 'BV'],
  ['株式会社', [], 'E2'],
  ['', ['E2'], 'E3'],
])('%s gets beside %j the tag %s (R-NUM-7)', (name, taken, tag) => {
  expect(proposeEntityTag(name, new Set(taken))).toBe(tag);
});

test('every tag is short, free, not the mark of credit notes, and still shows the number (R-NUM-7, R-NUM-8)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(60), (name, others) => {
      const taken = new Set<string>(['']);
      for (let turn = 0; turn < others; turn += 1) taken.add(proposeEntityTag(name, taken));
      const tag = proposeEntityTag(name, taken);
      expect(isEntityTag(tag)).toBe(true);
      expect(taken.has(tag)).toBe(false);
      const reference = referenceFor({ kind: 'creditNote', number: '2027 / 1', entityTag: tag }) ?? '';
      expect(matchesPrintedNumber(reference, '2027 / 1')).toBe(true);
    }),
  );
});
