// Which invoices that only Focus shows as paid go to Yuki by a journal now, and how much of each at most: what is open in
// Yuki, less what went before and may stand there unmatched (R-PAY-4).

import type { Durations } from '../domain/durations.ts';
import type { DocumentId, FocusDocumentId } from '../domain/ids.ts';
import { cents, type Cents } from '../domain/money.ts';
import type { Connection } from './connections.ts';
import type { Ledger } from './open.ts';
import { differingInvoices, type PaidInFocusOnly } from './paid-in-focus.ts';
import { knownRowNumber } from './row-ids.ts';

export interface DueJournal {
  readonly documentId: DocumentId;
  readonly focusId: FocusDocumentId;
  readonly reference: string;
  readonly customerCode: string;
  readonly mostCents: Cents;
}

/**
 * Empty unless the tenant wants it. One that Yuki refused is tried again a day later, and then ever more rarely. After a
 * restored backup nothing goes by itself any more, because the ledger may have forgotten what went; it is reported.
 * `differing`: what `notePaidInFocus` has just found; null to look for it.
 */
export async function dueJournals(
  ledger: Ledger,
  connection: Pick<Connection, 'id' | 'administrationId' | 'settings'>,
  durations: Pick<Durations, 'paidInFocusAfter' | 'compareEvery'>,
  limit: number,
  now: Date,
  differing: readonly PaidInFocusOnly[] | null = null,
): Promise<DueJournal[]> {
  const { paidInFocus, paidAccount, debtorAccount } = connection.settings;
  const isWished = paidInFocus === 'journal' && paidAccount !== null && debtorAccount !== null;
  if (!isWished || connection.administrationId === null) return [];
  if (await wasRestored(ledger, connection)) return [];
  const due: DueJournal[] = [];
  const all = differing ?? (await differingInvoices(ledger, connection.administrationId, now));
  for (const one of all) {
    const mostCents = cents(Math.min(one.amountCents - one.unmatchedCents, one.ownLeftCents));
    const isLasting = one.since.getTime() + durations.paidInFocusAfter <= now.getTime();
    if (one.connectionId !== connection.id || !isLasting || mostCents <= 0) continue;
    if (await waitsAfterRefusal(ledger, one.documentId, paidAccount, durations, now)) continue;
    const document = await exported(ledger, one.documentId);
    if (document !== null) due.push({ ...document, documentId: one.documentId, mostCents });
    if (due.length >= limit) break;
  }
  return due;
}

async function wasRestored(ledger: Ledger, { id }: Pick<Connection, 'id'>): Promise<boolean> {
  const row = await ledger.db
    .selectFrom('connections')
    .select('restoredAt')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.restoredAt !== null;
}

/** A document that a person linked may be of a customer whom Yuki knows by another code; it is only reported. */
async function exported(
  ledger: Ledger,
  documentId: DocumentId,
): Promise<Pick<DueJournal, 'focusId' | 'reference' | 'customerCode'> | null> {
  const row = await ledger.db
    .selectFrom('documents')
    .select(['focusId', 'reference', 'customerCode'])
    .where('id', '=', knownRowNumber(documentId))
    .where('state', '=', 'exported')
    .executeTakeFirst();
  const { focusId, reference = null, customerCode = null } = row ?? {};
  if (focusId === undefined || reference === null || customerCode === null) return null;
  return { focusId, reference, customerCode };
}

/** Another account is another try; the same one waits twice as long after each refusal. */
async function waitsAfterRefusal(
  ledger: Ledger,
  documentId: DocumentId,
  account: string,
  { compareEvery }: Pick<Durations, 'compareEvery'>,
  now: Date,
): Promise<boolean> {
  const refused = await ledger.db
    .selectFrom('journalLines')
    .select(['mark', 'endedAt'])
    .distinctOn('mark')
    .where('documentId', '=', knownRowNumber(documentId))
    .where('state', '=', 'refused')
    .where('account', '=', account)
    .execute();
  const last = Math.max(0, ...refused.map(({ endedAt }) => endedAt?.getTime() ?? 0));
  const waitMs = compareEvery * 2 ** Math.max(0, refused.length - 1);
  return refused.length > 0 && last + waitMs > now.getTime();
}
