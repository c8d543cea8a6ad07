/**
 * Whether a list of open items can be believed before anything follows from what is missing in it (design 7): one
 * that is empty, shrunken, cut off, of another administration or older than the last one settles nothing.
 */

import { shortFingerprint } from './fingerprint.ts';
import type { DocumentId } from './ids.ts';
import type { MatchedItem } from './payments-matching.ts';
import type { SeenItem } from './payments.ts';

export type Doubt = 'empty' | 'shrunken' | 'foreign' | 'cut' | 'stale';

/** A list that cannot be believed as it is: look again, or stop and ask. */
export interface ImplausibleReading {
  readonly plausible: false;
  readonly why: Doubt;
  readonly openBefore: number;
  readonly vanished: number;
  /** Give it back as `confirmed`: a second reading that lost the same items is believed. */
  readonly evidence: string;
  /**
   * What may decide in the same run: `again`, the whole list once more, because so few were open that losing all is
   * ordinary; `lookUps`, some of its items asked for one by one. Null: only a later reading, or a person.
   */
  readonly remedy: 'again' | 'lookUps' | null;
  /** Documents whose look-up would show whether the list is right, at most three; none unless it is the remedy. */
  readonly lookUps: readonly LookUp[];
}

/** What a second look at one document has to show for the list to be believed. */
export interface LookUp {
  readonly documentId: DocumentId;
  readonly reference: string;
  /** What the list says is open under its number; zero when nothing is. */
  readonly openCents: number;
}

/** Up to this many open items may all be settled between two readings in ordinary life. */
const fewItems = 5;
/** Fewer vanished items than this never look like a cut-off list. */
const suspiciousLoss = 10;
/** A list without any item that was known is strange when at least this many were open. */
const strangeLoss = 3;
const lookUpsAtMost = 3;
/** So many of the lost items stand for all of them in the evidence. */
const sampled = 40;

/** Null when the reading can be believed, by itself or because it agrees with the one whose evidence is `confirmed`. */
export function judgePlausibility(
  previous: readonly SeenItem[],
  matched: readonly MatchedItem[],
  confirmed: string | null,
): ImplausibleReading | null {
  const lost = matched.filter((match) => wasOpen(match) && !match.present);
  const openBefore = previous.filter((item) => item.openCents !== 0).length;
  const older = olderThanKnown(matched);
  const why = doubtOf(matched, lost, openBefore, older);
  if (why === null) return null;
  const concerned = why === 'stale' ? older : lost;
  const evidence = evidenceOf(concerned);
  if (confirmed !== null && agree(confirmed, concerned)) return null;
  const remedy = remedyFor(why, openBefore);
  return {
    plausible: false,
    why,
    openBefore,
    vanished: lost.length,
    evidence,
    remedy,
    lookUps: remedy === 'lookUps' ? lookUpsOf(concerned) : [],
  };
}

function doubtOf(
  matched: readonly MatchedItem[],
  lost: readonly MatchedItem[],
  openBefore: number,
  older: readonly MatchedItem[],
): Doubt | null {
  const orOlder = older.length > 0 ? 'stale' : null;
  if (openBefore === 0) return orOlder;
  const present = matched.filter((match) => match.present);
  if (present.length === 0) return 'empty';
  const isStrange = present.every((match) => match.before === null && match.document === null);
  const losesOurs = lost.some((match) => match.document !== null);
  if (isStrange && (losesOurs || openBefore >= strangeLoss)) return 'foreign';
  if (lost.length >= suspiciousLoss && lost.length * 2 > openBefore) return 'shrunken';
  if (lost.length >= suspiciousLoss && losesOurs && isTail(lost, present)) return 'cut';
  return orOlder;
}

/** The list is asked for by date, so that one that breaks off lacks its newest items and nothing else. */
function isTail(lost: readonly MatchedItem[], present: readonly MatchedItem[]): boolean {
  const datesOf = (matches: readonly MatchedItem[]) =>
    matches.map(({ now }) => now.date ?? '9999').toSorted();
  const [gone, left] = [datesOf(lost), datesOf(present)];
  const lastLeft = left.at(-1) ?? '';
  return (gone[0] ?? '') >= lastLeft && (gone.at(-1) ?? '') > lastLeft;
}

/**
 * Changes of ours that are undone by a list in which nothing is as new as they are: the list may be an older one that
 * was given again. An item that first appears, has gone on falling, or stands as it did when or after such a change
 * was first seen proves that the list is newer.
 */
function olderThanKnown(matched: readonly MatchedItem[]): MatchedItem[] {
  const newest = matched.reduce((latest, match) => Math.max(latest, provenAtMs(match)), 0);
  return matched.filter((match) => {
    const { before, document } = match;
    if (document === null || document.grossCents <= 0 || before?.changedAtMs === undefined) return false;
    const hasTurned = match.present ? rises(match) : wasOpen(match);
    return hasTurned && before.changedAtMs > newest;
  });
}

/** How new an item proves the list to be; zero when it proves nothing. */
function provenAtMs(match: MatchedItem): number {
  if (!match.present) return 0;
  const { before, now, document } = match;
  // Ours are never forgotten, so that one that was not seen before is new.
  if (before === null) return document === null ? 0 : Number.POSITIVE_INFINITY;
  if (now.openCents === before.openCents) return before.changedAtMs ?? 0;
  return rises(match) ? 0 : Number.POSITIVE_INFINITY;
}

/** More is open again than at the last reading. */
function rises({ before, now }: MatchedItem): boolean {
  return before !== null && Math.abs(now.openCents) > Math.abs(before.openCents);
}

function wasOpen({ before }: MatchedItem): boolean {
  return before !== null && before.openCents !== 0;
}

function remedyFor(why: Doubt, openBefore: number): ImplausibleReading['remedy'] {
  if (why === 'empty') return openBefore <= fewItems ? 'again' : null;
  if (why === 'foreign') return openBefore < strangeLoss ? 'lookUps' : null;
  return why === 'stale' || why === 'cut' ? 'lookUps' : null;
}

function lookUpsOf(concerned: readonly MatchedItem[]): LookUp[] {
  const ours = concerned.flatMap(({ document, now, present }) => {
    if (document === null) return [];
    const { documentId, reference } = document;
    return [
      { documentId, reference: (present ? now.reference : null) ?? reference, openCents: now.openCents },
    ];
  });
  return ours.slice(0, lookUpsAtMost);
}

function keysOf(concerned: readonly MatchedItem[]): string[] {
  return concerned.map(({ before }) => shortFingerprint(before?.itemId ?? '')).toSorted();
}

/** How many items are concerned, and some of them, spread evenly. */
function evidenceOf(concerned: readonly MatchedItem[]): string {
  const keys = keysOf(concerned);
  const step = Math.max(1, keys.length / sampled);
  const count = Math.min(sampled, keys.length);
  const sample = Array.from({ length: count }, (_, index) => keys[Math.floor(index * step)] ?? '');
  return `${keys.length}-${sample.join('.')}`;
}

/** Another reading agrees when it concerns the same items, and only few more that life may have brought meanwhile. */
function agree(confirmed: string, concerned: readonly MatchedItem[]): boolean {
  const [count = '', sample = ''] = confirmed.split('-');
  const keys = new Set(keysOf(concerned));
  const more = keys.size - Number(count);
  return more <= Math.max(fewItems, Number(count) / 10) && sample.split('.').every((key) => keys.has(key));
}
