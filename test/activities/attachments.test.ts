// The original PDF on its way from Focus to Yuki, between the sandbox's two systems on real sockets: sent when it is
// wished, and never in the way of a document.

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getCause } from '../../ledger/causes.ts';
import { listFindings } from '../../ledger/findings.ts';
import { listAttempts, openAttempt } from '../../ledger/attempts.ts';
import { getRun } from '../../ledger/runs.ts';
import { writeSetting } from '../../ledger/settings.ts';
import type { FaultPlan } from '../../sandbox/infra/faults.ts';
import type { SendResult } from '../../activities/interface.ts';
import { openOffice, type Office, type Place } from './office.ts';

let office: Office;
beforeEach(async () => (office = await openOffice()));
afterEach(() => office.close());

const wishing = () => office.connect('beA', { sendOriginalPdf: true });
const calls = (operation: string): number =>
  office.parts.log.since(0).filter((call) => call.operation === operation).length;
const messages = (): string[][] =>
  office.parts.log
    .since(0)
    .filter(({ operation }) => operation === 'ProcessSalesInvoices')
    .map(({ references }) => [...references]);
const fault = (plan: FaultPlan): void => void office.parts.faults.add({ system: 'focus', ...plan });
/** Booked invoices of 121.00, oldest first: their ids in Focus. */
async function bookSome(place: Place, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let day = 1; day <= count; day += 1) {
    const booked = await office.book(place, [{ price: 100 }], {
      date: `2026-03-${String(day).padStart(2, '0')}`,
    });
    ids.push(booked.id);
  }
  return ids;
}
const referenceOf = async (place: Place, id: string) => (await office.row(place, id)).reference ?? '';
const pdfOf = async (place: Place, id: string) => office.inBooks(await referenceOf(place, id)).pdf;
/** What is told of documents without their PDF, as reasons. */
const told = async (place: Place): Promise<unknown[]> =>
  (await listFindings(office.ledger, place.id, { open: true }))
    .filter(({ kind }) => kind === 'withoutPdf')
    .map(({ params }) => params['why']);

/** Everything up to sending. */
async function prepare(place: Place): Promise<void> {
  const order = { connectionId: place.id, runNumber: place.runNumber };
  await office.call('discoverDocuments', order);
  while ((await office.call('prepareDocuments', { ...order, limit: 200 })).left);
}
const send = (place: Place, documents = 25): Promise<SendResult> =>
  office.call('sendToYuki', { connectionId: place.id, runNumber: place.runNumber, documents });

describe('the original PDF', () => {
  test('goes to Yuki when it is wished, for invoices and credit notes, at one request and one download each (R-PEP-3)', async () => {
    const place = await wishing();
    const [invoiceId = ''] = await bookSome(place, 1);
    const note = await office.inFocus<{ id: string }>('credit', { invoiceId, date: '2026-03-20' });
    await office.sync(place);
    const [invoicePdf, notePdf] = [await pdfOf(place, invoiceId), await pdfOf(place, note.id)];
    const [invoiceReference, noteReference] = [
      await referenceOf(place, invoiceId),
      await referenceOf(place, note.id),
    ];
    expect(invoicePdf?.fileName).toBe(`${invoiceReference.replace('/', '-')}.pdf`);
    expect(notePdf?.fileName).toBe(`${noteReference.replace('/', '-')}.pdf`);
    expect(invoicePdf?.sha256).toBe(await digestInFocus('invoices.download', invoiceId));
    expect(notePdf?.sha256).toBe(await digestInFocus('creditNotes.download', note.id));
    expect(invoicePdf?.sha256).not.toBe(notePdf?.sha256);
    expect(await told(place)).toEqual([]);
    // One of each was the test's own.
    expect([calls('invoices.download'), calls('creditNotes.download'), calls('downloads')]).toEqual([
      2, 2, 4,
    ]);
    expect(messages()).toEqual([[invoiceReference, noteReference]]);
    expect((await getRun(office.ledger, place.id, 1))?.summary).toMatchObject({ exported: 2, batches: 1 });
  });

  test('is not asked for when it is not wished, which is the usual (R-PEP-3)', async () => {
    const place = await office.connect('beA');
    const [id = ''] = await bookSome(place, 1);
    await office.sync(place);
    expect(await pdfOf(place, id)).toBeNull();
    expect([calls('invoices.download'), calls('downloads')]).toEqual([0, 0]);
    expect(await told(place)).toEqual([]);
  });

  test('is no part of what the ledger keeps and knows a message by (R-PEP-4)', async () => {
    const place = await wishing();
    const [id = ''] = await bookSome(place, 1);
    await prepare(place);
    const before = await office.ledger.db
      .selectFrom('preparedMessages')
      .select('fingerprint')
      .executeTakeFirst();
    await send(place);
    const { id: documentId } = await office.row(place, id);
    const [attempt] = await listAttempts(office.ledger, documentId);
    const opened = await openAttempt(office.ledger, attempt!.attemptId);
    expect(opened?.sent[0]?.text).not.toContain('DocumentBase64');
    const kept = await office.ledger.db.selectFrom('attemptDocuments').selectAll().executeTakeFirstOrThrow();
    expect(kept.fingerprint).toBe(before?.fingerprint);
    expect(attempt?.pdfBytes).toBe((await pdfOf(place, id))?.bytes);
  });
});

