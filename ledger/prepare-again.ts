// Lets unsent documents be checked and prepared anew after what they were checked by has changed: held ones whose
// cause a setting may cure, and ready ones whose stored message was made by the old settings.

import type { HoldCauseKey } from '../domain/causes.ts';
import type { CauseId, ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

export interface CheckedAgain {
  readonly documents: number;
  /** Open causes whose documents are being checked, so that their holds can be told. */
  readonly causes: readonly CauseId[];
}

/**
 * Releases what waits for the given kinds of cause, which remember it until it was checked, and takes ready
 * documents back to be prepared again. What is being sent, doubtful or decided by a person is left alone.
 */
export async function prepareAgain(
  ledger: Ledger,
  connectionId: ConnectionId,
  keys: readonly HoldCauseKey[],
  now: Date,
): Promise<CheckedAgain> {
  return ledger.db.transaction().execute(async (transaction) => {
    const open =
      keys.length === 0
        ? []
        : await transaction
            .selectFrom('causes')
            .select('id')
            .where('connectionId', '=', connectionId)
            .where('endedAt', 'is', null)
            .where('key', 'in', [...keys])
            .orderBy('id')
            .execute();
    const released: CauseId[] = [];
    let documents = 0;
    for (const { id } of open) {
      const { numUpdatedRows } = await transaction
        .updateTable('documents')
        .set({ state: 'found', causeId: null, releasedCauseId: id, changedAt: now })
        .where('causeId', '=', id)
        .where('state', '=', 'held')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) continue;
      released.push(id);
      documents += Number(numUpdatedRows);
    }
    // A document that is claimed meanwhile is no longer ready, and leaves with the message that it had.
    const { numUpdatedRows } = await transaction
      .updateTable('documents')
      .set({ state: 'found', changedAt: now })
      .where('connectionId', '=', connectionId)
      .where('state', '=', 'ready')
      .executeTakeFirst();
    // What waits for another cause must not be tried with the message that the old settings made.
    await transaction
      .deleteFrom('preparedMessages')
      .where('documentId', 'in', (eb) =>
        eb
          .selectFrom('documents')
          .select('id')
          .where('connectionId', '=', connectionId)
          .where('state', '=', 'held'),
      )
      .execute();
    return { documents: documents + Number(numUpdatedRows), causes: released };
  });
}
