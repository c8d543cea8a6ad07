/**
 * Which of Yuki's items and rows are lines of our own journals. They stand for money that Focus has already: matched with
 * its invoice one is money and no credit note, matched with anything else it is nothing new (R-PAY-4, R-PAY-7, R-PAY-8).
 */

import type { DocumentId } from './ids.ts';
import { absCents, addCents, cents, zeroCents, type Cents } from './money.ts';
import type { BookedRow, MatchedRow, OpenItem } from './yuki-records.ts';

/** A bank statement (yuki-api 4.2): what is taken for money that waits for an invoice. */
const receiptTypeId = 10;
/** A word by which the general ledger names what is money (yuki-api 4.4). */
const moneyType = 'payment';

/** One call that may be in Yuki, whatever became of its answer. */
export interface OwnJournal {
  readonly mark: string;
  readonly documentId: DocumentId;
  readonly customerCode: string;
  readonly yukiDocumentId: string | null;
  readonly amountCents: Cents;
  /** What the list before showed open of it; null while none could show it. */
  readonly openCents: Cents | null;
  /** Yuki accepted it, and its lag has passed, so that its absence from the list means something. */
  readonly overdueToShow: boolean;
}

export interface OwnJournals {
  readonly all: readonly OwnJournal[];
  /** By Yuki's id of the document in lower case, and by our mark. */
  readonly byName: ReadonlyMap<string, OwnJournal>;
}

export function indexOwnJournals(all: readonly OwnJournal[]): OwnJournals {
  const names = all.flatMap((one): [string, OwnJournal][] => [
    [one.mark, one],
    ...(one.yukiDocumentId === null ? [] : [[one.yukiDocumentId.toLowerCase(), one] as [string, OwnJournal]]),
  ]);
  return { all, byName: new Map(names) };
}

/** Of which of our journals it is, by Yuki's id or, where that is not ours, by our mark in the text; null for none. */
export function ownJournalOf(
  { documentId, description = null }: Pick<BookedRow, 'documentId' | 'description'>,
  { byName }: OwnJournals,
): OwnJournal | null {
  if (byName.size === 0) return null;
  const mark = /FY-[0-9a-f]{16}/.exec(description ?? '')?.[0];
  const byId = documentId === null ? undefined : byName.get(documentId.toLowerCase());
  return byId ?? (mark === undefined ? null : (byName.get(mark) ?? null));
}

/** Our own line; what else the document has on the list is none. */
function ownLineOf(item: OpenItem, own: OwnJournals): OwnJournal | null {
  return item.originalCents < 0 ? ownJournalOf(item, own) : null;
}

/** The list with our own lines as receipts, which are neither credit notes nor documents of ours. */
export function ownLinesAsReceipts(items: readonly OpenItem[], own: OwnJournals): readonly OpenItem[] {
  if (own.all.length === 0) return items;
  return items.map((item) => (ownLineOf(item, own) === null ? item : { ...item, typeId: receiptTypeId }));
}

/** A row of our own journal settles as money does; without this it would count as booked away. */
export function ownRowAsMoney(row: MatchedRow, own: OwnJournals): MatchedRow {
  return ownJournalOf(row, own) === null ? row : { ...row, documentType: moneyType };
}

export interface OwnLineSeen {
  readonly mark: string;
  readonly openCents: Cents;
}

/** What a list shows open of our journals that is not what was known; those are left out of which it cannot tell. */
export function ownLinesIn(items: readonly OpenItem[], own: OwnJournals): OwnLineSeen[] {
  const open = new Map<string, Cents>();
  for (const item of own.all.length === 0 ? [] : items) {
    const mark = ownLineOf(item, own)?.mark;
    if (mark !== undefined) open.set(mark, addCents(open.get(mark) ?? zeroCents, absCents(item.openCents)));
  }
  return own.all.flatMap(({ mark, openCents, overdueToShow }) => {
    const canTell = open.has(mark) || openCents !== null || overdueToShow;
    const now = open.get(mark) ?? zeroCents;
    return canTell && now !== openCents ? [{ mark, openCents: now }] : [];
  });
}

/** What was matched of our lines since the list before, for one document. */
export interface OwnMatched {
  readonly documentId: DocumentId;
  readonly customerCode: string;
  readonly matchedCents: Cents;
}

/** One that no list has shown open was matched as soon as it was there. */
export function ownMatchedIn(items: readonly OpenItem[], own: OwnJournals): OwnMatched[] {
  const found = new Map<DocumentId, OwnMatched>();
  for (const { mark, openCents } of ownLinesIn(items, own)) {
    const journal = own.byName.get(mark);
    if (journal === undefined) continue;
    const { documentId, customerCode } = journal;
    const fell = (journal.openCents ?? journal.amountCents) - openCents;
    if (fell <= 0) continue;
    const matchedCents = addCents(found.get(documentId)?.matchedCents ?? zeroCents, cents(fell));
    found.set(documentId, { documentId, customerCode, matchedCents });
  }
  return [...found.values()];
}
