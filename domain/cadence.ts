/**
 * When a connection syncs next: nightly as users know it, or every so many minutes, each connection at its own
 * stable place in the window so that thousands do not start at once (design 3). Calendar arithmetic only; what
 * time it is comes from the caller.
 */

import { fingerprint } from './fingerprint.ts';
import { parseIsoDate, type ConnectionId, type IsoDate } from './ids.ts';
import { defaultDurations } from './durations.ts';

export const defaultTimeZone = 'Europe/Brussels';

export type Cadence =
  | {
      readonly kind: 'nightly';
      /** Wall clock `HH:MM` at which the window of the night opens. */
      readonly at: string;
      readonly timeZone: string;
    }
  | { readonly kind: 'everyMinutes'; readonly minutes: number };

/** Nightly at 02:00 in Brussels (R-RUN-2). */
export const defaultCadence: Cadence = { kind: 'nightly', at: '02:00', timeZone: defaultTimeZone };

export interface CadenceSpread {
  /** Milliseconds over which nightly runs are spread. */
  readonly nightlySpread: number;
  /** Milliseconds over which runs are spread that are late together. */
  readonly lateSpread: number;
}

/** Why a cadence cannot be used, as one sentence for a person; null when it can. */
export function cadenceRefusal(cadence: Cadence): string | null {
  if (cadence.kind === 'everyMinutes') {
    const usable = Number.isInteger(cadence.minutes) && cadence.minutes >= 1 && cadence.minutes <= 1440;
    return usable ? null : 'The interval is a whole number of minutes from 1 to 1440.';
  }
  if (readWallClock(cadence.at) === null) return 'The time of the nightly sync is written as HH:MM.';
  return isTimeZone(cadence.timeZone) ? null : 'The time zone is not one of the IANA time zones.';
}

/**
 * The first due moment strictly after `now`. The same connection keeps its place in the window on every day and
 * over restarts. A wall-clock time that a change of clocks skips counts as if the clocks had not yet moved; one
 * that comes twice counts the first time. Throws a RangeError for a cadence that `cadenceRefusal` refuses.
 */
export function nextDue(
  now: Date,
  cadence: Cadence,
  connectionId: ConnectionId,
  spread: CadenceSpread = defaultDurations,
): Date {
  const refusal = cadenceRefusal(cadence);
  if (refusal !== null) throw new RangeError(refusal);
  if (cadence.kind === 'everyMinutes') {
    const step = cadence.minutes * 60_000;
    const place = placeOf(connectionId, 'due', step);
    return new Date((Math.floor((now.getTime() - place) / step) + 1) * step + place);
  }
  const clock = readWallClock(cadence.at) ?? { hour: 0, minute: 0 };
  const place = placeOf(connectionId, 'due', spread.nightlySpread);
  const today = localDate(now, cadence.timeZone);
  for (let ahead = -1; ahead <= 2; ahead += 1) {
    const due = momentOf(addDays(today, ahead), clock, cadence.timeZone) + place;
    if (due > now.getTime()) return new Date(due);
  }
  throw new RangeError('No due moment was found within two days.');
}

/** How often Yuki is asked what was paid, beside the syncs that ask it too. */
export type PaymentCadence =
  /** As banks deliver: every half hour in the morning after a working day, every hour by day, seldom at night. */
  | { readonly kind: 'bankDays' }
  | { readonly kind: 'everyMinutes'; readonly minutes: number }
  | { readonly kind: 'withSync' };

export const defaultPaymentCadence: PaymentCadence = { kind: 'bankDays' };

/** Minutes after midnight at which a day has its polls; 23 after a working day of the banks, else 17. */
function pollsOf(weekday: number): number[] {
  const followsWorkingDay = weekday >= 2 && weekday <= 6;
  const morning = followsWorkingDay ? 30 : 60;
  const polls = [0, 180];
  for (let at = 360; at < 720; at += morning) polls.push(at);
  for (let at = 720; at <= 1_200; at += 60) polls.push(at);
  return polls;
}

/**
 * The first poll strictly after `now`; null when payments are read with the syncs only. Each connection keeps its own
 * place in the half hour. Throws a RangeError for an interval that `cadenceRefusal` refuses.
 */
