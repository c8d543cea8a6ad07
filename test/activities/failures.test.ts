// The one table that turns what an adapter throws into a failure of Temporal: its type, whether it is tried again,
// and when.

import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { Blocked, nameFailure, OutOfCalls, PaceLater } from '../../activities/failures.ts';
import { ImpossibleState } from '../../domain/assert.ts';
import { readDurations } from '../../domain/durations.ts';
import {
  FocusAccessRefused,
  FocusOutcomeUnknown,
  FocusRateLimited,
  FocusRefused,
  FocusUnintelligible,
  FocusUnreachable,
  focusEvidence,
} from '../../focus/errors.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../../yuki/errors.ts';

const durations = readDurations({ unreachableAfter: 3_600_000 });
const begun = new Date('2026-03-02T08:00:00Z');
const minutes = (count: number): Date => new Date(begun.getTime() + count * 60_000);

/** The failure that an activity begun at eight would end with, at that moment. */
async function failureOf(error: unknown, at = minutes(1)): Promise<ApplicationFailure> {
  const environment = new MockActivityEnvironment({ scheduledTimestampMs: begun.getTime() });
  const named = await environment.run(async () => nameFailure(error, durations, at));
  expect(named).toBeInstanceOf(ApplicationFailure);
  return named as ApplicationFailure;
}

const evidence = focusEvidence({ operation: 'invoices.info', status: 500 });
const fault = (faultString: string): YukiFault =>
  new YukiFault({ operation: 'GetGLAccounts', faultString, httpStatus: 500, write: false });
const dropped = new YukiUnreachable({ operation: 'GetGLAccounts', delivery: 'unknown', reason: 'dropped' });
const unreadable = new YukiUnintelligible({
  operation: 'GetGLAccounts',
  problem: 'it holds no list',
  excerpt: '<html>Klant NV</html>',
  write: false,
});

test.each<[string, unknown, string]>([
  ['Focus has withdrawn our access (S-44)', new FocusAccessRefused(evidence), 'focus-access'],
  [
    'Focus answers 403',
    new FocusRefused(focusEvidence({ operation: 'invoices.list', status: 403 })),
    'focus-access',
  ],
  ['Yuki refuses the key', fault('Invalid access key'), 'yuki-access'],
  ['the module is off (E-2)', fault('You are not licensed for this functionality'), 'module-off'],
  ['the domain is closed', fault('Domain has no active database'), 'administration-gone'],
  ['an activity says so itself', new Blocked('ledger-behind'), 'ledger-behind'],
  ['Focus refuses a read', new FocusRefused(evidence), 'impossible-state'],
  ['Focus answers what we cannot read', new FocusUnintelligible(evidence), 'impossible-state'],
  ['Focus left a write without an answer', new FocusOutcomeUnknown(evidence), 'impossible-state'],
  ['our own sums do not add up', new ImpossibleState('The totals differ.'), 'impossible-state'],
])('when %s, the connection has to pause and nothing is tried again', async (_, error, type) => {
  const failure = await failureOf(error);
  expect(failure).toMatchObject({ type, nonRetryable: true });
  expect(failure.category).not.toBe(ApplicationFailureCategory.BENIGN);
});

test.each<[string, unknown, string]>([
  ['Focus', new FocusUnreachable('read', evidence), 'focus-unreachable'],
  ['Yuki', dropped, 'yuki-unreachable'],
  ['Yuki, with a fault of unknown wording', fault('Object reference not set'), 'yuki-unreachable'],
  ['Yuki, with an answer that nobody can read', unreadable, 'yuki-unreachable'],
])(
  'while %s stays away it is tried again, and after an hour the connection pauses',
  async (_, error, type) => {
    const soon = await failureOf(error, minutes(59));
    expect(soon.nonRetryable).toBe(false);
    expect(soon.nextRetryDelay).toBeUndefined();
    expect(await failureOf(error, minutes(60))).toMatchObject({ type, nonRetryable: true });
  },
);

test('a rate limit is waited out until the moment that Focus names, and is never an alarm', async () => {
  const failure = await failureOf(new FocusRateLimited(new Date(minutes(1).getTime() + 42_000), evidence));
  expect(failure).toMatchObject({ type: 'RateLimited', nonRetryable: false, nextRetryDelay: 42_000 });
  expect(failure.category).toBe(ApplicationFailureCategory.BENIGN);
  // Also long after the activity began: a rate limit never becomes a pause.
  expect((await failureOf(new FocusRateLimited(minutes(601), evidence), minutes(600))).nonRetryable).toBe(
    false,
  );
});

test('a rate limit whose moment has passed is tried again at once', async () => {
  const failure = await failureOf(new FocusRateLimited(begun, evidence));
  expect(failure.nextRetryDelay).toBe(1);
});

test('our own pace is waited out like a rate limit', async () => {
  const failure = await failureOf(new PaceLater(12_345.6));
  expect(failure).toMatchObject({ type: 'RateLimited', nonRetryable: false, nextRetryDelay: 12_346 });
  expect(failure.category).toBe(ApplicationFailureCategory.BENIGN);
});

test('calls that are used up say when there are some again (E-6)', async () => {
  const failure = await failureOf(new OutOfCalls(7_200_000));
  expect(failure).toMatchObject({ type: 'quota-used', nonRetryable: true, details: [7_200_000] });
});

test('what a pause shows travels beside the sentence, not in it', async () => {
  const failure = await failureOf(new Blocked('yuki-right-missing', 'Accounting'));
  expect(failure.details).toEqual(['Accounting']);
  expect(failure.message).toBe('The connection has to pause: yuki-right-missing.');
});

test.each<[string, unknown]>([
  ['a fault', fault('Klant NV owes 121,00')],
  ['an answer that nobody can read', unreadable],
  [
    'a refusal of Focus',
    new FocusRefused(focusEvidence({ operation: 'invoices.info', status: 400, title: 'Klant NV' })),
  ],
])('nothing of the vendor’s own text is in the failure of %s', async (_, error) => {
  const failure = await failureOf(error);
  expect(JSON.stringify([failure.message, failure.details ?? [], failure.stack])).not.toMatch(/Klant|121/);
});

test('Temporal’s own failures and those that have a name pass unchanged', async () => {
  const named = ApplicationFailure.nonRetryable('There is no connection.', 'Refused');
  const cancelled = new CancelledFailure('the worker ends');
  const mistake = new TypeError('a mistake of ours');
  const environment = new MockActivityEnvironment();
  for (const error of [named, cancelled, mistake])
    expect(await environment.run(async () => nameFailure(error, durations, begun))).toBe(error);
});
