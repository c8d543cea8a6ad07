/** What one reading of open items says of each document of ours: paid, undone, missing, renumbered (design 7). */

import { absCents } from './money.ts';
import type { MatchedItem } from './payments-matching.ts';
import type { Flow } from './payments-money.ts';
import type { Proof } from './payments-proof.ts';
import { settlementOf } from './payments-settlement.ts';
import type { ExportedDocument, MissingDocument, PlausibleReading } from './payments.ts';
import { eachInSteps, type Steps } from './steps.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Entry)[] ? Entry[] : T[K] };
type DocumentReports = Writable<Omit<PlausibleReading, 'plausible' | 'unexplained' | 'seen' | 'toProve'>>;

/** Everything that a reading says of documents of ours, one after the other. */
export function* reportDocuments(
  matched: readonly MatchedItem[],
  flows: ReadonlyMap<MatchedItem, Flow>,
  proof: Proof | null,
): Steps<DocumentReports> {
  const reports: DocumentReports = {
    settled: [],
    returned: [],
    unconverted: [],
    reversed: [],
    gone: [],
    missing: [],
    back: [],
    neverSeen: [],
    renumbered: [],
    differing: [],
    notMoney: [],
    overpaid: [],
    identified: [],
  };
  yield* eachInSteps(matched, (match) => {
    if (match.document !== null) reportDocument(match, match.document, flows.get(match), proof, reports);
  });
  return reports;
}

function reportDocument(
  match: MatchedItem,
  document: ExportedDocument,
  flow: Flow | undefined,
  proof: Proof | null,
  reports: DocumentReports,
): void {
  const { documentId } = document;
  if (match.neverSeen) {
    if (document.overdueToShow && !document.neverOpen) reports.neverSeen.push(documentId);
    return;
  }
  if (match.withheld) {
    reports.missing.push(missingOf(document, proof));
    return;
  }
  if (match.wasMissing || (match.present && document.absence !== 'none')) reports.back.push(documentId);
  reportMoney(match, document, flow, reports);
  if (match.present) reportStanding(match, document, reports);
  else if (match.before !== null && match.before.openCents !== 0) reports.gone.push(documentId);
}

function reportMoney(
  match: MatchedItem,
  document: ExportedDocument,
  flow: Flow | undefined,
  reports: DocumentReports,
): void {
  const { documentId } = document;
  if (document.grossCents <= 0 || !match.countsForMoney) return;
  const money = settlementOf(match, document, flow);
  const { settledCents, increaseCents, returnedCents, reopenedCents, complete } = money;
  if (increaseCents > 0) reports.settled.push({ documentId, settledCents, increaseCents, complete });
  if (returnedCents > 0) reports.returned.push({ documentId, shownCents: money.shownCents, returnedCents });
  if (money.unconvertedCents > 0)
    reports.unconverted.push({ documentId, amountCents: money.unconvertedCents });
  if (flow !== undefined && flow.setOffCents > 0) {
    reports.notMoney.push({ documentId, amountCents: flow.setOffCents, why: flow.why });
  }
  if (match.present && reopenedCents > 0)
    reports.reversed.push({ documentId, reopenedCents, shownCents: money.shownCents });
}

function reportStanding(match: MatchedItem, document: ExportedDocument, reports: DocumentReports): void {
  const { documentId } = document;
  const { now, listedCents } = match;
  if (match.renumbered) reports.renumbered.push({ documentId, reference: now.reference });
  if (listedCents !== null && listedCents !== document.grossCents)
    reports.differing.push({ documentId, originalCents: listedCents });
  if (now.originalCents > 0 && now.openCents < 0) {
    reports.overpaid.push({ documentId, excessCents: absCents(now.openCents) });
  }
  if (now.yukiDocumentId !== null && now.yukiDocumentId !== document.yukiDocumentId) {
    reports.identified.push({ documentId, yukiDocumentId: now.yukiDocumentId });
  }
}

function missingOf(document: ExportedDocument, proof: Proof | null): MissingDocument {
  const { documentId, reference, date, grossCents } = document;
  const said = proof?.inBooks.get(documentId);
  const proven = said === 'missing' || document.absence === 'gone';
  return { documentId, reference, date, grossCents, isNews: said !== undefined, proven };
}
