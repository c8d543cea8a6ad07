// Signs that somebody else exports the same entity: numbers of fresh documents that Yuki shows before we sent them.

import { adoptionSubject } from '../domain/adoption.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

/**
 * How many documents that were found in everyday life since this moment are in Yuki by somebody else's doing: linked,
 * or waiting because their number is taken (S-67). 0 until the first sync has ended, because what stood in Yuki before
 * it proves nothing; and what was found before a person went on from a pause for this does not count again.
 */
export async function countTakenByOthers(
  ledger: Ledger,
  connectionId: ConnectionId,
  since: Date,
): Promise<number> {
  const firstSync = await firstSyncEnded(ledger, connectionId);
  if (firstSync === null) return 0;
  const begins = [since, firstSync, await lastPauseEnded(ledger, connectionId)];
  const from = new Date(Math.max(...begins.map((at) => at?.getTime() ?? 0)));
  const { finds } = await ledger.db
    .selectFrom('documents')
    .leftJoin('causes', 'causes.id', 'documents.causeId')
    .select((eb) => eb.fn.countAll<number>().as('finds'))
    .where('documents.connectionId', '=', connectionId)
    .where('documents.foundAt', '>', from)
    // What a moved start date brings is no news either.
    .where('documents.backfill', '=', false)
    .where((eb) =>
      eb.or([
        eb('documents.state', '=', 'linked'),
        eb.and([
          eb('documents.state', '=', 'held'),
          eb('causes.key', '=', 'number-taken'),
          eb.or([
            eb('causes.subject', '=', adoptionSubject),
            // A number that another document of ours took is no sign of anybody else.
            eb.exists(
              eb
                .selectFrom('openItems')
                .select('openItems.itemKey')
                .whereRef('openItems.administrationId', '=', 'documents.administrationId')
                .whereRef('openItems.reference', '=', 'causes.subject')
                .where('openItems.ours', 'is', null),
            ),
          ]),
        ]),
      ]),
    )
    .executeTakeFirstOrThrow();
  return finds;
}

/** Of a connection that came back, the first sync since: what others did while it slept proves nothing either. */
async function firstSyncEnded({ db }: Ledger, connectionId: ConnectionId): Promise<Date | null> {
  const revival = await db
    .selectFrom('auditEntries')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('connectionId', '=', connectionId)
    .where('what', '=', 'revived')
    .executeTakeFirst();
  const row = await db
    .selectFrom('runs')
    .select((eb) => eb.fn.min('endedAt').as('endedAt'))
    .where('connectionId', '=', connectionId)
    .where('outcome', '=', 'done')
    .where('scope', 'in', ['all', 'documents'])
    .where('startedAt', '>', revival?.at ?? new Date(0))
    .executeTakeFirst();
  return row?.endedAt ?? null;
}

async function lastPauseEnded({ db }: Ledger, connectionId: ConnectionId): Promise<Date | null> {
  const row = await db
    .selectFrom('pauses')
    .select((eb) => eb.fn.max('endedAt').as('endedAt'))
    .where('connectionId', '=', connectionId)
    .where('cause', '=', 'second-exporter')
    .executeTakeFirst();
  return row?.endedAt ?? null;
}
