/**
 * Tells Yuki by a journal what was paid in Focus by hand, where the tenant wants that (R-PAY-2, R-PAY-4): the debtor
 * against a clearing account, under the date of the payment in Focus. Intent first; a lost answer is looked up, and what
 * Yuki does not show then is left to a person, because nothing proves that it would show it (yuki-api 4.5, 4.6).
 */

import type { Durations } from '../domain/durations.ts';
import type { IsoDate } from '../domain/ids.ts';
import { cents, subtractCents, sumCents, zeroCents } from '../domain/money.ts';
import { indexOwnJournals, ownJournalOf } from '../domain/own-journal.ts';
import { whatToExport, type DatedMoney } from '../domain/paid-in-focus.ts';
import { recogniseYukiText } from '../domain/yuki-messages.ts';
import { FocusUnintelligible } from '../focus/errors.ts';
import { dueJournals, type DueJournal } from '../ledger/due-journals.ts';
import {
  claimJournal,
  doubtfulJournals,
  journalLinesOf,
  settleJournal,
  type JournalVerdict,
} from '../ledger/journals.ts';
import { lastListReadAt } from '../ledger/known-items.ts';
import { readAccounts } from '../ledger/master-data.ts';
import { ownJournals } from '../ledger/own-journals.ts';
import { listPayments } from '../ledger/payments.ts';
import { bookedRows } from '../yuki/accounting-info.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../yuki/errors.ts';
import { sendJournal, type Journal, type JournalEntry } from '../yuki/journal.ts';
import { joinedConnection, type JoinedConnection } from './connection-record.ts';
import { blockedBy, OutOfCalls, PaceLater } from './failures.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import { startHeartbeats } from './heartbeats.ts';
import type { Activities } from './interface.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';
import { beforeDeadline, TooLate } from './wire-deadline.ts';
import { openYuki, type YukiDesk } from './yuki-desk.ts';

/** Each is a call of its own, so that a refusal is one invoice's; the next run takes the rest. */
const journalsPerRun = 20;
/** What is open in Yuki is believed for this long; a run takes no longer. */
const listGoodForMs = 15 * 60_000;

/** What one run works with. */
interface Bench {
  readonly tools: Tools;
  readonly connection: JoinedConnection;
  readonly durations: Durations;
  readonly focus: FocusDesk;
  readonly yuki: YukiDesk;
}

export function journalActivities(tools: Tools): Pick<Activities, 'sendJournalsToYuki'> {
  return {
    sendJournalsToYuki: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const focus = openFocus(tools, connection, durations);
      const yuki = await openYuki(tools, connection, durations, 'payments');
      const bench: Bench = { tools, connection, durations, focus, yuki };
      const stopBeating = startHeartbeats();
      let accepted = 0;
      try {
        await lookUpLost(bench);
        const readAt = await lastListReadAt(tools.ledger, connection.administrationId);
        const now = tools.clock();
        if (readAt === null || now.getTime() - readAt.getTime() > listGoodForMs) return { accepted };
        const due = await dueJournals(tools.ledger, connection, durations, journalsPerRun, now);
        for (const invoice of due) if (await sendOne(bench, invoice)) accepted += 1;
        return { accepted };
      } catch (error) {
        // Neither is a fault: what is left is taken by the next run.
        if (error instanceof PaceLater || error instanceof OutOfCalls) return { accepted };
        throw error;
      } finally {
        stopBeating();
        await tally(tools, run, { focusRequests: focus.requestsMade(), yukiCalls: yuki.callsMade() });
      }
    },
  };
}

/** What the clearing account shows under our mark was accepted; what it does not show never goes again by itself. */
async function lookUpLost({ tools, connection, durations, yuki }: Bench): Promise<void> {
  const { ledger } = tools;
  const order = { lagMs: durations.yukiLag, limit: journalsPerRun };
  for (const { mark, account, from, to } of await doubtfulJournals(
    ledger,
    connection.id,
    order,
    tools.clock(),
  )) {
    const all = await ownJournals(ledger, connection.administrationId, order, tools.clock());
    const own = indexOwnJournals(all.filter((one) => one.mark === mark));
    const query = { account, from, to };
    const rows = await yuki.within(() => bookedRows(yuki.services, connection.administrationId, query));
    const row = rows.find((one) => ownJournalOf(one, own) !== null);
    const verdict: JournalVerdict =
      row === undefined ? { kind: 'uncertain' } : { kind: 'accepted', yukiDocumentId: row.documentId };
    await settleJournal(ledger, { connectionId: connection.id, mark }, verdict, tools.clock());
  }
}

/** Answers whether Yuki accepted it. */
async function sendOne(bench: Bench, invoice: DueJournal): Promise<boolean> {
  const { tools, connection, durations } = bench;
  const accounts = await usableAccounts(tools, connection);
  if (accounts === null) return false;
  const what = await whatIsOnlyInFocus(bench, invoice);
  if (what === null) return false;
  const deadline = new Date(tools.clock().getTime() + durations.wireGrace);
  const claim = { ...what, documentId: invoice.documentId, account: accounts.clearing, deadline };
  const mark = await claimJournal(tools.ledger, { ...claim, worker: tools.worker }, tools.clock());
  if (mark === null) return false;
  const verdict = await tellYuki(bench, journalOf(invoice, what.lines, accounts, mark), deadline);
  const order = { connectionId: connection.id, mark };
  await settleJournal(tools.ledger, order, verdict.is, tools.clock());
  if (verdict.thrown !== null) throw verdict.thrown;
  return verdict.is.kind === 'accepted';
}

