// A sales document that did not come through the import: typed by a bookkeeper, or standing in the books before
// the story begins. It takes part in the duplicate check like any other (E-9 c).
import type { BookedDocument, Books } from './books.ts';
import type { YukiState } from './state.ts';
import type { TypedDocument } from './world.ts';

/** Books it. Throws an Error when the number is taken or the administration has no such account. */
export function typeDocument(
  state: YukiState,
  books: Books,
  given: TypedDocument,
  version: number,
): BookedDocument {
  if (books.withReference(given.reference).some((other) => other.removedVersion === null)) {
    throw new Error(`${books.name} has a document with the number ${given.reference} already.`);
  }
  const account =
    given.account ?? books.defaultAccount ?? [...books.accounts.values()].find((one) => one.isRevenue)?.code;
  if (account === undefined)
    throw new Error(`${books.name} has no revenue account to book ${given.reference} on.`);
  const { contacts } = state.domainOf(books);
  const named = contacts.withName(given.contactName);
  const contact =
    (given.contactCode === '' ? named[0] : contacts.withCode(given.contactCode)[0]) ??
    contacts.add({ name: given.contactName, code: given.contactCode, country: books.country }, given.source);
  const grossCents = given.netCents + given.vatCents;
  const document: BookedDocument = {
    id: state.newId(),
    hid: books.documents.length + 1,
    reference: given.reference,
    subject: given.subject,
    date: given.date,
    dueDate: given.dueDate ?? given.date,
    contactId: contact.id,
    contactName: contact.name,
    paymentMethod: 'ElectronicTransfer',
    paymentId: given.paymentId,
    purchaseOrderNumber: '',
    currency: 'EUR',
    remarks: '',
    notes: '',
    lines: [
      {
        description: given.subject,
        remarks: '',
        productDescription: '',
        quantityE4: 10_000,
        netCents: given.netCents,
        vatCents: given.vatCents,
        account,
        vatType: given.vatType ?? 0,
        vatPercentage: given.vatPercentage ?? 0,
        vatCountry: null,
        vatDescription: '',
      },
    ],
    netCents: given.netCents,
    vatCents: given.vatCents,
    grossCents,
    source: given.source,
    imported: false,
    bookedAt: state.clock.now().toISOString(),
    emailed: false,
    sentToPeppol: false,
    pdf: null,
    debtorItem: grossCents !== 0,
    outstandingId: state.newId(),
    version,
    removedVersion: null,
  };
  books.add(document);
  const settled = grossCents - (given.openCents ?? grossCents);
  if (settled !== 0) {
    books.settle({
      id: state.newId(),
      documentId: document.id,
      kind: 'money',
      amountCents: settled,
      date: given.date,
      at: document.bookedAt,
      version,
      undoneVersion: null,
    });
  }
  return document;
}
