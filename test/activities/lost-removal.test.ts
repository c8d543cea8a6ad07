// A worker that is killed between any two things it does while it removes payments in Focus: they are removed once, and
// none that come later (S-49, promise 1).

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesk, quietEnvironment, type Desk } from './desk.ts';
import { loseAtEveryStatement, openMortalWorker, type Loss, type Moment } from './mortal-worker.ts';
import { undonePayment } from './undone-payment.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  // The deadline of a removal is checked by the adapter's own clock as well.
  desk.clock.now = new Date();
});
afterAll(() => desk.close());

test.each(['before', 'after'] as const)(
  'a worker that is lost right %s any of its statements removes them once, and none that come later (S-49, S-75)',
  async (when) => {
    const lostWith = await loseAtEveryStatement(when, loseAt);
    expect(Math.min(lostWith.done, lostWith.undone)).toBeGreaterThan(0);
  },
  180_000,
);

async function loseAt(moment: Moment): Promise<Loss> {
  const { place, invoice, poll, read, ask } = await undonePayment(desk);
  await ask();
  await read();
  const worker = openMortalWorker(desk.tools, moment);
  const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
  const remove = worker.activities.removeFocusPayments as (order: unknown) => Promise<unknown>;
  const run = { connectionId: place.connectionId, runNumber: 1 };
  await environment.run(remove, run).catch(() => undefined);
  await worker.close();
  const done = invoice.removed.length > 0;
  for (const minutes of [1, 2, 1]) {
    desk.clock.later(minutes);
    await poll();
  }
  // Money that comes later is registered, and stays.
  invoice.openInYuki = '0.00';
  await poll();
  await poll();
  expect(invoice.removed, `lost ${moment.when} statement ${moment.statement}`).toEqual([121]);
  expect(invoice.paidInFocus).toBe(121);
  return { lost: worker.isLost(), done };
}
