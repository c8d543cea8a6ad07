/**
 * Which messages a person gets about one connection: what newly needs somebody, what still does after some days, and
 * what is over; nothing when all is well. Pure rules over what the ledger says; the words stand in message-texts.ts.
 */

import { causeFacts, type CauseKey, type Curer } from './causes.ts';

/** For whom a recipient reads: a cause is told to those who can cure it. */
export const concerns = ['user', 'accountant', 'administrator', 'operator'] as const;
export type Concern = (typeof concerns)[number];

/** A hold, a pause or a finding, from its beginning to its end. */
export interface Matter {
  /** Stable for as long as it lasts: `hold/<cause>`, `pause/<first number>`, `finding/<row>`. */
  readonly id: string;
  readonly kind: 'hold' | 'pause' | 'finding';
  /** The key of the cause, or the kind of the finding. */
  readonly key: string;
  /** What stands for `{subject}` in the texts of a cause. */
  readonly shown: string;
  readonly since: Date;
  /** How many documents are concerned; 0 for a pause. */
  readonly documents: number;
  /** Numbers of some of them, at most ten. */
  readonly numbers: readonly string[];
  /** Null while it needs somebody. */
  readonly ended: MatterEnd | null;
}
export type MatterEnd = 'cured' | 'ignored' | 'linked' | 'closed';

/** What a recipient was told of a matter: how many of the reminders had passed by then. */
export interface ToldMatter {
  readonly id: string;
  readonly reminders: number;
}

export type News = 'needs' | 'still' | 'over';

export interface Told {
  readonly matter: Matter;
  readonly news: News;
  /** How many of the times of reminding have passed. */
  readonly reminders: number;
}

const concernOfCurer: Readonly<Record<Curer, Concern | null>> = {
  focusUser: 'user',
  accountant: 'accountant',
  administrator: 'administrator',
  developer: 'operator',
  // Nobody can do anything but wait; whoever watches the metrics sees how long it takes.
  yuki: null,
  time: null,
};

/** Findings of which there is usually nothing to do are listed, and nobody is disturbed. */
const quietFindings: ReadonlySet<string> = new Set(['withoutPdf', 'settledWithoutMoney', 'renumbered']);

/** Findings that may be a mistake of the connector itself. */
const alarms: ReadonlySet<string> = new Set(['doubleAcceptance', 'unreadableEntry']);

/** Who is told of a matter; empty when it needs nobody. */
export function concernsOf(kind: Matter['kind'], key: string): readonly Concern[] {
  if (kind === 'finding') {
    if (quietFindings.has(key)) return [];
    return alarms.has(key) ? ['accountant', 'operator'] : ['accountant'];
  }
  const concern = concernOfCurer[causeFacts(key as CauseKey).curedBy];
  return concern === null ? [] : [concern];
}

/** How many of the reminders of a matter that began then are due by now. */
export function remindersDue(since: Date, remindersMs: readonly number[], now: Date): number {
  const age = now.getTime() - since.getTime();
  return remindersMs.filter((after) => age >= after).length;
}

/**
 * What one recipient is to be told now. `matters` are all that are open, and those of `told` that have ended. A
 * pause that a person wished is no news, but one that is forgotten is told with the first reminder.
 */
export function newsFor(
  about: readonly Concern[],
  matters: readonly Matter[],
  told: readonly ToldMatter[],
  remindersMs: readonly number[],
  now: Date,
): Told[] {
  const before = new Map(told.map(({ id, reminders }) => [id, reminders]));
  return matters.flatMap((matter): Told[] => {
    const known = before.get(matter.id);
    if (matter.ended !== null) return known === undefined ? [] : [{ matter, news: 'over', reminders: known }];
    const reminders = remindersDue(matter.since, remindersMs, now);
    if (known !== undefined) return reminders > known ? [{ matter, news: 'still', reminders }] : [];
    const isForReader = concernsOf(matter.kind, matter.key).some((concern) => about.includes(concern));
    const isTooSoon = matter.key === 'paused-by-person' && reminders === 0;
    return isForReader && !isTooSoon ? [{ matter, news: 'needs', reminders }] : [];
  });
}

const minute = 60_000;
const longestGap = 6 * 60 * minute;

/**
 * How long a recipient is left in peace after a message, by how many the last 24 hours brought: the first comes at
 * once, then after 15 minutes, 30, an hour and so on, so that a bad day is a few digests and never more than eight.
 */
export function quietAfter(messagesOfTheDay: number): number {
  if (messagesOfTheDay <= 0) return 0;
  return Math.min(15 * minute * 2 ** (messagesOfTheDay - 1), longestGap);
}

/** Waits between the tries to deliver one message; after the last one it is given up. */
const waits = [1, 5, 30, 120, 360, 720].map((minutes) => minutes * minute);

/** A receiver that did not answer for days is asked once a day, with what is true by then. */
export const silenceAfterGivingUp = 24 * 60 * minute;

/**
 * How long after the `tries`-th try the next one comes; null when the message is given up. One to a receiver that is
 * known to be away is tried once.
 */
export function waitBeforeNextTry(tries: number, isKnownToFail: boolean): number | null {
  if (isKnownToFail) return null;
  return waits[tries - 1] ?? null;
}
