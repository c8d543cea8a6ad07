/** Completeness as a file: one line for each part, rate, difference and foreign sale; the first column says which. */

import { writeFileSync } from 'node:fs';
import type { CompletenessAnswer } from '../completeness-answers.ts';
import { WrongUse } from './api.ts';
import { csvLine } from './csv.ts';
import { printable } from './show.ts';

const columns = [
  'what',
  'name',
  'reference',
  'date',
  'documents',
  'net',
  'vat',
  'gross',
  'yuki',
  'difference',
  'currency',
  'why',
] as const;

type Line = { readonly [Column in (typeof columns)[number]]?: string | number | null };

/** @throws WrongUse when the file cannot be written. */
export function writeCompletenessCsv(found: CompletenessAnswer, file: string): void {
  const lines = linesOf(found).map((line) => csvLine(columns.map((column) => line[column] ?? '')));
  try {
    writeFileSync(file, [csvLine(columns), ...lines].join(''));
  } catch (error) {
    const why = error instanceof Error ? printable(error.message) : 'unknown';
    throw new WrongUse(`${file} cannot be written: ${why}.`);
  }
}

function linesOf({ focus, parts, rates, differences, yuki, paidInFocusOnly }: CompletenessAnswer): Line[] {
  return [
    ...focus.map((sum) => ({ what: 'focus', ...sum })),
    ...parts.map(({ place, text, by, documents, net, vat, gross, currency }) => ({
      what: place,
      name: text,
      ...{ documents, net, vat, gross, currency },
      why: by,
    })),
    ...rates.map(({ rate, place, documents, net, vat, currency }) => ({
      what: 'rate',
      name: rate,
      reference: place,
      ...{ documents, net, vat, currency },
    })),
    { what: 'paidInFocusOnly', documents: paidInFocusOnly.documents, gross: paidInFocusOnly.amount },
    ...differences.map((one) => ({
      what: 'difference',
      name: one.number,
      reference: one.reference,
      gross: one.focus,
      yuki: one.yuki,
      difference: one.difference,
      why: one.text,
    })),
    ...yuki.foreign.sales.map(({ reference, date, gross }) => ({
      what: 'foreign',
      reference,
      date,
      yuki: gross,
    })),
  ];
}
