// The figures that metrics show of the whole ledger: counts, ages and sums over all connections, few rows whatever
// the number of tenants. What is asked often is read by an index of what is unfinished.

import { sql, type RawBuilder } from 'kysely';
import { getQuota } from './quota.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

/** A number for each value of one label, such as documents by state. */
export type Counts = readonly { readonly label: string; readonly count: number }[];

export interface WaitingCause {
  readonly cause: string;
  readonly count: number;
  readonly documents: number;
  readonly oldest: Date;
}

export interface DomainBudget {
  readonly domainId: string;
  readonly used: number;
  readonly limit: number;
  readonly reserve: number;
}

export interface Figures {
  readonly connections: Counts;
  readonly pauses: readonly WaitingCause[];
  readonly holds: readonly WaitingCause[];
  readonly unfinished: Counts;
  readonly attempts: Counts;
  readonly runs: Counts;
  readonly payments: Counts;
  readonly findings: Counts;
  readonly focusRequests: number;
  readonly yukiCalls: number;
  /** The domains that are nearest to their limit. */
  readonly budgets: readonly DomainBudget[];
  /** Of the documents of the last day that were no backfill: from their last change in Focus to their export. */
  readonly lag: {
    readonly documents: number;
    readonly median: number;
    readonly most: number;
    readonly longest: number;
  };
  readonly messagesWaiting: number;
  readonly recipientsFailing: number;
}

const day = 24 * 60 * 60_000;
/** So many domains at most have figures of their own, however many tenants there are. */
export const domainsShown = 20;

type Place = (table: string) => RawBuilder<unknown>;

/** Reads everything but the finished documents. `today` is the day by which Yuki's calls are counted. */
export async function readFigures(ledger: Ledger, today: IsoDate, now: Date): Promise<Figures> {
  const { db } = ledger;
  const table: Place = (name) => sql.id(ledger.schema, name);
  const since = new Date(now.getTime() - day);
  const counts = async (query: RawBuilder<{ label: string; count: number }>): Promise<Counts> =>
    (await query.execute(db)).rows;
  const one = async <Row>(query: RawBuilder<Row>): Promise<Row> => (await query.execute(db)).rows[0] as Row;
  return {
    connections: await counts(
      sql`select state as label, count(*)::int as count from ${table('connections')} group by state`,
    ),
    pauses: (await pausesOf(table).execute(db)).rows,
    holds: (await holdsOf(table).execute(db)).rows,
    unfinished: await counts(sql`select state as label, count(*)::int as count from ${table('documents')}
      where state in ('found', 'ready', 'sending', 'held', 'doubtful') group by state`),
    attempts:
      await counts(sql`select case when state = 'settled' then coalesce(outcome, 'answered') else state end
      as label, count(*)::int as count from ${table('attempts')} where claimed_at > ${since} group by 1`),
    runs: await counts(sql`select coalesce(outcome, 'running') as label, count(*)::int as count
      from ${table('runs')} where started_at > ${since} group by 1`),
    payments: await counts(sql`select state as label, count(*)::int as count from ${table('payments')}
      where state in ('intended', 'claimed', 'doubtful') group by state`),
    findings: await counts(sql`select kind as label, count(*)::int as count from ${table('findings')}
      where closed_at is null group by kind`),
    focusRequests: (
      await one(sql<{ sum: number }>`select coalesce(sum(focus_requests), 0)::int as sum
        from ${table('runs')} where started_at > ${since}`)
    ).sum,
    yukiCalls: (
      await one(sql<{ sum: number }>`select coalesce(sum(used), 0)::int as sum
        from ${table('yuki_quota')} where day = ${today}`)
    ).sum,
    budgets: await readBudgets(ledger, today),
    lag: await one(lagOf(table, since)),
    ...(await one(sql<{ messagesWaiting: number; recipientsFailing: number }>`select
      (select count(*)::int from ${table('messages')} where state = 'waiting') as messages_waiting,
      (select count(*)::int from ${table('recipients')}
        where removed_at is null and failing_since is not null) as recipients_failing`)),
  };
}

/** Documents that are done with, by state: the most rows there are, so it is asked seldom. */
export async function readFinished(ledger: Ledger): Promise<Counts> {
  const { rows } = await sql<{ label: string; count: number }>`
    select state as label, count(*)::int as count from ${sql.id(ledger.schema, 'documents')}
    where state in ('exported', 'settled', 'ignored', 'linked', 'withdrawn') group by state`.execute(
    ledger.db,
  );
  return rows;
}

function pausesOf(table: Place): RawBuilder<WaitingCause> {
  return sql`select pauses.cause, count(*)::int as count, 0 as documents, min(pauses.since) as oldest
    from ${table('connections')} as connections
    join ${table('pauses')} as pauses
      on pauses.connection_id = connections.id and pauses.number = connections.pause_number
    where connections.state = 'paused' and pauses.ended_at is null group by pauses.cause`;
}

function holdsOf(table: Place): RawBuilder<WaitingCause> {
  return sql`select causes.key as cause, count(*)::int as count, sum(waiting.documents)::int as documents,
      min(causes.opened_at) as oldest
    from ${table('causes')} as causes
    join lateral (select count(*) as documents from ${table('documents')} as documents
      where documents.cause_id = causes.id) as waiting on waiting.documents > 0
    where causes.ended_at is null group by causes.key`;
}

function lagOf(table: Place, since: Date): RawBuilder<Figures['lag']> {
  return sql`select count(*)::int as documents,
      coalesce(percentile_cont(0.5) within group (order by lag), 0)::float8 as median,
      coalesce(percentile_cont(0.95) within group (order by lag), 0)::float8 as most,
      coalesce(max(lag), 0)::float8 as longest
    from (select extract(epoch from exported_at - coalesce(prepared_updated_at, found_at)) as lag
      from ${table('documents')} where exported_at > ${since} and not backfill) as exports`;
}

async function readBudgets(ledger: Ledger, today: IsoDate): Promise<DomainBudget[]> {
  const rows = await ledger.db
    .selectFrom('yukiQuota')
    .select(['domainId', 'used'])
    .where('day', '=', today)
    .orderBy('used', 'desc')
    .orderBy('domainId')
    .limit(domainsShown)
    .execute();
  const budgets: DomainBudget[] = [];
  for (const { domainId, used } of rows) {
    const { limit, reserve } = await getQuota(ledger, domainId, today);
    budgets.push({ domainId, used, limit, reserve });
  }
  return budgets;
}
