// ProcessJournal (yuki-api.md 4.6): one document of the general journal, all of it or nothing. As strict as the reference
// says: the order of the elements, sums of zero per date, known and enabled accounts, open periods.
import type { Books, JournalLine } from '../books.ts';
import { centsFrom } from '../money.ts';
import { booksOf } from '../operation.ts';
import type { Call } from '../operation.ts';
import { SoapFault } from '../soap.ts';
import { settleByJournal } from '../journal-matching.ts';
import { textOf } from '../xml.ts';
import type { XmlElement } from '../xml.ts';

const namespace = 'urn:xmlns:http://www.theyukicompany.com:journal';
const journalOrder = [
  'AdministrationID',
  'AdministrationCoCNumber',
  'DocumentSubject',
  'JournalType',
  'JournalEntry',
];
const entryOrder = ['ContactName', 'ContactCode', 'EntryDate', 'GLAccount', 'Amount', 'Description'];
const journalTypes = ['GeneralJournal', 'EndOfYearCorrection'];

export function journal(call: Call): string {
  const books = booksOf(call);
  const root = call.parameters.document('xmlDoc');
  if (root.name !== 'Journal' || root.namespace !== namespace)
    throw new SoapFault(`The '${root.namespace}:${root.name}' element is not declared.`);
  inOrder(root, journalOrder);
  if ((textOf(root, 'AdministrationID') === '') === (textOf(root, 'AdministrationCoCNumber') === ''))
    throw new SoapFault('Either AdministrationID or AdministrationCoCNumber must be filled in');
  const named = textOf(root, 'AdministrationID').toLowerCase();
  if (
    (named !== '' && named !== books.id) ||
    (named === '' && textOf(root, 'AdministrationCoCNumber') !== books.cocNumber)
  )
    throw new SoapFault(call.switches.texts.noAdministration);
  const type = textOf(root, 'JournalType');
  if (!journalTypes.includes(type))
    throw new SoapFault(
      `The 'JournalType' element is invalid - The value '${type}' is invalid according to its datatype.`,
    );
  const subject = textOf(root, 'DocumentSubject');
  const entries = root.children.filter((child) => child.name === 'JournalEntry');
  const lines = entries.map((entry) => lineOf(call, books, entry));
  const perDate = new Map<string, number>();
  for (const line of lines) perDate.set(line.date, (perDate.get(line.date) ?? 0) + line.amountCents);
  if (lines.length === 0 || [...perDate.values()].some((sum) => sum !== 0))
    throw new SoapFault('The sum of the journal entries must be zero per date');
  const documentId = call.state.newId();
  const version = call.state.nextVersion();
  const at = call.state.clock.now().toISOString();
  for (const line of lines)
    books.journal.push({ ...line, subject, documentId, version, at, matchedVersion: null, matchedAt: null });
  if (call.switches.journalMatches === 'automatic')
    for (const line of books.journal.filter((one) => one.documentId === documentId))
      settleByJournal(call.state, books, line, version);
  return documentId;
}

function inOrder(element: XmlElement, order: readonly string[]): void {
  let place = 0;
  for (const child of element.children) {
    const found = order.indexOf(child.name, place);
    if (found < 0 || child.namespace !== namespace)
      throw new SoapFault(
        `The element '${element.name}' in namespace '${namespace}' has invalid child element '${child.name}' in namespace '${child.namespace}'.`,
      );
    place = found;
  }
}

type Written = Pick<JournalLine, 'id' | 'date' | 'account' | 'amountCents' | 'description' | 'contactId'>;

function lineOf(call: Call, books: Books, entry: XmlElement): Written {
  const { texts } = call.switches;
  inOrder(entry, entryOrder);
  const account = textOf(entry, 'GLAccount');
  const known = books.accounts.get(account);
  if (known === undefined) throw new SoapFault(texts.accountUnknown.replace('{code}', account));
  if (!known.enabled) throw new SoapFault(texts.accountDisabled);
  const date = textOf(entry, 'EntryDate').slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date))
    throw new SoapFault(`The string '${date}' is not a valid Date value.`);
  if (books.closedUntil !== null && date <= books.closedUntil && !call.switches.ownerMayBookInBlockedPeriod)
    throw new SoapFault(closedText(texts.periodClosed, books));
  if (!/^[+-]?\d{1,12}(\.\d{1,2})?$/.test(textOf(entry, 'Amount')))
    throw new SoapFault('The Amount is not a valid Decimal value.');
  const contacts = call.state.domainOf(books).contacts;
  const code = textOf(entry, 'ContactCode');
  const name = textOf(entry, 'ContactName');
  const contact = code === '' ? contacts.withName(name)[0] : contacts.withCode(code)[0];
  if (code !== '' && contact === undefined) throw new SoapFault(`Contact with code ${code} cannot be found`);
  return {
    id: call.state.newId(),
    date,
    account,
    amountCents: centsFrom(textOf(entry, 'Amount')),
    description: textOf(entry, 'Description'),
    contactId: contact?.id ?? null,
  };
}

function closedText(text: string, books: Books): string {
  const open = new Date(Date.parse(`${books.closedUntil}T00:00:00Z`) + 24 * 60 * 60_000)
    .toISOString()
    .slice(0, 10);
  const [year, month, day] = open.split('-');
  return text.replace('{date}', `${day}-${month}-${year}`).replace('{administration}', books.name);
}
