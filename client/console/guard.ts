/**
 * What every request to the API passes before it reaches a verb: the token, the size of the body, and that the
 * body is JSON. Shapes are checked by the routes.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { badRequest, problem } from './problems.ts';

export const mostBodyBytes = 256 * 1024;

/** Compares in constant time, by hashes, so that neither length nor prefix of the token can be measured. */
export function requireToken(apiToken: string): MiddlewareHandler {
  const expected = digest(apiToken);
  return async (c, next) => {
    const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (timingSafeEqual(digest(given), expected)) return next();
    return problem(c, {
      status: 401,
      type: 'token-missing',
      title: 'The token is missing or wrong',
      detail: 'The request has no valid token.',
      cure: 'Send “Authorization: Bearer …” with the value of API_TOKEN, or of the file api-token in DATA_DIR.',
    });
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function limitBody(): MiddlewareHandler {
  return bodyLimit({
    maxSize: mostBodyBytes,
    onError: (c) =>
      problem(c, {
        status: 413,
        type: 'body-too-large',
        title: 'The body is too large',
        detail: `The body is larger than ${mostBodyBytes / 1024} KB.`,
        cure: 'Send less; no verb needs so much.',
      }),
  });
}

/** A body has to be JSON and to say so; verbs without a body may leave it out. */
export function requireJson(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const body = await c.req.text();
    if (body === '') return next();
    if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      return problem(c, {
        status: 415,
        type: 'not-json',
        title: 'The body is not JSON',
        detail: 'The body does not say that it is JSON.',
        cure: 'Send JSON with “Content-Type: application/json”.',
      });
    try {
      JSON.parse(body);
    } catch {
      // Whatever the parser says would repeat what was sent, and that may be a secret.
      return problem(c, badRequest('The body is not JSON.', 'Send one JSON value, for example {}.'));
    }
    return next();
  };
}
