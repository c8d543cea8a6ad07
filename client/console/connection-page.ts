/**
 * The page to which messages lead. Nobody signs in to it, so it tells nothing about the connection but how to ask:
 * the commands that show what waits, why, and who can cure it.
 */

import { html } from 'hono/html';
import { words, type Language } from '../../domain/catalogue.ts';
import { parseConnectionId } from '../../domain/ids.ts';

const verbs = ['status', 'holds', 'findings'];

/** Null for anything that is not the id of a connection. */
export function connectionPage(idText: string, language: Language): ReturnType<typeof html> | null {
  const id = parseConnectionId(idText);
  if (id === null) return null;
  const title = words(language, ({ messages }) => messages.pageTitle, { id });
  const inLanguage = language === 'en' ? '' : ` --language ${language}`;
  const commands = verbs.map((verb) => `npm run focus-yuki -- ${verb} ${id}${inLanguage}`).join('\n');
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          body {
            font:
              1.1rem/1.5 system-ui,
              sans-serif;
            margin: 4rem auto;
            max-width: 44rem;
            padding: 0 1rem;
          }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${words(language, ({ messages }) => messages.page)}</p>
        <pre>${commands}</pre>
      </body>
    </html>`;
}
