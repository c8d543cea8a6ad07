// What may be sent next and in which order: asked by the claim of a message, and before it by what goes along.

import { sql } from 'kysely';
import type { ConnectionId, DocumentId, IsoDate } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { waitsForCode } from './relation-coding.ts';
import { knownRowNumber } from './row-ids.ts';

/**
 * The documents that the next message may carry with their prepared messages, of these documents alone unless null:
 * fresh ones before those of a backfill, invoices before credit notes, then by date and number. At most `limit` (500).
 */
export function sendable(
  db: Ledger['db'],
  connectionId: ConnectionId,
  { only, limit }: { readonly only: readonly DocumentId[] | null; readonly limit: number },
) {
  return (
    db
      .selectFrom('documents')
      .innerJoin('preparedMessages', 'preparedMessages.documentId', 'documents.id')
      .where('documents.connectionId', '=', connectionId)
      .where('documents.state', '=', 'ready')
      .$if(only !== null, (query) => query.where('documents.id', 'in', (only ?? []).map(knownRowNumber)))
      // The start date may have been moved past it while its last message was on the way.
      .where('documents.date', '>=', (eb) =>
        eb
          .selectFrom('connections')
          .select((inner) => inner.fn.coalesce('startDate', sql<IsoDate>`'0001-01-01'`).as('from'))
          .where('connections.id', '=', connectionId),
      )
      // An adopted relation has to have its code first, else Yuki would make another one (R-CUST-6).
      .where((eb) => eb.not(waitsForCode(eb)))
      .orderBy('documents.backfill')
      .orderBy('documents.kind', 'desc')
      .orderBy('documents.date')
      .orderBy('documents.numberOrder')
      .orderBy('documents.id')
      .limit(Math.max(1, Math.min(limit, 500)))
  );
}
