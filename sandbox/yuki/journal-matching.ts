// A line of the journal on the debtors' account that settles an invoice of its customer: by hand, or, if a switch says
// so, by Yuki itself (yuki-api.md 4.5, 10.10). Until then both stand open beside each other.
import type { BookedDocument, Books, JournalLine } from './books.ts';
import type { YukiState } from './state.ts';
import { sideAccounts } from './transactions.ts';

/** Whether the line stands among the customer's open items until it is matched. */
export function isOpenLine(books: Books, line: JournalLine): boolean {
  return line.account === sideAccounts(books.country).debtors && line.contactId !== null;
}

/** Matches a credit line with the customer's oldest invoice on which at least as much is open; false when none is. */
export function settleByJournal(
  state: YukiState,
  books: Books,
  line: JournalLine,
  version: number,
  reference?: string,
): boolean {
  const amountCents = -line.amountCents;
  if (!isOpenLine(books, line) || amountCents <= 0 || line.matchedVersion !== null) return false;
  const fits = (one: BookedDocument): boolean =>
    one.removedVersion === null &&
    one.contactId === line.contactId &&
    books.open(one) >= amountCents &&
    (reference === undefined || one.reference === reference);
  const document = books.documents.filter(fits).toSorted((a, b) => a.date.localeCompare(b.date))[0];
  if (document === undefined) return false;
  books.settle({
    id: state.newId(),
    documentId: document.id,
    kind: 'journal',
    amountCents,
    date: line.date,
    at: state.clock.now().toISOString(),
    version,
    undoneVersion: null,
  });
  line.matchedVersion = version;
  line.matchedAt = state.clock.now().toISOString();
  return true;
}
