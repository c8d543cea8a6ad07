/** The words for people: every language has every text and every placeholder, nothing is left in English, plurals work. */

import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { catalogues, languages, showMoment, words, type Language } from '../../domain/catalogue.ts';
import { describeCause, describeCurer, describeNext } from '../../domain/cause-texts.ts';
import { causeFacts, causes, type CauseKey } from '../../domain/causes.ts';

/** Every text of a catalogue by its place, `causes.period-closed.what`. */
function textsOf(branch: object, place = ''): [string, string][] {
  return Object.entries(branch).flatMap(([key, value]: [string, unknown]) => {
    const here = place === '' ? key : `${place}.${key}`;
    return typeof value === 'string' ? [[here, value] as [string, string]] : textsOf(value as object, here);
  });
}

const textOf = (language: Language): Map<string, string> => new Map(textsOf(catalogues[language]));

/** The placeholders of a message with their kinds, wherever they stand in it. */
function placeholders(text: string, language: Language): string[] {
  const kinds = ['literal', 'argument', 'number', 'date', 'time', 'select', 'plural', 'pound', 'tag'];
  const found = new Set<string>();
  const walk = (elements: readonly unknown[]): void => {
    for (const element of elements as {
      type: number;
      value?: string;
      options?: Record<string, { value: [] }>;
    }[]) {
      const kind = kinds[element.type] ?? '';
      if (kind !== 'literal' && kind !== 'pound') found.add(`${element.value}: ${kind}`);
      for (const [name, option] of Object.entries(element.options ?? {})) {
        if (kind === 'select') found.add(`${element.value}=${name}`);
        walk(option.value);
      }
    }
  };
  walk(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());
  return [...found].toSorted();
}

const others = languages.filter((language) => language !== 'en');
const keys = Object.keys(causes) as CauseKey[];

