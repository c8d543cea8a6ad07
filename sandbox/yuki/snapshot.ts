// The whole content of a pretend Yuki as plain JSON, for the control API's /state, for tests and for the
// comparison. Access keys are left out. Amounts are integer cents.
import type { BookedDocument, Books, Draft, JournalLine, Settlement } from './books.ts';
import type { Contact } from './contact-book.ts';
import { callsUsed } from './quota.ts';
import type { YukiState } from './state.ts';
import type { YukiSwitches } from './switches.ts';
import { transactionsOf } from './transactions.ts';
import type { Transaction } from './transactions.ts';
import type { GlAccount, Product, VatCode } from './world.ts';

export interface DocumentSnapshot extends BookedDocument {
  removed: boolean;
  openCents: number;
  settlements: Settlement[];
}

export interface AdministrationSnapshot {
  id: string;
  name: string;
  country: 'BE' | 'NL';
  active: boolean;
  moduleInvoices: boolean;
  closedUntil: string | null;
  glAccounts: GlAccount[];
  vatCodes: VatCode[];
  documents: DocumentSnapshot[];
  drafts: Draft[];
  products: Product[];
  outstandingItems: { reference: string; documentId: string; openCents: number; originalCents: number }[];
  transactions: Transaction[];
  journal: JournalLine[];
}

export interface DomainSnapshot {
  id: string;
  name: string;
  dailyCallLimit: number;
  callsToday: number;
  contacts: Contact[];
  administrations: AdministrationSnapshot[];
}

export interface YukiSnapshot {
  domains: DomainSnapshot[];
}

/** A copy that later changes do not touch. */
export function snapshot(state: YukiState, switches: YukiSwitches): YukiSnapshot {
  const domains = [...state.domains.values()].map((domain) => ({
    id: domain.id,
    name: domain.name,
    dailyCallLimit: domain.dailyCallLimit,
    callsToday: callsUsed(domain, state.clock.now(), switches),
    contacts: domain.contacts.all(),
    administrations: [...domain.books.values()].map((books) => administration(books, switches)),
  }));
  return structuredClone({ domains });
}

function administration(books: Books, switches: YukiSwitches): AdministrationSnapshot {
  const documents = books.documents.map((document) => ({
    ...document,
    removed: document.removedVersion !== null,
    openCents: books.open(document),
    settlements: books.settlements(document),
  }));
  const everything = { visibleUntil: '9999-12-31T00:00:00.000Z', before: Number.MAX_SAFE_INTEGER };
  return {
    id: books.id,
    name: books.name,
    country: books.country,
    active: books.active,
    moduleInvoices: books.moduleInvoices,
    closedUntil: books.closedUntil,
    glAccounts: [...books.accounts.values()],
    vatCodes: books.vatCodes,
    documents,
    drafts: books.drafts,
    products: [...books.products.values()],
    outstandingItems: documents
      .filter((document) => !document.removed && document.openCents !== 0)
      .map((document) => ({
        reference: document.reference,
        documentId: document.id,
        openCents: document.openCents,
        originalCents: document.grossCents,
      })),
    transactions: transactionsOf(books, everything, switches),
    journal: books.journal,
  };
}
