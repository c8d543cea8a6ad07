/**
 * What a named person decides about documents that wait, over the API: every decision keeps name and reason, a link is
 * compared with Yuki's last list without a call, and what cannot be taken back is confirmed by repeating it.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CauseId, DocumentId, FocusDocumentId, IsoDate } from '../../domain/ids.ts';

import { getCause } from '../../ledger/causes.ts';
import { findByFocusId, getDocument, noteFound } from '../../ledger/documents.ts';
import { exportedToAdministration } from '../../ledger/exported-documents.ts';
import { activeConnection, minutesLater, morning, prepare, summary } from '../support/ledger-documents.ts';
import { problemOf } from './console-under-test.ts';
import {
  by,
  audited,
  closeResolutionDesk,
  decide,
  decideAll,
  done,
  doubtful,
  settled,
  openResolutionDesk,
  post,
  stateOf,
  store,
  told,
  waiting,
  yukiLists,
  type Waiting,
} from './resolution-desk.ts';

beforeAll(openResolutionDesk);
afterAll(closeResolutionDesk);

describe('link to an existing Yuki invoice', () => {
  test('is done when customer, date and amount agree, and its payments are followed by DocumentID (S-40, E-9c)', async () => {
    const place = await waiting(1);
    await yukiLists(place, [{ reference: '2026/1' }]);
    expect(await done(await decide(place, { action: 'link' }))).toMatchObject({
      told: 'linked',
      documents: 1,
      comparison: {
        customer: 'same',
        date: 'same',
        amount: 'same',
        yukiAmount: '121.00',
        yukiOpen: '121.00',
      },
    });
    expect(await stateOf(place.documents[0])).toBe('linked');
    expect(told).toEqual([`${place.causeId} changed`]);
    expect(await audited(place.id)).toMatchObject([
      { who: 'An Claes', what: 'linked', params: { reason: by.reason, reference: '2026/1', anyway: false } },
    ]);
    const followed = await exportedToAdministration(
      store.ledger,
      place.administrationId,
      { lagMs: 0 },
      morning,
    );
    expect(followed).toMatchObject([
      { documentId: place.documents[0], yukiDocumentId: 'd0c0aaaa-0000-4000-8000-000000000000' },
    ]);
  });

  test('under another number of Yuki is found by that number, as a person writes it', async () => {
    const place = await waiting(1);
    await yukiLists(place, [{ reference: 'VF 2026-77' }]);
    expect(await done(await decide(place, { action: 'link', reference: 'vf2026-77' }))).toMatchObject({
      comparison: { reference: 'VF 2026-77' },
    });
  });

  test('is refused with the differences, until Yuki’s amount is repeated (E-9c)', async () => {
    const place = await waiting(1);
    await yukiLists(place, [{ reference: '2026/1', amount: 60_500, date: '2026-03-02', customer: 'F2' }]);
    const refused = await problemOf(await decide(place, { action: 'link' }));
    expect(refused).toMatchObject({
      status: 409,
      type: '/problems/differs',
      detail:
        'Yuki’s document 2026/1 is not the same: another customer (F2 instead of F1), dated 2026-03-02 instead of 2026-03-01, 605.00 instead of 121.00.',
    });
    expect(refused.cure).not.toContain('605.00');
    // The amount says nothing of the customer.
    expect((await decide(place, { action: 'link', amount: '605.00' })).status).toBe(409);
    expect(await stateOf(place.documents[0])).toBe('held');
    expect(await audited(place.id)).toEqual([]);
    const same = await waiting(1);
    await yukiLists(same, [{ reference: '2026/1', amount: 60_500, date: '2026-03-02' }]);
    expect((await problemOf(await decide(same, { action: 'link' }))).cure).toContain('605.00');
    expect((await decide(same, { action: 'link', amount: '121.00' })).status).toBe(409);
    expect(await done(await decide(same, { action: 'link', amount: '605.00' }))).toMatchObject({
      told: 'linked',
    });
  });

  test('tells the differences in the reader’s language', async () => {
    const place = await waiting(1);
    await yukiLists(place, [{ reference: '2026/1', amount: 60_500 }]);
    expect((await problemOf(await decide(place, { action: 'link' }, 0, 'nl'))).detail).toBe(
      'Document 2026/1 in Yuki is niet hetzelfde: 605.00 in plaats van 121.00.',
    );
  });

  test('to what the list does not show needs “anyway”, which is kept in the audit', async () => {
    const place = await waiting(1);
    expect((await problemOf(await decide(place, { action: 'link' }))).detail).toBe(
      'Yuki’s list of open items has never been read.',
    );
    await yukiLists(place, [{ reference: '2026/9' }]);
    const refused = await problemOf(await decide(place, { action: 'link' }));
    expect(refused.detail).toMatch(
      /^Neither Yuki’s list of open items of 2 March 2026.* 09:00 nor its books.* show a document 2026\/1 that is not ours/,
    );
    expect(await done(await decide(place, { action: 'link', anyway: true }))).toMatchObject({
      comparison: null,
    });
    expect(await audited(place.id)).toMatchObject([{ params: { anyway: true } }]);
  });

  test('is impossible for a document that Yuki has by our doing', async () => {
    const place = await waiting(1);
    await decide(place, { action: 'ignore' });
    expect(await problemOf(await decide(place, { action: 'link', anyway: true }))).toMatchObject({
      type: '/problems/not-linkable',
    });
  });
});

describe('undo', () => {
  test('lets a document that was set aside be checked again, once', async () => {
    const place = await waiting(1);
    await done(await decide(place, { action: 'ignore' }));
    expect(await done(await decide(place, { action: 'undo', reason: 'A mistake' }))).toMatchObject({
      told: 'undone',
    });
    expect(await stateOf(place.documents[0])).toBe('found');
    expect(told).toEqual([`${place.causeId} changed`, 'syncNow']);
    expect(await done(await decide(place, { action: 'undo' }))).toMatchObject({ already: true });
    expect((await audited(place.id)).map(({ what }) => what)).toEqual(['ignored', 'undone']);
  });

  test('of a document that was doubtful leads back to the look-up, never to sending (design 4)', async () => {
    const place = await doubtful();
    await done(await decide(place, { action: 'link', anyway: true }));
    await done(await decide(place, { action: 'undo' }));
    expect(await stateOf(place.documents[0])).toBe('doubtful');
  });

  test('is refused once money was carried to Focus', async () => {
    const place = await waiting(1);
    await done(await decide(place, { action: 'link', anyway: true }));
    await store.ledger.db
      .insertInto('payments')
      .values({
        ...{ documentId: Number(place.documents[0]), cumulativeCents: 100, amountCents: 100 },
        ...{ paidOn: '2026-03-02' as IsoDate, state: 'registered', intendedAt: morning },
      })
      .execute();
    expect((await problemOf(await decide(place, { action: 'undo' }))).detail).toBe(
      'Money of this document was carried to Focus, so Yuki has it.',
    );
  });
});

describe('send again', () => {
  test('is confirmed by the number, and only looks the document up first (S-72)', async () => {
    const place = await doubtful();
    expect((await problemOf(await decide(place, { action: 'sendAgain', number: '2026/2' }))).cure).toContain(
      '2026/1',
    );
    expect(await done(await decide(place, { action: 'sendAgain', number: '2026 / 1' }))).toMatchObject({
      told: 'lookingUp',
    });
    const row = await getDocument(store.ledger, place.documents[0] as DocumentId);
    expect(row).toMatchObject({ state: 'doubtful', nextLookAt: minutesLater(60) });
    expect(told).toEqual(['syncNow']);
  });

  test('of an exported document that Yuki misses makes it doubtful, to be prepared anew (S-62)', async () => {
    const { id, administrationId } = await activeConnection(store.ledger);
    await noteFound(store.ledger, id, [summary(1)], morning);
    const documents = [await prepare(store.ledger, id, 1)];
    await settled({ id, documents }, 'accepted');
    const place = { id, administrationId, documents, causeId: '' as CauseId };
    await yukiLists(place, [{ reference: '2026/1', ours: documents[0] as DocumentId }]);
    expect((await problemOf(await decide(place, { action: 'sendAgain', number: '2026/1' }))).type).toBe(
      '/problems/still-in-yuki',
    );
    await store.ledger.db.deleteFrom('openItems').where('administrationId', '=', administrationId).execute();
    await done(await decide(place, { action: 'sendAgain', number: '2026/1' }));
    expect(await getDocument(store.ledger, documents[0] as DocumentId)).toMatchObject({
      state: 'doubtful',
      preparedUpdatedAt: null,
      reference: '2026/1',
    });
  });

  test('is impossible for a document that waits', async () => {
    const place = await waiting(1);
    expect((await problemOf(await decide(place, { action: 'sendAgain', number: '2026/1' }))).type).toBe(
      '/problems/send-again-impossible',
    );
  });
});

describe('everything that waits for a cause', () => {
  let place: Waiting;
  beforeEach(async () => {
    place = await waiting(3);
  });

  test('is set aside by one statement, after its count is repeated', async () => {
    expect((await problemOf(await decideAll(place, { action: 'ignore', documents: 2 }))).detail).toBe(
      '3 documents wait for this cause.',
    );
    expect(await done(await decideAll(place, { action: 'ignore', documents: 3 }))).toMatchObject({
      told: 'ignored',
      documents: 3,
    });
    expect(await Promise.all(place.documents.map(stateOf))).toEqual(['ignored', 'ignored', 'ignored']);
    expect(await getCause(store.ledger, place.causeId)).toMatchObject({ decided: 'ignored', waiting: 0 });
    expect(told).toEqual([`${place.causeId} changed`]);
    expect(await audited(place.id)).toMatchObject([{ who: 'An Claes', params: { documents: 3 } }]);
  });

  test('is linked where Yuki’s list agrees; the others wait on and are named with what Yuki shows', async () => {
    await yukiLists(place, [{ reference: '2026/1' }, { reference: '2026/2', amount: 100 }]);
    const answer = await done(await decideAll(place, { action: 'link' }));
    expect(answer).toMatchObject({ told: 'linked', documents: 1 });
    expect(answer.remaining.toSorted((a, b) => (a.number < b.number ? -1 : 1))).toMatchObject([
      { number: '2026 / 2', comparison: { amount: 'other', yukiAmount: '1.00' } },
      { number: '2026 / 3', comparison: null },
    ]);
    expect(await Promise.all(place.documents.map(stateOf))).toEqual(['linked', 'held', 'held']);
    const row = await store.ledger.db
      .selectFrom('documents')
      .select('yukiDocumentId')
      .where('id', '=', Number(place.documents[0]))
      .executeTakeFirst();
    expect(row?.yukiDocumentId).toBe('d0c0aaaa-0000-4000-8000-000000000000');
    expect(
      (await problemOf(await decideAll(place, { action: 'link', anyway: true, documents: 3 }))).status,
    ).toBe(409);
    expect(await done(await decideAll(place, { action: 'link', anyway: true, documents: 2 }))).toMatchObject({
      documents: 1,
      // Another amount stands there, which “anyway” does not overlook for a whole hold.
      remaining: [{ number: '2026 / 2' }],
    });
    expect(await getCause(store.ledger, place.causeId)).toMatchObject({ decided: 'linked', waiting: 1 });
  });

  test('cannot be decided about once the hold has ended, nor from another connection', async () => {
    await store.ledger.db
      .updateTable('causes')
      .set({ endedAt: morning })
      .where('id', '=', place.causeId)
      .execute();
    expect((await problemOf(await decideAll(place, { action: 'ignore', documents: 3 }))).type).toBe(
      '/problems/hold-ended',
    );
    const other = await waiting(1);
    const path = `${other.id}/holds/${place.causeId}/resolution`;
    expect((await post(path, { ...by, action: 'ignore', documents: 3 })).status).toBe(404);
    const found = await findByFocusId(store.ledger, place.id, 'invoice-1' as FocusDocumentId);
    expect(found?.state).toBe('held');
  });
});

test('a decision without a name or a reason is no decision', async () => {
  const place = await waiting(1);
  for (const body of [{ who: '' }, { reason: ' ' }, { action: 'forget' }])
    expect((await decide(place, { action: 'ignore', ...body })).status).toBe(400);
  expect(await stateOf(place.documents[0])).toBe('held');
});
