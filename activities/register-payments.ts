/**
 * Registers in Focus what Yuki shows as paid: each payment was written down as an intent, Focus is read again right
 * before, and one worker at a time tells it what it still lacks, because Focus registers twice what it is told twice
 * (design 7, R-PAY-6, R-PAY-7).
 */

import type { Durations } from '../domain/durations.ts';
import { sumCents, type Cents } from '../domain/money.ts';
import { whatToRegister } from '../domain/payments-registering.ts';
import type { FocusBalance } from '../focus/api.ts';
import { FocusError, FocusOutcomeUnknown, FocusRefused, FocusUnintelligible } from '../focus/errors.ts';
import { report } from '../ledger/findings.ts';
import {
  claimPayment,
  nextPayments,
  settlePayment,
  type PaymentRow,
  type PaymentVerdict,
} from '../ledger/payments.ts';
import { joinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import { startHeartbeats } from './heartbeats.ts';
import type { Activities, PaymentsPage } from './interface.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';

export const paymentsPerPage = 25;

type Ended = 'registered' | 'reported' | 'left';

export function registeringActivities(tools: Tools): Pick<Activities, 'registerFocusPayments'> {
  return {
    registerFocusPayments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const focus = openFocus(tools, connection, durations);
      const counts = { registered: 0, reported: 0 };
      const stopBeating = startHeartbeats();
      const answer = (left: boolean, waitMs: number): PaymentsPage => ({ ...counts, left, waitMs });
      try {
        const tried = new Set<string>();
        for (let after: string | null = null; ;) {
          const page: PaymentRow[] = await nextPayments(tools.ledger, connection.id, paymentsPerPage, after);
          focus.expect(page.length * 2);
          for (const payment of page) {
            tried.add(payment.id);
            const ended = await registerOne(tools, focus, durations, payment);
            if (ended === 'registered') counts.registered += 1;
            if (ended === 'reported') counts.reported += 1;
          }
          const hasMoved = counts.registered + counts.reported > 0;
          if (hasMoved) {
            const next = await nextPayments(tools.ledger, connection.id, paymentsPerPage);
            return answer(
              next.some(({ id }) => !tried.has(id)),
              0,
            );
          }
          // A page that moved nothing would be the same page again: those behind it have their turn.
          if (page.length < paymentsPerPage) return answer(false, 0);
          after = page.at(-1)?.id ?? null;
        }
      } catch (error) {
        if (error instanceof PaceLater) return answer(true, error.waitMs);
        throw error;
      } finally {
        stopBeating();
        await tally(tools, run, {
          paymentsRegistered: counts.registered,
          paymentsReported: counts.reported,
          focusRequests: focus.requestsMade(),
        });
      }
    },
  };
}

/** Registers what is missing of one payment, after reading Focus again. */
async function registerOne(
  tools: Tools,
  focus: FocusDesk,
  durations: Durations,
  payment: PaymentRow,
): Promise<Ended> {
  // Until its deadline a registration whose answer was lost may still arrive; reading Focus would prove nothing.
  const mayStillArrive = payment.deadline !== null && payment.deadline.getTime() > tools.clock().getTime();
  if (payment.state === 'doubtful' && mayStillArrive) return 'left';
  const settle = async (verdict: PaymentVerdict): Promise<void> =>
    void (await settlePayment(tools.ledger, payment.id, verdict, tools.clock()));
  const balance = await readBalance(tools, focus, payment);
  if (balance === 'unreadable') return 'left';
  const obstacle = obstacleOf(balance, payment);
  if (balance === null || obstacle !== null) {
    await settle({ kind: 'reported', why: obstacle ?? 'goneFromFocus' });
    return 'reported';
  }
  const paidCents = sumCents(balance.payments.map(({ amountCents }) => amountCents));
  const next = whatToRegister(payment, { dueCents: balance.dueCents, paidCents });
  switch (next.kind) {
    case 'arrived':
      await settle({ kind: 'registered', amountCents: payment.amountCents });
      return 'registered';
    case 'there':
      await settle({ kind: 'alreadyThere' });
      return 'reported';
    case 'nothingDue':
      await settle({ kind: 'reported', why: 'nothingDue', amountCents: next.amountCents });
      return 'reported';
    case 'register':
      return tellFocus(tools, focus, durations, payment, { ...next, paidCents, settle });
  }
}

/** An invoice that cannot be read says so once, and is read again by the next run; the others go on. */
async function readBalance(
  tools: Tools,
  focus: FocusDesk,
  { focusId, documentId, connectionId, amountCents }: PaymentRow,
): Promise<FocusBalance | null | 'unreadable'> {
  try {
    return await focus.api.invoiceBalance(focusId);
  } catch (error) {
    if (!(error instanceof FocusUnintelligible)) throw error;
    const finding = { connectionId, documentId, params: { why: 'unreadable', amountCents } };
    await report(tools.ledger, { ...finding, kind: 'paymentRefused' }, tools.clock());
    return 'unreadable';
  }
}

/** Why nothing may be registered whatever the amounts are; null when nothing stands in the way. */
function obstacleOf(balance: FocusBalance | null, payment: PaymentRow): string | null {
  if (balance === null) return 'goneFromFocus';
  if (balance.status === 'draft') return 'notBooked';
  const { currency, payments } = balance;
  const isOther = currency !== (payment.currency ?? 'EUR');
  return isOther || payments.some((one) => one.currency !== currency) ? 'otherCurrency' : null;
}

async function tellFocus(
  tools: Tools,
  focus: FocusDesk,
  durations: Durations,
  payment: PaymentRow,
  order: {
    amountCents: Cents;
    excessCents: Cents;
    paidCents: Cents;
    settle: (verdict: PaymentVerdict) => Promise<void>;
  },
): Promise<Ended> {
  const { amountCents, excessCents, settle } = order;
  const now = tools.clock();
  const deadline = new Date(now.getTime() + durations.wireGrace);
  const claim = { worker: tools.worker, deadline, paidBeforeCents: order.paidCents };
  if (!(await claimPayment(tools.ledger, payment, claim, now))) return 'left';
  try {
    await focus.api.registerPayment({
      invoiceId: payment.focusId,
      amountCents,
      currency: payment.currency ?? 'EUR',
      paidAt: payment.paidOn,
      paymentMethodId: null,
      sendBefore: deadline,
    });
    await settle({ kind: 'registered', amountCents, excessCents });
    return 'registered';
  } catch (error) {
    if (error instanceof FocusRefused) {
      await settle({ kind: 'reported', why: 'refusedByFocus', amountCents });
      return 'reported';
    }
    const isOfSignIn = error instanceof FocusError && error.evidence.operation === 'oauth2/access_token';
    if (error instanceof FocusOutcomeUnknown && !isOfSignIn) {
      // Looked at again by the next page or run, which reads Focus first.
      await settle({ kind: 'doubtful' });
      return 'left';
    }
    const isUnsent = error instanceof FocusError && ['not-sent', 'refused'].includes(error.delivery);
    if (isUnsent || isOfSignIn || error instanceof PaceLater) await settle({ kind: 'unsent' });
    throw error;
  }
}
