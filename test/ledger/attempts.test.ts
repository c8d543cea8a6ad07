// Attempts to write to Yuki: never two for one document, nothing after the deadline, every verdict kept, however
// late (design 4, 5).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptId, DocumentId } from '../../domain/ids.ts';
import {
  answeredUnsettled,
  beginWire,
  doubtfulDue,
  expireAttempts,
  failUnbegun,
  listAttempts,
  nextDoubtfulLook,
  openAttempt,
  recordAnswer,
  resolveDoubtful,
  settleAttempt,
  type Verdict,
} from '../../ledger/attempts.ts';
import { getCause, listOpenCauses } from '../../ledger/causes.ts';
import { countByState, getDocument, holdDocument, noteFound } from '../../ledger/documents.ts';
import { listFindings } from '../../ledger/payments.ts';
import { openLedger, type Ledger } from '../../ledger/open.ts';
import { openTestLedger, testKey } from '../support/database.ts';
import { onItsWay, sendAgain } from '../support/ledger-attempts.ts';
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

const lagMs = 10 * 60_000;

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

async function stateOf(document: DocumentId): Promise<string | undefined> {
  return (await getDocument(opened.ledger, document))?.state;
}

function settle(attempt: AttemptId, documentId: DocumentId, verdict: Verdict['verdict'], now = morning) {
  return settleAttempt(opened.ledger, attempt, [{ documentId, verdict }], now);
}

/** The first attempt is lost, the document proven absent, and a second attempt is on its way. */
async function sentTwice() {
  const first = await onItsWay(opened.ledger);
  await expireAttempts(opened.ledger, { connectionId: first.connectionId, lagMs }, minutesLater(2));
  await resolveDoubtful(
    opened.ledger,
    first.document,
    { kind: 'absent', nextLookAt: null },
    minutesLater(20),
  );
  const second = await sendAgain(opened.ledger, first.connectionId, minutesLater(21));
  return { ...first, second };
}

describe('a claim', () => {
  test('of six workers at once never shares a document with another, and together they take all', async () => {
    const { connectionId, documents } = await readyInvoices(opened.ledger, 40);
    const { url, schema } = opened.database;
    const workers: Ledger[] = [1, 2, 3].map(() => openLedger({ url, schema, keys: [testKey('k1')] }));
    const take = async (ledger: Ledger): Promise<DocumentId[]> => {
      const mine: DocumentId[] = [];
      for (;;) {
        const claimed = await claim(ledger, connectionId, { maxDocuments: 3 });
        if (claimed === null) return mine;
        mine.push(...claimed.documents.map(({ id }) => id));
      }
    };
    // A claim skips what another has locked, so what it left is taken by a last round.
    const rounds = await Promise.all([...workers, ...workers].map(take));
    const all = [...rounds.flat(), ...(await take(opened.ledger))];
    expect(all).toHaveLength(40);
    expect(new Set(all)).toEqual(new Set(documents));
    await Promise.all(workers.map((ledger) => ledger.close()));
  });

  test('takes invoices before credit notes, by date and number, with the message as it was prepared', async () => {
    const { ledger } = opened;
    const { id } = await activeConnection(ledger);
    const credit = { kind: 'creditNote' as const, date: '2026-01-02' };
    await noteFound(ledger, id, [summary(1, credit), summary(10), summary(9)], morning);
    await prepare(ledger, id, 1, credit);
    await prepare(ledger, id, 10);
    await prepare(ledger, id, 9);
    const claimed = await claim(ledger, id);
    expect(claimed?.documents.map(({ reference }) => reference)).toEqual(['2026/9', '2026/10', '2026/1-CN']);
    expect(claimed?.documents[0]).toMatchObject({
      fragment: '<SalesInvoice>2026/9</SalesInvoice>',
      identity: { reference: '2026/9', customerCode: 'F1', grossCents: 12_100 },
    });
  });

  test('stays within the bytes of a message but takes at least one', async () => {
    const { ledger } = opened;
    const { connectionId } = await readyInvoices(ledger, 3);
    expect((await claim(ledger, connectionId, { maxBytes: 2500 }))?.documents).toHaveLength(2);
    expect((await claim(ledger, connectionId, { maxBytes: 10 }))?.documents).toHaveLength(1);
    expect(await claim(ledger, connectionId)).toBeNull();
  });

  test('does not store messages in plain text', async () => {
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    await recordAnswer(
      opened.ledger,
      attempt,
      { raw: '<Answer>Garage Peeters</Answer>', outcome: 'answered' },
      morning,
    );
    const tables = await Promise.all([
      opened.ledger.db.selectFrom('preparedMessages').selectAll().execute(),
      opened.ledger.db.selectFrom('attemptDocuments').selectAll().execute(),
      opened.ledger.db.selectFrom('attempts').selectAll().execute(),
    ]);
    expect(JSON.stringify(tables)).not.toMatch(/SalesInvoice|Garage/);
    expect(await openAttempt(opened.ledger, attempt)).toEqual({
      connectionId,
      outcome: 'answered',
      answered: '<Answer>Garage Peeters</Answer>',
      sent: [
        {
          documentId: document,
          identity: { reference: '2026/1', customerCode: 'F1', date: '2026-03-01', grossCents: 12_100 },
          text: '<SalesInvoice>2026/1</SalesInvoice>',
          vendorText: null,
          pdfBytes: null,
        },
      ],
    });
  });
});

