// What becomes of documents that left Yuki's list without standing in its books, and of those that are back: the same
// marks and the same finding as the daily comparison's, so that nobody is told twice (S-62).

import type { Transaction } from 'kysely';
import type { DocumentId } from '../domain/ids.ts';
import { endFindings } from './findings.ts';
import { knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

/** `proven`: gone for certain; else it is looked for by the next comparison of both sides. */
export async function noteAbsence(
  transaction: Transaction<Tables>,
  order: {
    readonly missing: readonly { readonly documentId: DocumentId; readonly proven: boolean }[];
    readonly back: readonly DocumentId[];
  },
  now: Date,
): Promise<void> {
  for (const { documentId, proven } of order.missing)
    await transaction
      .updateTable('documents')
      .set((eb) => ({
        missingInYukiSince: eb.fn.coalesce('missingInYukiSince', eb.val(now)),
        ...(proven ? { goneFromYuki: true } : {}),
      }))
      .where('id', '=', knownRowNumber(documentId))
      .execute();
  for (const documentId of order.back) {
    await transaction
      .updateTable('documents')
      .set({ missingInYukiSince: null, goneFromYuki: false })
      .where('id', '=', knownRowNumber(documentId))
      .execute();
    await endFindings(transaction, documentId, ['goneFromYuki'], now);
  }
}
