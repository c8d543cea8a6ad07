// Open causes: what documents of one connection wait for, one row per cause and not per attempt (design 3, 5).
// What a cause means is in domain/causes.ts; which documents wait is read from the documents themselves.

import { sql, type Transaction } from 'kysely';
import type { CauseFinding, HoldCauseKey } from '../domain/causes.ts';
import { shortFingerprint } from '../domain/fingerprint.ts';
import type { CauseId, ConnectionId } from '../domain/ids.ts';
import { cutText } from '../domain/text.ts';
import type { Ledger } from './open.ts';
import { bounded, newCauseId } from './row-ids.ts';
import { purposes } from './sealing.ts';
import type { CauseEnd, Tables } from './tables.ts';

export type { CauseEnd } from './tables.ts';

export interface CauseRow {
  readonly id: CauseId;
  readonly connectionId: ConnectionId;
  readonly key: HoldCauseKey;
  readonly subject: string;
  readonly shown: string;
  readonly openedAt: Date;
  readonly endedAt: Date | null;
  readonly ended: CauseEnd | null;
  readonly waiting: number;
  readonly lastLookAt: Date | null;
  readonly nextLookAt: Date | null;
  readonly hasVendorText: boolean;
  /** How a person last let documents leave it; null when they left by a cure. */
  readonly decided: 'ignored' | 'linked' | null;
}

/** Yuki's words are evidence, not an archive. */
const longestVendorText = 20_000;

/** Seals a vendor's words before a transaction begins; null stays null. */
export async function sealVendorText(
  ledger: Ledger,
  connectionId: ConnectionId,
  text: string | null,
): Promise<string | null> {
  if (text === null) return null;
  return ledger.seal.seal(bounded(text, longestVendorText), purposes.vendorText(connectionId));
}

/** Words of a cause come from outside, travel through Temporal and stand in an index: all three want them short. */
const longestSubject = 200;

/** The finding as it is kept and compared: a subject that is cut keeps a fingerprint of the whole. */
export function boundedFinding<F extends Pick<CauseFinding, 'subject' | 'shown'>>(finding: F): F {
  const { subject, shown } = finding;
  const cut = `${subject.slice(0, longestSubject - 8)}~${shortFingerprint(subject)}`;
  return {
    ...finding,
    subject: subject.length > longestSubject ? cut : subject,
    shown: cutText(shown, longestSubject),
  };
}

/**
 * The open cause for a finding, opened if there is none. Its row stays locked until the transaction ends, so that
 * nobody ends it while a document is being added.
 */
