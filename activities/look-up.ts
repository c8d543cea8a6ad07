/**
 * Looks doubtful documents up in Yuki before anything of them may be sent again: one list read for all, single
 * look-ups only for the few that it leaves unclear. Absence proves something only after the wire deadline and
 * Yuki's own lag, and only at the second look (style c, S-72).
 */

import type { CauseFinding } from '../domain/causes.ts';
import { stretchingWait, type Durations } from '../domain/durations.ts';
import { bookedUnder, isSameDocument, itemsUnder, type Circumstances } from '../domain/identity.ts';
import type { CauseId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import { makesOpenItem } from '../domain/payment-methods.ts';
import { unclassified } from '../domain/verdicts.ts';
import type { BookedRow } from '../domain/yuki-records.ts';
import {
  doubtfulDue,
  expireAttempts,
  nextDoubtfulLook,
  openAttempt,
  resolveDoubtfulTo,
  type DoubtfulDocument,
  type Resolution,
} from '../ledger/attempts.ts';
import { checkOutstandingItem, outstandingDebtorItems } from '../yuki/accounting.ts';
import { bookedRows } from '../yuki/accounting-info.ts';
import { joinedConnection } from './connection-record.ts';
import type { Activities } from './interface.ts';
import { settleLateAnswers } from './late-answers.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';
import { openYuki, type YukiDesk } from './yuki-desk.ts';

/** More doubtful documents than this are left to the next look. */
const looksAtOnce = 500;
/** Single look-ups cost a call each; beyond this the two list reads have to do, and Yuki's refusal is the net. */
const singleLooks = 3;
/** So often a fault of unknown wording may meet a document before it is held: it may have been Yuki's own mishap. */
const triesBeforeUnclassified = 3;

export function lookUpActivities(tools: Tools): Pick<Activities, 'lookUpDoubtful'> {
  return {
    lookUpDoubtful: async (run) => {
      const { ledger } = tools;
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      await expireAttempts(ledger, { connectionId: connection.id, lagMs: durations.yukiLag }, tools.clock());
      const exportedByAnswer = await settleLateAnswers(tools, connection, durations);
      const due = await doubtfulDue(ledger, connection.id, tools.clock(), looksAtOnce);
      const result = { exported: 0, absent: 0 };
      await tally(tools, run, { exported: exportedByAnswer });
      const causes = new Set<CauseId>();
      if (due.length > 0) {
        // Payments come after it in the same run, and must not wait for calls that are kept for them.
        const yuki = await openYuki(tools, connection, durations, 'payments');
        const { administrationId } = connection;
        // What a list shows is as old as the asking, however long the answer takes.
        const askedAt = tools.clock();
        const items = await yuki.within(() => outstandingDebtorItems(yuki.services, administrationId));
        const books = openBooks(yuki, administrationId, due);
        // What Yuki books as paid, and what comes to nothing, never was among the open items (yuki-api 3.5, 4.1).
        const { paidPaymentMethod, paymentMethod, creditPaymentMethod } = connection.settings;
        const methods = [paidPaymentMethod ?? '', paymentMethod, creditPaymentMethod];
        const bookedAsPaid = methods.some((method) => method !== '' && !makesOpenItem(method));
        let singles = 0;
        for (const document of due) {
          let seen: Circumstances[] = itemsUnder(document.reference, items);
          const provesAbsence = absenceProves(document, durations, askedAt);
          if (seen.length === 0 && provesAbsence && due.length <= singleLooks && singles < singleLooks) {
            singles += 1;
            const alone = await yuki.within(() =>
              checkOutstandingItem(yuki.services, administrationId, document.reference),
            );
            seen = itemsUnder(document.reference, alone);
          }
          const mayBeSettled =
            document.forgotten ||
            document.acceptedBefore ||
            document.taken ||
            bookedAsPaid ||
            document.identity.grossCents === 0;
          if (seen.length === 0 && provesAbsence && mayBeSettled)
            seen = bookedUnder(document.reference, await books());
          const decision =
            (await refusedForGood(tools, document, seen, provesAbsence)) ??
            decide(document, seen, provesAbsence, durations, tools.clock());
          const { resolved, causeId } = await resolveDoubtfulTo(ledger, document.id, decision, tools.clock());
          if (!resolved) continue;
          if (decision.kind === 'accepted') result.exported += 1;
          if (decision.kind === 'absent' && decision.nextLookAt === null) result.absent += 1;
          if (causeId !== null) causes.add(causeId);
        }
        await tally(tools, run, {
          yukiCalls: yuki.callsMade(),
          exported: result.exported,
          ready: result.absent,
        });
      }
      const next = await nextDoubtfulLook(ledger, connection.id);
      const nextLookInMs = next === null ? null : Math.max(250, next.getTime() - tools.clock().getTime());
      return {
        exported: result.exported + exportedByAnswer,
        absent: result.absent,
        undecided: due.length - result.exported - result.absent,
        nextLookInMs,
        causes: [...causes],
      };
    },
  };
}

/**
 * The general ledger over the dates of these documents, read when it is first needed: a document that was settled
 * meanwhile is among the open items no more, and only there (yuki-api 4.1, 4.4).
 */
function openBooks(
  yuki: YukiDesk,
  administrationId: YukiAdministrationId,
  documents: readonly DoubtfulDocument[],
): () => Promise<readonly BookedRow[]> {
  const dates = documents.map(({ identity }) => identity.date).toSorted();
  const [from = '', to = ''] = [dates[0], dates.at(-1)];
  let read: Promise<BookedRow[]> | null = null;
  return () =>
    (read ??= yuki.within(() =>
      bookedRows(yuki.services, administrationId, { from: from as IsoDate, to: to as IsoDate }),
    ));
}

function absenceProves(document: DoubtfulDocument, durations: Durations, now: Date): boolean {
  return document.looks >= 1 && now.getTime() >= document.wireDeadline.getTime() + durations.yukiLag;
}

type Decision = Resolution;

function decide(
  document: DoubtfulDocument,
  seen: readonly Circumstances[],
  provesAbsence: boolean,
  durations: Durations,
  now: Date,
): Decision {
  const ours = seen.some((item) => isSameDocument(document.identity, item));
  // An agreeing item counts as ours only if one of our own messages may have made it (S-40).
  if (ours && document.unknownAttempts > 0) return { kind: 'accepted' };
  if (seen.length > 0 || (document.taken && provesAbsence))
    return { kind: 'held', finding: numberTaken(document), vendorText: null };
  if (provesAbsence) return { kind: 'absent', nextLookAt: null };
  const proofAt = document.wireDeadline.getTime() + durations.yukiLag;
  const soon = now.getTime() + Math.max(250, stretchingWait(durations.lookAgain, document.looks + 1));
  // The last look comes when absence proves something; looking later than that waits for nothing.
  return {
    kind: 'absent',
    nextLookAt: new Date(
      now.getTime() >= proofAt ? soon : Math.min(soon, Math.max(proofAt, now.getTime() + 250)),
    ),
  };
}

/**
 * A document that Yuki answers with the same unknown fault whenever it comes alone would be sent for ever; after
 * some tries it is held with Yuki's own words, like one that was refused by name. Null when it is no such document.
 */
async function refusedForGood(
  tools: Tools,
  document: DoubtfulDocument,
  seen: readonly Circumstances[],
  provesAbsence: boolean,
): Promise<Decision | null> {
  const isTriedEnough = document.unknownAttempts >= triesBeforeUnclassified;
  if (!provesAbsence || seen.length > 0 || document.faultedAlone === null || !isTriedEnough) return null;
  const words = (await openAttempt(tools.ledger, document.faultedAlone))?.answered ?? '';
  return { kind: 'held', finding: unclassified(words), vendorText: words };
}

function numberTaken(document: DoubtfulDocument): CauseFinding {
  return { key: 'number-taken', subject: document.reference, shown: '', line: null };
}
