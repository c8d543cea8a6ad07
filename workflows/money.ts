/**
 * What follows from a reading of Yuki's open items: payments are registered in Focus, and those that a person named are
 * removed there. Reached only by what the reading says, so that runs of before go on unchanged.
 */

import type { PaymentsReading, RunRef } from '../activities/interface.ts';
import type { activitiesFor } from './activity-options.ts';
import { attemptWrite } from './writes.ts';

/** The part of a run that carries money. */
export interface MoneyDesk {
  readonly act: ReturnType<typeof activitiesFor>;
  readonly ref: RunRef;
  enter(step: string): void;
  registered(payments: number): void;
  waitFor(waitMs: number): Promise<void>;
  isOver(): boolean;
}

export async function carryMoney(desk: MoneyDesk, reading: PaymentsReading): Promise<void> {
  if (reading.toRegister > 0) await registerPayments(desk);
  if ((reading.toRemove ?? 0) > 0) await removePayments(desk);
  if ((reading.journalsDue ?? 0) > 0) await sendJournals(desk);
}

/** A lost worker leaves its intents in the ledger; the next run re-reads Focus before it registers what is missing. */
async function registerPayments(desk: MoneyDesk): Promise<void> {
  desk.enter('registering payments in Focus');
  const lost = { registered: 0, reported: 0, left: false, waitMs: 0 };
  for (let left = true; left && !desk.isOver();) {
    const page = await attemptWrite(() => desk.act.registerFocusPayments(desk.ref), lost);
    desk.registered(page.registered);
    left = page.left;
    await desk.waitFor(page.waitMs);
  }
}

/** What was asked for stays asked for until it is done: what a lost worker leaves is for the next run. */
async function removePayments(desk: MoneyDesk): Promise<void> {
  desk.enter('removing payments in Focus');
  const lost = { removed: 0, waitMs: 0 };
  for (let left = true; left && !desk.isOver();) {
    const { waitMs } = await attemptWrite(() => desk.act.removeFocusPayments(desk.ref), lost);
    left = waitMs > 0;
    await desk.waitFor(waitMs);
  }
}

/** A lost worker leaves its intents in the ledger; a later run looks them up before anything of them could be repeated. */
async function sendJournals(desk: MoneyDesk): Promise<void> {
  if (desk.isOver()) return;
  desk.enter('telling Yuki what was paid in Focus');
  await attemptWrite(() => desk.act.sendJournalsToYuki(desk.ref), { accepted: 0 });
}
