// Signs that somebody else exports the same entity: numbers of fresh documents that Yuki shows before we sent them.

import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

/**
 * How many documents of everyday life, found after the first whole sync, came to wait since this moment because Yuki
 * shows their number as somebody else's (S-67). 0 until the first sync has ended, because what stood in Yuki before it
 * proves nothing; and what a person went on from a pause with does not count again.
 */
export async function countTakenByOthers(
  { db }: Ledger,
  connectionId: ConnectionId,
  since: Date,
): Promise<number> {
  const firstSync = await db
    .selectFrom('runs')
    .select((eb) => eb.fn.min('endedAt').as('endedAt'))
    .where('connectionId', '=', connectionId)
    .where('outcome', '=', 'done')
    .where('scope', 'in', ['all', 'documents'])
    .executeTakeFirst();
  if (firstSync === undefined || firstSync.endedAt === null) return 0;
  const lastPause = await db
    .selectFrom('pauses')
    .select((eb) => eb.fn.max('endedAt').as('endedAt'))
    .where('connectionId', '=', connectionId)
    .where('cause', '=', 'second-exporter')
    .executeTakeFirst();
  const { finds } = await db
    .selectFrom('causes')
    .innerJoin('documents', 'documents.causeId', 'causes.id')
    .select((eb) => eb.fn.countAll<number>().as('finds'))
    .where('causes.connectionId', '=', connectionId)
    .where('causes.key', '=', 'number-taken')
    .where('causes.openedAt', '>=', since)
    .where('causes.openedAt', '>', lastPause?.endedAt ?? new Date(0))
    .where('documents.foundAt', '>', firstSync.endedAt)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('openItems')
          .select('openItems.itemKey')
          .whereRef('openItems.administrationId', '=', 'documents.administrationId')
          .whereRef('openItems.reference', '=', 'causes.subject')
          .where('openItems.ours', 'is', null),
      ),
    )
    .executeTakeFirstOrThrow();
  return finds;
}
