/**
 * Links documents with what Yuki has already: each is compared with the sale that Yuki shows under its number, by
 * customer, date and amount, and what differs is told to the person who asks, names as well (E-9, S-40, R-DIS-3).
 */

import { agrees, mostLike, type Comparison } from '../domain/comparison.ts';
import { showMoment, words, type Language } from '../domain/catalogue.ts';
import { formatCents } from '../domain/money.ts';
import { referenceFor } from '../domain/references.ts';
import { customerKeysOf, nameInFocus, nameInYuki } from '../ledger/compared-customers.ts';
import type { Connection } from '../ledger/connections.ts';
import type { DocumentRow } from '../ledger/documents.ts';
import { lastListReadAt, strangersUnder } from '../ledger/known-items.ts';
import { linkToYuki, type Decided } from '../ledger/resolutions.ts';
import { entityTagOf } from './lookup.ts';
import type { ResolutionOrder } from './orders.ts';
import { told, type Refusal } from './refusal.ts';
import type { ComparisonAnswer } from './resolution-answers.ts';
import type { ConnectorTools } from './tools.ts';

export type LinkOrder = Extract<ResolutionOrder, { action: 'link' }>;

export interface ComparedRow {
  readonly row: DocumentRow;
  /** What the bookkeeper would look for. */
  readonly reference: string;
  /** Null when Yuki shows no sale under it that is not ours. */
  readonly found: Comparison | null;
}

/** Compares documents with what Yuki shows under their references, or all under the one that is given. */
export async function compareAll(
  tools: ConnectorTools,
  connection: Connection,
  rows: readonly DocumentRow[],
  given: string | null = null,
): Promise<ComparedRow[]> {
  const { administrationId, domainId } = connection;
  const tag = await entityTagOf(tools, connection);
  const references = rows.map((row) => given ?? referenceOf(row, tag));
  const items =
    administrationId === null
      ? []
      : await strangersUnder(tools.ledger, { administrationId, domainId }, references);
  const keys = await customerKeysOf(tools.ledger, connection, rows);
  return rows.map((row, index) => {
    const reference = references[index] ?? '';
    const { date, grossCents } = row;
    const compared = { date, grossCents, customerKeys: keys[index] ?? [] };
    return { row, reference, found: mostLike(compared, reference, items) };
  });
}

/** The document's own reference, or the one that it would get. */
function referenceOf({ kind, number, reference }: DocumentRow, entityTag: string | null): string {
  return reference ?? referenceFor({ kind, number, entityTag }) ?? number;
}

/** What the ledger keeps of the link. */
export function linkWith(
  reference: string,
  found: Comparison | null,
): { reference: string; yukiDocumentId: string | null } {
  return {
    reference: found?.item.reference ?? reference,
    yukiDocumentId: found?.item.yukiDocumentId ?? null,
  };
}

/** Links one document, or refuses with everything in which it differs from Yuki's. */
export async function link(
  tools: ConnectorTools,
  connection: Connection,
  document: DocumentRow,
  order: LinkOrder,
): Promise<{ decided: Decided; comparison: ComparisonAnswer | null }> {
  const [compared] = await compareAll(tools, connection, [document], order.reference ?? null);
  const { reference, found } = compared as ComparedRow;
  const anyway = order.anyway === true;
  const comparison = await showComparison(tools, connection, document, found);
  if (!anyway && found === null) throw await notShown(tools, document, reference);
  if (!anyway && found !== null && !agrees(found) && !isConfirmed(order, found))
    throw differs(document, found, comparison as ComparisonAnswer);
  const decided = await linkToYuki(
    tools.ledger,
    { documentId: document.id, ...linkWith(reference, found) },
    { who: order.who, reason: order.reason, anyway },
    tools.now(),
  );
  if (decided === null) throw told('not-linkable', () => ({ state: document.state }));
  return { decided, comparison };
}

/** Repeating Yuki's amount confirms the date and the amount; whose document it is it does not say. */
function isConfirmed({ amount }: LinkOrder, { item, customer }: Comparison): boolean {
  return customer === 'same' && amount === formatCents(item.originalCents);
}

async function notShown(tools: ConnectorTools, document: DocumentRow, reference: string): Promise<Refusal> {
  const readAt = await lastListReadAt(tools.ledger, document.administrationId);
  return told('not-in-list', (language) => ({
    reference,
    read: readAt !== null,
    at: readAt === null ? '' : showMoment(readAt, language),
  }));
}

function differs(
  document: DocumentRow,
  { item, customer, date, amount }: Comparison,
  { customerName, yukiCustomerName }: ComparisonAnswer,
): Refusal {
  const yukiAmount = formatCents(item.originalCents);
  const names = { theirs: yukiCustomerName ?? '–', ours: customerName ?? '–' };
  const dates = { theirs: item.date ?? '–', ours: document.date };
  const amounts = { theirs: yukiAmount, ours: formatCents(document.grossCents) };
  const listed = (language: Language): string =>
    [
      ...(customer === 'other' ? [words(language, ({ differences }) => differences.customer, names)] : []),
      ...(customer === 'unknown'
        ? [words(language, ({ differences }) => differences.customerUnknown, names)]
        : []),
      ...(date === 'same' ? [] : [words(language, ({ differences }) => differences.date, dates)]),
      ...(amount === 'same' ? [] : [words(language, ({ differences }) => differences.amount, amounts)]),
    ].join(', ');
  return told('differs', (language) => ({
    reference: item.reference ?? '',
    amount: yukiAmount,
    byAmount: customer === 'same' && amount !== 'same',
    differences: listed(language),
  }));
}

/** Both sides as the person sees them; a customer without a known name is shown by a code or an id. */
export async function showComparison(
  tools: ConnectorTools,
  connection: Connection,
  document: DocumentRow,
  found: Comparison | null,
): Promise<ComparisonAnswer | null> {
  if (found === null) return null;
  const { item, customer, date, amount } = found;
  const [yukiKey = null] = item.customerKeys.toReversed();
  return {
    reference: item.reference,
    customer,
    date,
    amount,
    customerName: (await nameInFocus(tools.ledger, connection, document)) ?? document.customerCode,
    yukiCustomerName: (await nameInYuki(tools.ledger, connection, item.customerKeys)) ?? yukiKey,
    yukiDate: item.date,
    yukiAmount: formatCents(item.originalCents),
    yukiOpen: formatCents(item.openCents),
  };
}
