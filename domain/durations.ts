/**
 * Every duration of the product in one place, in milliseconds, so that settings may shorten days for a test or
 * a demonstration (design 4). Time-outs of Temporal itself are profiles of the workflows, not of this table.
 */

export interface Durations {
  /** Longest time that one call to Focus or Yuki may take. */
  readonly wireTimeout: number;
  /** What a write gets on top for every million bytes of its message. */
  readonly wireTimeoutPerMegabyte: number;
  /** From claiming an attempt to its wire deadline, after which its bytes may no longer leave. */
  readonly wireGrace: number;
  /** After the wire deadline: how long Yuki may take to show what it accepted. */
  readonly yukiLag: number;
  /** When an unknown outcome is looked up: waits between the looks; the last look comes after `yukiLag`. */
  readonly lookAgain: readonly number[];
  /** What one sync run may take before it answers `more`. */
  readonly runBound: number;
  /** The longest a run waits inside itself. */
  readonly longestWaitInRun: number;
  /** Pacing beyond this is an answer to the workflow, not an occupied slot. */
  readonly longestPacingWait: number;
  /** Longest time that one request for an original PDF, or the file itself, may take (R-PEP-4). */
  readonly pdfTimeout: number;
  /** What gathering the PDFs of one message may take; what is not begun by then goes with the next message. */
  readonly pdfsOfMessage: number;
  /** A system that stays away for this long pauses the connection. */
  readonly unreachableAfter: number;
  /** Waits between the tries of a paused connection; the last one repeats. */
  readonly pauseProbes: readonly number[];
  /** Wait between the tries while the module Invoices is off (E-2). */
  readonly moduleProbe: number;
  /** A hold looks by itself after this. */
  readonly holdLook: number;
  /** When a hold or pause reminds who can cure it, counted from its start. */
  readonly reminders: readonly number[];
  readonly caretakerEvery: number;
  /** A Yuki session is renewed before it is this old (yuki-api 2.2: 24 hours). */
  readonly sessionLife: number;
  /** Leases: of a run, and of the refresh of Focus's tokens. */
  readonly leaseLife: number;
  /** A Focus access token is renewed this long before it ends. */
  readonly tokenMargin: number;
  /** How far discovery reads back behind its watermark. */
  readonly discoveryOverlap: number;
  /** A walk through Focus's lists that was interrupted for longer begins anew. */
  readonly sweepLife: number;
  /** For documents of a backfill a customer is read again from Focus after this (R-CUST-11). */
  readonly customerKept: number;
  /** A document that Yuki accepted and never showed among the open items is reported after this (R-PAY-9). */
  readonly neverSeenAfter: number;
  /** An invoice that Focus shows as paid and Yuki as open is reported after this (S-51): banks and people take days. */
  readonly paidInFocusAfter: number;
  /** A list of open items that was not believed is confirmed by one that agrees with it after this (design 7). */
  readonly secondReadingAfter: number;
  /** Both sides are compared this often; a document that Yuki's books miss is reported by the second such reading. */
  readonly compareEvery: number;
  /** A connection continues as new at the latest after this. */
  readonly continueAsNewAfter: number;
  /** Within this, runs that missed their moment together start one after the other. */
  readonly lateSpread: number;
  /** Within this, nightly runs start one after the other. */
  readonly nightlySpread: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const defaultDurations: Durations = {
  wireTimeout: 60 * second,
  wireTimeoutPerMegabyte: 15 * second,
  wireGrace: 2 * minute,
  yukiLag: 10 * minute,
  lookAgain: [0, 30 * second, 2 * minute, 10 * minute],
  runBound: 15 * minute,
  longestWaitInRun: minute,
  longestPacingWait: 10 * second,
  pdfTimeout: 15 * second,
  pdfsOfMessage: 45 * second,
  unreachableAfter: hour,
  pauseProbes: [hour, 4 * hour, 12 * hour, day],
  moduleProbe: day,
  holdLook: day,
  reminders: [day, 3 * day, 5 * day],
  caretakerEvery: 10 * minute,
  sessionLife: 20 * hour,
  leaseLife: minute,
  tokenMargin: 5 * minute,
  discoveryOverlap: 5 * minute,
  sweepLife: hour,
  customerKept: day,
  neverSeenAfter: day,
  paidInFocusAfter: 5 * day,
  secondReadingAfter: 10 * minute,
  compareEvery: 20 * hour,
  continueAsNewAfter: 30 * day,
  lateSpread: 15 * minute,
  nightlySpread: 2 * hour,
};

/** Longest duration that a setting may name: timers beyond a year are mistakes. */
const longest = 366 * day;

/**
 * The defaults with a tenant's or a test's changes laid over them. Throws a RangeError that names the key when a
 * change is unknown, negative, not finite, longer than a year, or an empty list.
 */
export function readDurations(changes: Readonly<Record<string, unknown>> = {}): Durations {
  const durations: Record<string, number | readonly number[]> = { ...defaultDurations };
  for (const [key, change] of Object.entries(changes)) {
    const usual = Object.hasOwn(defaultDurations, key) ? durations[key] : undefined;
    if (usual === undefined) throw new RangeError(`There is no duration ${key.slice(0, 60)}.`);
    if (typeof usual === 'number') {
      durations[key] = milliseconds(key, change);
    } else {
      const list: readonly unknown[] = Array.isArray(change) ? change : [];
      if (list.length === 0 || list.length > 20)
        throw new RangeError(`Duration ${key} is a list of 1 to 20 durations.`);
      durations[key] = list.map((entry) => milliseconds(key, entry));
    }
  }
  return durations as unknown as Durations;
}

function milliseconds(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= longest)
    return Math.round(value);
  throw new RangeError(`Duration ${key} is a number of milliseconds from 0 to ${longest}.`);
}

/** The wait before try number `attempt` (0 for the first) of a stretching list; the last wait repeats. */
export function stretchingWait(waits: readonly number[], attempt: number): number {
  return waits[Math.min(Math.max(attempt, 0), waits.length - 1)] ?? 0;
}
