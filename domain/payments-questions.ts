/**
 * What a reading has to ask the general ledger before anything follows from it: about each document of which less is
 * open than before, and by which documents an answer shows that it is whole.
 */

import type { IsoDate } from './ids.ts';
import { cents, subtractCents, zeroCents, type Cents } from './money.ts';
import type { MatchedItem } from './payments-matching.ts';
import { settledPart } from './payments-money.ts';
import type { BooksIdentity, SettledInQuestion, ToProve } from './payments-proof.ts';
import { allowanceOf } from './payments-settlement.ts';
import type { ExportedDocument } from './payments.ts';

/** So many of the documents that stand in the list say whether the answer is whole. */
const witnessesAtMost = 100;

/** Null when nothing has to be asked: the ordinary poll. */
export function questionsOf(matched: readonly MatchedItem[]): ToProve | null {
  const questions = matched.flatMap((match) => questionAbout(match));
  const from = questions.map(({ date }) => date).toSorted()[0];
  if (from === undefined) return null;
  // What is waited for is looked for again when the ledger is asked anyway.
  for (const match of matched)
    if (match.document !== null && match.withheld && dateIn(match, match.document) >= from)
      questions.push({ ...aboutSettled(match, match.document), vanished: true });
  return { from, questions, witnesses: witnessesIn(matched, from) };
}

function questionAbout(match: MatchedItem): SettledInQuestion[] {
  const { document, before, now, present } = match;
  if (document === null || before === null || match.neverSeen || !match.countsForMoney) return [];
  const isLess = Math.abs(now.openCents) < Math.abs(before.openCents);
  return isLess ? [{ ...aboutSettled(match, document), vanished: !present }] : [];
}

function aboutSettled(match: MatchedItem, document: ExportedDocument): Omit<SettledInQuestion, 'vanished'> {
  return {
    ...identityOf(match, document),
    fallCents: cents(Math.max(0, fallInQuestion(match))),
    settledCents: document.settledCents,
    allowedCents: allowanceOf(document),
  };
}

/** What is waited for fell by all that was open when it left the list. */
function fallInQuestion({ before, now, withheld }: MatchedItem): Cents {
  if (before === null) return zeroCents;
  return withheld ? now.missingCents : subtractCents(settledPart(now), settledPart(before));
}

function identityOf(match: MatchedItem, document: ExportedDocument): BooksIdentity {
  const { now, customerKey } = match;
  return {
    documentId: document.documentId,
    reference: (match.present ? now.reference : null) ?? document.reference,
    yukiDocumentId: now.yukiDocumentId ?? document.yukiDocumentId,
    date: dateIn(match, document),
    originalCents: now.originalCents,
    customerKeys: [customerKey, document.customerCode],
  };
}

/** The earlier of both dates, because the bookkeeper may have typed another one. */
function dateIn({ now }: MatchedItem, { date }: ExportedDocument): IsoDate {
  return now.date !== null && now.date < date ? now.date : date;
}

function witnessesIn(matched: readonly MatchedItem[], from: IsoDate): BooksIdentity[] {
  const standing = matched.filter(
    ({ document, present, now }) =>
      document !== null && present && now.openCents !== 0 && (now.date ?? document.date) >= from,
  );
  const step = Math.max(1, standing.length / witnessesAtMost);
  const count = Math.min(witnessesAtMost, standing.length);
  return Array.from({ length: count }, (_, place) => standing[Math.floor(place * step)]).flatMap((match) =>
    match?.document == null
      ? []
      : [{ ...identityOf(match, match.document), date: match.now.date ?? match.document.date }],
  );
}
