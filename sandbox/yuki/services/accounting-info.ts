// AccountingInfo.asmx (yuki-api.md 4.4, 5.1, 3.5): typed lists in Yuki's own namespace, lower camel case, nil for
// what is missing.
import { decimal } from '../money.ts';
import { booksOf } from '../operation.ts';
import type { Call, Operation, Service } from '../operation.ts';
import { SoapFault } from '../soap.ts';
import { transactionsOf } from '../transactions.ts';
import type { Transaction } from '../transactions.ts';
import { tag, typed, wrap } from '../xml.ts';

const listing = (order: readonly string[], run: (call: Call) => string): Operation => ({
  order,
  right: 'Financial',
  data: true,
  result: 'plain',
  run,
});

const moment = (date: string): string => (date.length === 10 ? `${date}T00:00:00` : date.slice(0, 19));

function glAccounts(call: Call): string {
  const accounts = call.plan?.kind === 'empty-list' ? [] : [...booksOf(call).accounts.values()];
  return accounts
    .map((account) =>
      wrap(
        'GlAccount',
        [
          tag('code', account.code),
          tag('type', account.type),
          tag('subtype', account.subtype),
          tag('isEnabled', account.enabled),
          // The misspelling is Yuki's (5.1).
          tag('descripton', account.description),
          typed('descriptionNL', account.description),
          typed('descriptionFR', null),
          typed('descriptionEN', null),
          tag('isVATApplicable', account.isRevenue),
          typed('deductableVATPercentage', null),
          typed('professionalPercentage', null),
        ].join(''),
      ),
    )
    .join('');
}

function selected(call: Call, account: string, from: string, until: string): Transaction[] {
  if (call.plan?.kind === 'empty-list') return [];
  const code = call.parameters.text(account);
  const start = call.parameters.day(from) ?? '0000-00-00';
  const end = call.parameters.day(until) ?? '9999-99-99';
  const view = call.state.view(call.switches, call.plan?.kind === 'stale-list');
  return transactionsOf(booksOf(call), view, call.switches).filter(
    (row) => (code === '' || row.account === code) && row.date >= start && row.date <= end,
  );
}

function transactions(call: Call): string {
  // Every parameter but the undecided last one must be there (4.4).
  for (const name of transactionOrder.slice(2, -1)) {
    if (!call.parameters.has(name)) throw new SoapFault(`Missing parameter: ${name}.`, 'Client');
  }
  const count = call.parameters.integer('numberOfRecords', 0);
  const first = Math.max(1, call.parameters.integer('startRecord', 1));
  const groups = call.parameters
    .text('dataGroups')
    .toLowerCase()
    .split(',')
    .map((group) => group.trim());
  const rows = selected(call, 'glAccountCode', 'startDate', 'endDate');
  return rows
    .slice(first - 1, count > 0 ? first - 1 + count : undefined)
    .map((row, index) => transaction(call, row, first + index, groups))
    .join('');
}

function transaction(call: Call, row: Transaction, hid: number, groups: string[]): string {
  const books = booksOf(call);
  const contact = call.state.domainOf(books).contacts.get(row.contactId ?? '');
  const parts = [
    tag('id', row.id),
    tag('hID', hid),
    tag('transactionDate', moment(row.date)),
    tag('description', row.description),
    tag('amount', decimal(row.amountCents)),
    tag('glAccountCode', row.account),
  ];
  if (groups.includes('contact') && contact !== undefined) {
    const fields = [
      tag('id', contact.id),
      tag('HID', contact.hid),
      tag('fullName', contact.name),
      tag('contactCode', contact.code),
    ];
    parts.push(wrap('contact', fields.join('')));
  }
  if (groups.includes('document')) {
    const fields = [
      tag('id', row.documentId),
      tag('reference', call.switches.transactionsNameReference ? row.documentReference : ''),
      tag('type', call.switches.transactionsNameType ? row.documentType : ''),
      tag('folder', row.documentType === 'SalesInvoice' ? 'Verkoop' : 'Bank'),
    ];
    parts.push(wrap('document', fields.join('')));
  }
  if (groups.includes('documentprocessed')) {
    parts.push(
      wrap(
        'documentProcessed',
        typed('processedDate', moment(row.processedAt)) + typed('processedBy', 'Yuki'),
      ),
    );
  }
  if (groups.includes('documentmatching') || groups.includes('documentmatched')) {
    const at = row.matchDate === null ? null : moment(row.matchDate);
    parts.push(
      wrap('documentMatched', typed('matchDate', at) + typed('matchedBy', at === null ? null : 'Yuki')),
    );
  }
  return wrap('Transaction', parts.join(''));
}

function details(call: Call): string {
  const books = booksOf(call);
  return selected(call, 'GLAccountCode', 'StartDate', 'EndDate')
    .map((row) => {
      const contact = call.state.domainOf(books).contacts.get(row.contactId ?? '');
      return wrap(
        'TransactionInfo',
        [
          tag('id', row.id),
          tag('transactionDate', moment(row.date)),
          tag('description', row.description),
          tag('transactionAmount', decimal(row.amountCents)),
          tag('glAccountCode', row.account),
          typed('contactID', contact?.id ?? null),
          typed('fullName', contact?.name ?? null),
          tag('documentID', row.documentId),
          tag('documentReference', row.documentReference),
          tag('documentType', row.documentType),
        ].join(''),
      );
    })
    .join('');
}

const transactionOrder = [
  'sessionID',
  'administrationID',
  'glAccountCode',
  'startDate',
  'endDate',
  'financialMode',
  'dataGroups',
  'numberOfRecords',
  'startRecord',
  'searchValues',
];

export const accountingInfoOperations: Service = {
  GetGLAccountScheme: listing(['sessionID', 'administrationID'], glAccounts),
  GetTransactions: listing(transactionOrder, transactions),
  GetTransactionDetails: listing(
    ['sessionID', 'administrationID', 'GLAccountCode', 'StartDate', 'EndDate', 'financialMode'],
    details,
  ),
  GetCustomPaymentMethods: listing(['sessionID', 'administrationID'], (call) =>
    (call.plan?.kind === 'empty-list' ? [] : booksOf(call).paymentMethods)
      .map((name, index) => wrap('PaymentMethod', tag('ID', index + 100) + tag('Description', name)))
      .join(''),
  ),
};