describe('the wire', () => {
  test('is opened once by an attempt, in time', async () => {
    const { connectionId } = await readyInvoices(opened.ledger, 1);
    const claimed = (await claim(opened.ledger, connectionId))!;
    const begun = await Promise.all(
      [1, 2, 3].map(() => beginWire(opened.ledger, claimed.attemptId, minutesLater(0.5))),
    );
    expect(begun.filter((mayBegin) => mayBegin)).toHaveLength(1);
  });

  test('stays shut for a frozen worker whose deadline has passed, and for one that was given up', async () => {
    const { ledger } = opened;
    const { connectionId } = await readyInvoices(ledger, 1);
    const zombie = (await claim(ledger, connectionId))!;
    expect(await beginWire(ledger, zombie.attemptId, minutesLater(1))).toBe(false);
    expect(await expireAttempts(ledger, { connectionId, lagMs }, minutesLater(1))).toEqual({
      backToReady: 1,
      doubtful: 0,
      connections: [connectionId],
    });
    // Even with a clock that runs late it may not begin any more.
    expect(await beginWire(ledger, zombie.attemptId, morning)).toBe(false);
    expect((await claim(ledger, connectionId, { now: minutesLater(2) }))?.documents).toHaveLength(1);
  });

  test('stays shut when a late acceptance of one of its documents came between claim and call', async () => {
    const { ledger } = opened;
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    await expireAttempts(ledger, { connectionId, lagMs }, minutesLater(2));
    await resolveDoubtful(ledger, document, { kind: 'absent', nextLookAt: null }, minutesLater(20));
    const second = (await claim(ledger, connectionId, { now: minutesLater(21) }))!;
    await settle(attempt, document, { kind: 'accepted' }, minutesLater(21));
    expect(await beginWire(ledger, second.attemptId, minutesLater(21))).toBe(false);
    expect(await failUnbegun(ledger, second.attemptId, minutesLater(21))).toBe(0);
    expect(await stateOf(document)).toBe('exported');
  });
});

