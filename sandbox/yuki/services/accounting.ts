// Accounting.asmx besides open items (yuki-api.md 4.6, 5.1): balances per ledger account and the general journal.
import { decimal } from '../money.ts';
import { booksOf } from '../operation.ts';
import type { Call, Service } from '../operation.ts';
import { transactionsOf } from '../transactions.ts';
import { escapeXml, tag, wrap } from '../xml.ts';
import { journal } from './journal.ts';
import { outstandingOperations } from './outstanding.ts';

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
