// The history of what stopped a whole connection: one row a pause, with its cause and how long it lasted.

import type { PauseCauseKey } from '../domain/causes.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { bounded } from './row-ids.ts';
import { purposes } from './sealing.ts';

/** Yuki's words are evidence, not an archive. */
const longestVendorText = 20_000;

/**
 * Records a pause under the number that the workflow gave it and shows an active connection as paused. Said again
 * with the same number it only corrects the cause, what is shown and the next try; a number that is older than the
 * newest pause, or whose pause has ended, changes nothing.
 */
export async function recordPause(
  ledger: Ledger,
  id: ConnectionId,
  pause: { number: number; cause: PauseCauseKey; shown: string; nextTry: Date | null; vendorText?: string },
  now: Date,
): Promise<void> {
  const vendorText =
    pause.vendorText === undefined
      ? null
      : await ledger.seal.seal(bounded(pause.vendorText, longestVendorText), purposes.vendorText(id));
  await ledger.db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('connections')
      .set({ pauseNumber: pause.number, updatedAt: now })
      .where('id', '=', id)
      .where('pauseNumber', '<=', pause.number)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const { number, cause, shown, nextTry } = pause;
    const standing = await transaction
      .insertInto('pauses')
      .values({ connectionId: id, number, cause, shown, nextTry, vendorText, since: now, endedAt: null })
      .onConflict((conflict) =>
        conflict
          .columns(['connectionId', 'number'])
          .doUpdateSet({ cause, shown, nextTry, ...(vendorText === null ? {} : { vendorText }) })
          .where('pauses.endedAt', 'is', null),
      )
      .returning('number')
      .executeTakeFirst();
    if (standing === undefined) return;
    await transaction
      .updateTable('connections')
      .set({ state: 'paused' })
      .where('id', '=', id)
      .where('state', '=', 'active')
      .execute();
  });
}

/**
 * Ends the pause of this number; the connection is active again if it is the newest one, also after it was stopped.
 * Said twice it is the same.
 */
export async function recordResume(
  ledger: Ledger,
  id: ConnectionId,
  pause: { number: number },
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('connections')
      .set({ state: 'active', updatedAt: now })
      .where('id', '=', id)
      .where('pauseNumber', '=', pause.number)
      .where('state', 'in', ['paused', 'stopped'])
      .execute();
    await transaction
      .updateTable('pauses')
      .set({ endedAt: now, nextTry: null })
      .where('connectionId', '=', id)
      .where('number', '=', pause.number)
      .where('endedAt', 'is', null)
      .execute();
  });
}

export interface PauseRow {
  readonly number: number;
  readonly cause: PauseCauseKey;
  readonly shown: string;
  readonly since: Date;
  readonly endedAt: Date | null;
  /** Null while it lasts. */
  readonly durationMs: number | null;
}

/** The latest pauses, newest first. */
export async function listPauses(ledger: Ledger, id: ConnectionId, limit: number): Promise<PauseRow[]> {
  const rows = await ledger.db
    .selectFrom('pauses')
    .select(['number', 'cause', 'shown', 'since', 'endedAt'])
    .where('connectionId', '=', id)
    .orderBy('number', 'desc')
    .limit(Math.min(limit, 500))
    .execute();
  return rows.map((row) => ({
    ...row,
    durationMs: row.endedAt === null ? null : row.endedAt.getTime() - row.since.getTime(),
  }));
}

/** The vendor's own words about a pause; null when there are none. @throws SealError */
export async function openPauseText(
  ledger: Ledger,
  id: ConnectionId,
  number: number,
): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('pauses')
    .select('vendorText')
    .where('connectionId', '=', id)
    .where('number', '=', number)
    .executeTakeFirst();
  const sealed = row?.vendorText ?? null;
  return sealed === null ? null : ledger.seal.open(sealed, purposes.vendorText(id));
}
