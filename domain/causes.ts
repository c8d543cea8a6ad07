/**
 * The one table of causes: why something waits, what has to stop, who cures it and how, and how the cure
 * is noticed. Failure names, messages, holds and pauses are all derived from it (design 5, E-1 … E-9).
 */

/** What has to stop. `document` and `customer` become holds; `connection` and `quota` pause the connection. */
export type CauseScope = 'document' | 'customer' | 'connection' | 'quota';
export type Curer = 'focusUser' | 'accountant' | 'administrator' | 'yuki' | 'developer' | 'time';
/** How a hold or pause finds out by itself: from the ledger alone, by sending one document, or not at all. */
export type CauseProbe = 'local' | 'oneDocument' | 'run' | 'never';

export interface CauseFacts {
  /** The row of the error catalogue (domain-rules 14); null for causes that it does not list. */
  readonly errorId: string | null;
  readonly scope: CauseScope;
  readonly curedBy: Curer;
  readonly probe: CauseProbe;
  /** One line; `{subject}` is the account code, description of a rate, date or the like. Never a customer or an amount. */
  readonly what: string;
  readonly how: string;
}

export const causes = {
  'account-missing': {
    errorId: 'E-1',
    scope: 'document',
    curedBy: 'focusUser',
    probe: 'local',
    what: 'A line has no ledger account (VAT rate {subject}).',
    how: 'Choose an account on the line in Focus (Edit > ledger account), or set a default account for this VAT rate in the connection’s settings.',
  },
  'account-unknown': {
    errorId: 'E-3',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
    what: 'Ledger account {subject} does not exist in Yuki.',
    how: 'Open account {subject} in Yuki, or choose another account on the invoice lines in Focus.',
  },
  'account-disabled': {
    errorId: 'E-3',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
    what: 'Ledger account {subject} is disabled in Yuki.',
    how: 'Enable account {subject} in Yuki, or choose another account on the invoice lines in Focus.',
  },
  'account-not-revenue': {
    errorId: null,
    scope: 'document',
    curedBy: 'focusUser',
    probe: 'oneDocument',
    what: 'Ledger account {subject} is not a revenue account.',
    how: 'Choose a revenue account (70–74 in Belgium, 8 in the Netherlands) on the lines in Focus or in the connection’s settings.',
  },
  'accounts-refused': {
    errorId: 'E-3',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'oneDocument',
    what: 'Yuki refuses one of the ledger accounts {subject} as disabled, without saying which.',
    how: 'Check in Yuki that each of the accounts {subject} is enabled.',
  },
  'vat-rate-not-linked': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'administrator',
    probe: 'local',
    what: 'VAT rate {subject} of Focus is not linked to a VAT code of Yuki.',
    how: 'Link the rate in the connection’s settings.',
  },
  'vat-code-unknown': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
    what: 'Yuki has no VAT code of type and percentage {subject}.',
    how: 'Open the VAT code in Yuki, or link the rate to another one in the connection’s settings.',
  },
  'vat-code-not-valid-on-date': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
    what: 'The VAT code {subject} is not valid on the date of the document.',
    how: 'Move the start of validity of the VAT code in Yuki.',
  },
  'vat-country-mismatch': {
    errorId: 'E-5',
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
    what: 'The VAT code {subject} is for another country than the customer’s.',
    how: 'Correct the customer’s country in Focus, or choose the VAT rate of the right country on the lines.',
  },
  'vat-refused': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'oneDocument',
    what: 'Yuki refuses the VAT code {subject}.',
    how: 'Check in Yuki that the VAT code exists, is active and valid on the date of the documents.',
  },
  'vat-not-supported': {
    errorId: null,
    scope: 'document',
    curedBy: 'accountant',
    probe: 'never',
    what: 'The document has {subject}, which Yuki’s import does not know.',
    how: 'Enter the document in Yuki by hand and link it, or ignore it.',
  },
  'customer-no-vat-number': {
    errorId: 'E-7',
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
    what: 'A customer with deliveries inside the EU has no valid VAT number.',
    how: 'Fill in the customer’s VAT number in Focus, or change the VAT rate of the lines.',
  },
  'customer-no-country': {
    errorId: 'E-8',
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
    what: 'A customer has no country.',
    how: 'Fill in the country on the customer’s address in Focus.',
  },
  'customer-incomplete': {
    errorId: null,
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
    what: 'A customer lacks {subject}.',
    how: 'Complete the customer in Focus.',
  },
  'customer-unknown': {
    errorId: null,
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
    what: 'A document names a customer that Focus no longer has.',
    how: 'Use “Change customer” on the invoice in Focus, or link or ignore the document.',
  },
  'period-closed': {
    errorId: 'E-4',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'oneDocument',
    what: 'The period before {subject} is closed in Yuki.',
    how: 'Reopen the period in Yuki.',
  },
  'number-taken': {
    errorId: 'E-9',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'never',
    what: 'Yuki already has a document with a number of ours that we did not send.',
    how: 'Compare the two in Yuki: link the document if it is the same, ignore it or renumber if it is not.',
  },
  'currency-not-supported': {
    errorId: null,
    scope: 'document',
    curedBy: 'administrator',
    probe: 'local',
    what: 'Documents in {subject} are not allowed for this administration.',
    how: 'Allow the currency in the connection’s settings once the accountant agrees, or enter the documents in Yuki and link them.',
  },
  'zero-total': {
    errorId: null,
    scope: 'document',
    curedBy: 'administrator',
    probe: 'never',
    what: 'The document’s total is zero.',
    how: 'Ignore the document; Yuki has nothing to book.',
  },
  'totals-inconsistent': {
    errorId: null,
    scope: 'document',
    curedBy: 'developer',
    probe: 'local',
    what: 'The lines that Focus shows do not add up to its totals.',
    how: 'Open the document in Focus and save it again; report it if it stays.',
  },
  'document-incomplete': {
    errorId: null,
    scope: 'document',
    curedBy: 'focusUser',
    probe: 'local',
    what: 'The document lacks {subject}.',
    how: 'Complete the document in Focus.',
  },
  unclassified: {
    errorId: null,
    scope: 'document',
    curedBy: 'developer',
    probe: 'never',
    what: 'Yuki refused a document with a text that we do not know.',
    how: 'Read Yuki’s own words in the connector’s document page; correct the cause and retry, or link or ignore the document.',
  },
  'module-off': {
    errorId: 'E-2',
    scope: 'connection',
    curedBy: 'accountant',
    probe: 'run',
    what: 'The module Invoices is switched off in Yuki.',
    how: 'Ask the accountant or Yuki to switch the module on.',
  },
  'yuki-access': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
    what: 'Yuki refuses the access key.',
    how: 'Check the key in Yuki under Settings > Integrations > Web services, and give a new one to the connection.',
  },
  'yuki-right-missing': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
    what: 'The access key has no right for {subject}.',
    how: 'Give the key all web services in Yuki under Settings > Integrations > Web services.',
  },
  'administration-gone': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
    what: 'The administration is no longer reachable with this key.',
    how: 'Check in Yuki that the administration is active and that the key belongs to it.',
  },
  'focus-access': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
    what: 'Teamleader Focus has withdrawn our access.',
    how: 'Authorise the connection again with a Focus administrator’s account.',
  },
  'yuki-unreachable': {
    errorId: null,
    scope: 'connection',
    curedBy: 'time',
    probe: 'run',
    what: 'Yuki cannot be reached.',
    how: 'Nothing to do; it is tried again by itself.',
  },
  'focus-unreachable': {
    errorId: null,
    scope: 'connection',
    curedBy: 'time',
    probe: 'run',
    what: 'Teamleader Focus cannot be reached.',
    how: 'Nothing to do; it is tried again by itself.',
  },
  'quota-used': {
    errorId: 'E-6',
    scope: 'quota',
    curedBy: 'time',
    probe: 'run',
    what: 'Yuki’s daily number of web service calls is used up.',
    how: 'It goes on when the day’s quota is renewed. Yuki can raise the number (Domain settings > Webservices); say retry then.',
  },
  'answer-implausible': {
    errorId: null,
    scope: 'connection',
    curedBy: 'accountant',
    probe: 'run',
    what: 'Yuki’s list of open items is implausibly short.',
    how: 'Check in Yuki that the open items are as expected, then say retry; a second agreeing reading goes on too.',
  },
  'ledger-behind': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'never',
    what: 'The ledger is older than the workflow remembers (restored backup?).',
    how: 'Check the restored backup, then say retry; everything is looked up in Yuki before anything is sent.',
  },
  'impossible-state': {
    errorId: null,
    scope: 'connection',
    curedBy: 'developer',
    probe: 'run',
    what: 'Something that cannot happen has happened; nothing is sent until somebody looks.',
    how: 'Report it to the operators with the address of this workflow.',
  },
  'paused-by-person': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'never',
    what: 'Somebody paused the connection.',
    how: 'Say resume.',
  },
} as const satisfies Record<string, CauseFacts>;

