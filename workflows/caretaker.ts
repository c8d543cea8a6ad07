/**
 * Goes slowly through the ledger and mends what is missing on the server: active connections without a
 * workflow, causes without a hold, attempts past their wire deadline. Then it lets people be told by message what
 * needs them. Started by a Temporal Schedule.
 */

import { ActivityFailure, isCancellation, log, patched, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/interface.ts';
import { activitiesFor } from './activity-options.ts';

/** More pages than this in one round are left to the next round. */
const pagesPerRound = 200;

export interface CaretakerOutcome {
  readonly connectionsStarted: number;
  readonly holdsStarted: number;
  readonly attemptsExpired: number;
  /** Absent in a round of before. */
  readonly messagesSent?: number;
}

export async function caretaker(): Promise<CaretakerOutcome> {
  const done = { connectionsStarted: 0, holdsStarted: 0, attemptsExpired: 0 };
  const act = activitiesFor('caretaker');
  let pageAfter: string | null = null;
  let details = '';
  for (let page = 0; page < pagesPerRound; page += 1) {
    const report: Awaited<ReturnType<Activities['findNeglected']>> = await act.findNeglected({ pageAfter });
    done.connectionsStarted += report.connectionsStarted;
    done.holdsStarted += report.holdsStarted;
    done.attemptsExpired += report.attemptsExpired;
    details =
      `**Looking for what is missing.** Connections started ${done.connectionsStarted}, holds started ${done.holdsStarted}, ` +
      `attempts past their deadline ${done.attemptsExpired}.`;
    setCurrentDetails(details);
    if (report.next === null) break;
    pageAfter = report.next;
  }
  if (!tellsPeople()) return done;
  const told = await tellPeople(act);
  if (told === null) return { ...done, messagesSent: 0 };
  setCurrentDetails(
    `${details} Messages written ${told.written}, sent ${told.sent}, to be tried again ${told.notSent}` +
      `${told.failed === 0 ? '' : `, connections whose messages could not be written ${told.failed}`}.`,
  );
  return { ...done, messagesSent: told.sent };
}

/** A message that cannot be sent now is sent by the next round; it never ends this one badly. */
async function tellPeople(
  act: ReturnType<typeof activitiesFor>,
): Promise<Awaited<ReturnType<Activities['tellPeople']>> | null> {
  try {
    return await act.tellPeople();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.warn('people could not be told in this round');
    return null;
  }
}

/** Rounds that began before people were told by messages end as they did; the gate can go when none of them runs. */
function tellsPeople(): boolean {
  return patched('tells-people');
}
