/** What is left of a connection's backfill and when it will probably have ended, by Focus's pace and Yuki's calls. */

import { backlogEnd } from '../domain/backlog.ts';
import { ceilingOf } from '../domain/budget.ts';
import { countBacklog } from '../ledger/backlog.ts';
import { getQuota } from '../ledger/quota.ts';
import type { ConnectionId, IsoMoment, YukiDomainId } from '../domain/ids.ts';
import type { Backlog } from './interface.ts';
import { durationsOf, quotaDay, type Tools } from './tools.ts';

export async function readBacklog(
  tools: Tools,
  connection: { id: ConnectionId; domainId: YukiDomainId },
): Promise<Backlog> {
  const { runBound } = await durationsOf(tools);
  const now = tools.clock();
  const { found, ready } = await countBacklog(tools.ledger, connection.id);
  const { limit, reserve, used, exhausted } = await getQuota(
    tools.ledger,
    connection.domainId,
    quotaDay(now),
  );
  const callsPerDay = ceilingOf('backfill', limit, reserve);
  const endsAt = backlogEnd(
    now,
    { toRead: found, toSend: ready },
    {
      callsPerDay,
      callsLeftToday: exhausted ? 0 : Math.max(0, callsPerDay - used),
      runMinutes: Math.max(1, runBound / 60_000),
    },
  );
  return { left: found + ready, endsAt: endsAt === null ? null : (endsAt.toISOString() as IsoMoment) };
}
