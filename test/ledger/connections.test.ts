// Connections: pressed twice, paused, merged, and asked for by ids that are none.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ConnectionId,
  FocusAccountId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
} from '../../domain/ids.ts';
import {
  clearDirty,
  ConnectionExists,
  createConnection,
  findByTriple,
  findOnboardingByEntity,
  getConnection,
  listConnections,
  listPauses,
  markDirty,
  mergeInto,
  openPauseText,
  openYukiKey,
  openYukiSession,
  recordPause,
  recordResume,
  setConnectionState,
  storeYukiKey,
  storeYukiSession,
  updateConnection,
} from '../../ledger/connections.ts';
import { addToRun, closeRun, getRun, openRun } from '../../ledger/runs.ts';
import { readSetting, writeSetting } from '../../ledger/settings.ts';
import { openTestLedger } from '../support/database.ts';

const now = new Date('2026-03-02T08:00:00Z');
const later = new Date('2026-03-02T09:30:00Z');

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

let triples = 0;
function newTriple() {
  triples += 1;
  return {
    focusAccountId: `account-${triples}` as FocusAccountId,
    entityId: `entity-${triples}` as FocusEntityId,
    administrationId: `administration-${triples}` as YukiAdministrationId,
  };
}

describe('a connection', () => {
  test('is found again by its id with everything that was chosen, and by nothing else', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    const { settings } = (await getConnection(ledger, id))!;
    await updateConnection(
      ledger,
      id,
      {
        startDate: '2026-01-01' as IsoDate,
        settings: { ...settings, accountPerRate: { 'rate-21': '700000' } },
        onboardingProblem: { cause: 'yuki-access', text: 'refused' },
      },
      now,
    );
    const read = await getConnection(ledger, id);
    expect(read).toMatchObject({
      state: 'onboarding',
      startDate: '2026-01-01',
      settings: { accountPerRate: { 'rate-21': '700000' }, cadence: { kind: 'nightly' } },
      onboardingProblem: { cause: 'yuki-access' },
      hasYukiKey: false,
      pause: null,
    });
    for (const id of ["' or 1=1 --", '../../etc/passwd', ''])
      expect(await getConnection(ledger, id as ConnectionId)).toBeNull();
  });

  test('joins one entity to one administration only once (R-ONB-9)', async () => {
    const { ledger } = opened;
    const triple = newTriple();
    const first = await createConnection(ledger, now);
    const second = await createConnection(ledger, later);
    await updateConnection(ledger, first.id, triple, now);
    await updateConnection(
      ledger,
      second.id,
      { focusAccountId: triple.focusAccountId, entityId: triple.entityId },
      now,
    );
    await expect(updateConnection(ledger, second.id, triple, now)).rejects.toThrow(ConnectionExists);
    expect((await getConnection(ledger, second.id))?.administrationId).toBeNull();
    expect(
      (await findByTriple(ledger, triple.focusAccountId, triple.entityId, triple.administrationId))?.id,
    ).toBe(first.id);
    expect((await findOnboardingByEntity(ledger, triple.focusAccountId, triple.entityId))?.id).toBe(first.id);
  });

  test('is revived by a merge: the newer key moves, the draft keeps none and frees the way', async () => {
    const { ledger } = opened;
    const triple = newTriple();
    const target = await createConnection(ledger, now);
    await updateConnection(ledger, target.id, { ...triple, startDate: '2026-01-01' as IsoDate }, now);
    await storeYukiKey(ledger, target.id, 'old-key', now);
    await setConnectionState(ledger, target.id, 'disconnected', now);
    const draft = await createConnection(ledger, later);
    await updateConnection(ledger, draft.id, { startDate: '2025-07-01' as IsoDate }, later);
    await storeYukiKey(ledger, draft.id, 'new-key', later);

    await mergeInto(ledger, draft.id, target.id, later);
    await mergeInto(ledger, draft.id, target.id, later);

    expect(await openYukiKey(ledger, target.id)).toBe('new-key');
    expect(await openYukiKey(ledger, draft.id)).toBeNull();
    expect(await getConnection(ledger, target.id)).toMatchObject({
      state: 'disconnected',
      startDate: '2025-07-01',
    });
    expect(await getConnection(ledger, draft.id)).toMatchObject({ state: 'merged', mergedInto: target.id });
  });

  test('keeps the newer key when an older draft is merged into it', async () => {
    const { ledger } = opened;
    const target = await createConnection(ledger, now);
    const draft = await createConnection(ledger, now);
    await storeYukiKey(ledger, draft.id, 'older-key', now);
    await storeYukiKey(ledger, target.id, 'newer-key', later);
    await mergeInto(ledger, draft.id, target.id, later);
    expect(await openYukiKey(ledger, target.id)).toBe('newer-key');
  });

  test('keeps a session until it expires, and forgets it with the key', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    await storeYukiSession(ledger, id, 'session-1', later, now);
    expect(await openYukiSession(ledger, id, now)).toBe('session-1');
    expect(await openYukiSession(ledger, id, later)).toBeNull();
    await storeYukiKey(ledger, id, 'another key', now);
    expect(await openYukiSession(ledger, id, now)).toBeNull();
  });

  test('is news once when it becomes dirty, until a sync clears the mark', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    const marks = await Promise.all(Array.from({ length: 10 }, () => markDirty(ledger, id, now)));
    expect(marks.filter((news) => news)).toHaveLength(1);
    await clearDirty(ledger, id);
    expect(await markDirty(ledger, id, now)).toBe(true);
  });

  test('is listed page by page without gaps, by state', async () => {
    const { ledger } = opened;
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => createConnection(ledger, now)));
    for (const { id } of made) await setConnectionState(ledger, id, 'stopped', now);
    const seen: ConnectionId[] = [];
    for (let after: ConnectionId | null = null; ;) {
      const page: Awaited<ReturnType<typeof listConnections>> = await listConnections(ledger, {
        states: ['stopped'],
        limit: 2,
        after,
      });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      after = seen.at(-1) ?? null;
    }
    expect(seen).toEqual(made.map(({ id }) => id).toSorted());
    expect(await listConnections(ledger, { states: [], limit: 10 })).toEqual([]);
  });
});

