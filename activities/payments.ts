/**
 * Reads what is settled in Yuki: one list tells it, whatever the number of documents, and is compared with the one
 * before. What it shows is written down as intents and findings; registering is left to register-payments.ts (design 7).
 */

import { localDate } from '../domain/cadence.ts';
import type { Durations } from '../domain/durations.ts';
import type { DocumentId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import {
  compareOpenItems,
  type ExportedDocument,
  type PlausibleReading,
  type Reading,
  type SeenItem,
} from '../domain/payments.ts';
import { readProof, type Proof, type ToProve } from '../domain/payments-proof.ts';
import type { LookUp } from '../domain/payments-plausibility.ts';
import { sameReference } from '../domain/references.ts';
import {
  indexOwnJournals,
  ownLinesAsReceipts,
  ownLinesIn,
  ownMatchedIn,
  ownRowAsMoney,
  type OwnJournals,
} from '../domain/own-journal.ts';
import { SharedTexts } from '../domain/shared-texts.ts';
import { eachInSteps } from '../domain/steps.ts';
import type { OpenItem } from '../domain/yuki-records.ts';
import { readLastItems, storeReading, type NewReading } from '../ledger/open-items.ts';
import { exportedToAdministration } from '../ledger/exported-documents.ts';
import { lastListReadAt } from '../ledger/known-items.ts';
import { dueJournals } from '../ledger/due-journals.ts';
import { doubtfulJournals } from '../ledger/journals.ts';
import { ownJournals } from '../ledger/own-journals.ts';
import type { Ledger } from '../ledger/open.ts';
import { notePaidInFocus } from '../ledger/paid-in-focus.ts';
import { dueRemovals } from '../ledger/payment-removals.ts';
import { nextPayments } from '../ledger/payments.ts';
import { ourSideOf, repeatQuietReading } from '../ledger/quiet-lists.ts';
import { forgetSuspicion, readSuspicion, suspect } from '../ledger/suspicions.ts';
import { matchedRows } from '../yuki/accounting-info.ts';
import { checkOutstandingItem, outstandingDebtorItems } from '../yuki/accounting.ts';
import { joinedConnection, type JoinedConnection } from './connection-record.ts';
import type { Activities, PaymentsReading } from './interface.ts';
import { lastDate } from './last-date.ts';
import { findingsOf } from './payment-findings.ts';
import { printOf } from './quiet-list.ts';
import { paymentsPerPage } from './register-payments.ts';
import { removalsPerRun } from './remove-payments.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';
import { inTurns } from './turns.ts';
import { openYuki, type YukiDesk } from './yuki-desk.ts';

export function paymentActivities(tools: Tools): Pick<Activities, 'readYukiPayments'> {
  return {
    readYukiPayments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const yuki = await openYuki(tools, connection, durations, 'payments');
      try {
        return { ...(await readPayments(tools, connection, durations, yuki)), causes: [] };
      } finally {
        await tally(tools, run, { yukiCalls: yuki.callsMade() });
      }
    },
  };
}

/** What one reading needs of its surroundings. */
interface Poll {
  readonly tools: Tools;
  readonly connection: JoinedConnection;
  readonly yuki: YukiDesk;
  readonly documents: readonly ExportedDocument[];
  readonly own: OwnJournals;
  readonly list: readonly OpenItem[];
}

