/**
 * Finds documents in Focus by change time, per entity and dated from the start date on (R-START-3, design 6.1).
 * The watermark moves only over what is stored.
 */

import type { DocumentKind } from '../domain/document.ts';
import type { CauseId } from '../domain/ids.ts';
import { moveWatermark, noteFound, readWatermark } from '../ledger/documents.ts';
import { Context } from '@temporalio/activity';
import { joinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import { openFocus } from './focus-desk.ts';
import { sweepHeldCustomers } from './held-customers.ts';
import type { Activities } from './interface.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';

export function discoverActivities(tools: Tools): Pick<Activities, 'discoverDocuments'> {
  return {
    discoverDocuments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const focus = openFocus(tools, connection, durations);
      const totals = { found: 0, changed: 0 };
      const causes = new Set<CauseId>();

      const sweep = async (kind: DocumentKind): Promise<void> => {
        const watermark = await readWatermark(tools.ledger, connection.id, kind);
        const since = watermark === null ? null : new Date(watermark.getTime() - durations.discoveryOverlap);
        const startedAt = tools.clock();
        for await (const page of focus.api.documentsChangedSince(
          kind,
          connection.entityId,
          since,
          connection.startDate,
        )) {
          Context.current().heartbeat();
          const noted = await noteFound(tools.ledger, connection.id, page, tools.clock());
          totals.found += noted.news;
          totals.changed += noted.changed;
          for (const cause of noted.causes) causes.add(cause);
        }
        // Offset pages can shift while we read, so the mark is the start of the sweep and the next one overlaps.
        await moveWatermark(tools.ledger, connection.id, kind, startedAt);
      };

      try {
        await sweep('invoice');
        await sweep('creditNote');
        for (const cause of await sweepHeldCustomers(tools, connection, durations, focus)) causes.add(cause);
        return { ...totals, waitMs: 0, done: true, causes: [...causes] };
      } catch (error) {
        // What was stored stays found; the sweep starts again from its watermark.
        if (error instanceof PaceLater)
          return { ...totals, waitMs: error.waitMs, done: false, causes: [...causes] };
        throw error;
      } finally {
        await tally(tools, run, { found: totals.found, focusRequests: focus.requestsMade() });
      }
    },
  };
}
