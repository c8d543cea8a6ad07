// What starts a run by itself: polls of payments beside the syncs, and news from Focus, at once or gathered.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changed, pause, refresh, resume } from '../../workflows/messages.ts';
import { closing, inTurn, standing } from '../support/fake-activities.ts';
import { openStage, untilCalled, untilContinued, untilState, type Stage } from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const day = 86_400_000;

describe.concurrent('a poll of payments', () => {
  test('asks Yuki one question and leaves the next sync where it is (R-PAY-5, R-RUN-2)', async () => {
    const later = { nextSyncInMs: day, nextPollInMs: day };
    const place = stage.place({
      readStanding: inTurn(standing({ nextSyncInMs: day, nextPollInMs: 500 })),
      closeRun: inTurn(closing(later)),
    });
    const handle = await place.startConnection();
    await untilCalled(place, 'closeRun');
    await untilState(handle, { kind: 'waiting' });
    expect(place.orders('openRun').map(({ scope }) => scope)).toEqual(['payments']);
    expect(
      place.names('readYukiPayments', 'refreshMasterData', 'discoverDocuments', 'lookUpDoubtful'),
    ).toEqual(['readYukiPayments']);
  });

  test('gives way to a sync that is due at the same time, which asks it, too', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ nextSyncInMs: 300, nextPollInMs: 300 })),
      closeRun: inTurn(closing({ nextSyncInMs: day, nextPollInMs: day })),
    });
    await place.startConnection();
    await untilCalled(place, 'closeRun');
    expect(place.orders('openRun').map(({ scope }) => scope)).toEqual(['all']);
  });

  test('registers what was paid, and pauses for a list that cannot be believed', async () => {
    const place = stage.place({
      readStanding: inTurn(standing({ nextPollInMs: 300 })),
      readYukiPayments: inTurn(
        { plausible: true, toRegister: 2, reported: 0, causes: [] },
        {
          plausible: false,
          toRegister: 0,
          reported: 0,
          causes: [],
        },
      ),
      registerFocusPayments: inTurn({ registered: 2, reported: 0, left: false, waitMs: 0 }),
      closeRun: inTurn(closing({ nextPollInMs: 300 }), closing()),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'paused', cause: 'answer-implausible' });
    expect(place.names('registerFocusPayments')).toHaveLength(1);
    expect(place.orders('openRun').map(({ scope }) => scope)).toEqual(['payments', 'payments']);
  });
});

describe.concurrent('news from Focus', () => {
  /** Says it so often, each time after the run before has ended. */
  async function tell(
    place: ReturnType<Stage['place']>,
    handle: Awaited<ReturnType<ReturnType<Stage['place']>['startConnection']>>,
    times: number,
  ): Promise<void> {
    for (let time = 1; time <= times; time += 1) {
      await handle.signal(changed);
      await untilCalled(place, 'closeRun', time);
      await untilState(handle, { kind: 'waiting' });
    }
  }

  test('start a run each, until they come in crowds: then they are gathered, and none is lost (R-RUN-7)', async () => {
    const place = stage.place({ closeRun: inTurn(closing({ nextSyncInMs: day, nextPollInMs: day })) });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await tell(place, handle, 12);
    for (let more = 0; more < 5; more += 1) await handle.signal(changed);
    await untilState(handle, { kind: 'waiting' });
    expect(place.names('openRun')).toHaveLength(12);
    // What is being gathered goes along into a fresh history, and is looked at there.
    await handle.signal(refresh);
    await untilContinued(stage, handle);
    await untilCalled(place, 'openRun', 13);
    expect(
      place
        .orders('openRun')
        .map(({ scope }) => scope)
        .slice(0, 12),
    ).toEqual(Array(12).fill('documents'));
  });

  test('wake no connection that is paused, and are looked at when it goes on', async () => {
    const place = stage.place();
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(pause);
    await untilState(handle, { kind: 'paused' });
    for (let time = 0; time < 30; time += 1) await handle.signal(changed);
    await untilState(handle, { kind: 'paused' });
    expect(place.names('openRun')).toEqual([]);
    await handle.signal(resume);
    await untilCalled(place, 'closeRun');
    expect(place.orders('openRun')[0]).toMatchObject({ scope: 'all' });
  });
});
