/**
 * The words for people in three languages: one catalogue file each, of ICU messages, put together with what they
 * speak of. The only place that formats them; which language is wanted is said by the caller, English if nobody does.
 */

import { IntlMessageFormat } from 'intl-messageformat';
import { en } from './catalogue/en.ts';
import { fr } from './catalogue/fr.ts';
import { nl } from './catalogue/nl.ts';

export const languages = ['en', 'nl', 'fr'] as const;
export type Language = (typeof languages)[number];

/** The same keys in every language; the texts are the language's own. */
export type Catalogue = Texts<typeof en>;
type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, nl, fr };

type Values = Readonly<Record<string, string | number | boolean>>;

/** Parsed once each: the messages are few and never change. */
const parsed = new Map<string, IntlMessageFormat>();

/**
 * One message with its values. A value that is true or false chooses between `yes` and `other`.
 *
 * @throws Error when the message needs a value that is not given.
 */
export function words(
  language: Language,
  choose: (catalogue: Catalogue) => string,
  values: Values = {},
): string {
  const text = choose(catalogues[language]);
  const key = `${language} ${text}`;
  let message = parsed.get(key);
  if (message === undefined) {
    message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
    parsed.set(key, message);
  }
  const given = Object.entries(values).map(([name, value]) => [name, shownValue(value)] as const);
  return message.format<string>(Object.fromEntries(given)) as string;
}

function shownValue(value: string | number | boolean): string | number {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value;
}

/** A moment as people of that language write it, in the time zone of the tenant. */
export function showMoment(at: Date, language: Language, timeZone = 'Europe/Brussels'): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(at);
}