async function readPayments(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  yuki: YukiDesk,
): Promise<PaymentsReading> {
  const { ledger } = tools;
  const { administrationId } = connection;
  const lag = { lagMs: durations.neverSeenAfter };
  // Before the list: a list that another connection stores meanwhile may be newer than this one.
  const expectedReadAt = await lastListReadAt(ledger, administrationId);
  const ourSide = await ourSideOf(ledger, administrationId, lag, tools.clock());
  const own = indexOwnJournals(
    await ownJournals(ledger, administrationId, { lagMs: durations.yukiLag }, tools.clock()),
  );
  const list = await readList(yuki, connection, own);
  const print = await printOf(list, ourSide);
  if (await repeatQuietReading(ledger, administrationId, print, tools.clock())) {
    await forgetSuspicion(ledger, administrationId, tools.clock());
    return { plausible: true, ...(await whatFollows(tools, connection, durations)), reported: 0 };
  }
  const { previous, documents } = await comparedWith(list, ledger, administrationId, lag, tools.clock());
  const poll: Poll = { tools, connection, yuki, documents, own, list };
  const suspicion = await readSuspicion(
    ledger,
    administrationId,
    durations.secondReadingAfter,
    tools.clock(),
  );
  const compare: Compare = (items, confirmed, proof) =>
    inTurns(
      compareOpenItems(previous, items, documents, {
        confirmed,
        proof: proof ?? null,
        ownMatched: ownMatchedIn(items, own),
      }),
    );
  const { reading, dates, believed } = await believableReading(poll, compare, suspicion);
  if (!reading.plausible) {
    // A second reading that lost the same items is believed; so is a person’s `retry`, which makes one.
    await suspect(ledger, administrationId, reading.evidence, tools.clock());
    return { plausible: false, toRegister: 0, reported: 0, shown: `list-${reading.why}` };
  }
  await forgetSuspicion(ledger, administrationId, tools.clock());

  const today = localDate(tools.clock());
  const findings = findingsOf(reading);
  const stored = await storeReading(
    ledger,
    { administrationId, connectionId: connection.id },
    {
      expectedReadAt,
      items: reading.seen,
      ...moneyOf(reading, (documentId) => dates.get(documentId) ?? today),
      findings,
      missing: reading.missing.filter(({ isNews }) => isNews),
      back: reading.back,
      identified: reading.identified,
      reversed: reading.reversed,
      ownLines: ownLinesIn(believed, own),
      print,
    },
    tools.clock(),
  );
  const next = await whatFollows(tools, connection, durations);
  // Unstored: another connection to the same administration stored its reading first; its payments stand.
  return { plausible: true, ...next, reported: stored ? findings.length : 0 };
}

/** What a list is compared with: the last reading, and our documents. */
async function comparedWith(
  list: readonly OpenItem[],
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  lag: { readonly lagMs: number },
  now: Date,
): Promise<{ previous: SeenItem[]; documents: ExportedDocument[] }> {
  const texts = new SharedTexts();
  await inTurns(eachInSteps(list, (item) => void texts.share(item)));
  const previous = await readLastItems(ledger, administrationId, texts);
  return { previous, documents: await exportedToAdministration(ledger, administrationId, lag, now, texts) };
}

function moneyOf(
  { settled, returned }: PlausibleReading,
  dateOf: (documentId: DocumentId) => IsoDate,
): Pick<NewReading, 'payments' | 'returned'> {
  return {
    payments: settled.map(({ documentId, settledCents, increaseCents }) => ({
      documentId,
      cumulativeCents: settledCents,
      amountCents: increaseCents,
      paidOn: dateOf(documentId),
    })),
    returned: returned.map(({ documentId, shownCents, returnedCents }) => ({
      documentId,
      cumulativeCents: shownCents,
      amountCents: returnedCents,
      paidOn: dateOf(documentId),
    })),
  };
}

/** Our own lines of the journal stand for money that Focus has, as a receipt of the bank stands for money (R-PAY-4). */
async function readList(
  yuki: YukiDesk,
  { administrationId }: JoinedConnection,
  own: OwnJournals,
): Promise<readonly OpenItem[]> {
  const items = await yuki.within(() => outstandingDebtorItems(yuki.services, administrationId));
  return ownLinesAsReceipts(items, own);
}

/**
 * What is to be done whether this reading brought something new or not: what an earlier run left behind, and what people
 * asked for. What only Focus shows may have changed in Focus, or lasted for days, without any news of Yuki.
 */
