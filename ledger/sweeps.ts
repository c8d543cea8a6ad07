// A walk through one list of Focus, page by page, that may be interrupted between any two pages: where it began, from
// which change time it reads, and which page comes next. Its end moves the watermark (R-START-3).

import type { DocumentKind } from '../domain/document.ts';
import type { ConnectionId, IsoDate } from '../domain/ids.ts';
import { moveWatermark, readWatermark } from './discovery.ts';
import type { Ledger } from './open.ts';

export interface Sweep {
  readonly startedAt: Date;
  /** The change time from which it reads; null for everything from the start date on. */
  readonly since: Date | null;
  /** From 1; the pages before it are stored. */
  readonly nextPage: number;
}

/**
 * The walk that was begun, else a new one from the watermark on. One that was begun for another start date, or longer
 * ago than `lifeMs`, begins anew: Focus counts pages by offset, and in a long pause they may have shifted.
 */
export async function goOnWithSweep(
  ledger: Ledger,
  connectionId: ConnectionId,
  kind: DocumentKind,
  rules: { dateFrom: IsoDate; overlapMs: number; lifeMs: number },
  now: Date,
): Promise<Sweep> {
  const begun = await ledger.db
    .selectFrom('sweeps')
    .select(['startedAt', 'since', 'nextPage', 'dateFrom'])
    .where('connectionId', '=', connectionId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  if (begun?.dateFrom === rules.dateFrom && begun.startedAt.getTime() > now.getTime() - rules.lifeMs) {
    const { startedAt, since, nextPage } = begun;
    return { startedAt, since, nextPage };
  }
  const watermark = await readWatermark(ledger, connectionId, kind);
  const since = watermark === null ? null : new Date(watermark.getTime() - rules.overlapMs);
  const fresh = { since, dateFrom: rules.dateFrom, startedAt: now, nextPage: 1 };
  await ledger.db
    .insertInto('sweeps')
    .values({ connectionId, kind, ...fresh })
    .onConflict((conflict) => conflict.columns(['connectionId', 'kind']).doUpdateSet(fresh))
    .execute();
  return { startedAt: now, since, nextPage: 1 };
}

/** The pages before this one are stored, and are not asked for again. */
export async function notePage(
  ledger: Ledger,
  connectionId: ConnectionId,
  kind: DocumentKind,
  nextPage: number,
): Promise<void> {
  await ledger.db
    .updateTable('sweeps')
    .set({ nextPage })
    .where('connectionId', '=', connectionId)
    .where('kind', '=', kind)
    .execute();
}

/**
 * Everything is stored: the watermark moves to the moment in which the walk began, so that the next one overlaps what
 * shifted meanwhile. A walk that was called off, because the start date was moved, moves nothing.
 */
export async function endSweep(
  ledger: Ledger,
  connectionId: ConnectionId,
  kind: DocumentKind,
  { startedAt }: Sweep,
): Promise<void> {
  const { numDeletedRows } = await ledger.db
    .deleteFrom('sweeps')
    .where('connectionId', '=', connectionId)
    .where('kind', '=', kind)
    .where('startedAt', '=', startedAt)
    // One that asked for too little, because the start date was moved just before it began, has not looked at everything.
    .where((eb) =>
      eb(
        'dateFrom',
        '=',
        eb.selectFrom('connections').select('startDate').where('connections.id', '=', connectionId),
      ),
    )
    .executeTakeFirst();
  if (numDeletedRows > 0n) await moveWatermark(ledger, connectionId, kind, startedAt);
}
