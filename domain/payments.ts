/**
 * What the list of open items says about the documents that we exported (design 7): what was settled with money,
 * what was undone, what is gone or was never there. Pure; registering in Focus, capped at what Focus still has
 * due, is left to the activities.
 */

import type { DocumentKind } from './document.ts';
import type { DocumentId, IsoDate } from './ids.ts';
import type { Cents } from './money.ts';
import type { OwnMatched } from './own-journal.ts';
import { matchItems, withoutDoubles, type MatchedItem } from './payments-matching.ts';
import { attributeMoney, setOffAfter, type Flow, type WhyNoMoney } from './payments-money.ts';
import { judgePlausibility, type ImplausibleReading } from './payments-plausibility.ts';
import type { Proof, ToProve } from './payments-proof.ts';
import { questionsOf } from './payments-questions.ts';
import { reportDocuments } from './payments-reports.ts';
import { allAtOnce, groupInSteps, mapInSteps, type Steps } from './steps.ts';
import type { OpenItem } from './yuki-records.ts';

/**
 * An item as the last plausible reading left it. Stored whole and given back unchanged at the next reading: of
 * every item of the list, and of every document of ours that was ever seen (then with nothing open, once gone).
 */
export interface SeenItem {
  /** Ours; null for items that are not ours. */
  readonly ours: DocumentId | null;
  readonly itemId: string;
  readonly yukiDocumentId: string | null;
  /** Yuki's contact id, else its code: whose money it is. */
  readonly customerKey: string;
  readonly date: IsoDate | null;
  readonly reference: string | null;
  /** 6 is a sales invoice; null for loose receipts. */
  readonly typeId: number | null;
  readonly originalCents: Cents;
  readonly openCents: Cents;
  /** How much of the settled part was no money: used credit notes, sums moved from elsewhere. Never negative. */
  readonly setOffCents: Cents;
  /** What was open of ours when it left the list without standing in the books: nothing follows from that. Else zero. */
  readonly missingCents: Cents;
  /** When a reading first showed it as it is; absent until a reading was stored. */
  readonly changedAtMs?: number;
}

/** A document that Yuki has by our doing, or that a person linked. */
export interface ExportedDocument {
  readonly documentId: DocumentId;
  readonly kind: DocumentKind;
  readonly reference: string;
  readonly customerCode: string;
  readonly date: IsoDate;
  /** As sent: negative for credit notes. */
  readonly grossCents: Cents;
  /** Of the document; null when nobody has said, which means euros. */
  readonly currency: string | null;
  /** Yuki's DocumentID once a reading has shown it; null before. */
  readonly yukiDocumentId: string | null;
  /** Whether Focus has a credit note on this invoice. */
  readonly credited: boolean;
  /** `settledCents` of its last settlement; zero before, and again after a person removed the payments in Focus. */
  readonly settledCents: Cents;
  /** Whether Yuki's lag has passed since it was accepted, so that its absence means something (R-PAY-9). */
  readonly overdueToShow: boolean;
  /** Sent with a payment method that makes no open item (S-50). Then its absence means nothing. */
  readonly neverOpen: boolean;
  /** What the books said of it when they were last looked at: nothing of note, not found once, or gone (S-62). */
  readonly absence: 'none' | 'lookedFor' | 'gone';
  /** What may stay open of it for it to count as paid whole; nothing when left out. */
  readonly tolerance?: Tolerance;
}

export interface ReadingOptions {
  /** The `evidence` of an implausible reading that a second one or a person has to confirm; null at first. */
  readonly confirmed: string | null;
  /** What the general ledger answered to `toProve` of the same reading; absent before it was asked. */
  readonly proof?: Proof | null;
  /** What was matched of our own journals since the reading before: money for their own documents only (R-PAY-4). */
  readonly ownMatched?: readonly OwnMatched[];
}

/** Discounts for prompt payment, small differences, bank costs: an open rest up to the larger of the two. */
export interface Tolerance {
  readonly cents: Cents;
  /** Hundredths of a percent of the invoice. */
  readonly share: number;
}

/** Money that this reading attributes to one of our invoices. */
export interface Settlement {
  readonly documentId: DocumentId;
  /** All money attributed so far, with this reading's part. */
  readonly settledCents: Cents;
  /** What is new of it. Money that was undone in Yuki and came again is not new: Focus stayed paid (R-PAY-3). */
  readonly increaseCents: Cents;
  /** Whether Yuki shows nothing open on it any more, or so little that it counts as nothing. */
  readonly complete: boolean;
}

/** Money that was undone in Yuki and came again: no news, unless the payments were removed in Focus meanwhile. */
export interface Return {
  readonly documentId: DocumentId;
  /** All money that Yuki shows now. */
  readonly shownCents: Cents;
  readonly returnedCents: Cents;
}