describe('a lost worker', () => {
  test('leaves doubt when it had begun: the look is due after the deadline and the lag', async () => {
    const { ledger } = opened;
    const { connectionId, document } = await onItsWay(opened.ledger);
    expect(await expireAttempts(ledger, { connectionId, lagMs }, minutesLater(0.9))).toMatchObject({
      doubtful: 0,
    });
    expect(await expireAttempts(ledger, { connectionId, lagMs }, minutesLater(3))).toEqual({
      backToReady: 0,
      doubtful: 1,
      connections: [connectionId],
    });
    // The deadline is 08:01 and the lag ten minutes, so 08:11.
    expect(await nextDoubtfulLook(ledger, connectionId)).toEqual(new Date('2026-03-02T08:11:00Z'));
    expect(await doubtfulDue(ledger, connectionId, minutesLater(10.9), 10)).toEqual([]);
    expect(await doubtfulDue(ledger, connectionId, minutesLater(11), 10)).toEqual([
      {
        id: document,
        reference: '2026/1',
        identity: { reference: '2026/1', customerCode: 'F1', date: '2026-03-01', grossCents: 12_100 },
        wireDeadline: minutesLater(1),
        looks: 0,
        taken: false,
        unknownAttempts: 1,
        forgotten: false,
        faultedAlone: null,
        acceptedBefore: false,
      },
    ]);
    expect(await claim(ledger, connectionId, { now: minutesLater(12) })).toBeNull();
  });

  test('that certainly sent nothing gives its documents back at once, but not once it has begun', async () => {
    const { ledger } = opened;
    const { connectionId } = await readyInvoices(ledger, 2);
    const claimed = (await claim(ledger, connectionId))!;
    expect(await failUnbegun(ledger, claimed.attemptId, morning)).toBe(2);
    expect((await countByState(ledger, connectionId)).ready).toBe(2);
    const begun = await sendAgain(opened.ledger, connectionId, morning);
    expect(await failUnbegun(ledger, begun, morning)).toBe(0);
    expect((await countByState(ledger, connectionId)).sending).toBe(2);
  });

  test('that had the answer leaves it behind, from which the verdicts are still read', async () => {
    const { ledger } = opened;
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    await recordAnswer(ledger, attempt, { raw: '<ok/>', outcome: 'answered' }, morning);
    await expireAttempts(ledger, { connectionId, lagMs }, minutesLater(2));
    expect(await stateOf(document)).toBe('doubtful');
    expect(await answeredUnsettled(ledger, connectionId, 10)).toEqual([
      { attemptId: attempt, documentIds: [document] },
    ]);
    await settle(attempt, document, { kind: 'accepted' }, minutesLater(3));
    expect(await stateOf(document)).toBe('exported');
    expect(await answeredUnsettled(ledger, connectionId, 10)).toEqual([]);
  });

  test('is noticed by two caretakers at once without counting anything twice', async () => {
    const { connectionId } = await onItsWay(opened.ledger);
    const found = await Promise.all(
      [1, 2, 3].map(() => expireAttempts(opened.ledger, { connectionId, lagMs }, minutesLater(2))),
    );
    expect(found.reduce((sum, { doubtful }) => sum + doubtful, 0)).toBe(1);
  });
});

