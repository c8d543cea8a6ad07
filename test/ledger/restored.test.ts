// A ledger that was restored from a backup: what may have been sent or paid since is known to be unknown.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doubtfulDue, recordAnswer, resolveDoubtful, settleAttempt } from '../../ledger/attempts.ts';
import { getConnection } from '../../ledger/connections.ts';
import {
  findByFocusId,
  getDocument,
  holdDocument,
  moveWatermark,
  noteFound,
  releaseCause,
  releaseOneForProbe,
  withdraw,
} from '../../ledger/documents.ts';
import { acceptRestored } from '../../ledger/restored.ts';
import type { ConnectionId, DocumentId } from '../../domain/ids.ts';
import { openTestLedger } from '../support/database.ts';
import { onItsWay } from '../support/ledger-attempts.ts';
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
});
afterAll(() => opened.close());

const accepted = minutesLater(60);
const accept = (id: ConnectionId, runNumber = 7): ReturnType<typeof acceptRestored> =>
  acceptRestored(opened.ledger, id, runNumber, accepted);
const stateOf = async (id: DocumentId): Promise<string | undefined> =>
  (await getDocument(opened.ledger, id))?.state;

async function foundInvoice(number: number): Promise<{ connectionId: ConnectionId; id: DocumentId }> {
  const { id: connectionId } = await activeConnection(opened.ledger);
  await noteFound(opened.ledger, connectionId, [summary(number)], morning);
  const row = await findByFocusId(opened.ledger, connectionId, `invoice-${number}` as never);
  return { connectionId, id: row!.id };
}

describe('a restored ledger that a person accepts', () => {
  test('goes on with the run numbers of the workflow, once', async () => {
    const { connectionId } = await readyInvoices(opened.ledger, 1);
    expect(await accept(connectionId)).toEqual({ doubtful: 1, marked: 0, payments: 0 });
    expect((await getConnection(opened.ledger, connectionId))?.runNumber).toBe(7);
    expect(await accept(connectionId)).toBeNull();
    expect(await accept(connectionId, 6)).toBeNull();
  });

  test('lets nothing that was ready be sent before it is looked up', async () => {
    const { connectionId, documents } = await readyInvoices(opened.ledger, 2);
    await accept(connectionId);
    expect(await claim(opened.ledger, connectionId, { now: accepted })).toBeNull();
    const due = await doubtfulDue(opened.ledger, connectionId, accepted, 10);
    // Until the acceptance anything may have been sent, so absence proves something only from then on.
    expect(due).toMatchObject(
      documents.map((id) => ({
        id,
        wireDeadline: accepted,
        looks: 0,
        unknownAttempts: 1,
        forgotten: true,
        taken: false,
      })),
    );
  });

  test('doubts what was on its way from the moment of acceptance on, and still takes a late acceptance', async () => {
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    await accept(connectionId);
    const [doubt] = await doubtfulDue(opened.ledger, connectionId, accepted, 10);
    expect(doubt).toMatchObject({ id: document, wireDeadline: accepted, unknownAttempts: 2 });
    await recordAnswer(opened.ledger, attempt, { raw: '<ok/>', outcome: 'answered' }, accepted);
    await settleAttempt(
      opened.ledger,
      attempt,
      [{ documentId: document, verdict: { kind: 'accepted' } }],
      accepted,
    );
    expect(await stateOf(document)).toBe('exported');
  });

  test('sends what it looked up and proved absent, like any other document', async () => {
    const { connectionId, documents } = await readyInvoices(opened.ledger, 1);
    await accept(connectionId);
    const later = minutesLater(15, accepted);
    await resolveDoubtful(opened.ledger, documents[0]!, { kind: 'absent', nextLookAt: null }, later);
    expect((await claim(opened.ledger, connectionId, { now: later }))?.documents).toHaveLength(1);
  });

  test('doubts what it had only found as soon as its message is prepared', async () => {
    const { connectionId, id } = await foundInvoice(1);
    expect(await accept(connectionId)).toMatchObject({ marked: 1 });
    await prepare(opened.ledger, connectionId, 1);
    expect(await getDocument(opened.ledger, id)).toMatchObject({ state: 'doubtful', maybeSent: false });
  });

  test('doubts what the first whole sweep finds, because the lost ledger may have found it too', async () => {
    const { connectionId } = await foundInvoice(1);
    await moveWatermark(opened.ledger, connectionId, 'invoice', morning);
    await accept(connectionId);
    await noteFound(opened.ledger, connectionId, [summary(2)], minutesLater(61));
    expect(await stateOf(await prepare(opened.ledger, connectionId, 2))).toBe('doubtful');
    // The sweep is through: what comes later is new.
    await moveWatermark(opened.ledger, connectionId, 'invoice', minutesLater(61));
    const news = summary(3, { updatedAt: minutesLater(70) });
    await noteFound(opened.ledger, connectionId, [news], minutesLater(71));
    expect(await stateOf(await prepare(opened.ledger, connectionId, 3))).toBe('ready');
  });

  test('probes no hold with a document that may have been sent', async () => {
    const { connectionId, documents } = await readyInvoices(opened.ledger, 1);
    const [id] = documents as [DocumentId];
    const order = { connectionId, finding: accountUnknown('705500'), fromStates: ['ready' as const] };
    const cause = (await holdDocument(opened.ledger, id, order, morning))!;
    await accept(connectionId);
    expect(await releaseOneForProbe(opened.ledger, cause, accepted)).toBeNull();
    // Without a probe the documents are checked again, and come into doubt by that.
    await releaseCause(opened.ledger, cause, accepted);
    await prepare(opened.ledger, connectionId, 1);
    expect(await stateOf(id)).toBe('doubtful');
  });

  test('keeps the number of what is withdrawn in Focus, because it may stand in Yuki', async () => {
    const { connectionId, documents } = await readyInvoices(opened.ledger, 1);
    const [id] = documents as [DocumentId];
    const order = { connectionId, finding: accountUnknown('705500'), fromStates: ['ready' as const] };
    await holdDocument(opened.ledger, id, order, morning);
    await accept(connectionId);
    await withdraw(opened.ledger, id, accepted);
    expect(await getDocument(opened.ledger, id)).toMatchObject({ state: 'withdrawn', reference: '2026/1' });
  });
});
