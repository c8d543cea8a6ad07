/** What preparing a document shows that a person should know and that holds nothing up. */

import { referenceFor } from '../domain/references.ts';
import type { DocumentRow } from '../ledger/documents.ts';
import { isReferenceUsed } from '../ledger/entity-tags.ts';
import { report } from '../ledger/findings.ts';
import type { Tools } from './tools.ts';

/** Two entities count from the same numbers: both are exported, and a person learns what to set in Focus (S-09). */
export async function tellOverlap(
  tools: Tools,
  { connectionId, administrationId, kind }: DocumentRow,
  number: string,
  entityTag: string | null,
): Promise<void> {
  if (entityTag === null) return;
  const untagged = referenceFor({ kind, number, entityTag: null });
  if (untagged === null || !(await isReferenceUsed(tools.ledger, administrationId, untagged))) return;
  const finding = { connectionId, documentId: null, params: { tag: entityTag } };
  await report(tools.ledger, { ...finding, kind: 'numbersOverlap' }, tools.clock());
}

/**
 * A credit note goes to Yuki whether or not its invoice is there; that it is not is said. The invoices of a run go
 * first, so one that is ready or on its way arrives before its credit note (R-CN-4).
 */
export async function tellMissingInvoice(
  tools: Tools,
  { connectionId, id: documentId }: DocumentRow,
  invoice: DocumentRow | null,
): Promise<void> {
  if (invoice !== null && !['held', 'ignored', 'withdrawn'].includes(invoice.state)) return;
  const finding = { connectionId, documentId, params: { invoice: invoice?.number ?? null } };
  await report(tools.ledger, { ...finding, kind: 'creditedNotInYuki' }, tools.clock());
}
