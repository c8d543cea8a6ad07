/** A finding in words, with both values, in the reader's language; only for the doors, never for logs or histories. */

import { words, type Catalogue, type Language } from '../domain/catalogue.ts';
import { changes, type Change } from '../domain/changes.ts';
import { formatCents, type Cents } from '../domain/money.ts';
import type { FindingKind, FindingParams } from '../ledger/findings.ts';

type Details = Catalogue['findingDetails'];
type DetailedKind = Exclude<keyof Details, 'changes'>;

/** What happened and what can be done; null for kinds without words here. */
export function wordsOfFinding(
  finding: { readonly kind: FindingKind; readonly params: FindingParams },
  language: Language,
): { readonly what: string; readonly how: string } | null {
  const valuesOf = detailed[finding.kind as DetailedKind];
  if (valuesOf === undefined) return null;
  const kind = finding.kind as DetailedKind;
  const values = valuesOf(finding.params, language);
  const said = (part: 'what' | 'how'): string =>
    words(language, ({ findingDetails }) => findingDetails[kind][part], values);
  return { what: said('what'), how: said('how') };
}

type Values = Record<string, string | number | boolean>;

const detailed: Record<DetailedKind, (params: FindingParams, language: Language) => Values> = {
  changedAfterExport: (params, language) => ({
    number: text(params['number']),
    changes: changesIn(params, language),
  }),
  goneFromFocus: (params) => ({
    number: text(params['number']),
    unbooked: params['why'] === 'unbooked',
    amount: amount(params['grossCents']),
  }),
  goneFromYuki: (params) => ({
    reference: text(params['reference']),
    amount: amount(params['grossCents']),
    date: text(params['date']),
  }),
  amountDiffers: (params) => ({ theirs: amount(params['originalCents']) }),
  renumbered: (params) => ({
    renamed: typeof params['reference'] === 'string' && params['reference'] !== '',
    reference: text(params['reference']),
  }),
  datedOtherwiseInYuki: (params) => ({
    reference: text(params['reference']),
    ours: text(params['ours']),
    theirs: text(params['theirs']),
  }),
  twiceInYuki: (params) => ({ reference: text(params['reference']), count: Number(params['count'] ?? 2) }),
  completenessUnexplained: (params) => ({
    count: Number(params['differences'] ?? 0),
    amount: amount(params['differenceCents']),
  }),
  reversed: (params) => ({ amount: amount(params['reopenedCents']) }),
  overpaid: (params) => ({ amount: amount(params['excessCents']) }),
  moreThanDue: (params) => ({ amount: amount(params['excessCents']) }),
  paymentRefused: (params) => ({ amount: amount(params['amountCents']), why: text(params['why']) }),
  paidInFocusOnly: (params) => ({ amount: amount(params['amountCents']) }),
  paymentsNotRemoved: (params) => ({
    why: text(params['why']),
    paid: amount(params['paidCents']),
    confirmed: amount(params['confirmedCents']),
  }),
  journalNotAccepted: (params) => ({
    amount: amount(params['amountCents']),
    why: journalReasons[text(params['why'])] ?? text(params['why']),
    mark: text(params['mark']),
  }),
  journalUnmatched: (params) => ({ amount: amount(params['amountCents']) }),
  partInOtherCurrency: (params) => ({ amount: amount(params['amountCents']) }),
  settledWithoutMoney: (params) => ({
    amount: amount(params['amountCents']),
    why: text(params['why']),
  }),
  settlementUnproven: (params) => ({
    reference: text(params['reference']),
    amount: amount(params['grossCents']),
    date: text(params['date']),
  }),
  neverSeenInYuki: () => ({}),
  completenessUnknown: (params) => ({ implausible: params['why'] === 'implausible' }),
};

/** Keys of causes as the texts choose by them, which allow no hyphen. */
const journalReasons: Readonly<Record<string, string>> = {
  'period-closed': 'closed',
  'account-disabled': 'disabled',
  'account-unknown': 'unknown',
  'customer-unknown': 'contact',
};

/** `amount 1210.00 → 1452.00, date 2026-03-12 → 2026-03-15`, in the order of `changes`. */
function changesIn(params: FindingParams, language: Language): string {
  const found = text(params['changes']).split(', ');
  return changes
    .filter((change) => found.includes(change))
    .map((change) =>
      words(language, ({ findingDetails }) => findingDetails.changes[change], valuesOfChange(change, params)),
    )
    .join(', ');
}

function valuesOfChange(change: Change, params: FindingParams): Values {
  switch (change) {
    case 'amount': {
      // Two parts that moved against each other leave the whole as it was.
      const part = params['grossBefore'] === params['grossNow'] ? 'net' : 'gross';
      return { before: amount(params[`${part}Before`]), now: amount(params[`${part}Now`]) };
    }
    case 'date':
      return { before: text(params['dateBefore']), now: text(params['dateNow']) };
    case 'number':
      return { before: text(params['number']), now: text(params['numberNow']) };
    case 'currency':
      return { before: text(params['currencyBefore']), now: text(params['currencyNow']) };
    case 'vat':
    case 'customer':
    case 'entity':
    case 'lines':
      return {};
  }
}

type Param = FindingParams[string] | undefined;

function text(value: Param): string {
  return value === null || value === undefined || value === '' ? '–' : String(value);
}

function amount(value: Param): string {
  return typeof value === 'number' ? formatCents(value as Cents) : '–';
}
