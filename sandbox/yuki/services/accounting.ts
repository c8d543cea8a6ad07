// Accounting.asmx besides open items (yuki-api.md 4.6, 5.1): balances per ledger account and the general journal.
import type { JournalLine } from '../books.ts';
import { centsFrom, decimal } from '../money.ts';
import { booksOf } from '../operation.ts';
import type { Call, Service } from '../operation.ts';
import { SoapFault } from '../soap.ts';
import { transactionsOf } from '../transactions.ts';
import { escapeXml, tag, textOf, wrap } from '../xml.ts';
import type { XmlElement } from '../xml.ts';
import { outstandingOperations } from './outstanding.ts';

const journalNamespace = 'urn:xmlns:http://www.theyukicompany.com:journal';

function balances(call: Call): string {
  const books = booksOf(call);
  const until = call.parameters.day('transactionDate') ?? '9999-99-99';
  const sums = new Map<string, number>();
  for (const row of transactionsOf(
    books,
    call.state.view(call.switches, call.plan?.kind === 'stale-list'),
    call.switches,
  )) {
    if (row.date <= until) sums.set(row.account, (sums.get(row.account) ?? 0) + row.amountCents);
  }
  const accounts = call.plan?.kind === 'empty-list' ? [] : [...books.accounts.values()];
  return wrap(
    'GLAccountBalance',
    accounts
      .map((account) =>
        wrap(
          'GLAccount',
          tag('Description', account.description) + tag('Amount', decimal(sums.get(account.code) ?? 0)),
          `Code="${escapeXml(account.code)}" BalanceType="${isResult(account.code, account.isRevenue) ? 'W' : 'B'}"`,
        ),
      )
      .join(''),
    'xmlns=""',
  );
}

/** Profit-and-loss accounts: classes 6 and 7 in Belgium, 4, 7, 8 and 9 in the Netherlands. */
function isResult(code: string, isRevenue: boolean): boolean {
  return isRevenue || (code.length === 6 ? /^[67]/ : /^[4789]/).test(code);
}

function journal(call: Call): string {
  const books = booksOf(call);
  const root = call.parameters.document('xmlDoc');
  if (root.name !== 'Journal' || root.namespace !== journalNamespace) {
    throw new SoapFault(`The '${root.namespace}:${root.name}' element is not declared.`);
  }
  const allowed = [
    'AdministrationID',
    'AdministrationCoCNumber',
    'DocumentSubject',
    'JournalType',
    'JournalEntry',
  ];
  const wrong = root.children.find(
    (child) => !allowed.includes(child.name) || child.namespace !== journalNamespace,
  );
  if (wrong !== undefined) {
    throw new SoapFault(
      `The element 'Journal' in namespace '${journalNamespace}' has invalid child element '${wrong.name}' in namespace '${wrong.namespace}'.`,
    );
  }
  if ((textOf(root, 'AdministrationID') === '') === (textOf(root, 'AdministrationCoCNumber') === '')) {
    throw new SoapFault('Either AdministrationID or AdministrationCoCNumber must be filled in');
  }
  const entries = root.children.filter((child) => child.name === 'JournalEntry');
  const lines = entries.map((entry) => journalLine(call, entry));
  const perDate = new Map<string, number>();
  for (const line of lines) perDate.set(line.date, (perDate.get(line.date) ?? 0) + line.amountCents);
  if (lines.length === 0 || [...perDate.values()].some((sum) => sum !== 0)) {
    throw new SoapFault('The sum of the journal entries must be zero per date');
  }
  const documentId = call.state.newId();
  const version = call.state.nextVersion();
  for (const line of lines) books.journal.push({ ...line, documentId, version });
  return documentId;
}

function journalLine(call: Call, entry: XmlElement): Omit<JournalLine, 'documentId' | 'version'> {
  const books = booksOf(call);
  const { texts } = call.switches;
  const account = textOf(entry, 'GLAccount');
  const known = books.accounts.get(account);
  if (known === undefined) throw new SoapFault(texts.accountUnknown.replace('{code}', account));
  if (!known.enabled) throw new SoapFault(texts.accountDisabled);
  const date = textOf(entry, 'EntryDate').slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date))
    throw new SoapFault(`The string '${date}' is not a valid Date value.`);
  if (!/^[+-]?\d+(\.\d{1,2})?$/.test(textOf(entry, 'Amount')))
    throw new SoapFault('The Amount is not a valid Decimal value.');
  const contacts = call.state.domainOf(books).contacts;
  const code = textOf(entry, 'ContactCode');
  const contact =
    code === '' ? contacts.withName(textOf(entry, 'ContactName'))[0] : contacts.withCode(code)[0];
  return {
    id: call.state.newId(),
    date,
    account,
    amountCents: centsFrom(textOf(entry, 'Amount')),
    description: textOf(entry, 'Description'),
    contactId: contact?.id ?? null,
  };
}

export const accountingOperations: Service = {
  ...outstandingOperations,
  GLAccountBalance: {
    order: ['sessionID', 'administrationID', 'transactionDate'],
    right: 'Financial',
    data: true,
    result: 'document',
    run: balances,
  },
  ProcessJournal: {
    order: ['sessionID', 'administrationID', 'xmlDoc'],
    right: 'Financial',
    data: true,
    result: 'plain',
    run: journal,
  },
};
