// Who did what: an entry for every act of a person, and for acts of ours that cannot be taken back. Entries are
// never changed. Params carry ids, counts and our own words, no secrets.

import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { rowNumber } from './row-ids.ts';

export interface AuditEntry {
  /** Null for acts on the whole installation. */
  readonly connectionId: ConnectionId | null;
  readonly who: string;
  readonly what: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface AuditRow extends AuditEntry {
  /** Decimal digits, rising. */
  readonly id: string;
  readonly at: Date;
}

export async function audit(ledger: Ledger, entry: AuditEntry, now: Date): Promise<void> {
  await auditRow(ledger.db, entry, now);
}

/** The same inside a transaction of the caller. */
export async function auditRow(db: Ledger['db'], entry: AuditEntry, now: Date): Promise<void> {
  await db
    .insertInto('auditEntries')
    .values({
      at: now,
      connectionId: entry.connectionId,
      who: entry.who.slice(0, 200),
      what: entry.what.slice(0, 200),
      params: JSON.stringify(entry.params),
    })
    .execute();
}

/** Entries of a connection (or, with null, of all), newest first, at most `limit` (500) before the given one. */
export async function listAudit(
  ledger: Ledger,
  connectionId: ConnectionId | null,
  page: { limit: number; before?: string },
): Promise<AuditRow[]> {
  let query = ledger.db.selectFrom('auditEntries').selectAll();
  if (connectionId !== null) query = query.where('connectionId', '=', connectionId);
  if (page.before !== undefined) query = query.where('id', '<', rowNumber(page.before) ?? 0);
  const rows = await query.orderBy('id', 'desc').limit(Math.min(page.limit, 500)).execute();
  return rows.map((row) => ({ ...row, id: String(row.id) }));
}
