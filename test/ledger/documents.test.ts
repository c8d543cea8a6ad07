// Documents until they are ready: found once, checked again when Focus changes them, each reference once, held and
// released.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CauseId, DocumentId, FocusDocumentId } from '../../domain/ids.ts';
import {
  endCause,
  endCausesOfConnection,
  getCause,
  listOpenCauses,
  numbersWaiting,
  openVendorText,
} from '../../ledger/causes.ts';
import {
  beingChecked,
  countByState,
  findByFocusId,
  firstWaiting,
  fixReference,
  getDocument,
  holdDocument,
  ignoreDocument,
  listDocuments,
  moveWatermark,
  noteFound,
  readWatermark,
  releaseCause,
  releaseOneForProbe,
  toPrepare,
  undoDecision,
  waitingFor,
  withdraw,
} from '../../ledger/documents.ts';
import { openTestLedger } from '../support/database.ts';
import {
  accountUnknown,
  activeConnection,
  claim,
  minutesLater,
  morning,
  prepare,
  readyInvoices,
  summary,
} from '../support/ledger-documents.ts';

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

const focusId = (text: string): FocusDocumentId => text as FocusDocumentId;

describe('a document found in Focus', () => {
  test('is new once, however many sweeps see it at the same moment (R-EXP-7)', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    const page = [1, 2, 3].map((number) => summary(number));
    const sweeps = await Promise.all([1, 2, 3, 4].map(() => noteFound(ledger, id, page, morning)));
    expect(sweeps.reduce((sum, { news }) => sum + news, 0)).toBe(3);
    expect((await countByState(ledger, id)).found).toBe(3);
  });

  test('stays unknown while it is a draft (R-EXP-1)', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    expect(await noteFound(ledger, id, [summary(1, { booked: false })], morning)).toMatchObject({
      news: 0,
      known: 0,
    });
    expect(await listDocuments(ledger, id, { limit: 10 })).toEqual([]);
  });

  test('has a negative total when it is a credit note, and keeps the sign of a negative invoice (R-CN-3, R-NEG-1)', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    await noteFound(
      ledger,
      id,
      [summary(1, { kind: 'creditNote', gross: 5_000 }), summary(2, { gross: -700 })],
      morning,
    );
    expect((await findByFocusId(ledger, id, focusId('creditNote-1')))?.grossCents).toBe(-5_000);
    expect((await findByFocusId(ledger, id, focusId('invoice-2')))?.grossCents).toBe(-700);
  });

  test('is prepared in the order of people: invoices first, by date, then 9 before 10 (R-EXP-5)', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    await noteFound(
      ledger,
      id,
      [
        summary(1, { kind: 'creditNote', date: '2026-01-05' }),
        summary(10),
        summary(9),
        summary(100, { date: '2026-02-28' }),
      ],
      morning,
    );
    const rows = await toPrepare(ledger, id, { limit: 10 });
    expect(rows.map(({ number }) => number)).toEqual(['2026 / 100', '2026 / 9', '2026 / 10', '2026 / 1']);
    expect(rows.at(-1)?.kind).toBe('creditNote');
  });

  test('is checked from the start when Focus changed it before it was sent', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    const changed = summary(1, { gross: 24_200, updatedAt: minutesLater(5) });
    expect(await noteFound(ledger, connectionId, [changed], minutesLater(6))).toMatchObject({ changed: 1 });
    expect(await getDocument(ledger, documents[0]!)).toMatchObject({
      state: 'found',
      grossCents: 24_200,
      preparedUpdatedAt: null,
      reference: '2026/1',
    });
    expect(await claim(ledger, connectionId)).toBeNull();
    // A list that is older than what is known changes nothing.
    await prepare(ledger, connectionId, 1);
    expect(await noteFound(ledger, connectionId, [summary(1)], minutesLater(7))).toMatchObject({
      changed: 0,
    });
    expect((await getDocument(ledger, documents[0]!))?.state).toBe('ready');
  });

  test('is not prepared from a reading that is older than the change that is known', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    await noteFound(ledger, id, [summary(1, { updatedAt: minutesLater(5) })], minutesLater(5));
    await expect(prepare(ledger, id, 1, { focusUpdatedAt: morning })).rejects.toThrow(
      'could not be prepared',
    );
    expect((await findByFocusId(ledger, id, focusId('invoice-1')))?.state).toBe('found');
  });

  test('keeps its state and only its change time moves when it was sent already (R-CHG-1)', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    await claim(ledger, connectionId);
    await noteFound(
      ledger,
      connectionId,
      [summary(1, { gross: 99_900, updatedAt: minutesLater(5) })],
      minutesLater(6),
    );
    expect(await getDocument(ledger, documents[0]!)).toMatchObject({
      state: 'sending',
      grossCents: 12_100,
      focusUpdatedAt: minutesLater(5),
    });
  });

  test('is withdrawn when it is a draft again, gives its reference back, and comes back when booked', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    const draft = summary(1, { booked: false, updatedAt: minutesLater(1) });
    await noteFound(ledger, connectionId, [draft], minutesLater(2));
    expect(await getDocument(ledger, documents[0]!)).toMatchObject({ state: 'withdrawn', reference: null });
    await noteFound(ledger, connectionId, [summary(1, { updatedAt: minutesLater(3) })], minutesLater(4));
    expect((await getDocument(ledger, documents[0]!))?.state).toBe('found');
  });

  test('is refused for a connection that has no administration yet', async () => {
    const { ledger } = opened;
    const unknown = 'c0000000000000000' as Parameters<typeof noteFound>[1];
    await expect(noteFound(ledger, unknown, [summary(1)], morning)).rejects.toThrow(
      'an entity and an administration',
    );
  });
});