describe('a verdict', () => {
  test('is written for each document of a message by itself, and said again counts the same', async () => {
    const { ledger } = opened;
    const { connectionId, documents } = await readyInvoices(ledger, 5);
    const attempt = await sendAgain(opened.ledger, connectionId, morning);
    const verdicts: Verdict['verdict'][] = [
      { kind: 'accepted' },
      { kind: 'acceptedNotProcessed' },
      { kind: 'held', finding: accountUnknown('705500'), vendorText: 'GLAccount 705500 niet gevonden' },
      { kind: 'ready' },
      { kind: 'doubtful', nextLookAt: minutesLater(10) },
    ];
    const order = documents.map((documentId, index) => ({ documentId, verdict: verdicts[index]! }));
    const settled = await settleAttempt(ledger, attempt, order, morning);
    const [cause] = await listOpenCauses(ledger, connectionId);
    expect(settled).toEqual({
      accepted: 2,
      held: 1,
      ready: 1,
      doubtful: 1,
      ignoredLate: 0,
      doubleAcceptance: [],
      causes: [cause?.id],
    });
    expect(await settleAttempt(ledger, attempt, order, morning)).toEqual(settled);
    expect(await Promise.all(documents.map(stateOf))).toEqual([
      'exported',
      'exported',
      'held',
      'ready',
      'doubtful',
    ]);
    expect((await getDocument(ledger, documents[1]!))?.flags.acceptedNotProcessed).toBe(true);
    expect(await getCause(ledger, cause!.id)).toMatchObject({ waiting: 1, hasVendorText: true });
    expect((await openAttempt(ledger, attempt))?.sent[2]?.vendorText).toBe('GLAccount 705500 niet gevonden');
    expect(await listAttempts(ledger, documents[2]!)).toMatchObject([
      { attemptId: attempt, state: 'settled', verdict: 'held', byLookUp: false, hasVendorText: true },
    ]);
  });

  test('for a document that was not in the message is refused, and nothing is written', async () => {
    const { document, attempt } = await onItsWay(opened.ledger);
    const other = await readyInvoices(opened.ledger, 1);
    const verdicts: Verdict[] = [
      { documentId: document, verdict: { kind: 'accepted' } },
      { documentId: other.documents[0]!, verdict: { kind: 'accepted' } },
    ];
    await expect(settleAttempt(opened.ledger, attempt, verdicts, morning)).rejects.toThrow('not part of');
    expect([await stateOf(document), await stateOf(other.documents[0]!)]).toEqual(['sending', 'ready']);
  });

  test('sends a document that Focus changed on its way back to be checked, not out again as it was', async () => {
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    await noteFound(
      opened.ledger,
      connectionId,
      [summary(1, { updatedAt: minutesLater(1) })],
      minutesLater(1),
    );
    await settle(attempt, document, { kind: 'ready' });
    expect(await stateOf(document)).toBe('found');
  });

  test('of acceptance counts however late: in doubt, ready again, held, or under another attempt', async () => {
    const { ledger } = opened;
    const doubtful = await onItsWay(opened.ledger);
    await expireAttempts(ledger, { connectionId: doubtful.connectionId, lagMs }, minutesLater(2));

    const ready = await onItsWay(opened.ledger);
    await settle(ready.attempt, ready.document, { kind: 'ready' });

    const held = await onItsWay(opened.ledger);
    await settle(held.attempt, held.document, { kind: 'ready' });
    const causeId = await holdDocument(
      ledger,
      held.document,
      { connectionId: held.connectionId, finding: accountUnknown('1'), fromStates: ['ready'] },
      morning,
    );

    const underAnother = await sentTwice();

    for (const { attempt, document } of [doubtful, ready, underAnother]) {
      expect(await settle(attempt, document, { kind: 'accepted' }, minutesLater(30))).toMatchObject({
        accepted: 1,
        doubleAcceptance: [],
      });
      expect(await stateOf(document)).toBe('exported');
    }
    // The hold from which it took the last document is told to look.
    const taken = await settle(held.attempt, held.document, { kind: 'accepted' }, minutesLater(30));
    expect(taken).toMatchObject({ accepted: 1, causes: [causeId] });
    expect(await getCause(ledger, causeId!)).toMatchObject({ waiting: 0, endedAt: null });
  });

  test('of refusal that comes late changes nothing', async () => {
    const refused = { kind: 'held' as const, finding: accountUnknown('705500'), vendorText: 'no' };

    const underAnother = await sentTwice();
    expect(await settle(underAnother.attempt, underAnother.document, refused)).toMatchObject({
      held: 0,
      ignoredLate: 1,
      causes: [],
    });
    expect(await getDocument(opened.ledger, underAnother.document)).toMatchObject({
      state: 'sending',
      attemptId: underAnother.second,
    });

    const exported = await onItsWay(opened.ledger);
    await settle(exported.attempt, exported.document, { kind: 'accepted' });
    for (const late of [
      refused,
      { kind: 'ready' as const },
      { kind: 'doubtful' as const, nextLookAt: morning },
    ])
      expect(await settle(exported.attempt, exported.document, late)).toMatchObject({ ignoredLate: 1 });
    expect(await stateOf(exported.document)).toBe('exported');
    expect(await listOpenCauses(opened.ledger, exported.connectionId)).toEqual([]);
  });

  test('of a second acceptance raises an alarm once and leaves the document exported', async () => {
    const { connectionId, document, attempt, second } = await sentTwice();
    await settle(second, document, { kind: 'accepted' }, minutesLater(22));
    const late = await settle(attempt, document, { kind: 'accepted' }, minutesLater(23));
    expect(late.doubleAcceptance).toEqual([document]);
    const again = await settle(attempt, document, { kind: 'accepted' }, minutesLater(24));
    expect(again.doubleAcceptance).toEqual([]);
    expect(await stateOf(document)).toBe('exported');
    expect(await listFindings(opened.ledger, connectionId, { open: true })).toMatchObject([
      { kind: 'doubleAcceptance', documentId: document },
    ]);
  });

  test('of acceptance after a look-up found the same attempt is no alarm', async () => {
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    await expireAttempts(opened.ledger, { connectionId, lagMs }, minutesLater(2));
    await resolveDoubtful(opened.ledger, document, { kind: 'accepted' }, minutesLater(12));
    const late = await settle(attempt, document, { kind: 'accepted' }, minutesLater(13));
    expect(late).toMatchObject({ accepted: 1, doubleAcceptance: [] });
    expect(await listFindings(opened.ledger, connectionId, { open: true })).toEqual([]);
  });

  test('written by many at once for one attempt is one acceptance', async () => {
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    const all = await Promise.all(
      Array.from({ length: 8 }, () => settle(attempt, document, { kind: 'accepted' })),
    );
    expect(all.flatMap(({ doubleAcceptance }) => doubleAcceptance)).toEqual([]);
    expect((await countByState(opened.ledger, connectionId)).exported).toBe(1);
  });
});
