/**
 * Carries what is settled in Yuki back to Focus: one list read tells what is settled, each payment is written
 * down as an intent, and is registered only after Focus was read again, because Focus registers twice what it
 * is told twice (design 7, R-PAY-6, R-PAY-7).
 */

import { Context } from '@temporalio/activity';
import { localDate } from '../domain/cadence.ts';
import type { Durations } from '../domain/durations.ts';
import type { DocumentId, IsoDate } from '../domain/ids.ts';
import { cents, sumCents, type Cents } from '../domain/money.ts';
import {
  readOpenItems,
  type ExportedDocument,
  type PlausibleReading,
  type Reading,
} from '../domain/payments.ts';
import type { OpenItem } from '../domain/yuki-records.ts';
import { FocusOutcomeUnknown, FocusRefused, FocusUnreachable } from '../focus/errors.ts';
import {
  exportedToAdministration,
  readLastReading,
  storeReading,
  type ReadingFinding,
} from '../ledger/open-items.ts';
import { claimPayment, nextPayments, settlePayment, type PaymentRow } from '../ledger/payments.ts';
import { readSetting, writeSetting } from '../ledger/settings.ts';
import { outstandingDebtorItems } from '../yuki/accounting.ts';
import { matchedTransactions } from '../yuki/accounting-info.ts';
import { joinedConnection, type JoinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import type { Activities } from './interface.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';
import { openYuki, type YukiDesk } from './yuki-desk.ts';

const paymentsPerPage = 25;

export function paymentActivities(
  tools: Tools,
): Pick<Activities, 'readYukiPayments' | 'registerFocusPayments'> {
  return {
    readYukiPayments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const yuki = await openYuki(tools, connection, durations, 'payments');
      try {
        return await readPayments(tools, connection, durations, yuki);
      } finally {
        await tally(tools, run, { yukiCalls: yuki.callsMade() });
      }
    },

    registerFocusPayments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const focus = openFocus(tools, connection, durations);
      const counts = { registered: 0, reported: 0 };
      const context = Context.current();
      const beating = setInterval(() => context.heartbeat(), 2000);
      try {
        const page = await nextPayments(tools.ledger, connection.id, paymentsPerPage);
        focus.expect(page.length * 2);
        for (const payment of page) {
          const ended = await registerOne(tools, focus, durations, payment);
          if (ended === 'registered') counts.registered += 1;
          if (ended === 'reported') counts.reported += 1;
        }
        // A full page that moved nothing would be the same page again.
        const moved = counts.registered + counts.reported > 0;
        return { ...counts, left: moved && page.length === paymentsPerPage, waitMs: 0 };
      } catch (error) {
        if (error instanceof PaceLater) return { ...counts, left: true, waitMs: error.waitMs };
        throw error;
      } finally {
        clearInterval(beating);
        await tally(tools, run, {
          paymentsRegistered: counts.registered,
          paymentsReported: counts.reported,
          focusRequests: focus.requestsMade(),
        });
      }
    },
  };
}

/** Reads the open items once, or once more when so few were open that losing them all is ordinary. */
async function readPayments(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  yuki: YukiDesk,
): Promise<{ plausible: boolean; toRegister: number; reported: number; causes: [] }> {
  const { ledger } = tools;
  const { administrationId } = connection;
  const previous = await readLastReading(ledger, administrationId);
  const documents = await exportedToAdministration(
    ledger,
    administrationId,
    { lagMs: durations.neverSeenAfter },
    tools.clock(),
  );
  const suspicionKey = `suspicion/${administrationId}`;
  const suspicion = await readSetting(ledger, suspicionKey);
  const list = (): Promise<OpenItem[]> =>
    yuki.within(() => outstandingDebtorItems(yuki.services, administrationId));
  const compare = (items: OpenItem[], confirmed: string | null): Reading =>
    readOpenItems(previous.items, items, documents, { confirmed });

  let reading = compare(await list(), typeof suspicion === 'string' ? suspicion : null);
  if (!reading.plausible && reading.few) reading = compare(await list(), reading.evidence);
  if (!reading.plausible) {
    // A second reading that lost the same items is believed; so is a person’s `retry`, which makes one.
    await writeSetting(ledger, suspicionKey, reading.evidence, tools.clock());
    return { plausible: false, toRegister: 0, reported: 0, causes: [] };
  }
  if (suspicion !== null) await writeSetting(ledger, suspicionKey, null, tools.clock());

  const dates =
    reading.settled.length === 0
      ? new Map<string, IsoDate>()
      : await matchDates(yuki, connection, reading, documents, tools);
  const today = localDate(tools.clock());
  const payments = reading.settled
    .filter(({ increaseCents }) => increaseCents > 0)
    .map((settled) => ({
      documentId: settled.documentId,
      cumulativeCents: settled.settledCents,
      amountCents: settled.increaseCents,
      paidOn: dates.get(settled.documentId) ?? today,
    }));
  const findings = findingsOf(reading);
  const stored = await storeReading(
    ledger,
    { administrationId, connectionId: connection.id },
    {
      expectedReadAt: previous.readAt,
      items: reading.seen,
      payments,
      findings,
      identified: reading.identified,
      reversed: reading.reversed.map(({ documentId }) => documentId),
    },
    tools.clock(),
  );
  // What an earlier run left behind is registered too, whether this reading brought something new or not.
  const waiting = await nextPayments(ledger, connection.id, paymentsPerPage);
  // Unstored: another connection to the same administration stored its reading first; its payments stand.
  return {
    plausible: true,
    toRegister: waiting.length,
    reported: stored ? findings.length : 0,
    causes: [],
  };
}

