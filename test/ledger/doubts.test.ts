// Doubt about a document: it lasts until the document is found or its absence is proven, and never ends by
// sending without a look (design 5).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentId } from '../../domain/ids.ts';
import {
  doubtfulDue,
  expireAttempts,
  listAttempts,
  nextDoubtfulLook,
  resolveDoubtful,
  settleAttempt,
} from '../../ledger/attempts.ts';
import { listOpenCauses } from '../../ledger/causes.ts';
import { getDocument, linkDocument, undoDecision } from '../../ledger/documents.ts';
import { openTestLedger } from '../support/database.ts';
import { onItsWay } from '../support/ledger-attempts.ts';
import { minutesLater, morning } from '../support/ledger-documents.ts';

const lagMs = 10 * 60_000;

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

async function stateOf(document: DocumentId): Promise<string | undefined> {
  return (await getDocument(opened.ledger, document))?.state;
}

describe('a doubt', () => {
  async function doubtful() {
    const sent = await onItsWay(opened.ledger);
    await expireAttempts(opened.ledger, { connectionId: sent.connectionId, lagMs }, minutesLater(2));
    return sent;
  }

  test('lasts while the document is not found, and ends as ready only when absence is proven', async () => {
    const { ledger } = opened;
    const { connectionId, document } = await doubtful();
    expect(
      await resolveDoubtful(
        ledger,
        document,
        { kind: 'absent', nextLookAt: minutesLater(15) },
        minutesLater(11),
      ),
    ).toBe(true);
    expect(await getDocument(ledger, document)).toMatchObject({ state: 'doubtful', looks: 1 });
    expect(await doubtfulDue(ledger, connectionId, minutesLater(14), 10)).toEqual([]);
    await resolveDoubtful(ledger, document, { kind: 'absent', nextLookAt: null }, minutesLater(15));
    expect(await stateOf(document)).toBe('ready');
    expect(await nextDoubtfulLook(ledger, connectionId)).toBeNull();
    expect(await listAttempts(ledger, document)).toMatchObject([{ verdict: 'absent', byLookUp: true }]);
  });

  test('ends once: of two look-ups at the same moment one decides', async () => {
    const { document } = await doubtful();
    const answers = await Promise.all([
      resolveDoubtful(opened.ledger, document, { kind: 'accepted' }, minutesLater(12)),
      resolveDoubtful(opened.ledger, document, { kind: 'absent', nextLookAt: null }, minutesLater(12)),
    ]);
    expect(answers.filter((decided) => decided)).toHaveLength(1);
  });

  test('that ends as held opens its cause', async () => {
    const { connectionId, document } = await doubtful();
    const finding = { key: 'number-taken' as const, subject: '2026/1', shown: '', line: null };
    await resolveDoubtful(
      opened.ledger,
      document,
      { kind: 'held', finding, vendorText: null },
      minutesLater(12),
    );
    expect(await stateOf(document)).toBe('held');
    expect(await listOpenCauses(opened.ledger, connectionId)).toMatchObject([
      { key: 'number-taken', waiting: 1 },
    ]);
  });

  test('about a number that Yuki knows already is told apart from one about a lost answer (E-9)', async () => {
    const { connectionId, document, attempt } = await onItsWay(opened.ledger);
    await settleAttempt(
      opened.ledger,
      attempt,
      [{ documentId: document, verdict: { kind: 'taken', nextLookAt: minutesLater(1) } }],
      morning,
    );
    expect(await doubtfulDue(opened.ledger, connectionId, minutesLater(1), 10)).toMatchObject([
      { id: document, taken: true, unknownAttempts: 0 },
    ]);
  });

  test('that a person ended by linking comes back as doubt, never as something to be sent', async () => {
    const { document, attempt } = await doubtful();
    expect(await linkDocument(opened.ledger, document, minutesLater(12))).toBe(true);
    const late = await settleAttempt(
      opened.ledger,
      attempt,
      [{ documentId: document, verdict: { kind: 'accepted' } }],
      minutesLater(13),
    );
    expect(late.doubleAcceptance).toEqual([]);
    expect(await stateOf(document)).toBe('linked');
    await undoDecision(opened.ledger, document, minutesLater(14));
    expect(await stateOf(document)).toBe('doubtful');
  });
});
