/**
 * How an answer that stands in the ledger reaches the workflow. The onboarding record is marked as being looked
 * at first, so that what stands there afterwards is the result of this answer and no older one.
 */

import type { ConnectionId } from '../domain/ids.ts';
import { listOpenCauses } from '../ledger/causes.ts';
import { emptyOnboarding, readOnboarding, writeOnboarding, type Connection } from '../ledger/connections.ts';
import type { OnboardingStep } from '../workflows/messages.ts';
import type { ConnectorTools } from './tools.ts';

export interface StepTaken {
  readonly connectionId: ConnectionId;
}

/** What was found by an earlier answer and is not true any more after this one. */
type Forgotten = Partial<Record<'entities' | 'administration', null>>;

/** Keeps what was found so far; only the step and the problem are open again. */
export async function markChecking(
  tools: ConnectorTools,
  id: ConnectionId,
  forget: Forgotten = {},
): Promise<void> {
  const view = (await readOnboarding(tools.ledger, id)) ?? emptyOnboarding;
  await writeOnboarding(
    tools.ledger,
    id,
    { ...view, ...forget, step: 'checking', problem: null },
    tools.now(),
  );
}

/** An onboarding hears that an answer is there; a connection at work hears that its settings changed. */
export async function settle(
  tools: ConnectorTools,
  connection: Connection,
  step: OnboardingStep,
): Promise<StepTaken> {
  if (connection.state === 'onboarding') return answer(tools, connection, step);
  // A word would start it again; it reads its settings when it is resumed.
  if (connection.state === 'stopped') return { connectionId: connection.id };
  await tools.temporal.signalConnection(connection.id, 'settingsChanged');
  await tellHoldsOfSettings(tools, connection.id);
  return { connectionId: connection.id };
}

/** A default account, a link or an allowed currency may be the very cure that documents wait for (S-18, S-26). */
async function tellHoldsOfSettings(tools: ConnectorTools, id: ConnectionId): Promise<void> {
  for (const { id: causeId, key } of await listOpenCauses(tools.ledger, id))
    if (/^(?:account|vat-|currency-)/.test(key)) await tools.temporal.signalHold(id, causeId, 'changed');
}

/** Tells the workflow that this question was answered, now or again. */
export async function answer(
  tools: ConnectorTools,
  connection: Connection,
  step: OnboardingStep,
  forget: Forgotten = {},
): Promise<StepTaken> {
  if (connection.state === 'onboarding') await markChecking(tools, connection.id, forget);
  await tools.temporal.answered(connection.id, step);
  return { connectionId: connection.id };
}
