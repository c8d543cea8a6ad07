// The last plausible reading of Yuki's open items of an administration, kept as domain/payments.ts gave it, together
// with the payments and findings that followed from it. What changes mean is decided by domain/.

import type { Selectable, Transaction } from 'kysely';
import type { ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import type { OwnLineSeen } from '../domain/own-journal.ts';
import type { SeenItem } from '../domain/payments.ts';
import { SharedTexts } from '../domain/shared-texts.ts';
import { inPages } from './in-pages.ts';
import { itemOf, pageOfItems, replaceItems } from './open-item-rows.ts';
import { noteAbsence } from './missing-items.ts';
import { noteOwnLines } from './own-journals.ts';
import { nextReadAt } from './quiet-lists.ts';
import { reportReading, type ReadingFinding } from './reading-findings.ts';
import type { Ledger } from './open.ts';
import { intendAgain, intendPayments, withdrawUndone } from './payment-intents.ts';
import { knownRowNumber } from './row-ids.ts';
import type { OpenItemsTable } from './payment-tables.ts';
import type { Tables } from './tables.ts';

export type { ReadingFinding } from './reading-findings.ts';

export interface NewReading {
  /** The moment of the reading with which this one was compared; null for the first. */
  readonly expectedReadAt: Date | null;
  readonly items: readonly SeenItem[];
  readonly payments: readonly {
    readonly documentId: DocumentId;
    readonly cumulativeCents: Cents;
    readonly amountCents: Cents;
    readonly paidOn: IsoDate;
  }[];
  /** Money that was undone and came again: intended anew, because its payment may have been removed in Focus. */
  readonly returned?: NewReading['payments'];
  readonly findings: readonly ReadingFinding[];
  readonly identified: readonly { readonly documentId: DocumentId; readonly yukiDocumentId: string }[];
  /** What left the list without standing in the books. */
  readonly missing?: readonly { readonly documentId: DocumentId; readonly proven: boolean }[];
  /** What was missing and stands in Yuki again. */
  readonly back?: readonly DocumentId[];
  /** What Yuki shows of documents of which money was undone. */
  readonly reversed: readonly { readonly documentId: DocumentId; readonly shownCents: Cents }[];
  /** What the list shows open of our own journals, where that changed. */
  readonly ownLines?: readonly OwnLineSeen[];
  /** Of everything that was compared, taken before it was read; kept when nothing came of it (quiet-lists.ts). */
  readonly print: string | null;
}

/**
 * Replaces the last reading, with the payments that follow from it, all or nothing: money attributed once is
 * attributed. False, and nothing is stored, when another reading came in between.
 */
export async function storeReading(
  ledger: Ledger,
  order: { administrationId: YukiAdministrationId; connectionId: ConnectionId },
  reading: NewReading,
  now: Date,
): Promise<boolean> {
  const { administrationId } = order;
  return ledger.db.transaction().execute(async (transaction) => {
    if (!(await takeTurn(transaction, administrationId, reading, now))) return false;
    const isSame = await replaceItems(transaction, administrationId, reading.items, now);
    await intendPayments(transaction, reading.payments, now);
    await intendAgain(transaction, reading.returned ?? [], now);
    const unheard = await withdrawUndone(transaction, reading.reversed, now);
    const findings = reading.findings.filter(
      ({ kind, documentId }) => kind !== 'reversed' || documentId === null || !unheard.has(documentId),
    );
    await reportReading(transaction, order, findings, now);
    for (const { documentId, yukiDocumentId } of reading.identified)
      await transaction
        .updateTable('documents')
        .set({ yukiDocumentId, seenOpen: true })
        .where('id', '=', knownRowNumber(documentId))
        .execute();
    const { payments, returned = [], identified, missing = [], back = [], ownLines = [], print } = reading;
    await noteAbsence(transaction, { missing, back }, now);
    await noteOwnLines(transaction, ownLines, now);
    const news = [payments, returned, identified, missing, back, ownLines];
    if (isSame && news.every(({ length }) => length === 0))
      await transaction
        .updateTable('openItemReadings')
        .set({ quietPrint: print })
        .where('administrationId', '=', administrationId)
        .execute();
    return true;
  });
}

/** The items of the last reading; none before the first. */
export async function readLastItems(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  texts = new SharedTexts(),
): Promise<SeenItem[]> {
  return inPages(
    (limit, last: Selectable<OpenItemsTable> | null) => pageOfItems(ledger.db, administrationId, limit, last),
    // A field added behind a spread would cost each record a hidden class of its own, as large as the record.
    (row) => texts.share({ changedAtMs: row.seenAt.getTime(), ...itemOf(row) }),
  );
}

/** Locks the row of the reading; false when it is not the one that was compared with. */
async function takeTurn(
  transaction: Transaction<Tables>,
  administrationId: YukiAdministrationId,
  reading: NewReading,
  now: Date,
): Promise<boolean> {
  const items = reading.items.length;
  if (reading.expectedReadAt === null) {
    const made = await transaction
      .insertInto('openItemReadings')
      .values({ administrationId, readAt: now, items, quietPrint: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('readAt')
      .executeTakeFirst();
    return made !== undefined;
  }
  const { numUpdatedRows } = await transaction
    .updateTable('openItemReadings')
    .set({ readAt: nextReadAt(now), items, quietPrint: null })
    .where('administrationId', '=', administrationId)
    .where('readAt', '=', reading.expectedReadAt)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
