/**
 * Documents that stand in Yuki without our doing: one that agrees in everything is linked where that was wished, or
 * proposed together with the others under one cause; nothing is sent (R-DIS-3, S-40, S-66).
 */

import { adoptionSubject, numberStands, standingOf, type Standing } from '../domain/adoption.ts';
import type { CustomerRef, FocusDocument } from '../domain/document.ts';
import { referenceFor } from '../domain/references.ts';
import { signed } from '../domain/translation.ts';
import { linkWithSale } from '../ledger/adoption.ts';
import type { DocumentRow } from '../ledger/documents.ts';
import { wasUndone } from '../ledger/resolutions.ts';
import type { CustomerAnswer } from './customer-codes.ts';
import { holdOnPage, type Page } from './prepare-page.ts';
import type { Tools } from './tools.ts';

export type DecidedCustomer = Extract<CustomerAnswer, { kind: 'decided' }>;

/**
 * A document that stands in Yuki already, the same in everything that its list entry shows, is linked or proposed
 * without being read from Focus (S-66). False when it has to be read.
 */
export async function stoodBefore(tools: Tools, page: Page, row: DocumentRow): Promise<boolean> {
  const { customerKind: kind, customerFocusId: id } = row;
  // What a restored ledger may have sent stands in Yuki perhaps by our own doing: it is looked up and compared.
  if (row.maybeSent) return false;
  const reference = wantedReference(page, row, row.number);
  if (!numberStands({ number: row.number, reference }, page.sales())) return false;
  const answer = kind === null || id === null ? null : await page.customers.of({ kind, id }, null);
  if (answer?.kind === 'doubtful') {
    await holdForCustomer(tools, page, row, answer.id);
    return true;
  }
  const customer = answer?.kind === 'decided' ? answer : null;
  const standing = standingOf({ ...row, reference, customerKeys: keysOf(customer) }, page.sales());
  if (standing === null || standing.disagreements.length > 0) return false;
  await adopt(tools, page, row, standing);
  return true;
}

/** Whether a person is asked about the document's customer, so that it is held without being read from Focus. */
export async function waitsForCustomer(page: Page, row: DocumentRow): Promise<boolean> {
  const { customerKind: kind, customerFocusId: id } = row;
  return kind !== null && id !== null && (await page.customers.isDoubtful({ kind, id }));
}

/** Linked at once where that was wished and no person took it back, else all together are proposed under one cause. */
export async function adopt(tools: Tools, page: Page, row: DocumentRow, { sale }: Standing): Promise<void> {
  const { id, settings } = page.connection;
  if (settings.adoption === 'proposed' && !(await wasUndone(tools.ledger, id, row.id))) {
    const by = { who: 'answers', reason: 'adoption: proposed' };
    const linked = await linkWithSale(tools.ledger, row.id, sale, by, tools.clock());
    if (linked?.leftCause) page.causes.add(linked.leftCause);
    return;
  }
  await holdOnPage(tools, page, row, {
    key: 'number-taken',
    subject: adoptionSubject,
    shown: '',
    line: null,
  });
}

function keysOf(customer: Pick<DecidedCustomer, 'code' | 'relationId'> | null): string[] {
  return [customer?.relationId, customer?.code].filter((key) => key !== undefined && key !== null);
}

export function holdForCustomer(
  tools: Tools,
  page: Page,
  row: DocumentRow,
  id: CustomerRef['id'],
): Promise<void> {
  return holdOnPage(tools, page, row, { key: 'customer-doubtful', subject: id, shown: '', line: null });
}

export function wantedReference(page: Page, row: DocumentRow, number: string): string | null {
  return row.reference ?? referenceFor({ kind: row.kind, number, entityTag: page.entityTag });
}

/** What the document as it was read from Focus is or may be in Yuki. */
export function standingOfDocument(
  page: Page,
  row: DocumentRow,
  document: FocusDocument,
  reference: string,
  customer: DecidedCustomer | null,
): Standing | null {
  const read = {
    kind: row.kind,
    number: document.number ?? row.number,
    reference,
    date: document.date ?? row.date,
    grossCents: signed(document, document.grossCents),
    customerKeys: keysOf(customer),
  };
  return standingOf(read, page.sales());
}
