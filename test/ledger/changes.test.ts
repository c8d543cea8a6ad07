// What becomes of a document in Focus after it was sent: kept beside what was exported, reported once with both
// values, and never sent. Figures are worked out by hand.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewOf } from '../../domain/changes.ts';
import type { FocusDocumentSummary } from '../../domain/document.ts';
import type { DocumentId, FocusCustomerId, FocusEntityId, IsoDate } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { leaveAsItIs, noteCorrected } from '../../ledger/after-export.ts';
import { listAudit } from '../../ledger/audit.ts';
import { beginWire, settleAttempt } from '../../ledger/attempts.ts';
import { noteGoneFromFocus, noteWhole, reportEarlierChanges, unreadLines } from '../../ledger/changes.ts';
import { getDocument, noteFound } from '../../ledger/documents.ts';
import { listFindings } from '../../ledger/findings.ts';
import type { Ledger } from '../../ledger/open.ts';
import { openTestLedger } from '../support/database.ts';
import { claim, minutesLater, morning, readyInvoices, summary } from '../support/ledger-documents.ts';

let opened: Awaited<ReturnType<typeof openTestLedger>>;
let ledger: Ledger;
beforeAll(async () => {
  opened = await openTestLedger();
  ledger = opened.ledger;
}, 60_000);
afterAll(() => opened.close());

/** One invoice of 121.00 that Yuki has accepted, and one that is on its way. */
async function exportedInvoice() {
  const { connectionId, documents } = await readyInvoices(ledger, 1);
  const claimed = await claim(ledger, connectionId);
  await beginWire(ledger, claimed!.attemptId, morning);
  const document = documents[0]!;
  const accept = () =>
    settleAttempt(
      ledger,
      claimed!.attemptId,
      [{ documentId: document, verdict: { kind: 'accepted' } }],
      morning,
    );
  return { connectionId, document, accept };
}

const seen = (
  connectionId: Awaited<ReturnType<typeof exportedInvoice>>['connectionId'],
  minutes: number,
  shown: Partial<FocusDocumentSummary> = {},
) =>
  noteFound(
    ledger,
    connectionId,
    [{ ...summary(1, { updatedAt: minutesLater(minutes) }), ...shown }],
    minutesLater(minutes + 1),
  );

async function open(document: DocumentId) {
  const row = await getDocument(ledger, document);
  const found = await listFindings(ledger, row!.connectionId, { open: true, documentId: document });
  return found.map(({ kind, params }) => ({ kind, ...params }));
}

describe('a document that changes in Focus after its export', () => {
  test('stays as it was exported, and is reported once with both amounts (S-58, R-CHG-1)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await seen(connectionId, 5, { grossCents: cents(145_200) });
    await seen(connectionId, 5, { grossCents: cents(145_200) });
    expect(await getDocument(ledger, document)).toMatchObject({
      state: 'exported',
      grossCents: 12_100,
      flags: { differs: true },
    });
    expect(await open(document)).toEqual([
      {
        kind: 'changedAfterExport',
        changes: 'amount',
        number: '2026 / 1',
        grossBefore: 12_100,
        grossNow: 145_200,
      },
    ]);
  });

  test('is reported with old and new number, date, customer and entity (S-60, R-CHG-4)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await seen(connectionId, 5, {
      number: '17000018',
      date: '2026-03-05' as IsoDate,
      customer: { kind: 'company', id: 'customer-2' as FocusCustomerId },
      entityId: 'another' as FocusEntityId,
    });
    expect(await open(document)).toEqual([
      {
        kind: 'changedAfterExport',
        changes: 'date, number, customer, entity',
        number: '2026 / 1',
        numberNow: '17000018',
        dateBefore: '2026-03-01',
        dateNow: '2026-03-05',
        customerBefore: 'customer-1',
        customerNow: 'customer-2',
        entityBefore: 'entity',
        entityNow: 'another',
      },
    ]);
  });

  test('is no news when only its status, its texts or its payments changed, nor with other spaces in its number (R-CHG-1)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await seen(connectionId, 5, { dueCents: cents(0) });
    await seen(connectionId, 6, { number: '2026/1' });
    expect(await open(document)).toEqual([]);
    expect((await getDocument(ledger, document))?.flags.differs).toBe(false);
  });

  test('is over by itself when Focus shows again what was exported (R-CHG-1)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await seen(connectionId, 5, { grossCents: cents(145_200) });
    await seen(connectionId, 9);
    expect(await open(document)).toEqual([]);
    expect((await getDocument(ledger, document))?.flags.differs).toBe(false);
  });

  test('while it is on its way is reported once Yuki has accepted it (S-63, R-CHG-1)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await seen(connectionId, 5, { grossCents: cents(145_200) });
    expect(await open(document)).toEqual([]);
    await accept();
    expect(await reportEarlierChanges(ledger, connectionId, minutesLater(7))).toBe(1);
    expect(await open(document)).toMatchObject([{ grossBefore: 12_100, grossNow: 145_200 }]);
    expect(await reportEarlierChanges(ledger, connectionId, minutesLater(8))).toBe(0);
  });

  test('is not compared by what an entry that cannot be read leaves out, but is asked for (R-CHG-1)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await seen(connectionId, 5, { grossCents: cents(0), partial: true });
    expect(await open(document)).toEqual([]);
    expect(await unreadLines(ledger, connectionId, 10)).toMatchObject([{ id: document }]);
    const shown = { ...viewOf(summary(1))!, linesKey: 'lines' };
    await noteWhole(ledger, document, shown, minutesLater(9));
    expect(await unreadLines(ledger, connectionId, 10)).toEqual([]);
    expect(await open(document)).toEqual([]);
  });
});