/** The dates on which the bookkeeper or the bank matched the settled documents; one call, none when Yuki gives none. */
async function matchDates(
  yuki: YukiDesk,
  connection: JoinedConnection,
  reading: PlausibleReading,
  documents: readonly ExportedDocument[],
  tools: Tools,
): Promise<Map<string, IsoDate>> {
  const settled = new Set(reading.settled.map(({ documentId }) => documentId));
  const concerned = documents.filter(({ documentId }) => settled.has(documentId));
  const from = concerned.map(({ date }) => date).toSorted()[0];
  if (from === undefined) return new Map();
  const to = localDate(tools.clock());
  const transactions = await yuki.within(() =>
    matchedTransactions(yuki.services, connection.administrationId, { from, to }),
  );
  const byReference = new Map<string, IsoDate>();
  for (const { documentReference, matchDate } of transactions) {
    if (documentReference === null || matchDate === null) continue;
    const known = byReference.get(documentReference);
    if (known === undefined || matchDate > known) byReference.set(documentReference, matchDate);
  }
  return new Map(
    concerned.flatMap(({ documentId, reference }) => {
      const date = byReference.get(reference);
      return date === undefined ? [] : [[documentId, date] as const];
    }),
  );
}

/** What people are told: never registered by itself, reported once (R-PAY-3, R-PAY-8, R-PAY-9). */
function findingsOf(reading: PlausibleReading): ReadingFinding[] {
  const about = (
    documentId: DocumentId | null,
    kind: ReadingFinding['kind'],
    params: ReadingFinding['params'] = {},
  ): ReadingFinding => ({ documentId, kind, params });
  return [
    ...reading.reversed.map(({ documentId, reopenedCents }) =>
      about(documentId, 'reversed', { reopenedCents }),
    ),
    ...reading.neverSeen.map((documentId) => about(documentId, 'neverSeenInYuki')),
    ...reading.renumbered.map(({ documentId, reference }) => about(documentId, 'renumbered', { reference })),
    ...reading.differing.map(({ documentId, originalCents }) =>
      about(documentId, 'amountDiffers', { originalCents }),
    ),
    ...reading.notMoney.map(({ documentId, amountCents, why }) =>
      about(documentId, 'settledWithoutMoney', { amountCents, why }),
    ),
    ...reading.overpaid.map(({ documentId, excessCents }) => about(documentId, 'overpaid', { excessCents })),
    ...reading.unexplained.map(({ customerKey, amountCents }) =>
      about(null, 'unexplained', { customerKey, amountCents }),
    ),
  ];
}

/** Registers what is missing of one payment, after reading Focus again. */
async function registerOne(
  tools: Tools,
  focus: FocusDesk,
  durations: Durations,
  payment: PaymentRow,
): Promise<'registered' | 'reported' | 'left'> {
  const { ledger } = tools;
  // Until its deadline a registration whose answer was lost may still arrive; reading Focus would prove nothing.
  const mayStillArrive = payment.deadline !== null && payment.deadline.getTime() > tools.clock().getTime();
  if (payment.state === 'doubtful' && mayStillArrive) return 'left';
  const balance = await focus.api.invoiceBalance(payment.focusId);
  const now = tools.clock();
  const settle = (ending: Parameters<typeof settlePayment>[2]): Promise<void> =>
    settlePayment(ledger, payment.id, ending, tools.clock()).then(() => undefined);
  if (balance === null) {
    await settle({ kind: 'reported', why: 'goneFromFocus' });
    return 'reported';
  }
  if (balance.currency !== payment.currency) {
    await settle({ kind: 'reported', why: 'otherCurrency' });
    return 'reported';
  }
  const paidInFocus = sumCents(balance.payments.map(({ amountCents }) => amountCents));
  // An earlier try whose answer was lost did arrive, if Focus has got that much more since.
  const arrivedAlready =
    payment.paidBeforeCents !== null && paidInFocus >= payment.paidBeforeCents + payment.amountCents;
  if (arrivedAlready) {
    await settle({ kind: 'registered', amountCents: payment.amountCents });
    return 'registered';
  }
  const amountCents = missingInFocus(payment, balance.dueCents ?? 0, paidInFocus);
  if (amountCents <= 0) {
    // Somebody else was faster: a person, a payment provider, a bank link (R-PAY-7).
    await settle({ kind: 'alreadyThere' });
    return 'reported';
  }
  const deadline = new Date(now.getTime() + durations.wireGrace);
  const mine = await claimPayment(
    ledger,
    payment.id,
    { worker: tools.worker, deadline, paidBeforeCents: paidInFocus },
    now,
  );
  if (!mine) return 'left';
  try {
    await focus.api.registerPayment({
      invoiceId: payment.focusId,
      amountCents,
      currency: payment.currency,
      paidAt: payment.paidOn,
      paymentMethodId: null,
      sendBefore: deadline,
    });
    await settle({ kind: 'registered', amountCents });
    return 'registered';
  } catch (error) {
    if (error instanceof FocusRefused) {
      await settle({ kind: 'reported', why: 'refusedByFocus' });
      return 'reported';
    }
    if (error instanceof FocusOutcomeUnknown && error.evidence.operation !== 'oauth2/access_token') {
      // Looked at again by the next page or run, which reads Focus first.
      await settle({ kind: 'doubtful' });
      return 'left';
    }
    if (error instanceof FocusUnreachable || error instanceof PaceLater) await settle({ kind: 'unsent' });
    throw error;
  }
}

/** How much of a payment Focus may be told: never more than it has due. */
function missingInFocus(payment: PaymentRow, dueCents: number, paidInFocusCents: number): Cents {
  // A restored ledger may have forgotten that it registered this: Focus never gets beyond what Yuki shows in all.
  const room = payment.capped ? payment.cumulativeCents - paidInFocusCents : payment.amountCents;
  return cents(Math.min(payment.amountCents, dueCents, room));
}