export interface PlausibleReading {
  readonly plausible: true;
  readonly settled: readonly Settlement[];
  readonly returned: readonly Return[];
  /** Part payments of documents that Yuki keeps in another currency: what they are in their own is not known. */
  readonly unconverted: readonly { readonly documentId: DocumentId; readonly amountCents: Cents }[];
  /** Money attributed earlier that Yuki shows open again; Focus stays paid (R-PAY-3, S-49). */
  readonly reversed: readonly {
    readonly documentId: DocumentId;
    readonly reopenedCents: Cents;
    readonly shownCents: Cents;
  }[];
  /** To be asked before the reading is stored; null when nothing settled. With `proof` it was asked. */
  readonly toProve: ToProve | null;
  /** Documents whose item has left the list after it was seen open: nothing is open on them any more. */
  readonly gone: readonly DocumentId[];
  /**
   * Left the list, and the books do not show it: nothing is registered, and it is waited for. `isNews`: this reading
   * asked. `proven`: the books show all else, so that it is gone, not paid.
   */
  readonly missing: readonly MissingDocument[];
  /** Was missing, and stands in Yuki again. */
  readonly back: readonly DocumentId[];
  /** Absent, never seen open, and Yuki's lag has passed: one look-up, then a report; never a payment (R-PAY-9). */
  readonly neverSeen: readonly DocumentId[];
  /** Stand in the list under another number or DocumentID than ours (S-54). */
  readonly renumbered: readonly { readonly documentId: DocumentId; readonly reference: string | null }[];
  /** Yuki's original amount is not ours (Q-7, R-CHG-6). */
  readonly differing: readonly { readonly documentId: DocumentId; readonly originalCents: Cents }[];
  /** Settled without money: set off with a credit note (`creditNote`), or moved between documents (`moved`). */
  readonly notMoney: readonly {
    readonly documentId: DocumentId;
    readonly amountCents: Cents;
    readonly why: WhyNoMoney;
  }[];
  /** Money of a customer that no invoice took: reported, never registered. */
  readonly unexplained: readonly { readonly customerKey: string; readonly amountCents: Cents }[];
  /** More was received than the document asks; the excess stays with the bookkeeper. */
  readonly overpaid: readonly { readonly documentId: DocumentId; readonly excessCents: Cents }[];
  /** DocumentIDs of Yuki that this reading has shown for the first time. */
  readonly identified: readonly { readonly documentId: DocumentId; readonly yukiDocumentId: string }[];
  /** To be stored, whole, in place of the previous reading. */
  readonly seen: readonly SeenItem[];
}

export interface MissingDocument {
  readonly documentId: DocumentId;
  readonly reference: string;
  readonly date: IsoDate;
  readonly grossCents: Cents;
  readonly isNews: boolean;
  readonly proven: boolean;
}

export type { ImplausibleReading } from './payments-plausibility.ts';
export type Reading = ImplausibleReading | PlausibleReading;

/**
 * Compares two readings of the open items of one administration. `documents` are all documents that it has by our
 * doing, of every connection to it. Money of a customer between two readings is the fall of its positive items
 * less the fall of its negative ones; it goes first to invoices without credit note that fell by that very
 * amount, then to the others without credit note and last to credited ones, in date order. Credit notes are never
 * paid (R-PAY-8); loose receipts are money, so they do not lessen it.
 */
export function readOpenItems(
  previous: readonly SeenItem[],
  current: readonly OpenItem[],
  documents: readonly ExportedDocument[],
  options: ReadingOptions = { confirmed: null },
): Reading {
  return allAtOnce(compareOpenItems(previous, current, documents, options));
}

/** The same in steps, because tens of thousands of items take seconds. */
export function* compareOpenItems(
  previous: readonly SeenItem[],
  current: readonly OpenItem[],
  documents: readonly ExportedDocument[],
  options: ReadingOptions,
): Steps<Reading> {
  const proof = options.proof ?? null;
  const matched = yield* matchItems(previous, withoutDoubles(current), documents, proof);
  yield;
  const implausible = judgePlausibility(previous, matched, options.confirmed);
  if (implausible !== null) return implausible;
  const byCustomer = yield* groupInSteps(matched, (match) => match.customerKey);
  const shares = yield* mapInSteps(byCustomer, ([customerKey, items]) =>
    attributeMoney(customerKey, items, proof, options.ownMatched ?? []),
  );
  yield;
  const flows = new Map(shares.flatMap((share) => share.flows));
  const reports = yield* reportDocuments(matched, flows, proof);
  const toProve = proof === null ? questionsOf(matched) : null;
  const seen = yield* mapInSteps(matched, (match) => seenAfter(match, flows.get(match)));
  yield;
  return {
    plausible: true,
    ...reports,
    toProve,
    unexplained: shares.flatMap((share) => share.unexplained),
    seen: seen.filter((item) => item !== null),
  };
}

/** What the next reading compares with: items of the list, and documents of ours whose absence was counted. */
function seenAfter(match: MatchedItem, flow: Flow | undefined): SeenItem | null {
  const ours = match.document?.documentId ?? null;
  if (!match.present && (ours === null || !(match.countsForMoney || match.withheld))) return null;
  const setOffCents = setOffAfter(match, flow);
  // Of most items nothing changes: no second record is made of them.
  const isSame = match.now.ours === ours && match.now.setOffCents === setOffCents;
  return isSame ? match.now : { ...match.now, ours, setOffCents };
}
