/**
 * Which documents are a backfill, and when it will have ended. A backfill is what lay there before anybody looked:
 * it steps aside for payments, for fresh documents and for people (design 3, R-LIM-4).
 */

import { largestMessage } from './batches.ts';
import { addDays, localDate, nextMidnight } from './cadence.ts';
import { focusMinutesFor, forecast } from './forecast.ts';
import type { IsoDate } from './ids.ts';

/** What is dated within these days before the first look is fresh: somebody still expects it in Yuki. */
const freshDays = 7;

/** Requests a minute to Focus that our pace comes to in the long run (ledger/pacing.ts). */
export const focusPerMinute = 193;

/** About what a document takes of a message; far from the bound, so that its guess decides nothing. */
const usualBytes = 2000;

/** Documents dated before this are a backfill, when a look at everything that began on `today` finds them. */
export function backfillBefore(today: IsoDate): IsoDate {
  return addDays(today, -freshDays);
}

/**
 * When so many documents will have been sent, if nothing more urgent comes between; null when nothing is left or when
 * the calls of a day are never enough.
 */
export function backlogEnd(
  now: Date,
  left: { readonly toRead: number; readonly toSend: number },
  means: {
    readonly callsLeftToday: number;
    readonly callsPerDay: number;
    readonly runMinutes: number;
  },
): Date | null {
  const today = localDate(now);
  const bytes = Array.from({ length: left.toRead + left.toSend }, () => usualBytes);
  const { days, endsOn, focusMinutes } = forecast(
    { bytes, focusRequests: left.toRead },
    { ...means, today, focusPerMinute, largestMessage },
  );
  const last = days.at(-1);
  if (endsOn === null || last === undefined) return null;
  if (endsOn === today) return new Date(now.getTime() + Math.max(1, focusMinutes) * 60_000);
  let morning = nextMidnight(now);
  for (let day = addDays(today, 1); day < endsOn; day = addDays(day, 1)) morning = nextMidnight(morning);
  return new Date(morning.getTime() + focusMinutesFor(last.documents, focusPerMinute) * 60_000);
}
