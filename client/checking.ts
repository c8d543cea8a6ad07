/**
 * The onboarding record while an answer is being looked at. A verb clears the last problem before it tells
 * the workflow, so that what stands there afterwards is the result of this answer and no older one.
 */

import type { ConnectionId } from '../domain/ids.ts';
import { readOnboarding, writeOnboarding, type OnboardingView } from '../ledger/connections.ts';
import type { ConnectorTools } from './tools.ts';

const empty: OnboardingView = {
  step: 'checking',
  problem: null,
  entities: null,
  administration: null,
  reachable: [],
  taxRates: [],
  vatCodes: [],
  proposedVatLinks: [],
  unlinkedTaxRates: [],
  accountsCount: 0,
  proposedAccounts: { accountPerRate: {}, defaultAccount: null },
  useInstead: null,
};

/** Keeps what was found so far; only the step and the problem are open again. */
export async function markChecking(tools: ConnectorTools, id: ConnectionId): Promise<void> {
  const view = (await readOnboarding(tools.ledger, id)) ?? empty;
  await writeOnboarding(tools.ledger, id, { ...view, step: 'checking', problem: null }, tools.now());
}