describe('the watermark', () => {
  test('moves forward only, for each kind by itself', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    expect(await readWatermark(ledger, id, 'invoice')).toBeNull();
    await moveWatermark(ledger, id, 'invoice', minutesLater(10));
    await moveWatermark(ledger, id, 'invoice', minutesLater(5));
    expect(await readWatermark(ledger, id, 'invoice')).toEqual(minutesLater(10));
    expect(await readWatermark(ledger, id, 'creditNote')).toBeNull();
  });
});

describe('a reference', () => {
  test('belongs to one document of an administration, even when two claim it at once (R-NUM-7, R-NUM-8)', async () => {
    const { ledger } = opened;
    const first = await activeConnection(ledger);
    const second = await activeConnection(ledger, { administrationId: first.administrationId });
    await noteFound(ledger, first.id, [summary(1)], morning);
    await noteFound(ledger, second.id, [summary(1)], morning);
    const ids = await Promise.all(
      [first.id, second.id].map(async (id) => (await findByFocusId(ledger, id, focusId('invoice-1')))!.id),
    );
    const answers = await Promise.all(ids.map((id) => fixReference(ledger, id, '2026/1')));
    const winner = answers.findIndex(({ kind }) => kind === 'fixed');
    expect(answers[winner]).toEqual({ kind: 'fixed', reference: '2026/1' });
    expect(answers[1 - winner]).toEqual({ kind: 'taken', byDocumentId: ids[winner] });
  });

  test('may be the same in two administrations, and never changes once it is fixed', async () => {
    const { ledger } = opened;
    for (const id of [(await activeConnection(ledger)).id, (await activeConnection(ledger)).id]) {
      await noteFound(ledger, id, [summary(1)], morning);
      const document = (await findByFocusId(ledger, id, focusId('invoice-1')))!.id;
      expect(await fixReference(ledger, document, '2026/1')).toEqual({ kind: 'fixed', reference: '2026/1' });
      expect(await fixReference(ledger, document, '2027/9')).toEqual({ kind: 'fixed', reference: '2026/1' });
    }
  });
});

