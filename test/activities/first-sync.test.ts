// A connection that was set up without automatic sync: nothing leaves before a person asks for the first sync, whatever
// else asks, and a dry run neither sends nor stands in for a sync (R-ONB-8, S-01).

import { afterEach, describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../domain/ids.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { holdDocument } from '../../ledger/documents.ts';
import { getRun } from '../../ledger/runs.ts';
import { minutesLater } from '../support/ledger-documents.ts';
import { joined, openDesk, ready, states, type Desk, type Joined } from './desk.ts';
import { importAnswer } from './yuki-answers.ts';

let desk: Desk;
afterEach(() => desk.close());

const accepted = importAnswer([{ reference: '2026/1' }, { reference: '2026/2' }]);

/** Two ready invoices of a connection that waits for its first sync; Yuki would accept both. */
async function waiting(
  changes: { automatic?: boolean } = {},
): Promise<Joined & { ids: Awaited<ReturnType<typeof ready>> }> {
  desk = await openDesk();
  const place = await joined(desk);
  const { settings } = await connection(place.connectionId);
  await updateConnection(
    desk.ledger,
    place.connectionId,
    { awaitsFirstSync: true, settings: { ...settings, automatic: changes.automatic ?? false } },
    desk.clock.now,
  );
  desk.answers.yuki = () => accepted;
  return { ...place, ids: await ready(desk, place, 2) };
}

async function connection(id: ConnectionId) {
  const found = await getConnection(desk.ledger, id);
  if (found === null) throw new Error('The connection is not there.');
  return found;
}

const open = (place: Joined, order: { scope?: string; asked?: boolean } = {}) =>
  desk.call('openRun', {
    connectionId: place.connectionId,
    runNumber: 2,
    scope: 'all',
    lastKnownRun: 1,
    ...order,
  });
const send = (place: Joined) =>
  desk.call('sendToYuki', { connectionId: place.connectionId, runNumber: 2, documents: 25 });

describe('before the first sync is asked for', () => {
  test('a run that only an obstacle or a hold brought about may not send, and is kept as a dry run', async () => {
    const place = await waiting();
    expect(await open(place)).toMatchObject({ kind: 'opened', mayExport: false });
    expect((await getRun(desk.ledger, place.connectionId, 2))?.scope).toBe('dryRun');
    expect((await connection(place.connectionId)).awaitsFirstSync).toBe(true);
  });

  test('nothing leaves even when a message is asked for: Yuki is not called', async () => {
    const place = await waiting();
    await open(place);
    expect(await send(place)).toEqual({ kind: 'nothingReady' });
    expect(desk.yuki.calls).toEqual([]);
    expect(await states(desk, place.ids)).toEqual(['ready', 'ready']);
  });

  test('a hold’s own look checks its documents again and sends none to find out', async () => {
    const place = await waiting();
    const [first] = place.ids;
    if (first === undefined) throw new Error('Nothing is ready.');
    const cause = await holdDocument(
      desk.ledger,
      first,
      {
        connectionId: place.connectionId,
        finding: { key: 'period-closed', subject: '2026-04-01', shown: '2026-04-01', line: null },
        fromStates: ['ready'],
      },
      desk.clock.now,
    );
    if (cause === null) throw new Error('Nothing was held.');
    const look = { connectionId: place.connectionId, causeId: cause, look: 'daily' as const };
    expect(await desk.call('lookAtCause', look)).toEqual({ kind: 'cured', documents: 1 });
    expect(desk.yuki.calls).toEqual([]);
    expect(await states(desk, [first])).toEqual(['held']);
  });

  test('a person’s sync ends the waiting for good', async () => {
    const place = await waiting();
    expect(await open(place, { asked: true })).toMatchObject({ mayExport: true });
    expect((await getRun(desk.ledger, place.connectionId, 2))?.scope).toBe('all');
    expect((await connection(place.connectionId)).awaitsFirstSync).toBe(false);
    expect(await send(place)).toMatchObject({ kind: 'answered', accepted: 2 });
    expect(desk.yuki.operations()).toEqual(['ProcessSalesInvoices']);
  });

  test('automatic sync that was switched on meanwhile is the wish as well', async () => {
    const place = await waiting({ automatic: true });
    expect(await open(place)).toMatchObject({ mayExport: true });
    expect((await connection(place.connectionId)).awaitsFirstSync).toBe(false);
  });

  test('a dry run that a person asks for is not the wish', async () => {
    const place = await waiting();
    expect(await open(place, { scope: 'dryRun', asked: true })).toMatchObject({ mayExport: false });
    expect((await connection(place.connectionId)).awaitsFirstSync).toBe(true);
  });
});

describe('a dry run of a connection at work', () => {
  test('may not send', async () => {
    desk = await openDesk();
    const place = await joined(desk);
    expect(await open(place, { scope: 'dryRun' })).toMatchObject({ mayExport: false });
  });

  test('leaves the sync that came due meanwhile due', async () => {
    desk = await openDesk({ nightlySpread: 0 });
    const place = await joined(desk);
    const { settings } = await connection(place.connectionId);
    const due = minutesLater(5, desk.clock.now);
    const automatic = { settings: { ...settings, automatic: true }, nextSyncAt: due };
    await updateConnection(desk.ledger, place.connectionId, automatic, desk.clock.now);
    await open(place, { scope: 'dryRun' });
    desk.clock.later(10);
    const close = { connectionId: place.connectionId, runNumber: 2, outcome: 'done' as const, cause: null };
    expect(await desk.call('closeRun', close)).toMatchObject({
      nextSyncAt: due.toISOString(),
      nextSyncInMs: 0,
    });
  });
});
