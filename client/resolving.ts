/**
 * What a named person decides about documents that wait: ignore, link to what Yuki has already, undo, send again after
 * a look-up. A link is compared with Yuki's last list of open items, which costs no call (E-9, S-40); nothing is sent
 * from here.
 */

import { agrees, mostLike, type Comparison } from '../domain/comparison.ts';
import { showMoment, words, type Language } from '../domain/catalogue.ts';
import { formatCents } from '../domain/money.ts';
import { referenceFor, sameReference } from '../domain/references.ts';
import type { Connection } from '../ledger/connections.ts';
import { ignoreDocument, listDocuments, type DocumentRow } from '../ledger/documents.ts';
import { leaveAsItIs, noteCorrected } from '../ledger/after-export.ts';
import { isOpenInYuki, lastListReadAt, strangersUnder } from '../ledger/known-items.ts';
import {
  ignoreHeld,
  linkHeld,
  linkToYuki,
  lookThenSendAgain,
  undoResolution,
  type Decided,
} from '../ledger/resolutions.ts';
import type { ComparisonAnswer, ResolutionAnswer } from './resolution-answers.ts';
import { entityTagOf, knownCause, knownDocument, livingConnection } from './lookup.ts';
import type { HoldResolutionOrder, ResolutionOrder } from './orders.ts';
import { told, type Refusal } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

/** Documents of a hold that are compared in one go. */
const pageSize = 200;

type Link = Extract<ResolutionOrder, { action: 'link' }>;

/** Decides about one document. */
export async function resolveDocument(
  tools: ConnectorTools,
  idText: string,
  documentText: string,
  order: ResolutionOrder,
): Promise<ResolutionAnswer> {
  const connection = await livingConnection(tools, idText);
  const document = await knownDocument(tools, connection.id, documentText);
  switch (order.action) {
    case 'ignore': {
      const decided = await ignoreDocument(tools.ledger, document.id, order, tools.now());
      if (decided === null) throw told('document-not-waiting', () => ({ state: document.state }));
      return leave(tools, connection, 'ignored', decided);
    }
    case 'link':
      return link(tools, connection, document, order);
    case 'undo': {
      const undone = await undoResolution(tools.ledger, document.id, order, tools.now());
      if (undone.kind !== 'undone')
        throw told('undo-impossible', () => ({ paid: undone.kind === 'paid', state: document.state }));
      await syncIfActive(tools, connection);
      return answered(connection, 'undone', 1);
    }
    case 'leave':
      if (!(await leaveAsItIs(tools.ledger, document.id, order, tools.now()))) throw told('nothing-differs');
      return answered(connection, 'left', 1);
    case 'corrected':
      if (!(await noteCorrected(tools.ledger, document.id, order, tools.now())))
        throw told('nothing-differs');
      return answered(connection, 'corrected', 1);
    case 'sendAgain':
      return sendAgain(tools, connection, document, order);
  }
}

async function link(
  tools: ConnectorTools,
  connection: Connection,
  document: DocumentRow,
  order: Link,
): Promise<ResolutionAnswer> {
  const reference = order.reference ?? referenceOf(document, await entityTagOf(tools, connection));
  const items = await strangersUnder(tools.ledger, document.administrationId, [reference]);
  const found = mostLike(document, reference, items);
  const anyway = order.anyway === true;
  if (found === null && !anyway) throw await notInList(tools, document, reference);
  if (found !== null && !anyway && !agrees(found) && !repeatsAmount(order, found))
    throw differs(document, reference, found);
  const decided = await linkToYuki(
    tools.ledger,
    { documentId: document.id, reference, yukiDocumentId: found?.item.yukiDocumentId ?? null },
    { who: order.who, reason: order.reason, anyway },
    tools.now(),
  );
  if (decided === null) throw told('not-linkable', () => ({ state: document.state }));
  return { ...(await leave(tools, connection, 'linked', decided)), comparison: shown(found) };
}

/** What the bookkeeper would look for: the document's own reference, or the one that it would get. */
function referenceOf({ kind, number, reference }: DocumentRow, entityTag: string | null): string {
  return reference ?? referenceFor({ kind, number, entityTag }) ?? number;
}

function repeatsAmount({ amount }: Link, { item }: Comparison): boolean {
  return amount !== undefined && amount === formatCents(item.originalCents);
}

async function notInList(tools: ConnectorTools, document: DocumentRow, reference: string): Promise<Refusal> {
  const readAt = await lastListReadAt(tools.ledger, document.administrationId);
  return told('not-in-list', (language) => ({
    reference,
    read: readAt !== null,
    at: readAt === null ? '' : showMoment(readAt, language),
  }));
}

function differs(document: DocumentRow, reference: string, found: Comparison): Refusal {
  const { item } = found;
  const amount = formatCents(item.originalCents);
  const listed = (language: Language): string =>
    [
      ...(found.customer === 'other' ? [words(language, ({ differences }) => differences.customer)] : []),
      ...(found.date === 'same'
        ? []
        : [
            words(language, ({ differences }) => differences.date, {
              theirs: item.date ?? '–',
              ours: document.date,
            }),
          ]),
      ...(found.amount === 'same'
        ? []
        : [
            words(language, ({ differences }) => differences.amount, {
              theirs: amount,
              ours: formatCents(document.grossCents),
            }),
          ]),
    ].join(', ');
  return told('differs', (language) => ({ reference, amount, differences: listed(language) }));
}

