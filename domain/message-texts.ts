/**
 * The words of a message in the reader's language: what happened, to which documents, who can cure it and how, and
 * where to look. Ids, numbers, account codes and our own words only; never a customer, an amount or a vendor's text.
 */

import { showMoment, words, type Language } from './catalogue.ts';
import { describeCause, describeCurer } from './cause-texts.ts';
import { causeFacts, type CauseKey } from './causes.ts';
import type { Matter, MatterEnd, News, Told } from './messages.ts';
import { cleanLine, cutText } from './text.ts';

/** Matters of one message that say the same of different documents are one part of it. */
export interface MessagePart {
  readonly news: News;
  readonly kind: Matter['kind'];
  readonly key: string;
  readonly what: string;
  /** Who can cure it and how; null for findings, which are explained where they are listed. */
  readonly who: string | null;
  readonly how: string | null;
  readonly since: string;
  readonly documents: number;
  readonly numbers: readonly string[];
  readonly ended: MatterEnd | null;
}

export interface Message {
  readonly id: string;
  readonly writtenAt: string;
  readonly connectionId: string;
  readonly language: Language;
  readonly subject: string;
  readonly parts: readonly MessagePart[];
  /** How many parts were left out, because a message names ten of each kind of news. */
  readonly more: number;
  readonly text: string;
  readonly link: string;
}

export interface Letter {
  readonly id: string;
  readonly connectionId: string;
  /** The name of the entity in Focus, or the id of the connection. */
  readonly name: string;
  readonly language: Language;
  readonly timeZone?: string;
  readonly link: string;
}

const partsOfOneKind = 10;
const numbersOfOnePart = 10;
const longestNumber = 60;

/** A number is any text in Focus; in a list of ten it need not be whole. */
export function numberShown(number: string): string {
  return cutText(cleanLine(number), longestNumber);
}

/** One digest of everything that this recipient is to be told now. */
export function composeMessage(letter: Letter, told: readonly Told[], now: Date): Message {
  const { id, connectionId, language, link } = letter;
  const parts = groups(told).map((group) => describePart(group, language));
  const kinds = (['needs', 'still', 'over'] as const).map((news) => ({
    news,
    parts: parts.filter((part) => part.news === news),
  }));
  const shown = kinds.flatMap((kind) => kind.parts.slice(0, partsOfOneKind));
  const counts = Object.fromEntries(
    kinds.map(({ news }) => [news, told.filter((one) => one.news === news).length]),
  );
  const name = cutText(cleanLine(letter.name), 80);
  const more = parts.length - shown.length;
  const sections = kinds
    .filter((kind) => kind.parts.length > 0)
    .map((kind) => sectionText(kind.news, kind.parts.slice(0, partsOfOneKind), letter));
  return {
    id,
    writtenAt: now.toISOString(),
    connectionId,
    language,
    subject: subjectOf(counts, name, language),
    parts: shown,
    more,
    text: [
      words(language, ({ messages }) => messages.greeting, { name }),
      ...sections,
      ...(more === 0 ? [] : [words(language, ({ messages }) => messages.more, { count: more })]),
      words(language, ({ messages }) => messages.link, { link }),
      words(language, ({ messages }) => messages.footer, { id }),
    ].join('\n\n'),
    link,
  };
}

/** What a recipient gets who is tried out: that it works, and nothing else. */
export function composeTrial(letter: Letter, now: Date): Message {
  const { id, connectionId, language, link } = letter;
  const name = cutText(cleanLine(letter.name), 80);
  return {
    id,
    writtenAt: now.toISOString(),
    connectionId,
    language,
    subject: words(language, ({ messages }) => messages.trialSubject, { name }),
    parts: [],
    more: 0,
    text: [
      words(language, ({ messages }) => messages.trial, { name }),
      words(language, ({ messages }) => messages.link, { link }),
      words(language, ({ messages }) => messages.footer, { id }),
    ].join('\n\n'),
    link,
  };
}

