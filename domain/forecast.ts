/**
 * What a sync will cost and how long it will take, reckoned before anything is sent: messages, calls to Yuki on
 * which days, and how long Focus's pace takes (R-LIM-3, S-71). Refusals and lost answers come on top; nobody can
 * know them beforehand.
 */

import { afterVerdicts, firstPlan, withinBytes } from './batches.ts';
import { addDays } from './cadence.ts';
import type { IsoDate } from './ids.ts';

/** Ledger accounts, VAT codes and the list of open items, whatever the number of documents. */
export const readsPerRun = 3;
/** A session lives for most of a day; asking for one counts as a call. */
export const sessionsPerDay = 1;

/** What is to be done. */
export interface Work {
  /** Size of each document's part of a message, in the order in which the documents are sent. */
  readonly bytes: readonly number[];
  /** Requests that are still to be made to Focus. */
  readonly focusRequests: number;
}

/** What it may be done with. */
export interface Means {
  readonly today: IsoDate;
  /** Calls to Yuki that this kind of work may still make today, and on every later day. */
  readonly callsLeftToday: number;
  readonly callsPerDay: number;
  /** Requests a minute that Focus's pace comes to in the long run; positive. */
  readonly focusPerMinute: number;
  /** What one run may take, in minutes; each run reads Yuki's lists anew. */
  readonly runMinutes: number;
  readonly largestMessage: number;
}

export interface DayForecast {
  readonly date: IsoDate;
  readonly documents: number;
  readonly messages: number;
  readonly yukiCalls: number;
}

export interface Forecast {
  readonly documents: number;
  readonly messages: number;
  readonly yukiCalls: number;
  readonly focusRequests: number;
  /** Whole minutes that Focus's pace asks for, rounded up. */
  readonly focusMinutes: number;
  /** The days on which something is sent; empty when there is nothing to send, or never a call for it. */
  readonly days: readonly DayForecast[];
  /** The last of the days; null when there is nothing to send, or when the calls of a day are never enough. */
  readonly endsOn: IsoDate | null;
}

/** How many documents each message carries when all is well, in one run: 25, growing to 100, bounded by bytes. */
export function messagesFor(bytes: readonly number[], largestMessage: number): number[] {
  const messages: number[] = [];
  let plan = firstPlan(false);
  for (let sent = 0; sent < bytes.length;) {
    const waiting = bytes.slice(sent, sent + plan.size).map((size) => ({ bytes: size }));
    const carried = withinBytes(waiting, largestMessage).length;
    messages.push(carried);
    sent += carried;
    plan = afterVerdicts(plan, carried, 0);
  }
  return messages;
}

/** Whole minutes that so many requests take at Focus's pace. */
export function focusMinutesFor(requests: number, perMinute: number): number {
  return Math.ceil(Math.max(0, requests) / Math.max(1, perMinute));
}

/**
 * Day by day until everything is sent. Reading from Focus goes on in runs of `runMinutes`, all on the first day:
 * a day of Focus's pace is more than any backfill.
 */
export function forecast(work: Work, means: Means): Forecast {
  const focusMinutes = focusMinutesFor(work.focusRequests, means.focusPerMinute);
  const days: DayForecast[] = [];
  let sent = 0;
  // A day that sends nothing is followed by others that are all alike.
  for (let day = 0; sent < work.bytes.length; day += 1) {
    const runs = day === 0 ? Math.max(1, Math.ceil(focusMinutes / means.runMinutes)) : 1;
    const fixed = sessionsPerDay + readsPerRun * runs;
    const calls = day === 0 ? means.callsLeftToday : means.callsPerDay;
    const messages = messagesFor(work.bytes.slice(sent), means.largestMessage).slice(
      0,
      Math.max(0, calls - fixed),
    );
    const documents = messages.reduce((sum, carried) => sum + carried, 0);
    if (documents > 0)
      days.push({
        date: addDays(means.today, day),
        documents,
        messages: messages.length,
        yukiCalls: fixed + messages.length,
      });
    else if (day > 0) return { ...summed(work, days, focusMinutes), endsOn: null };
    sent += documents;
  }
  return summed(work, days, focusMinutes);
}

function summed(work: Work, days: readonly DayForecast[], focusMinutes: number): Forecast {
  const sum = (count: (day: DayForecast) => number): number =>
    days.reduce((total, day) => total + count(day), 0);
  return {
    documents: work.bytes.length,
    messages: sum(({ messages }) => messages),
    yukiCalls: sum(({ yukiCalls }) => yukiCalls),
    focusRequests: work.focusRequests,
    focusMinutes,
    days,
    endsOn: days.at(-1)?.date ?? null,
  };
}
