// What a dry run has found, as it stands in the ledger now: what is prepared, what waits for what, and with which
// means it would be sent. It changes nothing; adding up is the domain's work.

import { sql } from 'kysely';
import type { AccountShare } from '../domain/account-shares.ts';
import type { PreparedDocument } from '../domain/dry-run.ts';
import type { DocumentKind } from '../domain/document.ts';
import type { CauseId, ConnectionId, DocumentId, FocusAccountId, IsoDate } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, rowNumber } from './row-ids.ts';
import { lastRuns, type RunRow } from './runs.ts';
import type { DocumentState } from './tables.ts';

/** What is prepared, in the order in which it would be sent, with the size of its part of a message. */
export async function preparedToSend(
  ledger: Ledger,
  connectionId: ConnectionId,
): Promise<(PreparedDocument & { readonly bytes: number })[]> {
  const rows = await ledger.db
    .selectFrom('documents')
    .innerJoin('preparedMessages', 'preparedMessages.documentId', 'documents.id')
    .select([
      'documents.kind',
      'documents.date',
      'documents.currency',
      'documents.grossCents',
      'documents.customerKind',
      'documents.customerFocusId',
      'preparedMessages.bytes',
      'preparedMessages.shares',
      'documents.warnings',
    ])
    .where('documents.connectionId', '=', connectionId)
    .where('documents.state', '=', 'ready')
    .orderBy('documents.kind', 'desc')
    .orderBy('documents.date')
    .orderBy('documents.numberOrder')
    .orderBy('documents.id')
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    date: row.date,
    currency: row.currency ?? '',
    grossCents: row.grossCents as Cents,
    customer: `${row.customerKind ?? ''}/${row.customerFocusId ?? ''}`,
    shares: row.shares,
    warnings: row.warnings.length,
    bytes: row.bytes,
  }));
}

/** One document as a dry run lists it. */
export interface DryRunDocument {
  readonly id: DocumentId;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly date: IsoDate;
  readonly currency: string;
  readonly grossCents: Cents;
  readonly customerCode: string | null;
  readonly reference: string | null;
  readonly state: DocumentState;
  readonly causeId: CauseId | null;
  readonly shares: readonly AccountShare[];
  readonly warnings: readonly string[];
}

const unsent: readonly DocumentState[] = ['found', 'ready', 'held'];

/** What is not in Yuki yet, page by page in the order of its ids, at most `limit` (1000) after the given one. */
export async function listUnsent(
  ledger: Ledger,
  connectionId: ConnectionId,
  page: { limit: number; after?: string | null },
): Promise<DryRunDocument[]> {
  const after = page.after === undefined || page.after === null ? 0 : rowNumber(page.after);
  if (after === null) return [];
  const rows = await ledger.db
    .selectFrom('documents')
    .leftJoin('preparedMessages', (join) =>
      join.onRef('preparedMessages.documentId', '=', 'documents.id').on('documents.state', '=', 'ready'),
    )
    .select([
      'documents.id',
      'documents.kind',
      'documents.number',
      'documents.date',
      'documents.currency',
      'documents.grossCents',
      'documents.customerCode',
      'documents.reference',
      'documents.state',
      'documents.causeId',
      'preparedMessages.shares',
      'documents.warnings',
    ])
    .where('documents.connectionId', '=', connectionId)
    .where('documents.state', 'in', [...unsent])
    .where('documents.id', '>', after)
    .orderBy('documents.id')
    .limit(Math.max(1, Math.min(page.limit, 1000)))
    .execute();
  return rows.map((row) => ({
    ...row,
    id: documentIdOf(row.id),
    currency: row.currency ?? '',
    grossCents: row.grossCents as Cents,
    shares: row.shares ?? [],
    // What is not prepared may be prepared otherwise.
    warnings: row.state === 'ready' ? row.warnings : [],
  }));
}

/** The newest run that sent nothing because it was a dry run, if it is among the last fifty; else null. */
export async function lastDryRun(ledger: Ledger, connectionId: ConnectionId): Promise<RunRow | null> {
  const runs = await lastRuns(ledger, connectionId, 50);
  return runs.find(({ scope }) => scope === 'dryRun') ?? null;
}

/** Requests a minute that an account's pace comes to: its limit without what may go at once. 180 before the first. */
export async function focusPaceOf(ledger: Ledger, accountId: FocusAccountId): Promise<number> {
  const row = await ledger.db
    .selectFrom('focusPacing')
    .select(sql<number>`${sql.ref('perMinute')} - greatest(1, ${sql.ref('perMinute')} / 10)`.as('pace'))
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return Math.max(1, row?.pace ?? 180);
}