/** What Focus gives as the PDF, by a client of the test's own. */
async function digestInFocus(operation: string, id: string): Promise<string> {
  const { apiUrl, accessToken } = office.parts.descriptor().focus;
  const answer = await fetch(`${apiUrl}/${operation}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, format: 'pdf' }),
  });
  const { data } = (await answer.json()) as { data: { location: string } };
  const file = Buffer.from(await (await fetch(data.location)).arrayBuffer());
  return createHash('sha256').update(file).digest('hex');
}

describe('a document whose PDF', () => {
  const operation = 'invoices.download';
  const plans: readonly (readonly [string, FaultPlan, string])[] = [
    ['is not rendered yet', { operation, kind: 'refuse', status: 400 }, 'notThere'],
    ['is gone', { operation, kind: 'refuse', status: 404 }, 'notThere'],
    ['has a link that Focus fails to give', { operation, kind: 'status' }, 'notFetched'],
    ['has a link that may not be asked for', { operation, kind: 'refuse', status: 403 }, 'notFetched'],
    [
      'is behind an access that is withdrawn',
      { operation, kind: 'refuse', status: 401, times: 2 },
      'notFetched',
    ],
    ['is asked for too fast', { operation, kind: 'rate-limited' }, 'notFetched'],
    ['has a link that is no answer', { operation, kind: 'malformed' }, 'notFetched'],
    ['has a line that is cut at once', { operation: 'downloads', kind: 'drop-before' }, 'notFetched'],
    ['is cut in the middle', { operation: 'downloads', kind: 'truncated' }, 'notFetched'],
    ['is answered by an error', { operation: 'downloads', kind: 'html-502' }, 'notFetched'],
    ['comes too late', { operation: 'downloads', kind: 'delay', delayMs: 20_000 }, 'notFetched'],
    ['is none', { operation: 'downloads', kind: 'malformed' }, 'notPdf'],
    ['has no end', { operation: 'downloads', kind: 'oversized' }, 'tooLarge'],
  ];
  test.each(plans)('%s goes without it, at once, and that is told (R-PEP-4)', async (_what, plan, why) => {
    await writeSetting(office.ledger, 'durations', { wireTimeout: 20_000, pdfTimeout: 2_000 }, new Date());
    const place = await wishing();
    const [first = '', second = ''] = await bookSome(place, 2);
    fault(plan);
    await office.sync(place);
    expect([await pdfOf(place, first), (await pdfOf(place, second))?.bytes]).toEqual([
      null,
      expect.any(Number),
    ]);
    expect(await told(place)).toEqual([why]);
    expect(messages()).toHaveLength(1);
  });

  test('is larger than a message may carry goes without it, unread (R-PEP-4)', async () => {
    const place = await wishing();
    office.parts.switches.patch({ pdfBytes: 2_900_001 });
    const [id = ''] = await bookSome(place, 1);
    await office.sync(place);
    expect(await pdfOf(place, id)).toBeNull();
    expect(await told(place)).toEqual(['tooLarge']);
  });

  test('cannot be had because Focus is silent does not keep the others waiting: two are asked for (R-PEP-4)', async () => {
    const place = await wishing();
    await bookSome(place, 5);
    fault({ operation: 'invoices.download', kind: 'status', times: 99 });
    await office.sync(place);
    expect(await told(place)).toEqual(Array(5).fill('notFetched'));
    expect(calls('invoices.download')).toBe(2);
    expect(messages().map(({ length }) => length)).toEqual([5]);
  });

  test('was missing and comes with a later try is told of no more (R-PEP-4)', async () => {
    const place = await wishing();
    const [id = ''] = await bookSome(place, 1);
    await prepare(place);
    fault({ operation: 'invoices.download', kind: 'refuse' });
    office.parts.faults.add({ system: 'yuki', operation: 'ProcessSalesInvoices', kind: 'quota' });
    expect(await send(place)).toMatchObject({ kind: 'outOfCalls' });
    expect(await told(place)).toEqual(['notThere']);
    await office.ledger.db.deleteFrom('yukiQuota').execute();
    await send(place);
    expect((await pdfOf(place, id))?.bytes).toBeGreaterThan(0);
    expect(await told(place)).toEqual([]);
  });
});

describe('PDFs that are large', () => {
  test('fill a message by their bytes, and none is asked for twice (R-PEP-4, R-LIM-3)', async () => {
    const place = await wishing();
    // 700,000 bytes are 933,336 in base64: three fit into 3 MB.
    office.parts.switches.patch({ pdfBytes: 700_000 });
    const ids = await bookSome(place, 5);
    await office.sync(place);
    expect(messages().map(({ length }) => length)).toEqual([3, 2]);
    expect([calls('invoices.download'), calls('downloads')]).toEqual([5, 5]);
    for (const id of ids) expect((await pdfOf(place, id))?.bytes).toBeGreaterThan(700_000);
  });

  test('go in a message of their own when they fill one (R-PEP-4)', async () => {
    const place = await wishing();
    office.parts.switches.patch({ pdfBytes: 2_600_000 });
    const ids = await bookSome(place, 2);
    await office.sync(place);
    expect(messages().map(({ length }) => length)).toEqual([1, 1]);
    for (const id of ids) expect((await pdfOf(place, id))?.bytes).toBeGreaterThan(2_600_000);
    expect(await told(place)).toEqual([]);
  });
});

describe('a PDF that Yuki does not take', () => {
  /** Beyond this nothing is taken; the sandbox's own PDFs are smaller. */
  const maximumAttachmentBytes = 10_000;
  /** Makes the PDF of one document too large, at the download after so many others. */
  const enlarge = (after: number): void =>
    fault({
      operation: 'downloads',
      kind: 'status',
      status: 200,
      body: `%PDF-1.4${' '.repeat(20_000)}`,
      after,
    });
  const pdfs = async (place: Place, ids: readonly string[]): Promise<boolean[]> =>
    Promise.all(ids.map(async (id) => (await pdfOf(place, id)) !== null));

  test('and refuses with its document: that one goes once more, without it, and its neighbours keep theirs (R-PEP-4)', async () => {
    const place = await wishing();
    office.parts.switches.patch({ maximumAttachmentBytes, largeAttachment: 'refuse-document' });
    const ids = await bookSome(place, 3);
    enlarge(1);
    await office.sync(place);
    expect(await pdfs(place, ids)).toEqual([true, false, true]);
    const [, second] = await Promise.all(ids.map((id) => referenceOf(place, id)));
    expect(messages()).toEqual([expect.any(Array), [second]]);
    expect(await told(place)).toEqual(['refusedByYuki']);
    // What is known not to be taken is not fetched again either.
    expect(calls('downloads')).toBe(3);
  });

  test('and refuses with the whole message: the culprit is found, and alone goes without it (R-PEP-4)', async () => {
    const place = await wishing();
    office.parts.switches.patch({ maximumAttachmentBytes, largeAttachment: 'refuse-message' });
    const ids = await bookSome(place, 2);
    await prepare(place);
    enlarge(1);
    expect(await send(place, 2)).toEqual({ kind: 'messageRefused', documents: 2 });
    expect(await send(place, 1)).toMatchObject({ kind: 'answered', accepted: 1 });
    enlarge(0);
    expect(await send(place, 1)).toMatchObject({ kind: 'answered', accepted: 0, untouched: 1, held: 0 });
    expect(await send(place, 1)).toMatchObject({ kind: 'answered', accepted: 1 });
    expect(await send(place, 1)).toEqual({ kind: 'nothingReady' });
    expect(await pdfs(place, ids)).toEqual([true, false]);
    expect(await told(place)).toEqual(['refusedByYuki']);
    expect(messages()).toHaveLength(4);
  });

  test('and leaves out in silence: the document is booked once (R-PEP-4)', async () => {
    const place = await wishing();
    office.parts.switches.patch({ maximumAttachmentBytes: 100, largeAttachment: 'ignore' });
    const [id = ''] = await bookSome(place, 1);
    await office.sync(place);
    expect(await pdfOf(place, id)).toBeNull();
    expect(messages()).toHaveLength(1);
  });

  test('in words that nobody knows: if the document is refused without it as well, it waits for its own cause (R-PEP-4)', async () => {
    const place = await wishing();
    const [id = ''] = await bookSome(place, 1);
    office.parts.faults.add({
      system: 'yuki',
      operation: 'ProcessSalesInvoices',
      kind: 'reject-document',
      times: 2,
    });
    await office.sync(place);
    const { state, causeId } = await office.row(place, id);
    expect(state).toBe('held');
    expect(await getCause(office.ledger, causeId!)).toMatchObject({ key: 'unclassified' });
    expect(messages()).toHaveLength(2);
    expect(await told(place)).toEqual([]);
  });

  test('for a cause of the document itself is not spared: it waits, and goes with its PDF when it is cured (R-PEP-4, E-3)', async () => {
    const place = await wishing();
    const [id = ''] = await bookSome(place, 1);
    await prepare(place);
    office.parts.faults.add({
      system: 'yuki',
      operation: 'ProcessSalesInvoices',
      kind: 'reject-document',
      message: 'There is no GLAccount for this product',
    });
    expect(await send(place)).toMatchObject({ held: 1, untouched: 0 });
    expect(await office.standing(place, id)).toContain('account-missing');
    expect(messages()).toHaveLength(1);
  });
});
