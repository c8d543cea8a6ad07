/**
 * Goes slowly through the ledger and mends what is missing on the server: active connections without a
 * workflow, causes without a hold, attempts past their wire deadline. Started by a Temporal Schedule.
 */

import { setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/interface.ts';
import { activitiesFor } from './activity-options.ts';

/** More pages than this in one round are left to the next round. */
const pagesPerRound = 200;

export interface CaretakerOutcome {
  readonly connectionsStarted: number;
  readonly holdsStarted: number;
  readonly attemptsExpired: number;
}

export async function caretaker(): Promise<CaretakerOutcome> {
  const done = { connectionsStarted: 0, holdsStarted: 0, attemptsExpired: 0 };
  const act = activitiesFor('caretaker');
  let pageAfter: string | null = null;
  for (let page = 0; page < pagesPerRound; page += 1) {
    const report: Awaited<ReturnType<Activities['findNeglected']>> = await act.findNeglected({ pageAfter });
    done.connectionsStarted += report.connectionsStarted;
    done.holdsStarted += report.holdsStarted;
    done.attemptsExpired += report.attemptsExpired;
    setCurrentDetails(
      `**Looking for what is missing.** Connections started ${done.connectionsStarted}, holds started ${done.holdsStarted}, ` +
        `attempts past their deadline ${done.attemptsExpired}.`,
    );
    if (report.next === null) break;
    pageAfter = report.next;
  }
  return done;
}
