/**
 * What is said about a cause: what happened, how it is cured, by whom, and what happens by itself and when, in the
 * language of the reader (R-ERR-3). The facts behind it stand in causes.ts.
 */

import { showMoment, words, type Catalogue, type Language } from './catalogue.ts';
import { causeFacts, isPauseCause, type CauseKey, type Curer } from './causes.ts';

/** The two sentences for people. `shown` names the account, rate, date or the like; empty when nothing may be named. */
export function describeCause(
  key: CauseKey,
  shown: string,
  language: Language = 'en',
): { what: string; how: string } {
  const values = { subject: inLanguage(shown, language), named: shown !== '' };
  return {
    what: words(language, ({ causes }) => causes[key].what, values),
    how: words(language, ({ causes }) => causes[key].how, values),
  };
}

/** What a document lacks is said in the reader's words; codes and rates are the same in every language. */
function inLanguage(shown: string, language: Language): string {
  return words(language, ({ terms }) => (isTerm(terms, shown) ? terms[shown] : '{text}'), { text: shown });
}

function isTerm(terms: Catalogue['terms'], text: string): text is keyof Catalogue['terms'] {
  return Object.hasOwn(terms, text);
}

export function describeCurer(curer: Curer, language: Language = 'en'): string {
  return words(language, ({ who }) => who[curer]);
}

/** What a hold or pause does without anybody, and when; `at` is its next look or try, null when there is none. */
export function describeNext(
  key: CauseKey,
  at: Date | null,
  language: Language = 'en',
  timeZone?: string,
): string {
  const timed = { timed: at !== null, at: at === null ? '' : showMoment(at, language, timeZone) };
  return words(language, ({ byItself }) => byItself[wayOn(key, at)], timed);
}

function wayOn(key: CauseKey, at: Date | null): keyof Catalogue['byItself'] {
  const { probe } = causeFacts(key);
  if (key === 'paused-by-person') return 'resume';
  if (isPauseCause(key)) return probe === 'never' || at === null ? 'retry' : 'run';
  return probe === 'never' ? 'person' : probe === 'oneDocument' ? 'oneDocument' : 'local';
}
