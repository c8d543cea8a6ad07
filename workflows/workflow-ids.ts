/**
 * The ids, type names and task queue by which workflows are found, built in one place and read back in the
 * same place (design 10). Stable doors: a change needs a decision record.
 */

import { parseCauseId, parseConnectionId, type CauseId, type ConnectionId } from '../domain/ids.ts';

export const taskQueueName = 'focus-yuki';

export const workflowTypes = {
  connection: 'connection',
  sync: 'sync',
  hold: 'hold',
  caretaker: 'caretaker',
} as const;

export const caretakerScheduleId = 'caretaker';

export function connectionWorkflowId(connectionId: ConnectionId): string {
  return `connection/${connectionId}`;
}

export function syncWorkflowId(connectionId: ConnectionId): string {
  return `sync/${connectionId}`;
}

export function holdWorkflowId(connectionId: ConnectionId, causeId: CauseId): string {
  return `hold/${connectionId}/${causeId}`;
}

/** Reads a hold's workflow id back; null for any other text. */
export function readHoldWorkflowId(
  workflowId: string,
): { connectionId: ConnectionId; causeId: CauseId } | null {
  const [kind, connection, cause, ...rest] = workflowId.split('/');
  if (kind !== 'hold' || connection === undefined || cause === undefined || rest.length > 0) return null;
  const connectionId = parseConnectionId(connection);
  const causeId = parseCauseId(cause);
  return connectionId === null || causeId === null ? null : { connectionId, causeId };
}
