/**
 * The ledger account of every line, and whether Yuki has it (R-LINE-1 … R-LINE-3).
 */

import type { CauseFinding } from './causes.ts';
import { assertThat } from './assert.ts';
import type { AmountedLine } from './translation-amounts.ts';
import type { PreparedRules } from './translation.ts';

export interface ChosenAccounts {
  /** The account of a line; only to be asked when there are no findings. */
  readonly accountOf: (line: AmountedLine) => string;
  readonly findings: readonly CauseFinding[];
}

/** Chooses the accounts: category's ledger for the entity, else the rule of the VAT rate, else the default (R-LINE-2). */
export function chooseAccounts(lines: readonly AmountedLine[], rules: PreparedRules): ChosenAccounts {
  const findings: CauseFinding[] = [];
  const chosen = new Map<AmountedLine, string>();
  for (const line of lines) {
    const account = accountFor(line, rules);
    if (account === null) {
      const shown = rules.rateById.get(line.taxRateId)?.description ?? line.taxRateId;
      findings.push({ key: 'account-missing', subject: line.taxRateId, shown, line: line.position });
      continue;
    }
    chosen.set(line, account);
    const known = rules.chart.get(account);
    // Whether it is a revenue account is left to Yuki: the meaning of its types is not published (yuki-api 5.1).
    if (known === undefined)
      findings.push({ key: 'account-unknown', subject: account, shown: account, line: line.position });
    else if (!known.enabled)
      findings.push({ key: 'account-disabled', subject: account, shown: account, line: line.position });
  }
  return {
    accountOf: (line) => {
      const account = chosen.get(line);
      assertThat(account !== undefined, 'A line without account was to be sent.');
      return account;
    },
    findings,
  };
}

function accountFor(line: AmountedLine, rules: PreparedRules): string | null {
  const discountAccount = line.discount ? rules.discountAccount : null;
  const ofCategory = line.productCategoryId === null ? null : rules.categoryLedgers[line.productCategoryId];
  const candidates = [
    discountAccount,
    ofCategory,
    rules.accountPerRate[line.taxRateId],
    rules.defaultAccount,
  ];
  return candidates.map((candidate) => candidate?.trim() ?? '').find((candidate) => candidate !== '') ?? null;
}