function subjectOf(counts: Record<string, number>, name: string, language: Language): string {
  const { needs = 0, still = 0, over = 0 } = counts;
  if (needs > 0) return words(language, ({ messages }) => messages.subjectNeeds, { count: needs, name });
  if (still > 0) return words(language, ({ messages }) => messages.subjectStill, { count: still, name });
  return words(language, ({ messages }) => messages.subjectOver, { count: over, name });
}

/** What is told in one breath: the same news of the same cause. */
function groups(told: readonly Told[]): (readonly [Told, ...Told[]])[] {
  const byWords = new Map<string, [Told, ...Told[]]>();
  for (const one of told.toSorted((a, b) => a.matter.since.getTime() - b.matter.since.getTime())) {
    const { kind, key, shown, ended } = one.matter;
    const sameWords = JSON.stringify([one.news, kind, key, shown, ended]);
    const group = byWords.get(sameWords);
    if (group === undefined) byWords.set(sameWords, [one]);
    else group.push(one);
  }
  return [...byWords.values()];
}

function describePart(group: readonly [Told, ...Told[]], language: Language): MessagePart {
  const [first] = group;
  const { kind, key, shown, since, ended } = first.matter;
  const numbers = group.flatMap(({ matter }) => matter.numbers);
  const known = kind === 'finding' ? null : describeCause(key as CauseKey, shown, language);
  return {
    news: first.news,
    kind,
    key,
    what: known?.what ?? findingWords(key, language),
    who: known === null ? null : describeCurer(causeFacts(key as CauseKey).curedBy, language),
    how: known?.how ?? null,
    since: since.toISOString(),
    documents: group.reduce((sum, { matter }) => sum + matter.documents, 0),
    numbers: numbers.slice(0, numbersOfOnePart),
    ended,
  };
}

/** Kinds that have no words here are named as they are listed. */
function findingWords(key: string, language: Language): string {
  return words(
    language,
    ({ findings }) =>
      Object.hasOwn(findings, key) ? findings[key as keyof typeof findings] : findings.other,
    { key },
  );
}

function sectionText(news: News, parts: readonly MessagePart[], letter: Letter): string {
  const heading = words(letter.language, ({ messages }) => messages[news]);
  return [heading, ...parts.map((part) => partText(part, letter))].join('\n\n');
}

function partText(part: MessagePart, { language, timeZone }: Letter): string {
  const since = showMoment(new Date(part.since), language, timeZone);
  const isOver = part.news === 'over';
  const ended = part.ended;
  return [
    part.kind === 'pause' && !isOver
      ? words(language, ({ shown }) => shown.pausedSince, { since, text: part.what })
      : part.what,
    ...(isOver && ended !== null ? [words(language, ({ messages }) => messages.ended[ended])] : []),
    ...(part.kind === 'hold' && !isOver ? [waitingText(part, since, language)] : []),
    ...(part.numbers.length === 0 || isOver ? [] : [numbersText(part, language)]),
    ...(isOver || part.who === null || part.how === null
      ? []
      : [words(language, ({ shown }) => shown.cure, { who: part.who, text: part.how })]),
  ]
    .map((line, index) => `${index === 0 ? '- ' : '  '}${line}`)
    .join('\n');
}

function waitingText(part: MessagePart, since: string, language: Language): string {
  const waiting = words(language, ({ counts }) => counts.waiting, { count: part.documents });
  return words(language, ({ shown }) => shown.waitingSince, { waiting, since });
}

function numbersText(part: MessagePart, language: Language): string {
  const left = part.documents - part.numbers.length;
  const rest = left <= 0 ? [] : [words(language, ({ counts }) => counts.more, { count: left })];
  const numbers = [...part.numbers, ...rest].join(', ');
  return words(language, ({ shown }) => shown.documents, { numbers });
}