describe.each(others)('the catalogue in %s', (language) => {
  const english = textOf('en');
  const here = textOf(language);

  test('has every text of the English one, and no other', () => {
    expect([...here.keys()]).toEqual([...english.keys()]);
    expect(here.size).toBeGreaterThan(90);
  });

  test('has every placeholder of every text', () => {
    for (const [place, text] of here)
      expect(placeholders(text, language), place).toEqual(placeholders(english.get(place) ?? '', 'en'));
  });

  test('leaves nothing in English', () => {
    // A name is a name.
    const same = ['who.yuki'];
    const englishWords =
      /\b(?:the|and|with|which|without|from|this|that|does|nothing|document’s|period|again)\b/i;
    for (const [place, text] of here) {
      expect(text.trim(), place).not.toBe('');
      if (!same.includes(place)) expect(text, place).not.toBe(english.get(place));
      expect(text.replaceAll(/\{\w+, select, /g, ''), place).not.toMatch(englishWords);
    }
  });
});

describe('what is said about a cause', () => {
  test.each(languages)('fits into two sentences, with nothing left unfilled (%s)', (language) => {
    for (const key of keys)
      for (const shown of ['705500', '']) {
        const { what, how } = describeCause(key, shown, language);
        for (const sentence of [what, how]) {
          expect(sentence, key).toMatch(/\p{L}.*\.$/u);
          expect(sentence, key).not.toMatch(/[{}]/);
        }
      }
  });

  test('is in the words of bookkeepers of Belgium and the Netherlands (E-3, E-4, E-5)', () => {
    expect(describeCause('account-disabled', '705500', 'nl').what).toBe(
      'Grootboekrekening 705500 is uitgeschakeld in Yuki.',
    );
    expect(describeCause('account-disabled', '705500', 'fr').what).toBe(
      'Le compte général 705500 est désactivé dans Yuki.',
    );
    expect(describeCause('period-closed', '2026-04-01', 'nl').what).toBe(
      'De periode vóór 2026-04-01 is afgesloten in Yuki.',
    );
    expect(describeCause('period-closed', '2026-04-01', 'fr').what).toBe(
      'La période avant le 2026-04-01 est clôturée dans Yuki.',
    );
    expect(describeCause('vat-refused', '21 (12 %)', 'nl').what).toBe('Yuki weigert btw-code 21 (12 %).');
    expect(describeCause('vat-refused', '21 (12 %)', 'fr').what).toBe('Yuki refuse le code TVA 21 (12 %).');
  });

  test('translates what a document lacks, and leaves codes and rates as they are', () => {
    expect(describeCause('document-incomplete', 'a date', 'nl').what).toBe(
      'In het document ontbreekt een datum.',
    );
    expect(describeCause('customer-incomplete', 'a name', 'fr').what).toBe('Il manque à un client : un nom.');
    expect(describeCause('vat-rate-not-linked', 'CULT', 'nl').what).toContain('CULT');
  });

  test('names a missing right only when Yuki names it (R-ERR-5)', () => {
    expect(describeCause('yuki-right-missing', 'Sales').what).toBe('The access key has no right for Sales.');
    expect(describeCause('yuki-right-missing', '').what).toBe(
      'The access key lacks a right that the connector needs.',
    );
  });

  test('every word that stands for a code in the sources is in the catalogue', () => {
    const sources = ['domain', 'activities'].flatMap((room) =>
      readdirSync(new URL(`../../${room}`, import.meta.url))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(new URL(`../../${room}/${name}`, import.meta.url), 'utf8')),
    );
    const shown = sources.flatMap((text) =>
      [
        ...text.matchAll(
          /(?:shown: |shown = |names: \(\) => |finding\('[\w-]+', |add\('[\w-]+', '[\w-]+', |new Blocked\('[\w-]+', )'([^']+)'/g,
        ),
      ].map(([, word = '']) => word),
    );
    expect(shown).toContain('a date');
    for (const word of shown) expect(Object.keys(catalogues.en.terms)).toContain(word);
  });

  test('a term that hides a name of JavaScript is shown as it stands', () => {
    expect(describeCause('document-incomplete', 'constructor', 'nl').what).toContain('constructor');
  });
});

describe('what happens by itself, and when (R-ERR-3)', () => {
  const at = new Date('2026-03-03T08:00:00Z');

  test.each(languages)('is said of every cause, with and without a moment (%s)', (language) => {
    for (const key of keys)
      for (const moment of [at, null]) expect(describeNext(key, moment, language), key).not.toMatch(/[{}]/);
  });

  test('names the moment in the tenant’s time zone where something happens', () => {
    expect(describeNext('period-closed', at, 'en')).toMatch(
      /sends one of the documents on 3 March 2026.* 09:00/,
    );
    expect(describeNext('period-closed', at, 'nl')).toMatch(/^Op 3 maart 2026.* 09:00/);
    expect(describeNext('account-unknown', at, 'fr')).toMatch(/3 mars 2026.* 09:00.* sans appel à Yuki/);
    expect(describeNext('module-off', at, 'en', 'UTC')).toMatch(/tries again on 3 March 2026.* 08:00/);
    expect(showMoment(new Date('2026-07-01T22:30:00Z'), 'nl')).toMatch(/2 juli 2026.* 00:30/);
  });

  test('promises nothing where only a person decides', () => {
    for (const key of keys.filter((one) => causeFacts(one).probe === 'never'))
      expect(describeNext(key, at), key).toMatch(/^Nothing; /);
  });
});

test('counts are singular for one and plural for many, in each language', () => {
  const waiting = (language: Language, count: number): string =>
    words(language, ({ counts }) => counts.waiting, { count });
  expect(languages.map((language) => waiting(language, 1))).toEqual([
    '1 document waits',
    '1 document wacht',
    '1 document en attente',
  ]);
  expect(languages.map((language) => waiting(language, 500))).toEqual([
    '500 documents wait',
    '500 documenten wachten',
    '500 documents en attente',
  ]);
});

test('who cures it is said in each language', () => {
  expect(languages.map((language) => describeCurer('accountant', language))).toEqual([
    'the accountant, in Yuki',
    'de accountant, in Yuki',
    'le comptable, dans Yuki',
  ]);
});
