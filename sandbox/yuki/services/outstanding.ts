// Open debtor items as the Accounting service shows them (yuki-api.md 4.1, 4.2). A settled item disappears; there
// is no payment date, and paging does not exist.
import { isVisible } from '../books.ts';
import type { BookedDocument, Books, JournalLine, View } from '../books.ts';
import { isOpenLine } from '../journal-matching.ts';
import { decimal } from '../money.ts';
import { booksOf, domainOf, languageOf } from '../operation.ts';
import type { Call, Operation, Service } from '../operation.ts';
import { tag, wrap } from '../xml.ts';

interface Extras {
  documentId: boolean;
  paymentReference: boolean;
}

const sortOrders = ['ContactAsc', 'ContactDesc', 'AmountAsc', 'AmountDesc', 'DateAsc', 'DateDesc'] as const;

const methodLabels: Record<string, { nl: string; en: string }> = {
  ElectronicTransfer: { nl: 'Overschrijving', en: 'Electronic transfer' },
  DirectCollection: { nl: 'Automatische incasso', en: 'Direct collection' },
  ToSettle: { nl: 'Te verrekenen', en: 'To be settled' },
  Unspecified: { nl: 'Niet gespecificeerd', en: 'Unspecified' },
};

function item(call: Call, books: Books, document: BookedDocument, view: View, extras: Extras): string {
  const contact = call.state.domainOf(books).contacts.get(document.contactId);
  const language = languageOf(call);
  const empty = (name: string): string => tag(name, '');
  return wrap(
    'Item',
    [
      tag('Date', document.date),
      tag('Description', document.subject),
      tag('Contact', contact?.name ?? document.contactName),
      tag('ContactID', document.contactId),
      tag('OpenAmount', decimal(books.open(document, view))),
      tag('OriginalAmount', decimal(document.grossCents)),
      tag('Type', language === 'nl' ? 'Verkoopfactuur' : 'Sales invoice', 'ID="6"'),
      tag('Reference', document.reference),
      tag('DueDate', document.dueDate),
      ...(extras.documentId ? [tag('DocumentID', document.id)] : []),
      tag('PaymentMethod', methodLabels[document.paymentMethod]?.[language] ?? document.paymentMethod),
      ...(extras.paymentReference ? [tag('PaymentReference', document.paymentId)] : []),
      tag('ContactCode', contact?.code ?? ''),
      tag('CoCNumber', contact?.cocNumber ?? ''),
      tag('VATNumber', contact?.vatNumber ?? ''),
      tag('AddressLine_1', contact?.addressLine1 ?? ''),
      tag('AddressLine_2', contact?.addressLine2 ?? ''),
      tag('Postcode', contact?.postcode ?? ''),
      tag('City', contact?.city ?? ''),
      ...['MailAddressLine_1', 'MailAddressLine_2', 'MailPostcode', 'MailCity'].map(empty),
      tag('Country', contact?.country ?? ''),
      ...['RecipientEmail', 'PhoneHome', 'PhoneWork', 'EmailHome'].map(empty),
      tag('EmailWork', contact?.email ?? ''),
    ].join(''),
    `ID="${document.outstandingId}"`,
  );
}

function receiptItem(call: Call, books: Books, index: number): string {
  const receipt = books.receipts[index];
  if (receipt === undefined) return '';
  const contact = call.state.domainOf(books).contacts.get(receipt.contactId ?? '');
  return wrap(
    'Item',
    [
      tag('Date', receipt.date),
      tag('Description', receipt.description),
      tag('Contact', contact?.name ?? ''),
      tag('ContactID', receipt.contactId ?? ''),
      tag('OpenAmount', decimal(-receipt.amountCents)),
      tag('OriginalAmount', decimal(-receipt.amountCents)),
      tag('Type', languageOf(call) === 'nl' ? 'Bankontvangst' : 'Bank receipt', 'ID=""'),
      ...['Reference', 'DueDate', 'DocumentID', 'PaymentMethod'].map((name) => tag(name, '')),
      tag('ContactCode', contact?.code ?? ''),
    ].join(''),
    `ID="${receipt.id}"`,
  );
}

/** A journal line of a debtor that nobody matched: it stands beside the invoice, with the sign of its booking. */
function journalItem(call: Call, books: Books, line: JournalLine): string {
  const contact = call.state.domainOf(books).contacts.get(line.contactId ?? '');
  return wrap(
    'Item',
    [
      tag('Date', line.date),
      tag('Description', line.description),
      tag('Contact', contact?.name ?? ''),
      tag('ContactID', line.contactId ?? ''),
      tag('OpenAmount', decimal(line.amountCents)),
      tag('OriginalAmount', decimal(line.amountCents)),
      tag('Type', languageOf(call) === 'nl' ? 'Memoriaal' : 'General journal', 'ID="21"'),
      ...['Reference', 'DueDate'].map((name) => tag(name, '')),
      tag('DocumentID', call.switches.journalItemNamesDocument ? line.documentId : ''),
      tag('PaymentMethod', ''),
      tag('ContactCode', contact?.code ?? ''),
    ].join(''),
    `ID="${line.id}"`,
  );
}

