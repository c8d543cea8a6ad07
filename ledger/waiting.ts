// Documents that join a cause without a call, because it became known that it concerns them as well; a probe that
// could not be made and goes back; and since when documents wait (S-32, S-34, R-ERR-2).

import { sql, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { CauseFinding } from '../domain/causes.ts';
import type { CauseId, ConnectionId, DocumentId, FocusCustomerId, IsoDate } from '../domain/ids.ts';
import { openCause } from './causes.ts';
import type { Ledger } from './open.ts';
import { knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

/** What the refused document tells of others: those like it need not be tried. */
export interface Alike {
  readonly accounts: readonly string[];
  readonly vatCodes: readonly string[];
  readonly date: IsoDate;
}

type Where = ExpressionBuilder<Tables, 'documents' | 'preparedMessages'>;

/**
 * Holds what is prepared and would be refused for the same cause, and answers the cause and how many joined it; null
 * when the cause says nothing about other documents or none is ready.
 */
export async function holdAlike(
  ledger: Ledger,
  connectionId: ConnectionId,
  finding: CauseFinding,
  alike: Alike,
  now: Date,
): Promise<{ causeId: CauseId; held: number } | null> {
  return ledger.db.transaction().execute(async (transaction) => {
    const ready = await transaction
      .selectFrom('documents')
      .innerJoin('preparedMessages', 'preparedMessages.documentId', 'documents.id')
      .select('documents.id')
      .where('documents.connectionId', '=', connectionId)
      .where('documents.state', '=', 'ready')
      .where((eb) => isConcerned(eb, finding, alike))
      .orderBy('documents.id')
      .forUpdate('documents')
      // Those that are being claimed at this moment get a verdict of their own.
      .skipLocked()
      .execute();
    if (ready.length === 0) return null;
    const causeId = await openCause(transaction, connectionId, finding, null, now);
    const ids = ready.map(({ id }) => id);
    for (let start = 0; start < ids.length; start += 1000)
      await transaction
        .updateTable('documents')
        .set({ state: 'held', causeId, releasedCauseId: null, changedAt: now })
        .where('id', 'in', ids.slice(start, start + 1000))
        .execute();
    return { causeId, held: ids.length };
  });
}

function isConcerned(eb: Where, { key, subject }: CauseFinding, alike: Alike) {
  const listed = (name: 'accounts' | 'vatCodes') =>
    sql<unknown>`${eb.ref('preparedMessages.identity')} -> ${name}`;
  const sameList = (name: 'accounts' | 'vatCodes') =>
    sql<SqlBool>`${listed(name)} = ${JSON.stringify(alike[name])}::jsonb`;
  const ofCustomer = eb('documents.customerFocusId', '=', subject as FocusCustomerId);
  switch (key) {
    case 'account-unknown':
    case 'account-disabled':
      return sql<SqlBool>`${listed('accounts')} @> ${JSON.stringify([subject])}::jsonb`;
    case 'accounts-refused':
    case 'account-not-revenue':
      return sameList('accounts');
    case 'period-closed':
      return eb('documents.date', '<', subject as IsoDate);
    case 'vat-refused':
      // A code may become valid later (E-5d): only documents that are not younger are refused for sure.
      return eb.and([sameList('vatCodes'), eb('documents.date', '<=', alike.date)]);
    case 'customer-no-vat-number':
      return eb.and([ofCustomer, sameList('vatCodes')]);
    case 'customer-no-country':
    case 'customer-incomplete':
      return ofCustomer;
    case 'currency-not-supported':
      return eb('documents.currency', '=', subject);
    default:
      return sql<SqlBool>`false`;
  }
}

/** A probe that was not made leaves its document where it waited. */
export async function returnToCause(
  ledger: Ledger,
  documentId: DocumentId,
  causeId: CauseId,
  now: Date,
): Promise<void> {
  await ledger.db
    .updateTable('documents')
    .set({ state: 'held', causeId, releasedCauseId: null, changedAt: now })
    .where('id', '=', knownRowNumber(documentId))
    .where('state', '=', 'ready')
    .where((eb) =>
      eb.exists(eb.selectFrom('causes').select('id').where('id', '=', causeId).where('endedAt', 'is', null)),
    )
    .execute();
}

/** When the last of the documents that wait for a cause came to it; null when none waits. */
export async function waitingSince(ledger: Ledger, causeId: CauseId): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('documents')
    .select((eb) => eb.fn.max('changedAt').as('changedAt'))
    .where('causeId', '=', causeId)
    .where('state', '=', 'held')
    .executeTakeFirst();
  return row?.changedAt ?? null;
}
