/**
 * In which language a request is answered: the best of `Accept-Language` that the catalogue has, else English.
 */

import type { Context, MiddlewareHandler } from 'hono';
import { languageDetector } from 'hono/language';
import { languages, type Language } from '../../domain/catalogue.ts';

/** Finds the language and says in the answer which one it is. */
export function chooseLanguage(): MiddlewareHandler[] {
  return [
    languageDetector({
      order: ['header'],
      caches: false,
      supportedLanguages: [...languages],
      fallbackLanguage: 'en',
    }),
    async (c, next) => {
      await next();
      c.header('content-language', languageOf(c));
      c.header('vary', 'Accept-Language', { append: true });
    },
  ];
}

export function languageOf(c: Context): Language {
  const chosen: unknown = c.get('language');
  return languages.find((language) => language === chosen) ?? 'en';
}
