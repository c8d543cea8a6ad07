// A failure that nobody foresaw is a pause of the connection, never its end.

import { ApplicationFailure } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { retry, syncNow } from '../../workflows/messages.ts';
import { closing, inTurn, standing } from '../support/fake-activities.ts';
import { openStage, shown, untilCalled, untilState, type Stage } from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe.concurrent('a failure that nobody foresaw', () => {
  test('pauses the connection instead of failing it', async () => {
    const place = stage.place({
      closeRun: async () => {
        if (place.names('closeRun').length === 1)
          throw ApplicationFailure.nonRetryable('A mistake of ours that no cause names.');
        return closing();
      },
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(syncNow);
    await untilState(handle, { kind: 'paused', cause: 'impossible-state' });
    expect((await shown(handle)).attributes).toMatchObject({ PauseCause: 'impossible-state' });
    await handle.signal(retry);
    await untilCalled(place, 'closeRun', 2);
    await untilState(handle, { kind: 'waiting' });
  });

  test('pauses it even when the ledger does not know the connection, and goes on when it does', async () => {
    let isKnown = false;
    const unknown = async (): Promise<never> => {
      throw ApplicationFailure.nonRetryable('The connection has to pause.', 'ledger-behind', '');
    };
    const place = stage.place({
      readStanding: () => (isKnown ? Promise.resolve(standing({ runNumber: 4 })) : unknown()),
      recordPause: unknown,
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'paused', cause: 'ledger-behind', nextTryAt: null });
    isKnown = true;
    await handle.signal(retry);
    await untilCalled(place, 'closeRun');
    expect(place.orders('openRun')).toMatchObject([{ runNumber: 5, lastKnownRun: 4 }]);
  });

  test('while a connection is set up goes back to the set-up, never to a sync', async () => {
    let turns = 0;
    const place = stage.place({
      readStanding: inTurn(standing({ state: 'onboarding', yukiDomain: null })),
      takeOnboardingStep: async () => {
        turns += 1;
        if (turns === 1) throw ApplicationFailure.nonRetryable('A mistake of ours that no cause names.');
        return { kind: 'ask', step: 'chooseEntity', problem: null };
      },
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'paused', cause: 'impossible-state' });
    await handle.signal(retry);
    await untilState(handle, { kind: 'onboarding', step: 'chooseEntity' });
    expect(place.names('openRun')).toEqual([]);
  });
});
