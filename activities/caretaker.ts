/** Goes through the ledger page by page and starts what is missing on the server (design 3, caretaker). */

import type { ConnectionId } from '../domain/ids.ts';
import { expireAttempts } from '../ledger/attempts.ts';
import { listOpenCauses } from '../ledger/causes.ts';
import { listConnections } from '../ledger/connections.ts';
import { removeQuietRuns } from '../ledger/quiet-runs.ts';
import { removeOldTexts } from '../ledger/retention.ts';
import { Context } from '@temporalio/activity';
import type { Activities } from './interface.ts';
import { durationsOf, type Tools } from './tools.ts';

const pageSize = 50;
/** So many attempts may lose their old texts in a round, and so many old runs go; what is more is left to the next ones. */
const textsPerPage = 200;
const pagesOfTexts = 5;
const runsPerRound = 5_000;

export function caretakerActivities(tools: Tools): Pick<Activities, 'findNeglected'> {
  return {
    findNeglected: async ({ pageAfter }) => {
      const { ledger, door } = tools;
      const durations = await durationsOf(tools);
      if (pageAfter === null) await tidy(tools);
      const report = { connectionsStarted: 0, holdsStarted: 0, attemptsExpired: 0 };
      const page = await listConnections(ledger, {
        states: ['onboarding', 'active', 'paused'],
        limit: pageSize,
        ...(pageAfter === null ? {} : { after: pageAfter as ConnectionId }),
      });
      for (const connection of page) {
        Context.current().heartbeat();
        if (await door.startConnectionIfMissing(connection.id)) report.connectionsStarted += 1;
        for (const cause of await listOpenCauses(ledger, connection.id)) {
          if (await door.startHoldIfMissing(connection.id, cause.id)) report.holdsStarted += 1;
        }
        const expired = await expireAttempts(
          ledger,
          { connectionId: connection.id, lagMs: durations.yukiLag },
          tools.clock(),
        );
        report.attemptsExpired += expired.backToReady + expired.doubtful;
      }
      return { ...report, next: page.length === pageSize ? (page.at(-1)?.id ?? null) : null };
    },
  };
}

/** Lets go of runs that found nothing, and of texts of attempts that are older than they are kept. */
async function tidy(tools: Tools): Promise<void> {
  await removeQuietRuns(tools.ledger, runsPerRound, tools.clock());
  for (let page = 0; page < pagesOfTexts; page += 1) {
    Context.current().heartbeat();
    if ((await removeOldTexts(tools.ledger, textsPerPage, tools.clock())) < textsPerPage) return;
  }
}