describe('a hold', () => {
  test('has one open cause however many documents come to wait for it at once', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 6);
    const causes = await Promise.all(
      documents.map((document) =>
        holdDocument(
          ledger,
          document,
          {
            connectionId,
            finding: accountUnknown('705500'),
            fromStates: ['ready'],
            vendorText: 'GLAccount 705500',
          },
          morning,
        ),
      ),
    );
    expect(new Set(causes).size).toBe(1);
    const [cause] = await listOpenCauses(ledger, connectionId);
    expect(cause).toMatchObject({ id: causes[0], key: 'account-unknown', waiting: 6, hasVendorText: true });
    expect(await numbersWaiting(ledger, cause!.id, 3)).toEqual(['2026 / 1', '2026 / 2', '2026 / 3']);
    expect((await firstWaiting(ledger, cause!.id))?.number).toBe('2026 / 1');
    expect(await openVendorText(ledger, cause!.id)).toBe('GLAccount 705500');
  });

  test('does not take a document out of a state that it has left', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    await claim(ledger, connectionId);
    const order = { connectionId, finding: accountUnknown('705500'), fromStates: ['ready' as const] };
    expect(await holdDocument(ledger, documents[0]!, order, morning)).toBeNull();
    expect((await getDocument(ledger, documents[0]!))?.state).toBe('sending');
    expect(await listOpenCauses(ledger, connectionId)).toEqual([]);
  });

  test('lets everything go to be checked again, and ends only when all of it has been', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 2);
    const order = { connectionId, finding: accountUnknown('705500'), fromStates: ['ready' as const] };
    const causeId = (await holdDocument(ledger, documents[0]!, order, morning))!;
    await holdDocument(ledger, documents[1]!, order, morning);
    expect(await endCause(ledger, causeId, 'cured', morning)).toBe(false);

    expect(await releaseCause(ledger, causeId, morning)).toBe(2);
    expect([await waitingFor(ledger, causeId), await beingChecked(ledger, causeId)]).toEqual([0, 2]);
    expect(await endCause(ledger, causeId, 'cured', morning)).toBe(false);

    await prepare(ledger, connectionId, 1);
    // Deleted in Focus meanwhile: nothing waits for it any more.
    expect(await withdraw(ledger, documents[1]!, morning)).toBe(true);
    expect(await beingChecked(ledger, causeId)).toBe(0);
    expect(await endCause(ledger, causeId, 'cured', minutesLater(1))).toBe(true);
    expect(await getCause(ledger, causeId)).toMatchObject({ ended: 'cured', endedAt: minutesLater(1) });
    expect(await endCause(ledger, causeId, 'ignored', minutesLater(2))).toBe(true);
    expect((await getCause(ledger, causeId))?.ended).toBe('cured');
  });

  test('lets one prepared document go first to find out, and that one alone is claimed', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 3);
    const order = { connectionId, finding: accountUnknown('705500'), fromStates: ['ready' as const] };
    let causeId: CauseId | null = null;
    for (const document of documents) causeId = await holdDocument(ledger, document, order, morning);
    const probe = await releaseOneForProbe(ledger, causeId!, morning);
    expect(probe).toBe(documents[0]);
    expect(await waitingFor(ledger, causeId!)).toBe(2);
    const claimed = await claim(ledger, connectionId, { only: [probe!] });
    expect(claimed?.documents.map(({ id }) => id)).toEqual([probe]);
  });

  test('opened again after its end is another one', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    const order = {
      connectionId,
      finding: accountUnknown('705500'),
      fromStates: ['ready' as const, 'found' as const],
    };
    const first = (await holdDocument(ledger, documents[0]!, order, morning))!;
    await releaseCause(ledger, first, morning);
    await prepare(ledger, connectionId, 1);
    await endCause(ledger, first, 'cured', morning);
    const second = await holdDocument(ledger, documents[0]!, order, minutesLater(9));
    expect(second).not.toBe(first);
    expect((await listOpenCauses(ledger, connectionId)).map(({ id }) => id)).toEqual([second]);
  });

  test('is over when its connection is gone, and what waited is checked again should it come back', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    const order = { connectionId, finding: accountUnknown('705500'), fromStates: ['ready' as const] };
    const causeId = (await holdDocument(ledger, documents[0]!, order, morning))!;
    expect(await endCausesOfConnection(ledger, connectionId, morning)).toBe(1);
    expect((await getCause(ledger, causeId))?.ended).toBe('connectionGone');
    expect((await getDocument(ledger, documents[0]!))?.state).toBe('found');
  });
});

describe('a decision of a person', () => {
  test('sets a waiting document aside with name and reason, and can be taken back', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    const order = { connectionId, finding: accountUnknown('705500'), fromStates: ['ready' as const] };
    const causeId = await holdDocument(ledger, documents[0]!, order, morning);
    const by = { who: 'An Peeters', reason: 'booked by hand' };
    expect(await ignoreDocument(ledger, documents[0]!, by, morning)).toEqual({
      from: 'held',
      leftCause: causeId,
    });
    expect(await ignoreDocument(ledger, documents[0]!, by, morning)).toBeNull();
    expect(await undoDecision(ledger, documents[0]!, morning)).toBe(true);
    expect((await getDocument(ledger, documents[0]!))?.state).toBe('found');
  });

  test('cannot set aside what is on its way', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 1);
    await claim(ledger, connectionId);
    expect(await ignoreDocument(ledger, documents[0]!, { who: 'x', reason: 'y' }, morning)).toBeNull();
  });
});

describe('the list of documents', () => {
  test('is read page by page, newest first, and searched by number without wildcards', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    const days = ['2026-03-01', '2026-03-03', '2026-03-02', '2026-03-03'];
    await noteFound(
      ledger,
      id,
      days.map((date, index) => summary(index + 1, { date })),
      morning,
    );
    const seen: string[] = [];
    for (let after: DocumentId | null = null; ;) {
      const page: Awaited<ReturnType<typeof listDocuments>> = await listDocuments(ledger, id, {
        limit: 3,
        after,
      });
      if (page.length === 0) break;
      seen.push(...page.map(({ date }) => date));
      after = page.at(-1)?.id ?? null;
    }
    expect(seen).toEqual(['2026-03-03', '2026-03-03', '2026-03-02', '2026-03-01']);
    expect(await listDocuments(ledger, id, { search: '/ 2', limit: 9 })).toHaveLength(1);
    expect(await listDocuments(ledger, id, { search: '%', limit: 9 })).toEqual([]);
    expect(await listDocuments(ledger, id, { after: '1; drop table' as DocumentId, limit: 9 })).toEqual([]);
    expect(await getDocument(ledger, "1' or '1'='1" as DocumentId)).toBeNull();
  });
});