export function nextPoll(
  now: Date,
  cadence: PaymentCadence,
  connectionId: ConnectionId,
  timeZone: string = defaultTimeZone,
): Date | null {
  if (cadence.kind === 'withSync') return null;
  if (cadence.kind === 'everyMinutes') return nextDue(now, cadence, connectionId);
  const place = placeOf(connectionId, 'poll', 30 * 60_000);
  const today = localDate(now, timeZone);
  for (let ahead = -1; ahead <= 2; ahead += 1) {
    const date = addDays(today, ahead);
    const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
    for (const at of pollsOf(new Date(Date.UTC(year, month - 1, day)).getUTCDay())) {
      const clock = { hour: Math.floor(at / 60), minute: at % 60 };
      const due = momentOf(date, clock, timeZone) + place;
      if (due > now.getTime()) return new Date(due);
    }
  }
  throw new RangeError('No poll was found within two days.');
}

/**
 * When a run really starts whose due moment may have passed: at once when it is at most a minute late, else
 * spread, so that connections that slept together do not wake together (after an outage, say).
 */
export function startAfterDelay(
  due: Date,
  now: Date,
  connectionId: ConnectionId,
  spread: CadenceSpread = defaultDurations,
): Date {
  const late = now.getTime() - due.getTime();
  if (late <= 0) return due;
  if (late <= 60_000) return now;
  return new Date(now.getTime() + placeOf(connectionId, 'late', spread.lateSpread));
}

/** The next midnight of a time zone strictly after `now`; that is when Yuki's day of calls is renewed (E-6, Q-11). */
export function nextMidnight(now: Date, timeZone: string = defaultTimeZone): Date {
  return new Date(momentOf(addDays(localDate(now, timeZone), 1), { hour: 0, minute: 0 }, timeZone));
}

/** The calendar date of a moment in a time zone. Throws a RangeError for an unknown time zone. */
export function localDate(moment: Date, timeZone: string = defaultTimeZone): IsoDate {
  const { year, month, day } = wallClockAt(moment.getTime(), timeZone);
  return writeDate(year, month, day);
}

/** The date so many days later (earlier when negative). */
export function addDays(date: IsoDate, days: number): IsoDate {
  const [year, month, day] = date.split('-').map(Number);
  const moved = new Date(Date.UTC(year ?? 1970, (month ?? 1) - 1, (day ?? 1) + days));
  return writeDate(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate());
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl says only by throwing that it does not know a zone.
    return false;
  }
}

interface WallClock {
  readonly hour: number;
  readonly minute: number;
}

function readWallClock(text: string): WallClock | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : { hour: Number(match[1]), minute: Number(match[2]) };
}

/** The moment of a wall-clock time: tries the offsets of the day before and after, and takes the first that fits. */
function momentOf(date: IsoDate, clock: WallClock, timeZone: string): number {
  const [year, month, day] = date.split('-').map(Number);
  const asUtc = Date.UTC(year ?? 1970, (month ?? 1) - 1, day ?? 1, clock.hour, clock.minute);
  const before = offsetAt(asUtc - 86_400_000, timeZone);
  const after = offsetAt(asUtc + 86_400_000, timeZone);
  const candidates = [asUtc - before, asUtc - after].toSorted((a, b) => a - b);
  const exact = candidates.find((moment) => moment + offsetAt(moment, timeZone) === asUtc);
  return exact ?? asUtc - before;
}

/** Milliseconds that the zone's wall clock is ahead of UTC at a moment. */
function offsetAt(moment: number, timeZone: string): number {
  const wall = wallClockAt(moment, timeZone);
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return shown - Math.floor(moment / 1000) * 1000;
}

/** Formats are costly to make and cheap to keep; there are no more than there are time zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

function wallClockAt(moment: number, timeZone: string) {
  const format = formatOf(timeZone);
  const parts = new Map(format.formatToParts(moment).map((part) => [part.type, Number(part.value)]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}

function writeDate(year: number, month: number, day: number): IsoDate {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const date = parseIsoDate(text);
  if (date === null) throw new RangeError('A date lies outside the calendar.');
  return date;
}

/** A stable place of a connection in a window, in whole seconds. */
function placeOf(connectionId: ConnectionId, purpose: string, windowMs: number): number {
  const seconds = Math.floor(windowMs / 1000);
  return seconds <= 0 ? 0 : (fingerprint(`${purpose}/${connectionId}`) % seconds) * 1000;
}
