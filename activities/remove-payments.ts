/**
 * Removes the payments of an invoice in Focus because a named person asked for it after Yuki had undone them (S-49).
 * Intent first, Focus read again right before, and nothing is removed unless Focus shows exactly what the person
 * confirmed: it removes all payments of the invoice, those of others too (R-PAY-7, focus-api 2.3).
 */

import type { Durations } from '../domain/durations.ts';
import { shortFingerprint } from '../domain/fingerprint.ts';
import { cents, sumCents, type Cents } from '../domain/money.ts';
import type { FocusBalance } from '../focus/api.ts';
import { FocusError, FocusOutcomeUnknown, FocusRefused, FocusUnintelligible } from '../focus/errors.ts';
import {
  claimRemoval,
  dueRemovals,
  settleRemoval,
  type RemovalRow,
  type RemovalVerdict,
} from '../ledger/payment-removals.ts';
import { joinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import { startHeartbeats } from './heartbeats.ts';
import type { Activities } from './interface.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';

/** More than a person asks for between two runs; the next run takes the rest. */
export const removalsPerRun = 25;

export function removingActivities(tools: Tools): Pick<Activities, 'removeFocusPayments'> {
  return {
    removeFocusPayments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const focus = openFocus(tools, connection, durations);
      const stopBeating = startHeartbeats();
      let removed = 0;
      try {
        const due = await dueRemovals(tools.ledger, connection.id, removalsPerRun, tools.clock());
        focus.expect(due.length * 2);
        for (const removal of due) if (await removeOne(tools, focus, durations, removal)) removed += 1;
        return { removed, waitMs: 0 };
      } catch (error) {
        // What is left is asked for still, and taken by the next run.
        if (error instanceof PaceLater) return { removed, waitMs: error.waitMs };
        throw error;
      } finally {
        stopBeating();
        await tally(tools, run, { focusRequests: focus.requestsMade() });
      }
    },
  };
}

/** Answers whether Focus has none of them any more. */
async function removeOne(
  tools: Tools,
  focus: FocusDesk,
  durations: Durations,
  removal: RemovalRow,
): Promise<boolean> {
  const settle = (verdict: RemovalVerdict): Promise<boolean> =>
    settleRemoval(tools.ledger, removal, verdict, tools.clock());
  const mayHaveArrived = removal.state === 'doubtful';
  if (!removal.reversed && !mayHaveArrived) {
    await settle({ kind: 'overtaken' });
    return false;
  }
  const balance = await readBalance(focus, removal);
  if (balance === 'unreadable') return false;
  if (balance === null) {
    await settle({ kind: 'ended', why: 'goneFromFocus', paidCents: null, dueCents: null });
    return false;
  }
  const paidCents = sumCents(balance.payments.map(({ amountCents }) => amountCents));
  const { dueCents } = balance;
  // Our own try has arrived, or a person was faster.
  if (paidCents === 0) return settle({ kind: 'removed', dueCents });
  const seenPayments = fingerprintOf(balance);
  if (mayHaveArrived && seenPayments !== removal.seenPayments) {
    // It arrived and money came since, or somebody changed the payments: nobody can tell, so nothing more is removed.
    await settle({ kind: 'ended', why: 'uncertain', paidCents, dueCents });
    return false;
  }
  if (!removal.reversed) {
    await settle({ kind: 'overtaken' });
    return false;
  }
  if (paidCents !== removal.confirmedCents) {
    await settle({ kind: 'ended', why: 'differs', paidCents, dueCents });
    return false;
  }
  return tellFocus(tools, focus, durations, removal, { seenPayments, paidCents, dueCents, settle });
}

async function readBalance(
  focus: FocusDesk,
  { focusId }: RemovalRow,
): Promise<FocusBalance | null | 'unreadable'> {
  try {
    return await focus.api.invoiceBalance(focusId);
  } catch (error) {
    // It is asked for still, and the next run reads it again.
    if (error instanceof FocusUnintelligible) return 'unreadable';
    throw error;
  }
}

function fingerprintOf({ payments }: FocusBalance): string {
  return shortFingerprint(
    JSON.stringify(payments.map(({ paidAt, amountCents, currency }) => [paidAt, amountCents, currency])),
  );
}

async function tellFocus(
  tools: Tools,
  focus: FocusDesk,
  durations: Durations,
  removal: RemovalRow,
  order: {
    seenPayments: string;
    paidCents: Cents;
    dueCents: Cents;
    settle: (verdict: RemovalVerdict) => Promise<boolean>;
  },
): Promise<boolean> {
  const { seenPayments, paidCents, dueCents, settle } = order;
  const now = tools.clock();
  const deadline = new Date(now.getTime() + durations.wireGrace);
  const claim = { worker: tools.worker, deadline, seenPayments };
  if (!(await claimRemoval(tools.ledger, removal, claim, now))) return false;
  try {
    await focus.api.removePayments({ invoiceId: removal.focusId, sendBefore: deadline });
    return await settle({ kind: 'removed', dueCents: cents(dueCents + paidCents) });
  } catch (error) {
    if (error instanceof FocusRefused) {
      await settle({ kind: 'ended', why: 'refusedByFocus', paidCents, dueCents });
      return false;
    }
    const isOfSignIn = error instanceof FocusError && error.evidence.operation === 'oauth2/access_token';
    if (error instanceof FocusOutcomeUnknown && !isOfSignIn) {
      // Focus is read after the deadline; until then it may still arrive.
      await settle({ kind: 'doubtful' });
      return false;
    }
    const isUnsent = error instanceof FocusError && ['not-sent', 'refused'].includes(error.delivery);
    if (isUnsent || isOfSignIn || error instanceof PaceLater) await settle({ kind: 'unsent' });
    throw error;
  }
}
