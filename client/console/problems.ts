/**
 * Errors as `application/problem+json` (RFC 9457, with a `cure`): refusals as they are, everything unexpected
 * as one sentence and an incident number, because stack traces and texts of libraries belong in the log.
 */

import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Log } from '../../platform/log.ts';
import { Refusal, refusalOfDatabase, type RefusalFacts } from '../refusal.ts';
import { languageOf } from './reader.ts';

export function problem(c: Context, facts: RefusalFacts): Response {
  const { type, title, status } = facts;
  const { detail, cure } = facts.inLanguage?.(languageOf(c)) ?? facts;
  return c.body(JSON.stringify({ type: `/problems/${type}`, title, status, detail, cure }), status, {
    'content-type': 'application/problem+json; charset=utf-8',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(status === 503 ? { 'retry-after': '10' } : {}),
  });
}

/** What any error of a route becomes. Only the unexpected is logged, without what the caller sent. */
export function refusalOf(error: unknown, log: Log): RefusalFacts {
  if (error instanceof Refusal) return error;
  const database = refusalOfDatabase(error);
  if (database !== null) return database;
  if (error instanceof HTTPException && error.status < 500)
    return badRequest('The request cannot be read.', 'Compare it with /api/openapi.json.');
  const incident = randomBytes(4).toString('hex');
  log.error({ err: error, incident }, 'a request failed unexpectedly');
  return {
    status: 500,
    type: 'unexpected',
    title: 'Unexpected error',
    detail: `Something unexpected happened (incident ${incident}).`,
    cure: 'Try again; if it happens again, give the incident number to the operators, whose log explains it.',
  };
}

export function badRequest(detail: string, cure: string): RefusalFacts {
  return { status: 400, type: 'bad-request', title: 'The request cannot be used', detail, cure };
}

/** The first thing that does not fit, by its place in the request; values are not repeated. */
export function refusalOfShape(
  target: string,
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): RefusalFacts {
  const [first] = issues;
  // The framework's word for the body is the form that it is read in.
  const part = target === 'json' ? 'body' : target;
  const path = first?.path.map(String).join('.') ?? '';
  const place = path === '' ? `The ${part}` : `In the ${part}, ${path}`;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return badRequest(
    `${place} does not fit: ${first?.message ?? 'it has another shape'}${more}.`,
    'Compare the request with /api/openapi.json.',
  );
}
