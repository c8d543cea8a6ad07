// Runs that found nothing go after a month, and no others.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeQuietRuns } from '../../ledger/quiet-runs.ts';
import { addToRun, closeRun, lastRuns, openRun, type RunOutcome } from '../../ledger/runs.ts';
import { openTestLedger } from '../support/database.ts';
import { activeConnection, minutesLater } from '../support/ledger-documents.ts';

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

const days = (count: number): Date => minutesLater(count * 24 * 60);

/** A connection whose runs ended like this, one a day from the first morning on; null: still running. */
async function ran(...outcomes: (RunOutcome | null)[]) {
  const { ledger } = opened;
  const { id } = await activeConnection(ledger);
  for (const [index, outcome] of outcomes.entries()) {
    const facts = { scope: 'payments', workflowRunId: `run-${index + 1}` };
    await openRun(ledger, id, index + 1, facts, days(index));
    await addToRun(ledger, id, index + 1, { yukiCalls: 1 });
    if (outcome !== null) await closeRun(ledger, id, index + 1, outcome, null, days(index));
  }
  const left = async () => (await lastRuns(ledger, id, 100)).map(({ number }) => number).toSorted();
  return { id, left };
}

test('what found nothing goes after 30 days; what is younger, and the last one, stays', async () => {
  const { left } = await ran('done', 'done', 'done');
  expect(await removeQuietRuns(opened.ledger, 100, days(30))).toBe(0);
  expect(await removeQuietRuns(opened.ledger, 100, days(31))).toBe(1);
  expect(await left()).toEqual([2, 3]);
  expect(await removeQuietRuns(opened.ledger, 100, days(365))).toBe(1);
  expect(await left()).toEqual([3]);
});

test('what found something, did not end well or has not ended stays for ever', async () => {
  const { id, left } = await ran('done', 'blocked', 'more', null, 'done', 'done');
  await addToRun(opened.ledger, id, 1, { paymentsRegistered: 1 });
  await addToRun(opened.ledger, id, 5, { held: 1 });
  expect(await removeQuietRuns(opened.ledger, 100, days(3_650))).toBe(0);
  expect(await left()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a page at a time, the oldest first', async () => {
  const { left } = await ran('done', 'done', 'done', 'done');
  expect(await removeQuietRuns(opened.ledger, 2, days(365))).toBe(2);
  expect(await left()).toEqual([3, 4]);
});
