// What a person decides about a document that is no longer the same on both sides: left as it is, or corrected in Yuki
// by hand. Both keep name and reason; neither sends anything (R-CHG-1, S-58).

import { exportedView, carried } from './changes.ts';
import { auditRow } from './audit.ts';
import { numberOrder } from './document-rows.ts';
import type { DocumentId } from '../domain/ids.ts';
import { endFindings, leaveFindings, type FindingKind } from './findings.ts';
import type { Ledger } from './open.ts';
import type { Decider } from './resolutions.ts';
import { knownRowNumber } from './row-ids.ts';

/** What is reported of a document that both sides have, or had. */
export const differences: readonly FindingKind[] = [
  'changedAfterExport',
  'goneFromFocus',
  'goneFromYuki',
  'amountDiffers',
  'renumbered',
  'datedOtherwiseInYuki',
  'twiceInYuki',
];

/** What is reported of the money of a document: a person may leave it, and nothing of it is corrected by a note. */
export const moneyFindings: readonly FindingKind[] = [
  'reversed',
  'overpaid',
  'moreThanDue',
  'paymentRefused',
  'paidInFocusOnly',
  'paymentsNotRemoved',
  'journalNotAccepted',
  'journalUnmatched',
  'partInOtherCurrency',
  'settledWithoutMoney',
  'settlementUnproven',
  'neverSeenInYuki',
];

/** What is reported of the document is closed, and not reported again unless it changes. False when nothing is. */
export async function leaveAsItIs(
  ledger: Ledger,
  documentId: DocumentId,
  by: Decider,
  now: Date,
): Promise<boolean> {
  return ledger.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('documents')
      .select('connectionId')
      .where('id', '=', knownRowNumber(documentId))
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return false;
    const left = await leaveFindings(transaction, documentId, [...differences, ...moneyFindings], by, now);
    if (left.length === 0) return false;
    const params = { documentId, findings: left, reason: by.reason };
    const entry = { connectionId: row.connectionId, who: by.who, what: 'left', params };
    await auditRow(transaction, entry, now);
    return true;
  });
}

/**
 * Yuki has been made what Focus shows now: that is what both are compared with from now on. The reference stays the
 * key under which Yuki was sent the document. False when nothing is reported that could have been corrected.
 */
export async function noteCorrected(
  ledger: Ledger,
  documentId: DocumentId,
  by: Decider,
  now: Date,
): Promise<boolean> {
  return ledger.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('documents')
      .selectAll()
      .where('id', '=', knownRowNumber(documentId))
      .where('state', 'in', carried)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return false;
    const open = await transaction
      .selectFrom('findings')
      .select('kind')
      .where('documentId', '=', row.id)
      .where('kind', 'in', differences)
      .where('closedAt', 'is', null)
      .execute();
    if (open.length === 0) return false;
    const before = exportedView(row);
    const shown = row.focusNow ?? before;
    await transaction
      .updateTable('documents')
      .set({
        number: shown.number,
        numberOrder: numberOrder(shown.number),
        date: shown.date,
        customerKind: shown.customer?.kind ?? null,
        customerFocusId: shown.customer?.id ?? null,
        currency: shown.currency,
        grossCents: shown.grossCents,
        netCents: shown.netCents,
        taxes: shown.taxes === null ? null : JSON.stringify(shown.taxes),
        // Null when only a list has shown it: what is unknown differs from nothing.
        linesKey: shown.linesKey,
        focusNow: null,
        differs: false,
        changedAt: now,
      })
      .where('id', '=', row.id)
      .execute();
    // A document that Focus has no more is gone on both sides: that is left, and not reported again.
    await leaveFindings(transaction, documentId, ['goneFromFocus', 'goneFromYuki'], by, now);
    await endFindings(transaction, documentId, differences, now);
    const params = {
      documentId,
      findings: open.map(({ kind }) => kind),
      before: { number: before.number, date: before.date, grossCents: before.grossCents },
      now: { number: shown.number, date: shown.date, grossCents: shown.grossCents },
      reason: by.reason,
    };
    const entry = { connectionId: row.connectionId, who: by.who, what: 'corrected', params };
    await auditRow(transaction, entry, now);
    return true;
  });
}
