// The caretaker's round: what is missing on the server is started, attempts past their deadline are given up, old
// texts go; one page of connections at a time.

import { afterEach, expect, test } from 'vitest';
import { holdDocument } from '../../ledger/documents.ts';
import { claimForSending, openAttempt } from '../../ledger/attempts.ts';
import { accountUnknown, minutesLater } from '../support/ledger-documents.ts';
import { exported, joined, openDesk, ready, states, type Desk } from './desk.ts';

let desk: Desk;
afterEach(() => desk.close());

/** A door behind which some workflows run; it keeps what was started. */
function server(running: readonly string[]): { started: string[]; door: Partial<Desk['tools']['door']> } {
  const started: string[] = [];
  const start = async (id: string): Promise<boolean> => {
    if (running.includes(id)) return false;
    started.push(id);
    return true;
  };
  return {
    started,
    door: {
      startConnectionIfMissing: start,
      startHoldIfMissing: (connectionId, causeId) => start(`${connectionId}/${causeId}`),
    },
  };
}

test('starts connections and holds that are missing, and gives up attempts past their deadline', async () => {
  desk = await openDesk();
  const [runs, gone] = [await joined(desk), await joined(desk)];
  const { started, door } = server([runs.connectionId]);
  Object.assign(desk.tools.door, door);
  const [held, sending] = await ready(desk, gone, 2);
  const cause = await holdDocument(
    desk.ledger,
    held!,
    { connectionId: gone.connectionId, finding: accountUnknown('705500'), fromStates: ['ready'] },
    desk.clock.now,
  );
  await claimForSending(
    desk.ledger,
    {
      connectionId: gone.connectionId,
      maxDocuments: 5,
      maxBytes: 1_000_000,
      wireDeadline: minutesLater(2, desk.clock.now),
      worker: 'a worker that is lost',
    },
    desk.clock.now,
  );
  desk.clock.later(3);
  expect(await desk.call('findNeglected', { pageAfter: null })).toEqual({
    connectionsStarted: 1,
    holdsStarted: 1,
    attemptsExpired: 1,
    next: null,
  });
  expect(started).toEqual([gone.connectionId, `${gone.connectionId}/${cause}`]);
  expect(await states(desk, [sending!])).toEqual(['ready']);
});

test('lets old texts go on its way', async () => {
  desk = await openDesk();
  const place = await joined(desk);
  Object.assign(desk.tools.door, server([place.connectionId]).door);
  await exported(desk, place, 1);
  desk.clock.later(731 * 24 * 60);
  await desk.call('findNeglected', { pageAfter: null });
  const { id } = await desk.ledger.db.selectFrom('attempts').select('id').executeTakeFirstOrThrow();
  expect((await openAttempt(desk.ledger, String(id) as never))?.sent).toMatchObject([{ text: null }]);
});
