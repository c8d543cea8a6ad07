/**
 * Which document dates the daily comparison of both sides looks at: the recent months every day, one older month more
 * each day, so that every document is looked at again within as many days as there are months (R-CHG-2, R-CHG-5).
 */

import { addDays } from './cadence.ts';
import type { IsoDate } from './ids.ts';

/** A stretch of document dates, both ends included; null: up to today and beyond. */
export interface CheckWindow {
  readonly from: IsoDate;
  readonly to: IsoDate | null;
}

/** This month and so many before it are looked at every day: there most is changed. */
const recentMonths = 2;

/** The first day of the recent months, or the start date when that is later. */
export function recentFrom(startDate: IsoDate, today: IsoDate): IsoDate {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - recentMonths, 1)).toISOString().slice(0, 10) as IsoDate;
  return first > startDate ? first : startDate;
}

/**
 * The stretches of the next comparison, and where the round through the older months goes on after it; null: from the
 * recent months again.
 */
export function planWindows(place: {
  readonly startDate: IsoDate;
  readonly today: IsoDate;
  readonly olderBefore: IsoDate | null;
}): { readonly windows: readonly CheckWindow[]; readonly olderBefore: IsoDate | null } {
  const { startDate, today } = place;
  const from = recentFrom(startDate, today);
  const recent: CheckWindow = { from, to: null };
  if (from <= startDate) return { windows: [recent], olderBefore: null };
  const begun = place.olderBefore;
  const before = begun === null || begun <= startDate || begun > from ? from : begun;
  const to = addDays(before, -1);
  const firstOfMonth = `${to.slice(0, 7)}-01` as IsoDate;
  const older: CheckWindow = { from: firstOfMonth > startDate ? firstOfMonth : startDate, to };
  return { windows: [recent, older], olderBefore: older.from <= startDate ? null : older.from };
}

export function isWithin(date: IsoDate, { from, to }: CheckWindow): boolean {
  return date >= from && (to === null || date <= to);
}
