// A worker that is killed between any two things it does while it registers a payment: Focus hears of the money
// once, though it would register it as often as it is told (R-PAY-7, promise 1).

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesk, quietEnvironment, type Desk } from './desk.ts';
import { followInvoice } from './followed-invoice.ts';
import { loseAtEveryStatement, openMortalWorker, type Loss, type Moment } from './mortal-worker.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  // The deadline of a registration is checked by the adapter's own clock as well.
  desk.clock.now = new Date();
});
afterAll(() => desk.close());

/** An invoice of which 50.00 came in, and a worker that is lost while it tells Focus. True when it was lost. */
async function loseAt(moment: Moment): Promise<Loss> {
  const { place, invoice, read } = await followInvoice(desk);
  const run = { connectionId: place.connectionId, runNumber: 1 };
  invoice.openInYuki = '71.00';
  await read();

  const worker = openMortalWorker(desk.tools, moment);
  const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
  const register = worker.activities.registerFocusPayments as (order: unknown) => Promise<unknown>;
  await environment.run(register, run).catch(() => undefined);
  await worker.close();
  const done = invoice.registered.length > 0;

  // The next runs, the first of them before the lost try has certainly failed to arrive.
  for (const minutes of [1, 2, 1]) {
    desk.clock.later(minutes);
    await desk.call('lookUpDoubtful', run);
    await desk.call('registerFocusPayments', run);
  }
  expect(invoice.registered, `lost ${moment.when} statement ${moment.statement}`).toEqual([50]);
  return { lost: worker.isLost(), done };
}

test.each(['before', 'after'] as const)(
  'a worker that is lost right %s any of its statements registers a payment once (R-PAY-7, S-75)',
  async (when) => {
    const lostWith = await loseAtEveryStatement(when, loseAt);
    expect(Math.min(lostWith.done, lostWith.undone)).toBeGreaterThan(0);
  },
  180_000,
);
