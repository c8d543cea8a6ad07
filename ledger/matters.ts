// What needs a person on one connection, and what of that is over: read from causes, pauses and findings, which stay
// the only record of it. Whom it is told is in domain/messages.ts.

import { sql } from 'kysely';
import { numberShown } from '../domain/message-texts.ts';
import { concernsOf, type Matter } from '../domain/messages.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { rowNumber } from './row-ids.ts';

/** A digest names ten of a kind; what is beyond this many is told by the next one. */
const mostMatters = 1000;
const numbersOfOne = 10;

/** Everything that needs somebody now. */
export async function openMatters(ledger: Ledger, connectionId: ConnectionId): Promise<Matter[]> {
  return [
    ...(await openPause(ledger, connectionId)),
    ...(await openHolds(ledger, connectionId)),
    ...(await openFindings(ledger, connectionId)),
  ];
}

/** Those of the given matters that are over. */
export async function endedMatters(
  ledger: Ledger,
  connectionId: ConnectionId,
  ids: readonly string[],
): Promise<Matter[]> {
  const of = (kind: Matter['kind']): string[] =>
    ids.flatMap((id) => (id.startsWith(`${kind}/`) ? [id.slice(kind.length + 1)] : []));
  return [
    ...(await endedPauses(ledger, connectionId, of('pause'))),
    ...(await endedHolds(ledger, of('hold'))),
    ...(await endedFindings(ledger, of('finding'))),
  ];
}

/** Holds for which documents wait at present; one whose documents are being checked again needs nobody. */
async function openHolds(ledger: Ledger, connectionId: ConnectionId): Promise<Matter[]> {
  const { rows } = await sql<{
    id: string;
    key: string;
    shown: string;
    openedAt: Date;
    waiting: number;
    numbers: string[];
  }>`
    select causes.id, causes.key, causes.shown, causes.opened_at, waiting.waiting, waiting.numbers
    from ${sql.id(ledger.schema, 'causes')} as causes
    join lateral (
      select count(*)::int as waiting,
        (array_agg(documents.number order by documents.date, documents.number_order))[1:${sql.lit(numbersOfOne)}]
          as numbers
      from ${sql.id(ledger.schema, 'documents')} as documents
      where documents.cause_id = causes.id and documents.state = 'held'
    ) as waiting on waiting.waiting > 0
    where causes.connection_id = ${connectionId} and causes.ended_at is null
    order by causes.opened_at, causes.id limit ${mostMatters}`.execute(ledger.db);
  return rows.map(({ id, key, shown, openedAt, waiting, numbers }) => ({
    id: `hold/${id}`,
    kind: 'hold',
    key,
    shown,
    since: openedAt,
    documents: waiting,
    numbers: numbers.map(numberShown),
    ended: null,
  }));
}

async function endedHolds(ledger: Ledger, ids: readonly string[]): Promise<Matter[]> {
  if (ids.length === 0) return [];
  const rows = await ledger.db
    .selectFrom('causes')
    .select(['id', 'key', 'shown', 'openedAt', 'ended'])
    .where('id', 'in', ids as never)
    .where('endedAt', 'is not', null)
    .execute();
  return rows.flatMap(({ id, key, shown, openedAt, ended }): Matter[] =>
    // Whoever disconnects knows it, and should it ever be connected again, all is checked anew.
    ended === null || ended === 'connectionGone'
      ? []
      : [
          {
            id: `hold/${id}`,
            kind: 'hold',
            key,
            shown,
            since: openedAt,
            documents: 0,
            numbers: [],
            ended,
          },
        ],
  );
}

/**
 * The pause that lasts. A connection tries by itself and pauses again, each time under a new number: with the same
 * cause, and no run in between that came to its end, it is the same matter and began with the first of them.
 */
async function openPause(ledger: Ledger, connectionId: ConnectionId): Promise<Matter[]> {
  const now = await ledger.db
    .selectFrom('pauses')
    .innerJoin('connections', 'connections.id', 'pauses.connectionId')
    .select(['pauses.cause', 'pauses.shown'])
    .where('connectionId', '=', connectionId)
    .where('connections.state', '=', 'paused')
    .whereRef('pauses.number', '=', 'connections.pauseNumber')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  if (now === undefined) return [];
  const well = await lastGoodRun(ledger, connectionId);
  let query = ledger.db
    .selectFrom('pauses')
    .select(['number', 'since'])
    .where('connectionId', '=', connectionId)
    .where('cause', '=', now.cause);
  if (well !== null) query = query.where('since', '>', well);
  const first = await query.orderBy('number').limit(1).executeTakeFirst();
  if (first === undefined) return [];
  return [
    {
      id: `pause/${first.number}`,
      kind: 'pause',
      key: now.cause,
      shown: now.shown,
      since: first.since,
      documents: 0,
      numbers: [],
      ended: null,
    },
  ];
}

/** Over is a pause only when a run after it has come to its end: the end of a pause alone may be one more try. */
async function endedPauses(
  ledger: Ledger,
  connectionId: ConnectionId,
  ids: readonly string[],
): Promise<Matter[]> {
  const numbers = ids.map((id) => rowNumber(id) ?? 0);
  const well = numbers.length === 0 ? null : await lastGoodRun(ledger, connectionId);
  if (well === null) return [];
  const rows = await ledger.db
    .selectFrom('pauses')
    .select(['number', 'cause', 'shown', 'since'])
    .where('connectionId', '=', connectionId)
    .where('number', 'in', numbers)
    .where('since', '<', well)
    .execute();
  return rows.map(({ number, cause, shown, since }) => ({
    id: `pause/${number}`,
    kind: 'pause',
    key: cause,
    shown,
    since,
    documents: 0,
    numbers: [],
    ended: 'cured',
  }));
}

/** When the last run began that was not stopped by an obstacle; null when there was none. */
async function lastGoodRun(ledger: Ledger, connectionId: ConnectionId): Promise<Date | null> {
  const run = await ledger.db
    .selectFrom('runs')
    .select('startedAt')
    .where('connectionId', '=', connectionId)
    .where('outcome', 'in', ['done', 'more'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return run?.startedAt ?? null;
}

function findings(ledger: Ledger) {
  return ledger.db
    .selectFrom('findings')
    .leftJoin('documents', 'documents.id', 'findings.documentId')
    .select(['findings.id', 'findings.kind', 'findings.reportedAt', 'documents.number']);
}

async function openFindings(ledger: Ledger, connectionId: ConnectionId): Promise<Matter[]> {
  const rows = await findings(ledger)
    .where('findings.connectionId', '=', connectionId)
    .where('findings.closedAt', 'is', null)
    .orderBy('findings.id')
    .limit(mostMatters)
    .execute();
  return rows.filter(({ kind }) => concernsOf('finding', kind).length > 0).map((row) => found(row, null));
}

async function endedFindings(ledger: Ledger, ids: readonly string[]): Promise<Matter[]> {
  const numbers = ids.map((id) => rowNumber(id) ?? 0);
  if (numbers.length === 0) return [];
  const rows = await findings(ledger)
    .where('findings.id', 'in', numbers)
    .where('findings.closedAt', 'is not', null)
    .execute();
  return rows.map((row) => found(row, 'closed'));
}

function found(
  { id, kind, reportedAt, number }: { id: number; kind: string; reportedAt: Date; number: string | null },
  ended: 'closed' | null,
): Matter {
  return {
    id: `finding/${id}`,
    kind: 'finding',
    key: kind,
    shown: '',
    since: reportedAt,
    documents: number === null ? 0 : 1,
    numbers: number === null ? [] : [numberShown(number)],
    ended,
  };
}