describe('a pause', () => {
  test('said twice under one number is one pause, and an older number changes nothing', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    await setConnectionState(ledger, id, 'active', now);
    await recordPause(ledger, id, { number: 1, cause: 'module-off', shown: '', nextTry: later }, now);
    await recordPause(ledger, id, { number: 1, cause: 'module-off', shown: '', nextTry: null }, later);
    expect(await getConnection(ledger, id)).toMatchObject({
      state: 'paused',
      pauseNumber: 1,
      pause: { number: 1, cause: 'module-off', since: now, nextTry: null, vendorText: false },
    });

    await recordResume(ledger, id, { number: 1 }, later);
    await recordResume(ledger, id, { number: 1 }, new Date(later.getTime() + 1));
    await recordPause(ledger, id, { number: 1, cause: 'module-off', shown: '', nextTry: null }, later);
    expect(await getConnection(ledger, id)).toMatchObject({ state: 'active', pause: null, pauseNumber: 1 });
    // 08:00 to 09:30 are ninety minutes.
    expect(await listPauses(ledger, id, 10)).toEqual([
      { number: 1, cause: 'module-off', shown: '', since: now, endedAt: later, durationMs: 5_400_000 },
    ]);
  });

  test('resumed late does not end the pause that came after it', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    await setConnectionState(ledger, id, 'active', now);
    await recordPause(ledger, id, { number: 1, cause: 'module-off', shown: '', nextTry: null }, now);
    await recordPause(
      ledger,
      id,
      { number: 2, cause: 'yuki-access', shown: '', nextTry: null, vendorText: 'Toegang geweigerd' },
      later,
    );
    await recordResume(ledger, id, { number: 1 }, later);
    // Said again by a call that was late, the first pause is over and stays so.
    await recordPause(ledger, id, { number: 1, cause: 'module-off', shown: '', nextTry: null }, later);
    expect(await getConnection(ledger, id)).toMatchObject({
      state: 'paused',
      pauseNumber: 2,
      pause: { number: 2, cause: 'yuki-access', vendorText: true },
    });
    expect(await openPauseText(ledger, id, 2)).toBe('Toegang geweigerd');
  });

  test('does not show a disconnected connection as paused', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    await setConnectionState(ledger, id, 'disconnected', now);
    await recordPause(ledger, id, { number: 1, cause: 'module-off', shown: '', nextTry: null }, now);
    expect((await getConnection(ledger, id))?.state).toBe('disconnected');
  });
});

describe('a run', () => {
  test('is opened once, in order, and tells when the ledger or the workflow is behind', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    const open = (number: number): Promise<string> =>
      openRun(ledger, id, number, { scope: 'all', workflowRunId: 'run' }, now);
    expect(await open(2)).toBe('ledgerBehind');
    const answers = await Promise.all([open(1), open(1), open(1)]);
    expect(answers.toSorted()).toEqual(['known', 'known', 'opened']);
    expect(await open(2)).toBe('opened');
    expect(await open(1)).toBe('behind');
    expect((await getConnection(ledger, id))?.runNumber).toBe(2);
  });

  test('counts what 200 activities add at the same moment, and its first end stands', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    await openRun(ledger, id, 1, { scope: 'all', workflowRunId: 'run' }, now);
    await Promise.all(
      Array.from({ length: 200 }, () => addToRun(ledger, id, 1, { exported: 3, yukiCalls: 1 })),
    );
    expect(await closeRun(ledger, id, 1, 'done', null, later)).toBe(true);
    expect(await closeRun(ledger, id, 1, 'ended-badly', { cause: 'late' }, later)).toBe(false);
    expect(await getRun(ledger, id, 1)).toMatchObject({
      outcome: 'done',
      endedAt: later,
      summary: { exported: 600, yukiCalls: 200, held: 0 },
    });
  }, 30_000);
});

describe('the database behind many sockets', () => {
  test('keeps all of 200 concurrent transactions that read, reckon and write back', async () => {
    const { ledger } = opened;
    await writeSetting(ledger, 'counter', 0, now);
    await Promise.all(
      Array.from({ length: 200 }, () =>
        ledger.db.transaction().execute(async (transaction) => {
          const { content } = await transaction
            .selectFrom('settings')
            .select('content')
            .where('key', '=', 'counter')
            .forUpdate()
            .executeTakeFirstOrThrow();
          await transaction
            .updateTable('settings')
            .set({ content: JSON.stringify(Number(content) + 1) })
            .where('key', '=', 'counter')
            .execute();
        }),
      ),
    );
    expect(await readSetting(ledger, 'counter')).toBe(200);
  }, 30_000);
});
