// Our own journals as Yuki's lists show them: by which ids and marks they are known, and what is open of each line
// (R-PAY-4). Nothing of a list that was not believed is noted.

import { sql } from 'kysely';
import type { ConnectionId, DocumentId, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { OwnJournal, OwnLineSeen } from '../domain/own-journal.ts';
import { endFindings } from './findings.ts';
import { mayStandInYuki } from './journals.ts';
import type { Ledger } from './open.ts';
import { documentIdOf } from './row-ids.ts';

/** All of an administration, of every connection to it. */
export async function ownJournals(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  order: { readonly lagMs: number },
  now: Date,
): Promise<OwnJournal[]> {
  const shownBy = new Date(now.getTime() - order.lagMs);
  const rows = await ledger.db
    .selectFrom('journalLines')
    .innerJoin('documents', 'documents.id', 'journalLines.documentId')
    .select((eb) => [
      ...(['mark', 'journalLines.documentId', 'documents.customerCode'] as const),
      'journalLines.yukiDocumentId',
      eb.fn.sum('journalLines.amountCents').as('amount'),
      eb.fn.sum('journalLines.openCents').as('open'),
      sql<boolean>`bool_and(${eb.ref('journalLines.state')} = 'accepted'
        and ${eb.ref('journalLines.endedAt')} <= ${shownBy})`.as('overdue'),
    ])
    .where('documents.administrationId', '=', administrationId)
    .where('journalLines.state', 'in', mayStandInYuki)
    .groupBy(['mark', 'journalLines.documentId', 'documents.customerCode', 'journalLines.yukiDocumentId'])
    .orderBy('mark')
    .execute();
  return rows.map(({ mark, documentId, customerCode, yukiDocumentId, amount, open, overdue }) => ({
    mark,
    documentId: documentIdOf(documentId),
    customerCode: customerCode ?? '',
    yukiDocumentId,
    amountCents: Number(amount) as Cents,
    openCents: open === null ? null : (Number(open) as Cents),
    overdueToShow: overdue,
  }));
}

/** Keeps what a list shows open of each journal: its first lines count as matched first. */
export async function noteOwnLines(db: Ledger['db'], seen: readonly OwnLineSeen[], now: Date): Promise<void> {
  for (const { mark, openCents } of seen) {
    if (openCents > 0) await acceptAfterAll(db, mark, now);
    const lines = await db
      .selectFrom('journalLines')
      .select(['id', 'amountCents', 'openCents'])
      .where('mark', '=', mark)
      .orderBy('id', 'desc')
      .execute();
    let left = openCents as number;
    for (const { id, amountCents, openCents: before } of lines) {
      const open = Math.min(Number(amountCents), left);
      left -= open;
      if (before === null || Number(before) !== open)
        await db.updateTable('journalLines').set({ openCents: open }).where('id', '=', id).execute();
    }
  }
}

/** One of which nobody could tell stands in Yuki's list: it arrived. */
async function acceptAfterAll(db: Ledger['db'], mark: string, now: Date): Promise<void> {
  const rows = await db
    .updateTable('journalLines')
    .set({ state: 'accepted' })
    .where('mark', '=', mark)
    .where('state', '=', 'uncertain')
    .returning('documentId')
    .execute();
  for (const { documentId } of rows)
    await endFindings(db, documentIdOf(documentId), ['journalNotAccepted'], now);
}

export interface OpenJournal {
  readonly documentId: DocumentId;
  readonly connectionId: ConnectionId;
  readonly openCents: Cents;
}

/** What the last list showed open of our lines, for each document. */
export async function openJournals(
  db: Ledger['db'],
  administrationId: YukiAdministrationId,
): Promise<OpenJournal[]> {
  const rows = await db
    .selectFrom('journalLines')
    .innerJoin('documents', 'documents.id', 'journalLines.documentId')
    .select((eb) => [
      ...(['documents.id', 'documents.connectionId'] as const),
      eb.fn.sum('journalLines.openCents').as('open'),
    ])
    .where('documents.administrationId', '=', administrationId)
    .where('journalLines.state', 'in', mayStandInYuki)
    .where('journalLines.openCents', '>', 0)
    .groupBy(['documents.id', 'documents.connectionId'])
    .orderBy('documents.id')
    .execute();
  return rows.map(({ id, connectionId, open }) => ({
    documentId: documentIdOf(id),
    connectionId,
    openCents: Number(open) as Cents,
  }));
}
