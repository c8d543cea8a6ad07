/** How a decision is confirmed to the person who made it, in his language. */

import { words, type Language } from '../../domain/catalogue.ts';
import type { ResolutionAnswer } from '../resolution-answers.ts';
import { printable, table } from './show.ts';

export function showResolution(found: ResolutionAnswer, language: Language): string {
  if (found.already === true)
    return words(language, ({ decisions }) => decisions.already, { what: found.told });
  const sentence = words(language, ({ decisions }) => decisions[found.told], { count: found.documents });
  if (found.remaining.length === 0) return sentence;
  const rows = found.remaining.map(({ documentId, number, comparison }) => [
    documentId,
    number,
    comparison?.yukiDate ?? null,
    comparison?.yukiAmount ?? null,
  ]);
  const left = words(language, ({ decisions }) => decisions.notLinked, { count: found.remaining.length });
  return [sentence, printable(left), table(['id', 'number', 'date in Yuki', 'amount in Yuki'], rows)].join(
    '\n',
  );
}
