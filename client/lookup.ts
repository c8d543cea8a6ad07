/**
 * From what a person typed to what the ledger has: ids are parsed before they come near a query or a
 * workflow id, and everything unknown is refused in the same words.
 */

import { parseCauseId, type ConnectionId, type DocumentId } from '../domain/ids.ts';
import { parseConnectionId } from '../domain/ids.ts';
import { getCause, type CauseRow } from '../ledger/causes.ts';
import { getConnection, type Connection } from '../ledger/connections.ts';
import { readEntityTag } from '../ledger/entity-tags.ts';
import { getDocument, type DocumentRow } from '../ledger/documents.ts';
import { notNow, Refusal, unknownConnection } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

/** Throws a 404 refusal for anything that is not the id of a connection of ours. */
export async function knownConnection(tools: ConnectorTools, idText: string): Promise<Connection> {
  const id = parseConnectionId(idText);
  const connection = id === null ? null : await getConnection(tools.ledger, id);
  if (connection === null) throw unknownConnection();
  return connection;
}

/** A connection that can be told something: not disconnected and not merged into another one. */
export async function livingConnection(tools: ConnectorTools, idText: string): Promise<Connection> {
  const connection = await knownConnection(tools, idText);
  if (connection.state === 'disconnected')
    throw notNow(
      'disconnected',
      'This connection is disconnected, so nothing can be said to it.',
      'Connect the same entity and administration again; that revives it.',
    );
  if (connection.state === 'merged')
    throw notNow(
      'merged',
      `This draft was joined with connection ${connection.mergedInto ?? 'of the same entity'}.`,
      'Use the id of that connection.',
    );
  return connection;
}

export async function knownCause(
  tools: ConnectorTools,
  connectionId: ConnectionId,
  causeText: string,
): Promise<CauseRow> {
  const causeId = parseCauseId(causeText);
  const cause = causeId === null ? null : await getCause(tools.ledger, causeId);
  if (cause === null || cause.connectionId !== connectionId)
    throw new Refusal({
      status: 404,
      type: 'unknown-hold',
      title: 'Unknown hold',
      detail: 'This connection has no hold with this id.',
      cure: 'List the holds of the connection to see their ids.',
    });
  return cause;
}

const documentIdPattern = /^[1-9]\d{0,15}$/;

export async function knownDocument(
  tools: ConnectorTools,
  connectionId: ConnectionId,
  documentText: string,
): Promise<DocumentRow> {
  const row = documentIdPattern.test(documentText)
    ? await getDocument(tools.ledger, documentText as DocumentId)
    : null;
  if (row === null || row.connectionId !== connectionId)
    throw new Refusal({
      status: 404,
      type: 'unknown-document',
      title: 'Unknown document',
      detail: 'This connection has no document with this id.',
      cure: 'List the documents of the connection to see their ids.',
    });
  return row;
}

/** The tag of the connection's references; null when it carries none, or has no entity or administration yet. */
export async function entityTagOf(
  { ledger }: ConnectorTools,
  { administrationId, focusAccountId, entityId }: Connection,
): Promise<string | null> {
  if (administrationId === null || focusAccountId === null || entityId === null) return null;
  return readEntityTag(ledger, { administrationId, focusAccountId, entityId });
}
