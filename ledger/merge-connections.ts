// Joins a draft of the connect wizard with the connection that already exists for the same Focus account, entity
// and administration, so that connecting again revives instead of doubling (design 3).

import type { Updateable } from 'kysely';
import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { purposes } from './sealing.ts';
import { moveStartDateIn } from './start-date.ts';
import type { ConnectionsTable } from './tables.ts';
import { forgetSalesReading } from './yuki-sales.ts';

/**
 * Gives the target what the draft was told more recently (Yuki key, typed company id, administration's name, start
 * date), marks the draft as merged and empties it of secrets. Said twice it is the same. The target's state is
 * left to its workflow.
 *
 * @throws Error when one of the two does not exist or they are the same; SealError when the key cannot be opened.
 */
export async function mergeInto(
  ledger: Ledger,
  draftId: ConnectionId,
  targetId: ConnectionId,
  now: Date,
): Promise<void> {
  if (draftId === targetId) throw new Error('A connection cannot be merged into itself.');
  const before = await ledger.db
    .selectFrom('connections')
    .select(['yukiKey', 'yukiKeyAt'])
    .where('id', '=', draftId)
    .executeTakeFirstOrThrow();
  // The sealed text is bound to the draft, so it is sealed anew for the target before the transaction begins.
  const movedKey =
    before.yukiKey === null
      ? null
      : await ledger.seal.seal(
          await ledger.seal.open(before.yukiKey, purposes.yukiKey(draftId)),
          purposes.yukiKey(targetId),
        );
  await ledger.db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('connections')
      .selectAll()
      .where('id', 'in', [draftId, targetId])
      .orderBy('id')
      .forUpdate()
      .execute();
    const draft = rows.find(({ id }) => id === draftId);
    const target = rows.find(({ id }) => id === targetId);
    if (draft === undefined || target === undefined)
      throw new Error('A connection to be merged is not there.');
    if (draft.state === 'merged') return;
    const keyIsNewer =
      before.yukiKeyAt !== null && (target.yukiKeyAt === null || target.yukiKeyAt < before.yukiKeyAt);
    const change: Updateable<ConnectionsTable> = {
      updatedAt: now,
      companyIdTyped: draft.companyIdTyped ?? target.companyIdTyped,
      entityName: draft.entityName ?? target.entityName,
      administrationName: draft.administrationName ?? target.administrationName,
      domainId: draft.domainId ?? target.domainId,
      country: draft.country ?? target.country,
      ...(keyIsNewer && movedKey !== null
        ? { yukiKey: movedKey, yukiKeyAt: before.yukiKeyAt, yukiSession: null, yukiSessionExpiresAt: null }
        : {}),
    };
    await transaction
      .updateTable('connections')
      .set({
        state: 'merged',
        mergedInto: targetId,
        yukiKey: null,
        yukiSession: null,
        yukiSessionExpiresAt: null,
        updatedAt: now,
      })
      .where('id', '=', draftId)
      .execute();
    await transaction.updateTable('connections').set(change).where('id', '=', targetId).execute();
    if (draft.startDate !== null && draft.startDate !== target.startDate)
      await moveStartDateIn(transaction, targetId, draft.startDate, now);
    // While it slept somebody else may have sent documents, which are looked for before any is prepared.
    if (target.administrationId !== null) await forgetSalesReading(transaction, target.administrationId);
  });
}