describe('a document that is gone from Focus after its export', () => {
  test('is flagged and reported once, stays exported, and comes back when Focus shows it again (R-CHG-2)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await noteGoneFromFocus(ledger, document, 'deleted', minutesLater(5));
    await noteGoneFromFocus(ledger, document, 'deleted', minutesLater(6));
    expect(await getDocument(ledger, document)).toMatchObject({
      state: 'exported',
      flags: { goneFromFocus: true },
    });
    expect(await open(document)).toEqual([
      { kind: 'goneFromFocus', number: '2026 / 1', why: 'deleted', grossCents: 12_100 },
    ]);
    await seen(connectionId, 9);
    expect(await open(document)).toEqual([]);
    expect((await getDocument(ledger, document))?.flags.goneFromFocus).toBe(false);
  });
});

describe('a person', () => {
  const by = { who: 'An', reason: 'agreed with the accountant' };

  test('who leaves a change is not told of it again, but of the next one (S-58)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await seen(connectionId, 5, { grossCents: cents(145_200) });
    expect(await leaveAsItIs(ledger, document, by, minutesLater(7))).toBe(true);
    expect(await leaveAsItIs(ledger, document, by, minutesLater(7))).toBe(false);
    await seen(connectionId, 9, { grossCents: cents(145_200) });
    expect(await open(document)).toEqual([]);
    await seen(connectionId, 12, { grossCents: cents(160_000) });
    expect(await open(document)).toMatchObject([{ grossBefore: 12_100, grossNow: 160_000 }]);
    const [entry] = await listAudit(ledger, connectionId, { limit: 1 });
    expect(entry).toMatchObject({ who: 'An', what: 'left', params: { reason: by.reason } });
  });

  test('who corrected it in Yuki moves what both are compared with; the reference stays (S-58, S-60)', async () => {
    const { connectionId, document, accept } = await exportedInvoice();
    await accept();
    await seen(connectionId, 5, { grossCents: cents(145_200), number: '17000018' });
    expect(await noteCorrected(ledger, document, by, minutesLater(7))).toBe(true);
    expect(await getDocument(ledger, document)).toMatchObject({
      state: 'exported',
      number: '17000018',
      reference: '2026/1',
      grossCents: 145_200,
      flags: { differs: false },
    });
    await seen(connectionId, 9, { grossCents: cents(145_200), number: '17000018' });
    expect(await open(document)).toEqual([]);
    await seen(connectionId, 12, { number: '17000018' });
    expect(await open(document)).toMatchObject([{ grossBefore: 145_200, grossNow: 12_100 }]);
    expect(await noteCorrected(ledger, document, by, minutesLater(13))).toBe(true);
    expect(await noteCorrected(ledger, document, by, minutesLater(13))).toBe(false);
  });
});