export async function openCause(
  transaction: Transaction<Tables>,
  connectionId: ConnectionId,
  finding: CauseFinding,
  sealedVendorText: string | null,
  now: Date,
): Promise<CauseId> {
  const { key, subject, shown } = boundedFinding(finding);
  const { id } = await transaction
    .insertInto('causes')
    .values({
      id: newCauseId(),
      connectionId,
      key,
      subject,
      shown,
      openedAt: now,
      vendorText: sealedVendorText,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['connectionId', 'key', 'subject'])
        .where('endedAt', 'is', null)
        .doUpdateSet({ shown, ...(sealedVendorText === null ? {} : { vendorText: sealedVendorText }) }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function getCause(ledger: Ledger, id: CauseId): Promise<CauseRow | null> {
  return (await selectCauses(ledger).where('causes.id', '=', id).executeTakeFirst()) ?? null;
}

/** Open causes of a connection, oldest first. */
export async function listOpenCauses(ledger: Ledger, connectionId: ConnectionId): Promise<CauseRow[]> {
  return selectCauses(ledger)
    .where('causes.connectionId', '=', connectionId)
    .where('causes.endedAt', 'is', null)
    .orderBy('causes.openedAt')
    .orderBy('causes.id')
    .limit(1000)
    .execute();
}

/** The open cause of this key and subject; null when there is none. */
export async function openCauseByKey(
  ledger: Ledger,
  connectionId: ConnectionId,
  key: HoldCauseKey,
  subject: string,
): Promise<CauseRow | null> {
  const row = await selectCauses(ledger)
    .where('causes.connectionId', '=', connectionId)
    .where('causes.key', '=', key)
    .where('causes.subject', '=', subject)
    .where('causes.endedAt', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Open causes of this key and subject, of whichever connection. */
export async function openCausesBySubject(
  ledger: Ledger,
  key: HoldCauseKey,
  subject: string,
): Promise<CauseRow[]> {
  return selectCauses(ledger)
    .where('causes.key', '=', key)
    .where('causes.subject', '=', subject)
    .where('causes.endedAt', 'is', null)
    .execute();
}

/** Ends a cause for which nothing waits. True when it has ended, now or before; false while documents wait. */
export async function endCause(ledger: Ledger, id: CauseId, how: CauseEnd, now: Date): Promise<boolean> {
  return ledger.db.transaction().execute(async (transaction) => {
    const cause = await transaction
      .selectFrom('causes')
      .select('endedAt')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (cause === undefined || cause.endedAt !== null) return true;
    // A statement of its own after the lock, so that it sees what was added while we waited for it.
    const waiting = await transaction
      .selectFrom('documents')
      .select('id')
      .where((eb) => eb.or([eb('causeId', '=', id), eb('releasedCauseId', '=', id)]))
      .limit(1)
      .executeTakeFirst();
    if (waiting !== undefined) return false;
    await transaction
      .updateTable('causes')
      .set({ endedAt: now, ended: how, nextLookAt: null })
      .where('id', '=', id)
      .execute();
    return true;
  });
}

/**
 * The connection is gone: all its causes end, and what waited for them is checked again should it ever be
 * connected again. Answers how many causes ended.
 */
export async function endCausesOfConnection(
  ledger: Ledger,
  connectionId: ConnectionId,
  now: Date,
): Promise<number> {
  return ledger.db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('documents')
      .set({ state: 'found', causeId: null, changedAt: now })
      .where('connectionId', '=', connectionId)
      .where('state', '=', 'held')
      .execute();
    await transaction
      .updateTable('documents')
      .set({ releasedCauseId: null })
      .where('connectionId', '=', connectionId)
      .where('releasedCauseId', 'is not', null)
      .execute();
    const { numUpdatedRows } = await transaction
      .updateTable('causes')
      .set({ endedAt: now, ended: 'connectionGone', nextLookAt: null })
      .where('connectionId', '=', connectionId)
      .where('endedAt', 'is', null)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  });
}

/** Open causes of all connections by id, at most `limit` (500) after the given one: the caretaker's round. */
export async function causesWithoutEnd(
  ledger: Ledger,
  limit: number,
  after?: CauseId | null,
): Promise<CauseRow[]> {
  let query = selectCauses(ledger).where('causes.endedAt', 'is', null);
  if (after !== undefined && after !== null) query = query.where('causes.id', '>', after);
  return query.orderBy('causes.id').limit(Math.min(limit, 500)).execute();
}

/** A hold has looked; when it looks next by itself, if it does. */
export async function noteLook(
  ledger: Ledger,
  id: CauseId,
  now: Date,
  nextLookAt: Date | null = null,
): Promise<void> {
  await ledger.db.updateTable('causes').set({ lastLookAt: now, nextLookAt }).where('id', '=', id).execute();
}

/** Yuki's latest words about this cause; null when there are none. @throws SealError */
export async function openVendorText(ledger: Ledger, id: CauseId): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('causes')
    .select(['connectionId', 'vendorText'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || row.vendorText === null) return null;
  return ledger.seal.open(row.vendorText, purposes.vendorText(row.connectionId));
}

/** A number is any text in Focus; in a list of ten it need not be whole. */
const longestNumberShown = 60;

/** Printed Focus numbers of what waits, in order, at most `limit`. */
export async function numbersWaiting(ledger: Ledger, id: CauseId, limit = 10): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .select('number')
    .where('causeId', '=', id)
    .where('state', '=', 'held')
    .orderBy('kind', 'desc')
    .orderBy('date')
    .orderBy('numberOrder')
    .limit(Math.min(limit, 200))
    .execute();
  return rows.map(({ number }) => cutText(number, longestNumberShown));
}

function selectCauses(ledger: Ledger) {
  return ledger.db.selectFrom('causes').select((eb) => [
    'causes.id',
    'causes.connectionId',
    'causes.key',
    'causes.subject',
    'causes.shown',
    'causes.openedAt',
    'causes.endedAt',
    'causes.ended',
    'causes.lastLookAt',
    'causes.nextLookAt',
    'causes.decided',
    sql<boolean>`${eb.ref('causes.vendorText')} is not null`.as('hasVendorText'),
    sql<number>`(${eb
      .selectFrom('documents')
      .select((inner) => inner.fn.countAll<number>().as('count'))
      .whereRef('documents.causeId', '=', 'causes.id')})`.as('waiting'),
  ]);
}
