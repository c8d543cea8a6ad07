// A connection that has to stand still before it is set up: whoever connects reads why.

import { afterEach, expect, test } from 'vitest';
import { createConnection, readOnboarding } from '../../ledger/connections.ts';
import { openDesk, type Desk } from './desk.ts';

let desk: Desk;
afterEach(() => desk.close());

test('a pause before the onboarding is over is told where the next question would be (R-ONB-3)', async () => {
  desk = await openDesk();
  const { id: connectionId } = await createConnection(desk.ledger, desk.clock.now);
  const pause = {
    connectionId,
    pauseNumber: 1,
    cause: 'quota-used' as const,
    shown: '',
    nextTryInMs: 60_000,
  };
  await desk.call('recordPause', pause);
  expect((await readOnboarding(desk.ledger, connectionId))?.problem).toMatchObject({
    cause: 'quota-used',
    what: expect.stringContaining('calls'),
  });
});
