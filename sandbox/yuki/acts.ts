// What people do in Yuki while the story runs: the bookkeeper's and the accountant's acts. Each finds its
// administration, domain or key in either country and throws an Error with a clear sentence on bad input.
import type { z } from 'zod';
import type { BookedDocument, Books, Settlement } from './books.ts';
import { typeDocument } from './by-hand.ts';
import { settleByJournal } from './journal-matching.ts';
import { callsUsed, useCalls } from './quota.ts';
import type { AccessKey, Domain, YukiState } from './state.ts';
import type { YukiSwitches } from './switches.ts';
import { glAccountSchema, rightSchema, typedDocumentSchema, vatCodeSchema } from './world.ts';
import type { TypedDocumentInput } from './world.ts';

export interface YukiActs {
  addGlAccount(administrationId: string, account: z.input<typeof glAccountSchema>): void;
  enableGlAccount(administrationId: string, code: string, enabled: boolean): void;
  addVatCode(administrationId: string, code: z.input<typeof vatCodeSchema>): void;
  /** Takes every VAT code of this type and percentage away. */
  removeVatCode(administrationId: string, code: { type: number; percentage: number }): void;
  setModule(administrationId: string, on: boolean): void;
  setActive(administrationId: string, active: boolean): void;
  /** Closes everything up to and including the date; null opens all periods. */
  closeUntil(administrationId: string, date: string | null): void;
  withdrawKey(key: string, withdrawn: boolean): void;
  setRights(key: string, rights: string[]): void;
  setDailyLimit(domainId: string, limit: number): void;
  /** Calls that other software makes. */
  useCalls(domainId: string, count: number): void;
  callsToday(domainId: string): number;
  /** Ends every session of the country's host, as an expiry before its time. */
  endSessions(administrationId: string): void;
  /** A bank line on a document; without amount all that is open. The amount may be more than is open. */
  reconcile(administrationId: string, given: { reference: string; amountCents?: number; date: string }): void;
  /** Undoes every money matching of the document. */
  unreconcile(administrationId: string, given: { reference: string }): void;
  /** Sets a credit note off against an invoice, as far as both are open. */
  matchCreditNote(
    administrationId: string,
    given: { invoiceReference: string; creditReference: string; date?: string },
  ): void;
  /** Matches an open line of the journal with its customer's invoice. */
  matchJournal(administrationId: string, given: { reference: string }): void;
  writeOff(administrationId: string, given: { reference: string; date?: string }): void;
  renumber(administrationId: string, given: { reference: string; newReference: string }): void;
  removeDocument(administrationId: string, given: { reference: string }): void;
  typeInvoice(administrationId: string, given: TypedDocumentInput): { id: string };
  /** Money that arrived and is matched to nothing yet. */
  receive(
    administrationId: string,
    given: { amountCents: number; date: string; description?: string; contactName?: string },
  ): void;
  /** Changes a relation by hand; found by id, code or exact name. */
  changeContact(domainId: string, find: string, fields: Record<string, string | boolean>): void;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The acts over both countries. `states` is read at each act, because a world may have been loaded. */
export function createActs(states: () => YukiState[], switches: () => YukiSwitches): YukiActs {
  const desk = (administrationId: string): { state: YukiState; books: Books } => {
    for (const state of states()) {
      const books = state.books(administrationId);
      if (books !== null) return { state, books };
    }
    throw new Error(`No administration has the id ${administrationId}.`);
  };
  const domain = (domainId: string): { state: YukiState; domain: Domain } => {
    for (const state of states()) {
      const found = state.domains.get(domainId.toLowerCase());
      if (found !== undefined) return { state, domain: found };
    }
    throw new Error(`No domain has the id ${domainId}.`);
  };
  const keyOf = (key: string): AccessKey => {
    const found = states()
      .map((state) => state.keys.get(key))
      .find((one) => one !== undefined);
    if (found === undefined) throw new Error('No such access key exists.');
    return found;
  };
  return { ...settings(desk, domain, keyOf, switches), ...bookkeeping(desk, domain) };
}

type Desk = (administrationId: string) => { state: YukiState; books: Books };
type DomainDesk = (domainId: string) => { state: YukiState; domain: Domain };
type Settings =
  | 'addGlAccount'
  | 'enableGlAccount'
  | 'addVatCode'
  | 'removeVatCode'
  | 'setModule'
  | 'setActive'
  | 'closeUntil'
  | 'withdrawKey'
  | 'setRights'
  | 'setDailyLimit'
  | 'useCalls'
  | 'callsToday'
  | 'endSessions';

function settings(
  desk: Desk,
  domain: DomainDesk,
  keyOf: (key: string) => AccessKey,
  switches: () => YukiSwitches,
): Pick<YukiActs, Settings> {
  return {
    addGlAccount(administrationId, given) {
      const account = glAccountSchema.parse(given);
      desk(administrationId).books.accounts.set(account.code, account);
    },
    enableGlAccount(administrationId, code, enabled) {
      const { books } = desk(administrationId);
      const account = books.accounts.get(code);
      if (account === undefined) throw new Error(`${books.name} has no ledger account ${code}.`);
      account.enabled = enabled;
    },
    addVatCode(administrationId, code) {
      desk(administrationId).books.vatCodes.push(vatCodeSchema.parse(code));
    },
    removeVatCode(administrationId, code) {
      const { books } = desk(administrationId);
      const kept = books.vatCodes.filter(
        (one) => one.type !== code.type || one.percentage !== code.percentage,
      );
      if (kept.length === books.vatCodes.length) throw new Error(`${books.name} has no such VAT code.`);
      books.vatCodes = kept;
    },
    setModule(administrationId, on) {
      desk(administrationId).books.moduleInvoices = on;
    },
    setActive(administrationId, active) {
      desk(administrationId).books.active = active;
    },
    closeUntil(administrationId, date) {
      if (date !== null && !isDay(date)) throw new Error('The closing date is written as yyyy-MM-dd.');
      desk(administrationId).books.closedUntil = date;
    },
    withdrawKey(key, withdrawn) {
      keyOf(key).withdrawn = withdrawn;
    },
    setRights(key, rights) {
      const parsed = rights.map((right) => {
        const known = rightSchema.safeParse(right);
        if (!known.success) throw new Error(`There is no right called ${right}.`);
        return known.data;
      });
      keyOf(key).rights = parsed;
    },
    setDailyLimit(domainId, limit) {
      if (!Number.isSafeInteger(limit) || limit < 0)
        throw new Error('The daily limit is a whole number of calls.');
      domain(domainId).domain.dailyCallLimit = limit;
    },
    useCalls(domainId, count) {
      if (!Number.isSafeInteger(count) || count < 0)
        throw new Error('The number of calls is a whole number.');
      const found = domain(domainId);
      useCalls(found.domain, count, found.state.clock.now(), switches());
    },
    callsToday(domainId) {
      const found = domain(domainId);
      return callsUsed(found.domain, found.state.clock.now(), switches());
    },
    endSessions(administrationId) {
      desk(administrationId).state.sessions.clear();
    },
  };
}

function bookkeeping(desk: Desk, domain: DomainDesk): Omit<YukiActs, Settings> {
  return {
    reconcile(administrationId, { reference, amountCents, date }) {
      const { state, books } = desk(administrationId);
      const document = openDocument(books, reference);
      const amount = amountCents ?? books.open(document);
      if (!Number.isSafeInteger(amount) || amount === 0)
        throw new Error('The amount is a whole number of cents, not zero.');
      if (!isDay(date)) throw new Error('The date of a payment is written as yyyy-MM-dd.');
      settle(state, books, document, 'money', amount, date, state.nextVersion());
    },
    unreconcile(administrationId, { reference }) {
      const { state, books } = desk(administrationId);
      const paid = books.settlements(books.theDocument(reference)).filter((one) => one.kind === 'money');
      if (paid.length === 0) throw new Error(`Nothing was reconciled with ${reference}.`);
      const version = state.nextVersion();
      for (const one of paid) one.undoneVersion = version;
    },
    matchCreditNote(administrationId, { invoiceReference, creditReference, date }) {
      const { state, books } = desk(administrationId);
      const invoice = openDocument(books, invoiceReference);
      const credit = openDocument(books, creditReference);
      const amount = Math.min(books.open(invoice), -books.open(credit));
      if (amount <= 0) throw new Error(`${creditReference} cannot be set off against ${invoiceReference}.`);
      const day = date ?? today(state);
      const version = state.nextVersion();
      settle(state, books, invoice, 'credit-note', amount, day, version);
      settle(state, books, credit, 'credit-note', -amount, day, version);
    },
    matchJournal(administrationId, { reference }) {
      const { state, books } = desk(administrationId);
      const version = state.nextVersion();
      if (!books.journal.some((line) => settleByJournal(state, books, line, version, reference)))
        throw new Error(`No open line of the journal fits ${reference}.`);
    },
    writeOff(administrationId, { reference, date }) {
      const { state, books } = desk(administrationId);
      const document = openDocument(books, reference);
      settle(
        state,
        books,
        document,
        'write-off',
        books.open(document),
        date ?? today(state),
        state.nextVersion(),
      );
    },
    renumber(administrationId, { reference, newReference }) {
      const { state, books } = desk(administrationId);
      if (newReference.trim() === '') throw new Error('The new number is empty.');
      const document = books.theDocument(reference);
      state.nextVersion();
      books.renumber(document, newReference);
    },
    removeDocument(administrationId, { reference }) {
      const { state, books } = desk(administrationId);
      books.theDocument(reference).removedVersion = state.nextVersion();
    },
    typeInvoice(administrationId, given) {
      const { state, books } = desk(administrationId);
      const document = typeDocument(state, books, typedDocumentSchema.parse(given), state.nextVersion());
      return { id: document.id };
    },
    receive(administrationId, { amountCents, date, description, contactName }) {
      const { state, books } = desk(administrationId);
      if (!Number.isSafeInteger(amountCents) || amountCents === 0)
        throw new Error('The amount is a whole number of cents, not zero.');
      if (!isDay(date)) throw new Error('The date of a receipt is written as yyyy-MM-dd.');
      const contact = state.domainOf(books).contacts.withName(contactName ?? '')[0];
      books.receipts.push({
        id: state.newId(),
        date,
        description: description ?? 'Bank',
        amountCents,
        contactId: contact?.id ?? null,
        version: state.nextVersion(),
      });
    },
    changeContact(domainId, find, fields) {
      const { contacts } = domain(domainId).domain;
      const contact = contacts.get(find) ?? contacts.withCode(find)[0] ?? contacts.withName(find)[0];
      if (contact === undefined) throw new Error(`No relation is found by ${find}.`);
      for (const [field, value] of Object.entries(fields)) {
        if (!(field in contact) || typeof value !== typeof contact[field as keyof typeof contact]) {
          throw new Error(`A relation has no field ${field} of this kind.`);
        }
      }
      contacts.change(contact, fields);
    },
  };
}

function today(state: YukiState): string {
  return state.clock.now().toISOString().slice(0, 10);
}

function openDocument(books: Books, reference: string): BookedDocument {
  const document = books.theDocument(reference);
  if (books.open(document) === 0) throw new Error(`Nothing is open on ${reference}.`);
  return document;
}

function settle(
  state: YukiState,
  books: Books,
  document: BookedDocument,
  kind: Settlement['kind'],
  amountCents: number,
  date: string,
  version: number,
): void {
  books.settle({
    id: state.newId(),
    documentId: document.id,
    kind,
    amountCents,
    date,
    at: state.clock.now().toISOString(),
    version,
    undoneVersion: null,
  });
}
