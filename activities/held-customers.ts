/**
 * Notices that customers for whom documents wait were completed in Focus: one request per kind for up to a hundred of
 * them, none when nobody waits (R-ERR-3, S-22). Their documents are checked again by the holds.
 */

import type { CauseId } from '../domain/ids.ts';
import type { CustomerKind } from '../domain/document.ts';
import type { Durations } from '../domain/durations.ts';
import { heldCustomers, noteCustomerChanged } from '../ledger/held-customers.ts';
import type { JoinedConnection } from './connection-record.ts';
import type { FocusDesk } from './focus-desk.ts';
import type { Tools } from './tools.ts';

/** As many ids as one request takes; more customers than this wait for their daily look. */
const customersAtOnce = 100;
const kinds: readonly CustomerKind[] = ['company', 'contact'];

/** Answers the causes whose customers have changed. */
export async function sweepHeldCustomers(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  focus: FocusDesk,
): Promise<CauseId[]> {
  const waiting = await heldCustomers(tools.ledger, connection.id, connection, customersAtOnce);
  const causes: CauseId[] = [];
  for (const kind of kinds) {
    const asked = waiting.filter((customer) => customer.kind === kind);
    if (asked.length === 0) continue;
    const oldest = Math.min(...asked.map(({ readAt }) => readAt.getTime()));
    const changes = await focus.api.customersChangedSince(
      kind,
      asked.map(({ id }) => id),
      new Date(oldest - durations.discoveryOverlap),
    );
    for (const { id, updatedAt } of changes) {
      const known = asked.find((customer) => customer.id === id);
      // What was read already comes again, because the two clocks may differ.
      const isNews =
        updatedAt === null ||
        known?.focusUpdatedAt == null ||
        updatedAt.getTime() > known.focusUpdatedAt.getTime();
      if (known === undefined || !isNews) continue;
      await noteCustomerChanged(tools.ledger, connection, known, tools.clock());
      causes.push(...known.causes);
    }
  }
  return causes;
}