export type CauseKey = keyof typeof causes;

/** Causes that hold documents, in the order in which a document with several of them waits (design 5). */
export type HoldCauseKey = {
  [K in CauseKey]: (typeof causes)[K]['scope'] extends 'document' | 'customer' ? K : never;
}[CauseKey];
export type PauseCauseKey = Exclude<CauseKey, HoldCauseKey>;

export function isCauseKey(text: string): text is CauseKey {
  return Object.hasOwn(causes, text);
}

export function isPauseCause(key: CauseKey): key is PauseCauseKey {
  const { scope }: CauseFacts = causes[key];
  return scope === 'connection' || scope === 'quota';
}

export function isHoldCause(key: CauseKey): key is HoldCauseKey {
  return !isPauseCause(key);
}

export function causeFacts(key: CauseKey): CauseFacts {
  return causes[key];
}

/** A cause found on one document. */
export interface CauseFinding {
  readonly key: HoldCauseKey;
  /** What tells this cause from another of the same key: an account code, a rate's id, a date, a customer's Focus id. */
  readonly subject: string;
  /** What stands for `{subject}` in the texts: account code, description of a rate, date. Never a customer or an amount. */
  readonly shown: string;
  /** The line concerned, 1 for the first; null when it is the whole document. */
  readonly line: number | null;
}

/** The two sentences for people: what happened, and how it is cured. */
export function describeCause(key: CauseKey, shown: string): { what: string; how: string } {
  const facts = causeFacts(key);
  return { what: facts.what.replaceAll('{subject}', shown), how: facts.how.replaceAll('{subject}', shown) };
}
