/**
 * The wire shapes of Focus, as far as they are used. Additions are ignored, and null and absent are the same,
 * because Focus leaves out what its user may not see (focus-api 1.7); unknown words of an enumeration pass. What
 * a document cannot be exported without is required, since a guess would end up in the books.
 */

import { z } from 'zod';
import type { BasisPoints, DecimalText } from '../domain/document.ts';
import { parseIsoDate, type Brand, type IsoDate } from '../domain/ids.ts';
import { centsFromJsonNumber, decimalText, MoneyError, type Cents } from '../domain/money.ts';
import { parseFocusMoment } from './moments.ts';

/** Shape only: ids of older records have version 0, which no UUID validator accepts (focus-api 1.7). */
export function focusId<Id extends Brand<string, string>>() {
  return z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'not an id')
    .transform((id) => id as Id);
}

/** NUL and halves of surrogate pairs: JSON can carry them, and neither a database nor a message can keep them. */
const unkeepable =
  // eslint-disable-next-line no-control-regex
  /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text, with empty, blank, null and absent all read as null; what nothing can keep becomes a space. */
export const text = z
  .string()
  .nullish()
  .transform((found) => {
    const kept = (found ?? '').replace(unkeepable, ' ').trim();
    return kept === '' ? null : kept;
  });

export const flag = z
  .boolean()
  .nullish()
  .transform((found) => found ?? false);

/** A reference to another record; null when there is none. */
export function reference<Id extends Brand<string, string>>() {
  return z
    .object({ type: text, id: focusId<Id>() })
    .nullish()
    .transform((found) => found ?? null);
}

export function listOf<T extends z.ZodType>(element: T) {
  return z
    .array(element)
    .nullish()
    .transform((found): z.output<T>[] => found ?? []);
}

/** Runs an exact reading; what it refuses becomes an issue without the value. */
function exactly<In, Out>(read: (value: In) => Out | null, expected: string) {
  return (value: In, context: z.RefinementCtx): Out => {
    const issue = (): never => {
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    };
    try {
      return read(value) ?? issue();
    } catch (cause) {
      if (cause instanceof MoneyError) return issue();
      throw cause;
    }
  };
}

export interface Money {
  readonly cents: Cents;
  readonly currency: string;
}

/** `{ amount, currency }` with the amount in major units as a JSON number (focus-api 1.7). */
export const money = z
  .object({ amount: z.number(), currency: z.string().regex(/^[A-Z]{3}$/, 'not a currency') })
  .transform(
    exactly(
      ({ amount, currency }): Money => ({ cents: centsFromJsonNumber(amount), currency }),
      'not an amount of whole hundredths',
    ),
  );

export const optionalMoney = money.nullish().transform((found) => found ?? null);

/** A quantity or price with any number of decimals. */
export const decimal = z
  .number()
  .transform(exactly((found): DecimalText => decimalText(found), 'not a decimal number'));

/** A rate written as a fraction: 0.21 is 2100 hundredths of a percent. Nothing below 0 or above 1 is one. */
export const rate = z
  .number()
  .min(0)
  .max(1)
  .transform(exactly((found): BasisPoints | null => shifted(decimalText(found), 4), 'not a rate'));

/** A percentage from 0 to 100: 12.5 is 1250 hundredths of a percent; finer ones keep their decimals. */
export const percentage = z
  .number()
  .min(0)
  .max(100)
  .transform(exactly((found): BasisPoints | null => shifted(decimalText(found), 2), 'not a percentage'));

/** More decimals than anybody means; beyond them the number was calculated, not written. */
const mostDecimals = 10;

/** Moves the dot to the right in the text, so that no floating point rounds on the way. Null for too many decimals. */
function shifted(digits: DecimalText, places: number): number | null {
  const [units = '', fraction = ''] = digits.split('.');
  if (fraction.length > mostDecimals) return null;
  const padded = fraction.padEnd(places, '0');
  const found = Number(`${units}${padded.slice(0, places)}.${padded.slice(places)}0`);
  return found === 0 ? 0 : found;
}

/** A calendar date; null and absent are null, and a date that does not exist is an error. */
export const date = z
  .string()
  .nullish()
  .transform((found) => (found === undefined || found === '' ? null : found))
  .pipe(z.string().transform(exactly<string, IsoDate>(parseIsoDate, 'not a date')).nullable());

export const requiredMoment = z.string().transform(exactly(parseFocusMoment, 'not a moment'));
export const moment = requiredMoment.nullish().transform((found) => found ?? null);

/** An answer with one record. The records of credit notes are documented inside an array (focus-api 0). */
export function one<T>(record: z.ZodType<T>) {
  const first = z
    .unknown()
    .transform((found): unknown => (Array.isArray(found) ? (found[0] ?? null) : found));
  return z.object({ data: first.pipe(record.nullable()) }).transform(({ data }): T | null => data);
}

/** One page of a list; the size that Focus says it used, which may be less than was asked for. */
export function page<T extends z.ZodType>(element: T) {
  const meta = z
    .object({ page: z.object({ size: z.number().int().positive().nullish() }).nullish() })
    .nullish();
  return z.object({ data: z.array(element), meta }).transform((found) => ({
    records: found.data,
    size: found.meta?.page?.size ?? null,
  }));
}
