/**
 * The page that a person sees when Focus sends them back: whether the authorisation was taken, and what comes
 * next. Everything that came with the request is escaped or left out.
 */

import { html } from 'hono/html';
import type { Log } from '../../platform/log.ts';
import type { Connector } from '../connector.ts';
import { refusalOf } from './problems.ts';

export interface CallbackPage {
  readonly status: 200 | 400 | 404 | 409 | 422 | 500 | 503;
  readonly html: Awaited<ReturnType<typeof html>>;
}

/** Completes the authorisation and answers with a page; never throws. */
export async function callbackPage(
  connector: Connector,
  answer: { code: string; state: string; error: string | null },
  log: Log,
): Promise<CallbackPage> {
  if (answer.error !== null || answer.code === '' || answer.state === '')
    return page(
      400,
      'Not authorised',
      answer.error === 'access_denied'
        ? 'The authorisation was declined in Teamleader Focus.'
        : 'Teamleader Focus sent no authorisation along.',
      'Begin the connection again and allow it in Focus.',
    );
  try {
    const { connectionId } = await connector.completeAuthorization(answer);
    return await page(
      200,
      'Authorised',
      `Teamleader Focus is authorised for connection ${connectionId}.`,
      'You can close this page; the next question is which company entity to connect.',
    );
  } catch (error) {
    const { status, title, detail, cure } = refusalOf(error, log);
    const shown = status === 401 || status === 405 || status === 413 || status === 415 ? 400 : status;
    return page(shown, title, detail, cure);
  }
}

async function page(
  status: CallbackPage['status'],
  title: string,
  what: string,
  next: string,
): Promise<CallbackPage> {
  return {
    status,
    html: await html`<!doctype html>
      <html lang="en">
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
              max-width: 34rem;
              padding: 0 1rem;
            }
          </style>
        </head>
        <body>
          <h1>${title}</h1>
          <p>${what}</p>
          <p>${next}</p>
        </body>
      </html>`,
  };
}
