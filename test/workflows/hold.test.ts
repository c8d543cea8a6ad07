// Waiting for one cause: what a stranger reads, what wakes it, when it lets documents go, and when it ends.

import { ApplicationFailure } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HoldLook } from '../../activities/interface.ts';
import { changed, refresh, retry } from '../../workflows/messages.ts';
import { gate, inTurn, moment } from '../support/fake-activities.ts';
import {
  metadata,
  openStage,
  shown,
  untilCalled,
  untilContinued,
  untilHold,
  type Place,
  type Stage,
} from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const day = 86_400_000;

function waiting(choices: Partial<HoldLook & { kind: 'stillWaiting' }> = {}): HoldLook {
  return {
    kind: 'stillWaiting',
    cause: 'account-unknown',
    what: 'Ledger account 705500 does not exist in Yuki.',
    how: 'Open the account in Yuki.',
    documents: 12,
    numbers: ['2026/1', '2026/2'],
    nextLookAt: moment('2026-03-03T08:00:00.000Z'),
    nextLookInMs: day,
    remindersMs: [day, 3 * day],
    ...choices,
  };
}

const over: HoldLook = { kind: 'nothingWaits', ended: 'cured' };
const beingChecked: HoldLook = { kind: 'beingChecked', documents: 12, lookAgainInMs: day };

/** What kind of look was asked for, look by look. */
const looks = (place: Place): unknown[] => place.orders('lookAtCause').map(({ look }) => look);

