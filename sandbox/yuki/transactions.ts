// The general ledger of an administration, derived from its documents, settlements and journal entries: the rows
// that GetTransactions, GetTransactionDetails and GLAccountBalance read.
import { createHash } from 'node:crypto';
import { isVisible } from './books.ts';
import type { BookedDocument, Books, Settlement, View } from './books.ts';
import type { YukiSwitches } from './switches.ts';

export interface Transaction {
  id: string;
  date: string;
  description: string;
  amountCents: number;
  account: string;
  contactId: string | null;
  documentId: string;
  documentReference: string;
  documentType: 'SalesInvoice' | 'BankStatement' | 'GeneralJournal';
  processedAt: string;
  /** The date that documentMatched.matchDate tells; null while nothing was matched. */
  matchDate: string | null;
}

/** Ledger accounts that a sale touches besides revenue. */
export function sideAccounts(country: 'BE' | 'NL'): {
  debtors: string;
  vat: string;
  bank: string;
  suspense: string;
} {
  return country === 'BE'
    ? { debtors: '400000', vat: '451000', bank: '550000', suspense: '580000' }
    : { debtors: '13000', vat: '15000', bank: '11000', suspense: '12000' };
}

const derivedId = (...parts: (string | number)[]): string => {
  const hex = createHash('sha256').update(parts.join('/')).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
};

function matchDate(settlement: Pick<Settlement, 'date' | 'at'>, switches: YukiSwitches): string | null {
  if (switches.matchDateIs === 'absent') return null;
  return switches.matchDateIs === 'payment-date' ? settlement.date : settlement.at.slice(0, 10);
}

function saleRows(
  books: Books,
  document: BookedDocument,
  settled: Settlement[],
  switches: YukiSwitches,
): Transaction[] {
  const side = sideAccounts(books.country);
  const last = settled.at(-1);
  const row = (part: string, account: string, amountCents: number, matched: string | null): Transaction => ({
    id: derivedId(document.id, part),
    date: document.date,
    description: document.subject,
    amountCents,
    account,
    contactId: document.contactId,
    documentId: document.id,
    documentReference: document.reference,
    documentType: 'SalesInvoice',
    processedAt: document.bookedAt,
    matchDate: matched,
  });
  const open = settled.reduce((rest, one) => rest - one.amountCents, document.grossCents);
  // The sale counts as matched once nothing is open; a part payment shows on its own row only.
  const matched = last !== undefined && open === 0 ? matchDate(last, switches) : null;
  return [
    row('debtor', document.debtorItem ? side.debtors : side.suspense, document.grossCents, matched),
    ...document.lines.map((line, index) => row(`line-${index}`, line.account, -line.netCents, null)),
    ...(document.vatCents === 0 ? [] : [row('vat', side.vat, -document.vatCents, null)]),
  ];
}

function settlementRows(
  books: Books,
  document: BookedDocument,
  one: Settlement,
  switches: YukiSwitches,
): Transaction[] {
  const side = sideAccounts(books.country);
  const against = one.kind === 'money' ? side.bank : side.suspense;
  // A credit note or a line of the journal set off against an invoice moves no account; it is matching only.
  if (one.kind === 'credit-note' || one.kind === 'journal') return [];
  const row = (part: string, account: string, amountCents: number, matched: string | null): Transaction => ({
    id: derivedId(one.id, part),
    date: one.date,
    description: document.subject,
    amountCents,
    account,
    contactId: document.contactId,
    documentId: derivedId(one.id, 'document'),
    documentReference: '',
    documentType: one.kind === 'money' ? 'BankStatement' : 'GeneralJournal',
    processedAt: one.at,
    matchDate: matched,
  });
  return [
    row('debtor', side.debtors, -one.amountCents, matchDate(one, switches)),
    row('against', against, one.amountCents, null),
  ];
}

/** A removed document that stays in the books with its opposite, row by row. */
function removedRows(
  books: Books,
  document: BookedDocument,
  view: View,
  switches: YukiSwitches,
): Transaction[] {
  if (document.removedVersion === null || document.removedVersion >= view.before) return [];
  const rows = saleRows(books, document, [], switches);
  const opposites = rows.map((row) => ({
    ...row,
    id: derivedId(row.id, 'reversal'),
    amountCents: -row.amountCents,
  }));
  return [...rows, ...opposites];
}

/** All rows that the view shows, by date. */
export function transactionsOf(books: Books, view: View, switches: YukiSwitches): Transaction[] {
  const rows: Transaction[] = [];
  for (const document of books.documents) {
    if (!isVisible(document, view)) {
      if (switches.removedDocumentShows === 'reversal')
        rows.push(...removedRows(books, document, view, switches));
      continue;
    }
    const settled = books.settlements(document, view);
    rows.push(...saleRows(books, document, settled, switches));
    for (const one of settled) rows.push(...settlementRows(books, document, one, switches));
  }
  for (const line of books.journal) {
    if (line.version >= view.before) continue;
    rows.push({
      id: line.id,
      date: line.date,
      description: switches.journalRowDescription === 'entry' ? line.description : line.subject,
      amountCents: line.amountCents,
      account: line.account,
      contactId: line.contactId,
      documentId: line.documentId,
      documentReference: '',
      documentType: 'GeneralJournal',
      processedAt: line.at,
      matchDate:
        line.matchedAt === null || (line.matchedVersion ?? view.before) >= view.before
          ? null
          : matchDate({ date: line.date, at: line.matchedAt }, switches),
    });
  }
  return rows.toSorted((a, b) => a.date.localeCompare(b.date));
}