async function sendAgain(
  tools: ConnectorTools,
  connection: Connection,
  document: DocumentRow,
  order: Extract<ResolutionOrder, { action: 'sendAgain' }>,
): Promise<ResolutionAnswer> {
  const { number, reference, state } = document;
  const isRepeated =
    sameReference(order.number, number) || (reference !== null && sameReference(order.number, reference));
  if (!isRepeated) throw told('number-not-repeated', () => ({ number: reference ?? number }));
  if (state === 'exported' && (await isOpenInYuki(tools.ledger, document.id)))
    throw told('still-in-yuki', () => ({ reference: reference ?? number }));
  if (!(await lookThenSendAgain(tools.ledger, document.id, order, tools.now())))
    throw told('send-again-impossible', () => ({ state }));
  await syncIfActive(tools, connection);
  return answered(connection, 'lookingUp', 1);
}

/** Decides about everything that waits for one cause. */
export async function resolveHold(
  tools: ConnectorTools,
  idText: string,
  causeText: string,
  order: HoldResolutionOrder,
): Promise<ResolutionAnswer> {
  const connection = await livingConnection(tools, idText);
  const cause = await knownCause(tools, connection.id, causeText);
  if (cause.endedAt !== null) throw told('hold-ended');
  const mustRepeat = order.action === 'ignore' || order.anyway === true;
  if (mustRepeat && order.documents !== cause.waiting)
    throw told('count-not-repeated', () => ({ count: cause.waiting }));
  if (order.action === 'ignore') {
    const documents = await ignoreHeld(tools.ledger, cause, order, tools.now());
    await tools.temporal.signalHold(connection.id, cause.id, 'changed');
    return answered(connection, 'ignored', documents);
  }
  const anyway = order.anyway === true;
  const tag = await entityTagOf(tools, connection);
  const remaining: ResolutionAnswer['remaining'] = [];
  let documents = 0;
  for await (const page of waitingPages(tools, connection, cause.id)) {
    const references = page.map((row) => referenceOf(row, tag));
    const items = await strangersUnder(tools.ledger, connection.administrationId as never, references);
    const compared = page.map((row, index) => ({
      row,
      found: mostLike(row, references[index] ?? '', items),
    }));
    const linked = await linkHeld(
      tools.ledger,
      cause,
      compared
        .filter(({ found }) => anyway || (found !== null && agrees(found)))
        .map(({ row, found }) => ({
          documentId: row.id,
          reference: referenceOf(row, tag),
          yukiDocumentId: found?.item.yukiDocumentId ?? null,
        })),
      { who: order.who, reason: order.reason, anyway },
      tools.now(),
    );
    documents += linked.length;
    for (const { row, found } of compared)
      if (!linked.includes(row.id))
        remaining.push({ documentId: row.id, number: row.number, comparison: shown(found) });
  }
  if (documents > 0) await tools.temporal.signalHold(connection.id, cause.id, 'changed');
  return { ...answered(connection, 'linked', documents), remaining: remaining.slice(0, pageSize) };
}

/** What waits for a cause, page by page, each document once, whether it leaves meanwhile or not. */
async function* waitingPages(
  tools: ConnectorTools,
  connection: Connection,
  causeId: DocumentRow['causeId'],
): AsyncGenerator<DocumentRow[]> {
  let after: DocumentRow['id'] | null = null;
  for (;;) {
    const page: DocumentRow[] = await listDocuments(tools.ledger, connection.id, {
      states: ['held'],
      ...(causeId === null ? {} : { causeId }),
      limit: pageSize,
      after,
    });
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.id ?? null;
  }
}

async function leave(
  tools: ConnectorTools,
  connection: Connection,
  what: 'ignored' | 'linked',
  { leftCause }: Decided,
): Promise<ResolutionAnswer> {
  if (leftCause !== null) await tools.temporal.signalHold(connection.id, leftCause, 'changed');
  return answered(connection, what, 1);
}

function answered({ id }: Connection, what: ResolutionAnswer['told'], documents: number): ResolutionAnswer {
  return { connectionId: id, told: what, documents, comparison: null, remaining: [] };
}

function shown(found: Comparison | null): ComparisonAnswer | null {
  if (found === null) return null;
  const { item, customer, date, amount } = found;
  return {
    reference: item.reference,
    customer,
    date,
    amount,
    yukiDate: item.date,
    yukiAmount: formatCents(item.originalCents),
    yukiOpen: formatCents(item.openCents),
  };
}

/** What was decided is taken up by the next run; a connection at work begins one now. */
async function syncIfActive(tools: ConnectorTools, { id, state }: Connection): Promise<void> {
  if (state === 'active') await tools.temporal.syncNow(id);
}
