/**
 * Judges what came back from Focus: which of our errors an answer is, and what the rate headers say.
 * Shared by the API and the token endpoint; it sends nothing.
 */

import {
  FocusOutcomeUnknown,
  FocusRateLimited,
  FocusRefused,
  FocusUnreachable,
  FocusUnintelligible,
  focusEvidence,
  redacted,
  type FocusError,
  type FocusEvidence,
} from './errors.ts';
import { parseFocusMoment } from './moments.ts';
import type { Answer } from './wire.ts';

export type Arrived = Extract<Answer, { arrived: true }>;
/** `write` also stands for anything that uses up what it was sent, such as a refresh token. */
export type Mode = 'read' | 'write';

export interface FocusRate {
  readonly limit: number;
  readonly remaining: number;
  /** When the oldest counted request leaves the window; null when Focus does not say. */
  readonly resetAt: Date | null;
}

/** The window that Focus counts in; a reset further ahead than this is a clock that differs from ours. */
const windowMs = 60_000;

/** Nothing arrived: not sent is always harmless, otherwise the outcome of a write is unknown. */
export function errorOfSilence(operation: string, mode: Mode, answer: Exclude<Answer, Arrived>): FocusError {
  const evidence = focusEvidence({ operation, code: answer.code });
  if (!answer.sent) return new FocusUnreachable('not-sent', evidence);
  return mode === 'read' ? new FocusUnreachable('read', evidence) : new FocusOutcomeUnknown(evidence);
}

/** An answer that is not a success. A 401 is for the caller, who knows whether a token can be renewed. */
export function errorOfAnswer(operation: string, mode: Mode, answer: Arrived, now: Date): FocusError {
  const evidence = evidenceOf(operation, answer);
  const { status } = answer;
  if (status === 429) return new FocusRateLimited(retryMoment(answer, now), evidence);
  // 408 comes from something in between that may have passed the request on.
  if (status >= 400 && status < 500 && status !== 408) return new FocusRefused(evidence);
  if (mode === 'write') return new FocusOutcomeUnknown(evidence);
  if (status >= 500 || status === 408) return new FocusUnreachable('read', evidence);
  return new FocusUnintelligible(evidence);
}

/**
 * Focus's first error (focus-api 1.5), or for its token endpoint the two members of RFC 6749 (focus-api 1.2). A
 * `title` in the evidence of any other operation therefore means that Focus itself spoke, and nothing in between.
 */
export function evidenceOf(operation: string, answer: Arrived): FocusEvidence {
  const { status } = answer;
  if (answer.bodyLost !== null) return focusEvidence({ operation, status, code: answer.bodyLost });
  const body = record(parsedOrUndefined(answer.body));
  const plain: Record<string, unknown> = operation.startsWith('oauth2/') ? body : {};
  const first = Array.isArray(body['errors']) ? record(body['errors'][0]) : {};
  const meta = record(first['meta']);
  const title = textOf(first['title']) ?? textOf(plain['error']);
  const hint = textOf(meta['hint']) ?? textOf(plain['error_description']);
  const field = textOf(meta['field']);
  const code = textOf(first['code']);
  return {
    operation,
    status,
    code: code !== null && /^\w{1,60}$/.test(code) ? code : null,
    title: title === null ? null : redacted(title),
    field: field !== null && /^[\w.[\]]{1,80}$/.test(field) ? field : null,
    excerpt: redacted(hint ?? (title === null ? answer.body : '')) || null,
    departure: null,
  };
}

/** The rate headers, which stand on every answer; null when they are absent or not numbers (focus-api 1.4). */
export function rateOf(answer: Arrived, now: Date): FocusRate | null {
  const limit = wholeNumber(header(answer, 'x-ratelimit-limit'));
  const remaining = wholeNumber(header(answer, 'x-ratelimit-remaining'));
  if (limit === null || remaining === null) return null;
  return { limit, remaining, resetAt: resetOf(answer, now) };
}

/** When it is useful to try again after a 429; a full window when Focus does not say. */
function retryMoment(answer: Arrived, now: Date): Date {
  const reset = resetOf(answer, now) ?? new Date(now.getTime() + windowMs);
  return reset < now ? now : reset;
}

function resetOf(answer: Arrived, now: Date): Date | null {
  const moment = parseFocusMoment(header(answer, 'x-ratelimit-reset') ?? '');
  return moment === null ? null : new Date(Math.min(Date.parse(moment), now.getTime() + windowMs));
}

function header(answer: Arrived, name: string): string | null {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? null;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The JSON value, or undefined for text that is none, which no JSON value is. */
export function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON is judged by the caller, who knows what was expected.
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}