describe.concurrent('a hold', () => {
  test('tells a stranger what waits, why, who cures it, how, and what comes by itself (E-1)', async () => {
    const place = stage.place({ lookAtCause: inTurn(waiting()) });
    const handle = await place.startHold();
    await untilHold(handle, { kind: 'waiting', cause: 'account-unknown', documents: 12 });
    const { details, attributes } = await shown(handle);
    expect(attributes).toEqual({
      ConnectionId: place.connectionId,
      HoldCause: 'account-unknown',
      HeldDocuments: 12,
    });
    expect(details).toContain('**12 documents wait** (`account-unknown`): `2026/1`, `2026/2`, and 10 more.');
    expect(details).toContain('**What happened:** Ledger account 705500 does not exist in Yuki.');
    expect(details).toContain('**What to do:** Open the account in Yuki.');
    expect(details).toContain('**Who:**');
    expect(details).toContain('By itself it looks at 2026-03-03 08:00 UTC');
  });

  test('lets its documents go when retry finds the cause gone, follows them, and ends (R-ERR-3)', async () => {
    const place = stage.place({
      lookAtCause: inTurn(waiting(), { kind: 'cured', documents: 12 }, beingChecked, over),
    });
    const handle = await place.startHold();
    await untilHold(handle, { kind: 'waiting' });
    await handle.signal(retry);
    await untilHold(handle, { kind: 'checkingAgain', documents: 12 });
    await untilCalled(place, 'lookAtCause', 3);
    await handle.signal(changed);
    expect(await handle.result()).toEqual({ ended: 'cured' });
    expect(place.names()).toEqual([
      'lookAtCause',
      'lookAtCause',
      'releaseDocuments',
      'lookAtCause',
      'lookAtCause',
      'closeCause',
    ]);
    expect(looks(place)).toEqual(['news', 'person', 'daily', 'news']);
    expect(place.orders('closeCause')).toEqual([{ causeId: place.causeId, ended: 'cured' }]);
    const { details, attributes } = await shown(handle);
    expect(details).toContain('**Over.**');
    expect(attributes).toMatchObject({ HeldDocuments: 0 });
  });

  test('goes on waiting when retry finds the cause still there', async () => {
    const place = stage.place({ lookAtCause: inTurn(waiting(), waiting({ documents: 13 })) });
    const handle = await place.startHold();
    await untilHold(handle, { kind: 'waiting', documents: 12 });
    await handle.signal(retry);
    await untilHold(handle, { kind: 'waiting', documents: 13 });
    expect(place.names('releaseDocuments', 'closeCause')).toEqual([]);
    expect((await shown(handle)).attributes).toMatchObject({ HeldDocuments: 13 });
  });

  test('looks by itself when its time has come', async () => {
    const place = stage.place({ lookAtCause: inTurn(waiting({ nextLookInMs: 30 }), over) });
    const handle = await place.startHold();
    expect(await handle.result()).toEqual({ ended: 'cured' });
    expect(looks(place)).toEqual(['news', 'daily']);
  });

  test('hears what is said while it looks, and looks again before it ends', async () => {
    const looking = gate();
    const place = stage.place({
      lookAtCause: async () => {
        const times = place.names('lookAtCause').length;
        if (times === 1) await looking.pass();
        return times === 2 ? waiting() : over;
      },
    });
    const handle = await place.startHold();
    await looking.reached;
    await handle.signal(changed);
    looking.open();
    await untilHold(handle, { kind: 'waiting' });
    expect(place.names('closeCause')).toEqual([]);
  });

  test('keeps a person’s retry apart from news that comes with it', async () => {
    const looking = gate();
    const place = stage.place({
      lookAtCause: async () => {
        if (place.names('lookAtCause').length === 1) await looking.pass();
        return waiting();
      },
    });
    const handle = await place.startHold();
    await looking.reached;
    await handle.signal(changed);
    await handle.signal(retry);
    await handle.signal(changed);
    looking.open();
    await untilCalled(place, 'lookAtCause', 2);
    expect(looks(place)).toEqual(['news', 'person']);
  });

  test('does not end when documents joined between the look and the closing', async () => {
    const place = stage.place({
      lookAtCause: inTurn(over, waiting()),
      closeCause: inTurn({ closed: false }),
    });
    const handle = await place.startHold();
    await untilHold(handle, { kind: 'waiting' });
    expect(place.names('closeCause')).toHaveLength(1);
  });

  test.each(['ignored', 'linked', 'connectionGone'] as const)('ends with how it ended: %s', async (ended) => {
    const place = stage.place({ lookAtCause: inTurn<HoldLook>({ kind: 'nothingWaits', ended }) });
    expect(await (await place.startHold()).result()).toEqual({ ended });
  });

  test('goes on when a look fails: it tells what the ledger alone can tell', async () => {
    const place = stage.place({
      lookAtCause: async ({ look }) => {
        if (look !== 'person') return waiting();
        throw ApplicationFailure.nonRetryable('Yuki is away.', 'yuki-unreachable', '');
      },
    });
    const handle = await place.startHold();
    await untilHold(handle, { kind: 'waiting' });
    await handle.signal(retry);
    await untilCalled(place, 'lookAtCause', 3);
    expect(looks(place)).toEqual(['news', 'person', 'news']);
    await untilHold(handle, { kind: 'waiting' });
  });

  test('reminds once for each time that has passed, and never before', async () => {
    const place = stage.place({
      lookAtCause: inTurn(
        waiting({ nextLookInMs: 40, remindersMs: [10, 20, day] }),
        waiting({ nextLookInMs: 40, remindersMs: [10, 20, day] }),
        waiting({ nextLookInMs: 40, remindersMs: [10, 20, day] }),
        waiting({ nextLookInMs: 40, remindersMs: [10, 20, day] }),
        over,
      ),
    });
    await (await place.startHold()).result();
    expect(place.orders('remindWhoCanCure').map(({ reminder }) => reminder)).toEqual([1, 2]);
  });

  test('continues as new on refresh, with its reminders and the time that it has waited (S-80)', async () => {
    const place = stage.place({
      lookAtCause: inTurn(
        waiting({ nextLookInMs: 40, remindersMs: [10, 1500] }),
        waiting({ remindersMs: [10, 1500] }),
        waiting({ nextLookInMs: 100, remindersMs: [10, 1500] }),
      ),
    });
    const handle = await place.startHold();
    const beganAt = Date.now();
    await untilCalled(place, 'remindWhoCanCure');
    await untilCalled(place, 'lookAtCause', 2);
    await untilHold(handle, { kind: 'waiting' });
    await handle.signal(refresh);
    const newest = await untilContinued(stage, handle);
    await untilCalled(place, 'remindWhoCanCure', 2);
    expect(place.orders('remindWhoCanCure').map(({ reminder }) => reminder)).toEqual([1, 2]);
    // The second is due 1.5 s after the hold began, not after it continued.
    expect(Date.now() - beganAt).toBeGreaterThan(1_200);
    await untilHold(newest, { kind: 'waiting' });
    expect((await shown(newest)).attributes).toMatchObject({
      HoldCause: 'account-unknown',
      HeldDocuments: 12,
    });
  });

  test('looks for a person before it continues as new', async () => {
    const looking = gate();
    const place = stage.place({
      lookAtCause: async () => {
        if (place.names('lookAtCause').length === 1) await looking.pass();
        return waiting();
      },
    });
    const handle = await place.startHold();
    await looking.reached;
    await handle.signal(refresh);
    await handle.signal(retry);
    looking.open();
    await untilContinued(stage, handle);
    expect(looks(place).slice(0, 2)).toEqual(['news', 'person']);
  });

  test('describes every message that an operator can send', async () => {
    const handle = await stage.place({ lookAtCause: inTurn(waiting()) }).startHold();
    await untilHold(handle, { kind: 'waiting' });
    const { definition } = await metadata(handle);
    const own = [...definition.signalDefinitions, ...definition.queryDefinitions].filter(
      ({ name }) => name !== undefined && !name.startsWith('__'),
    );
    expect(own.map(({ name }) => name).toSorted()).toEqual(['changed', 'refresh', 'retry', 'status']);
    expect(own.filter(({ description = '' }) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
  });

  test('refuses ids that are none', async () => {
    const handle = await stage.place().startHold({ causeId: "k' or 1=1" });
    await expect(handle.result()).rejects.toMatchObject({
      cause: { message: 'A hold needs the id of a connection and of a cause.' },
    });
  });
});
