/**
 * What a named person decides about documents that wait: ignore, link to what Yuki has already, undo, send again after
 * a look-up. How a link is compared is linking.ts; nothing is sent from here.
 */

import { agrees, contradicts } from '../domain/comparison.ts';
import { cents, formatCents, parseCents } from '../domain/money.ts';
import { sameReference } from '../domain/references.ts';
import type { Connection } from '../ledger/connections.ts';
import { ignoreDocument, listDocuments, type DocumentRow } from '../ledger/documents.ts';
import { leaveAsItIs, noteCorrected } from '../ledger/after-export.ts';
import { ignoreHeld, linkHeld } from '../ledger/hold-resolutions.ts';
import { isOpenInYuki } from '../ledger/known-items.ts';
import { askRemoval, moneyInFocus } from '../ledger/removal-wishes.ts';
import {
  linkable,
  lookThenSendAgain,
  undoResolution,
  wasUndone,
  type Decided,
} from '../ledger/resolutions.ts';
import type { ResolutionAnswer } from './resolution-answers.ts';
import { compareAll, link, linkWith, showComparison, type LinkOrder } from './linking.ts';
import { knownCause, knownDocument, livingConnection } from './lookup.ts';
import type { HoldResolutionOrder, ResolutionOrder } from './orders.ts';
import { told } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

/** Documents of a hold that are compared in one go. */
const pageSize = 200;

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
      if (decided === null && document.state === 'ignored') return standsAlready(connection, 'ignored');
      if (decided === null) throw told('document-not-waiting', () => ({ state: document.state }));
      return leave(tools, connection, 'ignored', decided);
    }
    case 'link':
      return linkOne(tools, connection, document, order);
    case 'undo': {
      const undone = await undoResolution(tools.ledger, document.id, order, tools.now());
      if (undone.kind === 'notDecided' && (await isUndone(tools, document)))
        return standsAlready(connection, 'undone');
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
    case 'removePayments':
      return removePayments(tools, connection, document, order);
    case 'sendAgain':
      return sendAgain(tools, connection, document, order);
  }
}

/** Taken back before, and neither sent nor decided about since. */
async function isUndone(tools: ConnectorTools, { connectionId, id, state }: DocumentRow): Promise<boolean> {
  const waits = ['found', 'ready', 'held', 'doubtful'].includes(state);
  return waits && (await wasUndone(tools.ledger, connectionId, id));
}

async function linkOne(
  tools: ConnectorTools,
  connection: Connection,
  document: DocumentRow,
  order: LinkOrder,
): Promise<ResolutionAnswer> {
  if (!linkable.includes(document.state)) {
    const { reference } = order;
    const linkedWith = document.state === 'linked' ? (document.decision?.reference ?? null) : null;
    const isSame = reference === undefined || (linkedWith !== null && sameReference(reference, linkedWith));
    if (document.state === 'linked' && isSame) return standsAlready(connection, 'linked');
    throw told('not-linkable', () => ({ state: document.state }));
  }
  const { decided, comparison } = await link(tools, connection, document, order);
  return { ...(await leave(tools, connection, 'linked', decided)), comparison };
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

/**
 * Asks for the removal of all payments of an invoice in Focus; a run does it after it has read both sides again. Focus
 * removes those of others, too, so the whole amount is repeated, and they are named where there are any (S-49).
 */
async function removePayments(
  tools: ConnectorTools,
  connection: Connection,
  document: DocumentRow,
  order: Extract<ResolutionOrder, { action: 'removePayments' }>,
): Promise<ResolutionAnswer> {
  if (!document.flags.reversed) throw told('nothing-reversed');
  const { paidCents, oursCents } = await moneyInFocus(tools.ledger, document.id);
  const others = paidCents - oursCents;
  const isRepeated = order.amount !== undefined && parseCents(order.amount) === paidCents;
  if (!isRepeated)
    throw told('removal-not-confirmed', () => ({
      all: formatCents(paidCents),
      ours: formatCents(oursCents),
      others: formatCents(cents(Math.max(0, others))),
      hasOthers: others > 0,
    }));
  const by = { who: order.who, reason: order.reason, confirmedCents: paidCents };
  const asked = await askRemoval(tools.ledger, document.id, by, tools.now());
  if (asked === 'notReversed') throw told('nothing-reversed');
  await syncIfActive(tools, connection);
  return asked === 'asked'
    ? answered(connection, 'removalAsked', 1)
    : standsAlready(connection, 'removalAsked');
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
  const remaining: ResolutionAnswer['remaining'] = [];
  let documents = 0;
  for await (const page of waitingPages(tools, connection, cause.id)) {
    const compared = await compareAll(tools, connection, page);
    const linked = await linkHeld(
      tools.ledger,
      cause,
      compared
        // What cannot be seen is taken on the person’s word; what is seen to be something else is for a look at each.
        .filter(({ found }) => (found === null ? anyway : agrees(found) || (anyway && !contradicts(found))))
        .map(({ row, reference, found }) => ({ documentId: row.id, ...linkWith(reference, found) })),
      { who: order.who, reason: order.reason, anyway },
      tools.now(),
    );
    documents += linked.length;
    for (const { row, found } of compared)
      if (!linked.includes(row.id) && remaining.length < pageSize)
        remaining.push({
          documentId: row.id,
          number: row.number,
          comparison: await showComparison(tools, connection, row, found),
        });
  }
  if (documents > 0) await tools.temporal.signalHold(connection.id, cause.id, 'changed');
  return { ...answered(connection, 'linked', documents), remaining };
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

function standsAlready(connection: Connection, what: ResolutionAnswer['told']): ResolutionAnswer {
  return { ...answered(connection, what, 0), already: true };
}

/** What was decided is taken up by the next run; a connection at work begins one now. */
async function syncIfActive(tools: ConnectorTools, { id, state }: Connection): Promise<void> {
  if (state === 'active') await tools.temporal.syncNow(id);
}
