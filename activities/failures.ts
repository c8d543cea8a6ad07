/**
 * The only place that turns an adapter's error into a Temporal failure: a cause's key as type, no vendor text,
 * no personal data. Waiting is never a failure; an obstacle for the whole connection is a named one.
 */

import { ApplicationFailure, CancelledFailure, CompleteAsyncError, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { ImpossibleState } from '../domain/assert.ts';
import { isPauseCause, type PauseCauseKey } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import { recogniseYukiText } from '../domain/yuki-messages.ts';
import {
  FocusAccessRefused,
  FocusError,
  FocusRateLimited,
  FocusRefused,
  FocusUnreachable,
} from '../focus/errors.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../yuki/errors.ts';
import type { Backlog } from './interface.ts';

/** Something that stops the whole connection; the run ends with it and the connection pauses. */
export class Blocked extends Error {
  override readonly name = 'Blocked';
  readonly pauseCause: PauseCauseKey;
  readonly shown: string;

  constructor(pauseCause: PauseCauseKey, shown = '') {
    super(`The connection is blocked: ${pauseCause}.`);
    this.pauseCause = pauseCause;
    this.shown = shown;
  }
}

/** Yuki's calls of the day are used up; `waitMs` until the day is renewed or, for a backfill, its turn comes. */
export class OutOfCalls extends Error {
  override readonly name = 'OutOfCalls';
  readonly waitMs: number;
  /** Whether payments and fresh documents may still go. */
  readonly backfillOnly: boolean;
  /** What the backfill has left, where the failure ends a run. */
  readonly backlog: Backlog | null;

  constructor(waitMs: number, backfillOnly = false, backlog: Backlog | null = null) {
    super('No web service calls are left for this Yuki domain today.');
    this.waitMs = waitMs;
    this.backfillOnly = backfillOnly;
    this.backlog = backlog;
  }
}

/** Focus's pace asks to wait longer than an activity may occupy its slot. */
export class PaceLater extends Error {
  override readonly name = 'PaceLater';
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('Focus’s pace asks to wait.');
    this.waitMs = waitMs;
  }
}

/** What stops the whole connection in a vendor's answer; null for anything else. */
export function blockedBy(error: unknown): Blocked | null {
  if (error instanceof Blocked) return error;
  if (error instanceof FocusAccessRefused) return new Blocked('focus-access');
  if (error instanceof FocusRefused && error.evidence.status === 403) return new Blocked('focus-access');
  if (error instanceof YukiFault) {
    const recognised = recogniseYukiText(error.faultString);
    if (recognised !== null && isPauseCause(recognised.cause))
      return new Blocked(recognised.cause, recognised.shown ?? '');
  }
  return null;
}

function waitingSince(): number {
  return Context.current().info.scheduledTimestampMs;
}

function retryLater(type: string, waitMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: 'Asked to wait; it is tried again by itself.',
    type,
    nextRetryDelay: Math.max(1, Math.ceil(waitMs)),
    category: ApplicationFailureCategory.BENIGN,
  });
}

function blockedFailure(cause: PauseCauseKey, shown: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: `The connection has to pause: ${cause}.`,
    type: cause,
    nonRetryable: true,
    details: [shown],
  });
}

/** Names a failure for the workflows. A system that stays away for longer than the given time blocks the connection. */
export function nameFailure(error: unknown, durations: Durations, now: Date): unknown {
  if (
    error instanceof ApplicationFailure ||
    error instanceof CancelledFailure ||
    error instanceof CompleteAsyncError
  )
    return error;
  if (error instanceof OutOfCalls)
    return ApplicationFailure.create({
      message: error.message,
      type: 'quota-used',
      nonRetryable: true,
      details: error.backlog === null ? [error.waitMs] : [error.waitMs, error.backlog],
    });
  if (error instanceof PaceLater) return retryLater('RateLimited', error.waitMs);
  if (error instanceof FocusRateLimited)
    return retryLater('RateLimited', error.resetAt.getTime() - now.getTime());
  const blocked = blockedBy(error);
  if (blocked !== null) return blockedFailure(blocked.pauseCause, blocked.shown);
  const awayForLong = now.getTime() - waitingSince() >= durations.unreachableAfter;
  if (error instanceof FocusUnreachable)
    return awayForLong
      ? blockedFailure('focus-unreachable', '')
      : ApplicationFailure.retryable(error.message, error.name);
  // An unknown fault or an unreadable answer of a read is treated like absence: it may pass by itself.
  if (error instanceof YukiUnreachable || error instanceof YukiFault || error instanceof YukiUnintelligible)
    return awayForLong
      ? blockedFailure('yuki-unreachable', '')
      : ApplicationFailure.retryable(error.message, error.name);
  if (error instanceof FocusError || error instanceof ImpossibleState)
    return ApplicationFailure.create({
      message: error.message,
      type: 'impossible-state',
      nonRetryable: true,
      details: [''],
    });
  return error;
}