/**
 * Reads the invoice in Focus once more. The payments that came from Yuki are asked for afterwards: one that is
 * registered meanwhile is counted as Yuki's then, and never the other way round.
 */
async function whatIsOnlyInFocus(
  { tools, focus }: Bench,
  { focusId, documentId, mostCents }: DueJournal,
): Promise<{ lines: readonly DatedMoney[]; ownInFocusCents: ReturnType<typeof cents> } | null> {
  const balance = await readBalance(focus, focusId);
  if (balance === null || balance.currency !== 'EUR') return null;
  if (balance.payments.some(({ currency }) => currency !== 'EUR')) return null;
  const inFocus = balance.payments.map(({ paidAt, amountCents }) => ({
    paidOn: paidAt.slice(0, 10) as IsoDate,
    amountCents,
  }));
  const fromYuki = (await listPayments(tools.ledger, documentId))
    .filter(({ state }) => state === 'registered')
    .map(({ paidOn, registeredCents }) => ({ paidOn, amountCents: registeredCents ?? zeroCents }));
  const exported = await journalLinesOf(tools.ledger, documentId);
  const total = (list: readonly DatedMoney[]) => sumCents(list.map(({ amountCents }) => amountCents));
  return {
    lines: whatToExport({ inFocus, fromYuki, exported, mostCents }),
    ownInFocusCents: cents(Math.max(0, subtractCents(total(inFocus), total(fromYuki)))),
  };
}

async function readBalance(focus: FocusDesk, focusId: DueJournal['focusId']) {
  try {
    return await focus.api.invoiceBalance(focusId);
  } catch (error) {
    // It is reported as paid in Focus only, and the next run reads it again; the others go on.
    if (error instanceof FocusUnintelligible) return null;
    throw error;
  }
}

/** One pair of lines for each date, so that each date is in balance. */
function journalOf(
  { reference, customerCode }: DueJournal,
  lines: readonly DatedMoney[],
  accounts: { readonly debtors: string; readonly clearing: string },
  mark: string,
): Journal {
  const description = `${reference} ${mark}`;
  const entries = lines.flatMap(({ paidOn, amountCents }): JournalEntry[] => {
    const owed = { contactCode: customerCode, account: accounts.debtors, amountCents: cents(-amountCents) };
    const received = { contactCode: null, account: accounts.clearing, amountCents };
    return [owed, received].map((entry) => ({ ...entry, date: paidOn, description }));
  });
  return { subject: `Focus ${description}`, entries };
}

/** `thrown` concerns more than this invoice, and is thrown once the verdict is written. */
interface Told {
  readonly is: JournalVerdict;
  readonly thrown: Error | null;
}

async function tellYuki(
  { tools, connection, durations, yuki }: Bench,
  journal: Journal,
  deadline: Date,
): Promise<Told> {
  const options = { timeoutMs: durations.wireTimeout, beforeBytes: beforeDeadline(tools, deadline) };
  try {
    const id = await yuki.within(() =>
      sendJournal(yuki.services, connection.administrationId, journal, options),
    );
    return { is: { kind: 'accepted', yukiDocumentId: id }, thrown: null };
  } catch (error) {
    return judge(error);
  }
}

/** What a failed call means; an error that means nothing here leaves the claim, which is looked up after its deadline. */
function judge(error: unknown): Told {
  if (error instanceof TooLate) return { is: { kind: 'unsent' }, thrown: null };
  if (error instanceof Error && isForTheConnection(error)) return { is: { kind: 'unsent' }, thrown: error };
  if (error instanceof YukiFault) {
    // Known words refuse all of the journal, because it is one document; unknown ones prove nothing (S-41, S-76).
    const known = recogniseYukiText(error.faultString);
    const text = error.faultString;
    if (known === null || known.about === 'taken') return { is: { kind: 'doubtful', text }, thrown: null };
    return { is: { kind: 'refused', cause: known.cause, text }, thrown: null };
  }
  if (error instanceof YukiUnreachable && error.delivery === 'not-sent')
    return { is: { kind: 'unsent' }, thrown: error };
  if (error instanceof YukiUnreachable || error instanceof YukiUnintelligible)
    return { is: { kind: 'doubtful', text: null }, thrown: null };
  throw error;
}

function isForTheConnection(error: Error): boolean {
  return error instanceof OutOfCalls || error instanceof PaceLater || blockedBy(error) !== null;
}

/** Both accounts, as Yuki’s chart has them now; null while one of them is not there or disabled. */
async function usableAccounts(
  { ledger }: Tools,
  { administrationId, settings }: JoinedConnection,
): Promise<{ debtors: string; clearing: string } | null> {
  const { paidAccount, debtorAccount } = settings;
  if (paidAccount === null || debtorAccount === null) return null;
  const chart = await readAccounts(ledger, administrationId);
  const isOpen = (code: string): boolean => chart.some((one) => one.code === code && one.enabled);
  return isOpen(paidAccount) && isOpen(debtorAccount)
    ? { debtors: debtorAccount, clearing: paidAccount }
    : null;
}
