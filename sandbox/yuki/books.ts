// The books of one administration: booked documents, what settled them, drafts, products, and the two ways in
// which reading methods may lag behind (a delay after booking, and a deliberately stale list).
import type { StoredPdf } from './attachments.ts';
import type { AdministrationWorld, GlAccount, Product, VatCode } from './world.ts';

export interface BookedLine {
  description: string;
  remarks: string;
  productDescription: string;
  quantityE4: number;
  netCents: number;
  vatCents: number;
  account: string;
  vatType: number;
  vatPercentage: number;
  vatCountry: string | null;
  vatDescription: string;
}

export interface BookedDocument {
  id: string;
  hid: number;
  reference: string;
  subject: string;
  date: string;
  dueDate: string;
  contactId: string;
  contactName: string;
  paymentMethod: string;
  paymentId: string;
  purchaseOrderNumber: string;
  currency: string;
  remarks: string;
  notes: string;
  lines: BookedLine[];
  netCents: number;
  vatCents: number;
  grossCents: number;
  source: 'hand' | 'api';
  /** True when it came through ProcessSalesInvoices while the sandbox ran. */
  imported: boolean;
  /** ISO moment of booking; reading methods show it after the switch visibleAfterMs. */
  bookedAt: string;
  emailed: boolean;
  sentToPeppol: boolean;
  pdf: StoredPdf | null;
  /** False when the payment method booked it on a suspense account (3.5). */
  debtorItem: boolean;
  outstandingId: string;
  version: number;
  removedVersion: number | null;
}

export interface Settlement {
  id: string;
  documentId: string;
  kind: 'money' | 'credit-note' | 'write-off' | 'journal';
  /** Same sign as the document's gross amount when it lowers what is open. */
  amountCents: number;
  date: string;
  /** ISO moment at which the bookkeeper matched it. */
  at: string;
  version: number;
  undoneVersion: number | null;
}

export interface Draft {
  id: string;
  subject: string;
  contactName: string;
  grossCents: number;
}

export interface Receipt {
  id: string;
  date: string;
  description: string;
  amountCents: number;
  contactId: string | null;
  version: number;
}

export interface JournalLine {
  id: string;
  documentId: string;
  date: string;
  account: string;
  amountCents: number;
  description: string;
  subject: string;
  contactId: string | null;
  version: number;
  /** ISO moment of booking. */
  at: string;
  /** When it was matched with an invoice; null while it stands open, or if it is no line of a debtor. */
  matchedVersion: number | null;
  /** ISO moment of matching. */
  matchedAt: string | null;
}

/** What a reading method may see: nothing booked after `visibleUntil`, nothing of `before` or a later version. */
export interface View {
  visibleUntil: string;
  before: number;
}

export class Books {
  readonly id: string;
  readonly name: string;
  readonly country: 'BE' | 'NL';
  readonly vatNumber: string;
  readonly cocNumber: string;
  readonly domainId: string;
  active: boolean;
  moduleInvoices: boolean;
  closedUntil: string | null;
  defaultAccount: string | null;
  readonly accounts = new Map<string, GlAccount>();
  vatCodes: VatCode[];
  paymentMethods: string[];
  readonly products = new Map<string, Product>();
  readonly documents: BookedDocument[] = [];
  readonly drafts: Draft[] = [];
  readonly receipts: Receipt[] = [];
  readonly journal: JournalLine[] = [];
  readonly #byReference = new Map<string, Set<BookedDocument>>();
  readonly #byId = new Map<string, BookedDocument>();
  readonly #settlements = new Map<string, Settlement[]>();

  constructor(world: AdministrationWorld, domainId: string) {
    this.id = world.id.toLowerCase();
    this.name = world.name;
    this.country = world.country;
    this.vatNumber = world.vatNumber;
    this.cocNumber = world.cocNumber;
    this.domainId = domainId;
    this.active = world.active;
    this.moduleInvoices = world.moduleInvoices;
    this.closedUntil = world.closedUntil;
    this.defaultAccount = world.defaultAccount;
    for (const account of world.glAccounts) this.accounts.set(account.code, { ...account });
    this.vatCodes = world.vatCodes.map((code) => ({ ...code }));
    this.paymentMethods = [...world.paymentMethods];
    for (const product of world.products) this.products.set(product.description, { ...product });
  }

  add(document: BookedDocument): void {
    this.documents.push(document);
    this.#byId.set(document.id, document);
    this.#index(document);
  }

  document(id: string): BookedDocument | undefined {
    return this.#byId.get(id);
  }

  /** Documents that bear exactly this reference now, removed ones included. */
  withReference(reference: string): BookedDocument[] {
    return [...(this.#byReference.get(reference) ?? [])];
  }

  /** The one standing document with this reference. Throws when there is none or more than one. */
  theDocument(reference: string): BookedDocument {
    const found = this.withReference(reference).filter((document) => document.removedVersion === null);
    const [document, second] = found;
    if (document === undefined)
      throw new Error(`No document of ${this.name} bears the reference ${reference}.`);
    if (second !== undefined)
      throw new Error(`More than one document of ${this.name} bears the reference ${reference}.`);
    return document;
  }

  renumber(document: BookedDocument, reference: string): void {
    this.#byReference.get(document.reference)?.delete(document);
    document.reference = reference;
    this.#index(document);
  }

  settle(settlement: Settlement): void {
    const list = this.#settlements.get(settlement.documentId) ?? [];
    list.push(settlement);
    this.#settlements.set(settlement.documentId, list);
  }

  /** What has settled a document as the view shows it, in order of matching. */
  settlements(document: BookedDocument, view?: View): Settlement[] {
    const all = this.#settlements.get(document.id) ?? [];
    return all.filter((one) =>
      view === undefined
        ? one.undoneVersion === null
        : one.version < view.before && (one.undoneVersion === null || one.undoneVersion >= view.before),
    );
  }

  /** What is still open, in cents with the document's sign; 0 for a document without debtor item. */
  open(document: BookedDocument, view?: View): number {
    if (!document.debtorItem) return 0;
    return this.settlements(document, view).reduce(
      (open, one) => open - one.amountCents,
      document.grossCents,
    );
  }

  /** The documents that the view shows. */
  visible(view: View): BookedDocument[] {
    return this.documents.filter((document) => isVisible(document, view));
  }

  #index(document: BookedDocument): void {
    const set = this.#byReference.get(document.reference) ?? new Set();
    set.add(document);
    this.#byReference.set(document.reference, set);
  }
}

/** Whether a reading method may see a document. */
export function isVisible(document: BookedDocument, view: View): boolean {
  return (
    document.bookedAt <= view.visibleUntil &&
    document.version < view.before &&
    (document.removedVersion === null || document.removedVersion >= view.before)
  );
}