async function whatFollows(
  { ledger, clock }: Tools,
  connection: JoinedConnection,
  durations: Durations,
): Promise<Pick<PaymentsReading, 'toRegister' | 'toRemove' | 'journalsDue'>> {
  const order = { afterMs: durations.paidInFocusAfter, journalMs: durations.compareEvery };
  const differing = await notePaidInFocus(ledger, connection.administrationId, order, clock());
  const lost = await doubtfulJournals(ledger, connection.id, { lagMs: durations.yukiLag, limit: 1 }, clock());
  const due = await dueJournals(ledger, connection, durations, 1, clock(), differing);
  const removals = await dueRemovals(ledger, connection.id, removalsPerRun, clock());
  const waiting = await nextPayments(ledger, connection.id, paymentsPerPage);
  return {
    toRegister: waiting.length,
    ...(removals.length === 0 ? {} : { toRemove: removals.length }),
    ...(lost.length + due.length === 0 ? {} : { journalsDue: lost.length + due.length }),
  };
}

type Compare = (items: readonly OpenItem[], confirmed: string | null, proof?: Proof) => Promise<Reading>;

interface Believable {
  readonly reading: Reading;
  readonly dates: ReadonlyMap<DocumentId, IsoDate>;
  /** The list that was judged in the end. */
  readonly believed: readonly OpenItem[];
}

/**
 * Judges the list, and reads what else is needed to believe it: the whole list once more where losing all is ordinary, or
 * what Yuki says of a few single documents where the list may be cut off or an older one (design 7).
 */
async function believableReading(
  poll: Poll,
  compare: Compare,
  suspicion: string | null,
): Promise<Believable> {
  const { yuki, connection, list: items } = poll;
  const first = await compare(items, suspicion);
  const prove = (reading: PlausibleReading, list: readonly OpenItem[], confirmed: string | null) =>
    // The first comparison is not kept beside the second one: each is as large as the list.
    reading.toProve === null
      ? { ...unbelieved(reading), believed: list }
      : askBooks(poll, list, reading.toProve, (proof) => compare(list, confirmed, proof));
  if (first.plausible) return prove(first, items, suspicion);
  if (first.remedy === 'again') {
    const again = await readList(yuki, connection, poll.own);
    const reading = await compare(again, first.evidence);
    return reading.plausible ? prove(reading, again, first.evidence) : unbelieved(reading);
  }
  const supposed = first.remedy === 'lookUps' ? await compare(items, first.evidence) : first;
  if (!supposed.plausible) return unbelieved(first);
  const proven = await prove(supposed, items, first.evidence);
  for (const lookUp of first.lookUps) {
    const isMatched = lookUp.openCents === 0 && proven.dates.has(lookUp.documentId);
    if (!isMatched && !(await agrees(poll, lookUp))) return unbelieved(first);
  }
  return proven;
}

function unbelieved(reading: Reading): Believable {
  return { reading, dates: new Map(), believed: [] };
}

/**
 * Asks the general ledger about what fell or left the list; one call, none when nothing did. It tells the dates of
 * matching, what was booked away, and what is not there any more, which is not paid (R-PAY-9).
 */
async function askBooks(
  { yuki, connection, tools, own }: Poll,
  list: readonly OpenItem[],
  toProve: ToProve,
  compareAgain: (proof: Proof) => Promise<Reading>,
): Promise<Believable> {
  const query = { from: toProve.from, to: lastDate(tools) };
  const proof = await yuki.within(async () => {
    // Read anew when the call is repeated with another session.
    const reader = readProof(toProve);
    await matchedRows(yuki.services, connection.administrationId, query, (row) =>
      reader.take(ownRowAsMoney(row, own)),
    );
    return reader.answer();
  });
  return { reading: await compareAgain(proof), dates: proof.dates, believed: list };
}

/** Whether Yuki, asked for the one document, says of it what the list said. */
async function agrees({ yuki, connection }: Poll, { reference, openCents }: LookUp): Promise<boolean> {
  const found = await yuki.within(() =>
    checkOutstandingItem(yuki.services, connection.administrationId, reference),
  );
  const open = found
    .filter((item) => item.reference !== null && sameReference(item.reference, reference))
    .filter(({ typeId, originalCents }) => (typeId === null || typeId === 6) && originalCents > 0)
    .reduce((sum, item) => sum + item.openCents, 0);
  return open === openCents;
}
