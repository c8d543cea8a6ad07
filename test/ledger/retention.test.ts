// Old texts of attempts go, a page at a time, and only those that nothing will ever ask for again; what became of
// each document stays.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  expireAttempts,
  listAttempts,
  openAttempt,
  recordAnswer,
  resolveDoubtful,
  settleAttempt,
} from '../../ledger/attempts.ts';
import { linkDocument, undoDecision } from '../../ledger/documents.ts';
import { readRetention, removeOldTexts, writeRetention } from '../../ledger/retention.ts';
import { openTestLedger } from '../support/database.ts';
import { onItsWay } from '../support/ledger-attempts.ts';
import { accountUnknown, minutesLater, morning } from '../support/ledger-documents.ts';

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeEach(async () => {
  opened = await openTestLedger();
});
afterEach(() => opened.close());

const days = (count: number): Date => minutesLater(count * 24 * 60);
const accepted = { kind: 'accepted' as const };

async function exportedOne(): Promise<Awaited<ReturnType<typeof onItsWay>>> {
  const sent = await onItsWay(opened.ledger);
  await recordAnswer(opened.ledger, sent.attempt, { raw: '<answer/>', outcome: 'answered' }, morning);
  await settleAttempt(
    opened.ledger,
    sent.attempt,
    [{ documentId: sent.document, verdict: accepted }],
    morning,
  );
  return sent;
}

test('texts are kept for two years unless somebody chooses otherwise, and 30 days at least', async () => {
  const { ledger } = opened;
  expect(await readRetention(ledger)).toEqual({ attemptTextsDays: 730 });
  await writeRetention(ledger, { attemptTextsDays: 90 }, morning);
  expect(await readRetention(ledger)).toEqual({ attemptTextsDays: 90 });
  await expect(writeRetention(ledger, { attemptTextsDays: 29 }, morning)).rejects.toThrow(RangeError);
  expect(await readRetention(ledger)).toEqual({ attemptTextsDays: 90 });
});

test('old texts go, and the record of what became of the document stays', async () => {
  const { ledger } = opened;
  const { document, attempt } = await exportedOne();
  expect(await removeOldTexts(ledger, 100, days(729))).toBe(0);
  expect(await removeOldTexts(ledger, 100, days(731))).toBe(1);
  expect(await openAttempt(ledger, attempt)).toMatchObject({
    answered: null,
    sent: [{ documentId: document, text: null, identity: { reference: '2026/1', grossCents: 12_100 } }],
  });
  expect(await listAttempts(ledger, document)).toMatchObject([{ state: 'settled', verdict: 'accepted' }]);
  expect(await removeOldTexts(ledger, 100, days(800))).toBe(0);
});

test('at most a page of attempts loses its texts at a time, the oldest first', async () => {
  const { ledger } = opened;
  const sent = [await exportedOne(), await exportedOne(), await exportedOne()];
  expect(await removeOldTexts(ledger, 2, days(731))).toBe(2);
  expect((await openAttempt(ledger, sent[2]!.attempt))?.sent[0]?.text).not.toBeNull();
  expect(await removeOldTexts(ledger, 2, days(731))).toBe(1);
});

test('nothing goes when texts are kept for ever', async () => {
  await exportedOne();
  await writeRetention(opened.ledger, { attemptTextsDays: null }, morning);
  expect(await removeOldTexts(opened.ledger, 100, days(36_000))).toBe(0);
});

describe('a text stays, however old, while its document', () => {
  test('is on its way or in doubt', async () => {
    const { ledger } = opened;
    const { connectionId } = await onItsWay(ledger);
    expect(await removeOldTexts(ledger, 100, days(731))).toBe(0);
    await expireAttempts(ledger, { connectionId, lagMs: 0 }, minutesLater(2));
    expect(await removeOldTexts(ledger, 100, days(731))).toBe(0);
  });

  test('waits in a hold', async () => {
    const { ledger } = opened;
    const { document, attempt } = await onItsWay(ledger);
    const finding = accountUnknown('705500');
    const verdict = { kind: 'held' as const, finding, vendorText: 'no such account' };
    await settleAttempt(ledger, attempt, [{ documentId: document, verdict }], morning);
    expect(await removeOldTexts(ledger, 100, days(731))).toBe(0);
  });

  test('was set aside or linked by a person who may take it back', async () => {
    const { ledger } = opened;
    const { connectionId, document, attempt } = await onItsWay(ledger);
    await expireAttempts(ledger, { connectionId, lagMs: 0 }, minutesLater(2));
    await linkDocument(ledger, document, minutesLater(3));
    expect(await removeOldTexts(ledger, 100, days(731))).toBe(0);
    await undoDecision(ledger, document, days(732));
    await resolveDoubtful(ledger, document, accepted, days(732));
    expect((await openAttempt(ledger, attempt))?.sent[0]?.text).toBe('<SalesInvoice>2026/1</SalesInvoice>');
    // Now its last word is said.
    expect(await removeOldTexts(ledger, 100, days(733))).toBe(1);
  });
});
