/**
 * Finds documents in Focus by change time, per entity and dated from the start date on (R-START-3, design 6.1).
 * The watermark moves only over what is stored. A walk through many pages goes on where it was left.
 */

import { Context } from '@temporalio/activity';
import { backfillBefore } from '../domain/backlog.ts';
import { localDate } from '../domain/cadence.ts';
import type { DocumentKind } from '../domain/document.ts';
import type { CauseId, ConnectionId } from '../domain/ids.ts';
import { reportEarlierChanges } from '../ledger/changes.ts';
import { noteFound } from '../ledger/documents.ts';
import { report } from '../ledger/findings.ts';
import { endSweep, goOnWithSweep, notePage } from '../ledger/sweeps.ts';
import { compareSides } from './compare-sides.ts';
import { joinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import { openFocus } from './focus-desk.ts';
import { sweepHeldCustomers } from './held-customers.ts';
import type { Activities } from './interface.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';

/** Pages of one call, so that a list of any length is walked through in short steps. */
const pagesAtOnce = 50;

export function discoverActivities(tools: Tools): Pick<Activities, 'discoverDocuments'> {
  return {
    discoverDocuments: async (run) => {
      const { ledger } = tools;
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const focus = openFocus(tools, connection, durations);
      const totals = { found: 0, changed: 0 };
      const causes = new Set<CauseId>();
      const unreadable = new Set<string>();
      let pagesLeft = pagesAtOnce;
      let yukiCalls = 0;

      /** Answers whether the list has been walked through to its end. */
      const sweep = async (kind: DocumentKind): Promise<boolean> => {
        // Read anew for each list: a person may move it while the one before is walked through.
        const { entityId, startDate } = await joinedConnection(tools, run.connectionId);
        const { discoveryOverlap: overlapMs, sweepLife: lifeMs } = durations;
        const rules = { dateFrom: startDate, overlapMs, lifeMs };
        const walk = await goOnWithSweep(ledger, connection.id, kind, rules, tools.clock());
        const { since, nextPage } = walk;
        // What changed since the last look is fresh; only the first look at everything finds a backlog.
        const before = since === null ? backfillBefore(localDate(walk.startedAt)) : null;
        let page = nextPage;
        for await (const found of focus.api.documentsChangedSince(
          kind,
          entityId,
          since,
          startDate,
          page,
          (where) => void unreadable.add(where),
        )) {
          Context.current().heartbeat();
          const noted = await noteFound(ledger, connection.id, found, tools.clock(), before);
          totals.found += noted.news;
          totals.changed += noted.changed;
          for (const cause of noted.causes) causes.add(cause);
          await tellUnreadable(tools, connection.id, kind, unreadable);
          page += 1;
          await notePage(ledger, connection.id, kind, page);
          pagesLeft -= 1;
          if (pagesLeft <= 0) return false;
        }
        await endSweep(ledger, connection.id, kind, walk);
        return true;
      };

      const answer = (done: boolean, waitMs: number) => ({ ...totals, waitMs, done, causes: [...causes] });
      try {
        const done = (await sweep('invoice')) && (await sweep('creditNote'));
        // What changed while Yuki's answer was awaited concerns the bookkeeper since that answer came.
        if (done) await reportEarlierChanges(ledger, connection.id, tools.clock());
        if (!done) return answer(false, 0);
        for (const cause of await sweepHeldCustomers(tools, connection, durations, focus)) causes.add(cause);
        const compared = await compareSides(tools, connection, durations, focus, totals.found === 0);
        yukiCalls = compared.yukiCalls;
        for (const cause of compared.causes) causes.add(cause);
        return answer(true, 0);
      } catch (error) {
        // What was stored stays found; the walk goes on with the page that was not read.
        if (error instanceof PaceLater) return answer(false, error.waitMs);
        throw error;
      } finally {
        await tally(tools, run, { found: totals.found, focusRequests: focus.requestsMade(), yukiCalls });
      }
    },
  };
}

/** An entry whose id cannot be read stands for a document that nobody can ask for: a person has to know. */
async function tellUnreadable(
  { ledger, clock }: Tools,
  connectionId: ConnectionId,
  kind: DocumentKind,
  unreadable: Set<string>,
): Promise<void> {
  for (const where of unreadable) {
    const params = { documents: kind, where };
    await report(ledger, { connectionId, documentId: null, kind: 'unreadableEntry', params }, clock());
  }
  unreadable.clear();
}
