/**
 * Moments as Focus writes them: with or without milliseconds, with an offset with or without a colon
 * (focus-api 1.4, 1.7). A moment without an offset is taken as UTC.
 */

import { parseIsoDate, type IsoMoment } from '../domain/ids.ts';

const pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Reads a moment, or a bare date as its midnight in UTC; null for anything that does not exist. */
export function parseFocusMoment(text: string): IsoMoment | null {
  const match = pattern.exec(text.trim());
  const date = match?.[1];
  if (match === null || date === undefined || parseIsoDate(date) === null) return null;
  const [hours, minutes, seconds] = [match[2] ?? '00', match[3] ?? '00', match[4] ?? '00'];
  const fraction = (match[5] ?? '').slice(0, 3).padEnd(3, '0');
  const offset = (match[6] ?? 'Z').toUpperCase();
  const spelled = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const moment = new Date(`${date}T${hours}:${minutes}:${seconds}.${fraction}${spelled}`);
  // An offset can carry a moment out of the years that every part of the way can write.
  const year = moment.getUTCFullYear();
  return year >= 1 && year <= 9999 ? (moment.toISOString() as IsoMoment) : null;
}

/** A moment as Focus wants it written: in UTC with its offset and without milliseconds (focus-api 1.7). */
export function focusMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}+00:00`;
}
