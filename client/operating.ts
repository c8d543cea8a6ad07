/**
 * What people say to a connection at work: sync now, retry, pause, resume, disconnect. The workflows act; these verbs
 * refuse what makes no sense and pass the rest on. Decisions about documents are in resolving.ts.
 */

import type { ConnectionId } from '../domain/ids.ts';
import { setConnectionState, type Connection } from '../ledger/connections.ts';
import { audit } from '../ledger/audit.ts';
import { knownCause, livingConnection } from './lookup.ts';
import { notNow, paused, told } from './refusal.ts';
import type { ConnectionSignal } from './temporal.ts';
import type { ConnectorTools } from './tools.ts';

export interface Told {
  readonly connectionId: ConnectionId;
  /** The signal that was sent. */
  readonly told: string;
}

/** Answers at once with the number of the run that will satisfy the wish. Refused with cause and cure while paused. */
export async function syncNow(
  tools: ConnectorTools,
  idText: string,
): Promise<{ runNumber: number; alreadyRunning: boolean }> {
  const connection = await livingConnection(tools, idText);
  refuseRunUnlessActive(connection);
  return tools.temporal.syncNow(connection.id);
}

/** Throws a refusal with cause and cure when the connection cannot run now. */
export function refuseRunUnlessActive(connection: Connection): void {
  if (connection.state === 'onboarding')
    throw notNow(
      'onboarding-unfinished',
      'This connection is not ready to sync: its onboarding is not finished.',
      'Answer the question that the connection’s status shows.',
    );
  if (connection.state === 'stopped') throw stopped();
  if (connection.state === 'paused' && connection.pause !== null)
    throw paused(connection.pause.cause, connection.pause.shown);
}

function stopped() {
  return notNow('stopped', 'This connection is stopped.', 'Say resume to start it again.');
}

/** Tries again what is paused, and every hold of the connection. */
export async function retry(tools: ConnectorTools, idText: string): Promise<Told> {
  return tell(tools, await awake(tools, idText), 'retry');
}

/** Tries one hold again. */
export async function retryHold(tools: ConnectorTools, idText: string, causeText: string): Promise<Told> {
  const connection = await livingConnection(tools, idText);
  const cause = await knownCause(tools, connection.id, causeText);
  if (cause.endedAt !== null) throw told('hold-ended');
  await tools.temporal.signalHold(connection.id, cause.id, 'retry');
  await noted(tools, connection.id, 'retry-hold', { causeId: cause.id });
  return { connectionId: connection.id, told: 'retry' };
}

export async function pause(tools: ConnectorTools, idText: string): Promise<Told> {
  const connection = await awake(tools, idText);
  if (connection.state === 'onboarding')
    throw notNow(
      'onboarding-unfinished',
      'This connection is still in its onboarding, so there is nothing to pause.',
      'Finish the onboarding, or disconnect the draft.',
    );
  return tell(tools, connection, 'pause');
}

/** Ends a person's pause; a stopped connection is started again. */
export async function resume(tools: ConnectorTools, idText: string): Promise<Told> {
  const connection = await livingConnection(tools, idText);
  if (connection.state === 'stopped')
    // The ledger first: the workflow that is started reads there what it is.
    await setConnectionState(
      tools.ledger,
      connection.id,
      connection.automaticDecided ? 'active' : 'onboarding',
      tools.now(),
    );
  return tell(tools, connection, 'resume');
}

/** Ends the connection for good; its ledger stays, and connecting the same again revives it. */
export async function disconnect(tools: ConnectorTools, idText: string): Promise<Told> {
  return tell(tools, await livingConnection(tools, idText), 'disconnect');
}

async function awake(tools: ConnectorTools, idText: string): Promise<Connection> {
  const connection = await livingConnection(tools, idText);
  if (connection.state === 'stopped') throw stopped();
  return connection;
}

async function tell(tools: ConnectorTools, connection: Connection, signal: ConnectionSignal): Promise<Told> {
  await tools.temporal.signalConnection(connection.id, signal);
  await noted(tools, connection.id, signal, {});
  return { connectionId: connection.id, told: signal };
}

function noted(
  tools: ConnectorTools,
  connectionId: ConnectionId,
  what: string,
  params: Record<string, string>,
): Promise<void> {
  return audit(tools.ledger, { connectionId, who: 'api', what, params }, tools.now());
}