function sorted(list: BookedDocument[], order: (typeof sortOrders)[number], books: Books): BookedDocument[] {
  const direction = order.endsWith('Asc') ? 1 : -1;
  const compare = (a: BookedDocument, b: BookedDocument): number => {
    if (order.startsWith('Contact')) return a.contactName.localeCompare(b.contactName);
    if (order.startsWith('Amount')) return books.open(a) - books.open(b);
    return a.date.localeCompare(b.date);
  };
  return [...list].toSorted((a, b) => direction * compare(a, b));
}

function list(call: Call, root: string, extras: Extras, byDate: boolean): string {
  const { parameters, plan, state, switches } = call;
  const books = booksOf(call);
  const withBank = parameters.boolean('includeBankTransactions', false);
  const order = parameters.choice('sortOrder', sortOrders, 'ContactAsc');
  const from = byDate ? (parameters.day('startDate') ?? '0000-00-00') : '0000-00-00';
  const until = byDate ? (parameters.day('endDate') ?? '9999-99-99') : '9999-99-99';
  const stale = plan?.kind === 'stale-list';
  const view = state.view(switches, stale);
  const open =
    plan?.kind === 'empty-list'
      ? []
      : books
          .visible(view)
          .filter(
            (document) => document.date >= from && document.date <= until && books.open(document, view) !== 0,
          );
  const items = sorted(open, order, books).map((document) => item(call, books, document, view, extras));
  if (plan?.kind !== 'empty-list')
    for (const line of books.journal)
      if (
        isOpenLine(books, line) &&
        line.version < view.before &&
        (line.matchedVersion ?? view.before) >= view.before
      )
        items.push(journalItem(call, books, line));
  if (withBank && plan?.kind !== 'empty-list') {
    for (const [index, receipt] of books.receipts.entries()) {
      if (receipt.version < view.before) items.push(receiptItem(call, books, index));
    }
  }
  return wrap(root, items.join(''), 'xmlns=""');
}

const reading = (order: readonly string[], run: (call: Call) => string): Operation => ({
  order,
  right: 'Financial',
  data: true,
  result: 'document',
  run,
});

function check(call: Call, shelves: Books[]): string {
  const { parameters, plan, state, switches } = call;
  const reference = parameters.text('Reference');
  call.references.push(reference);
  const view = state.view(switches, plan?.kind === 'stale-list');
  const items =
    plan?.kind === 'empty-list'
      ? []
      : shelves.flatMap((books) =>
          candidates(books, reference, call)
            .filter((document) => isVisible(document, view) && document.debtorItem)
            .filter((document) => switches.settledItemsShown || books.open(document, view) !== 0)
            .map((document) =>
              item(call, books, document, view, { documentId: false, paymentReference: false }),
            ),
        );
  return wrap('OutstandingItems', items.join(''), 'xmlns=""');
}

function candidates(books: Books, reference: string, call: Call): BookedDocument[] {
  if (reference === '') return [];
  switch (call.switches.referenceMatch) {
    case 'exact':
      return books.withReference(reference);
    case 'ignore-case':
      return books.documents.filter((one) => one.reference.toLowerCase() === reference.toLowerCase());
    case 'part':
      return books.documents.filter((one) => one.reference.includes(reference));
  }
}

const listOrder = ['sessionID', 'administrationID', 'includeBankTransactions', 'sortOrder'];

export const outstandingOperations: Service = {
  OutstandingDebtorItems: reading(listOrder, (call) =>
    list(call, 'OutstandingDebtorItems', { documentId: true, paymentReference: false }, false),
  ),
  OutstandingDebtorItemsByDate: reading([...listOrder, 'startDate', 'endDate'], (call) =>
    list(call, 'OutstandingDebtorItems', { documentId: true, paymentReference: false }, true),
  ),
  OutstandingDebtorWithPaymentReference: reading([...listOrder, 'startDate', 'endDate'], (call) =>
    list(call, 'OutstandingDebtorItems', { documentId: true, paymentReference: true }, true),
  ),
  CheckOutstandingItem: reading(['sessionID', 'Reference'], (call) => {
    const reached = call.state
      .reach(call.session.key)
      .filter((books) => books.domainId === domainOf(call).id);
    return check(call, reached);
  }),
  CheckOutstandingItemAdmin: reading(['sessionID', 'administrationID', 'Reference'], (call) =>
    check(call, [booksOf(call)]),
  ),
};
