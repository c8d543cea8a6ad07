/**
 * The one table of causes: why something waits, what has to stop, who cures it, and how the cure is noticed. Failure
 * names, messages, holds and pauses are all derived from it (design 5, E-1 … E-9). MAINTENANCE: what happened and how
 * it is cured stands under the same key in catalogue/en.ts, nl.ts and fr.ts.
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
}

export const causes = {
  'account-missing': {
    errorId: 'E-1',
    scope: 'document',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'account-unknown': {
    errorId: 'E-3',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
  },
  'account-disabled': {
    errorId: 'E-3',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
  },
  'account-not-revenue': {
    errorId: null,
    scope: 'document',
    curedBy: 'focusUser',
    probe: 'oneDocument',
  },
  'accounts-refused': {
    errorId: 'E-3',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'oneDocument',
  },
  'vat-rate-not-linked': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'administrator',
    probe: 'local',
  },
  'vat-code-unknown': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
  },
  'vat-code-not-valid-on-date': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
  },
  'vat-country-mismatch': {
    errorId: 'E-5',
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'vat-refused': {
    errorId: 'E-5',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'oneDocument',
  },
  'vat-not-supported': {
    errorId: null,
    scope: 'document',
    curedBy: 'accountant',
    probe: 'never',
  },
  'customer-no-vat-number': {
    errorId: 'E-7',
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'customer-no-country': {
    errorId: 'E-8',
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'customer-incomplete': {
    errorId: null,
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'customer-doubtful': {
    errorId: null,
    scope: 'customer',
    curedBy: 'administrator',
    probe: 'local',
  },
  'customer-unknown': {
    errorId: null,
    scope: 'customer',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'period-closed': {
    errorId: 'E-4',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'oneDocument',
  },
  'number-taken': {
    errorId: 'E-9',
    scope: 'document',
    curedBy: 'accountant',
    probe: 'never',
  },
  'number-twice': {
    errorId: 'E-9',
    scope: 'document',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'currency-not-supported': {
    errorId: null,
    scope: 'document',
    curedBy: 'administrator',
    probe: 'local',
  },
  'zero-total': {
    errorId: null,
    scope: 'document',
    curedBy: 'administrator',
    probe: 'never',
  },
  'totals-inconsistent': {
    errorId: null,
    scope: 'document',
    curedBy: 'developer',
    probe: 'local',
  },
  'document-incomplete': {
    errorId: null,
    scope: 'document',
    curedBy: 'focusUser',
    probe: 'local',
  },
  'document-too-large': {
    errorId: null,
    scope: 'document',
    curedBy: 'accountant',
    probe: 'local',
  },
  'document-unreadable': {
    errorId: null,
    scope: 'document',
    curedBy: 'developer',
    probe: 'local',
  },
  'customer-unreadable': {
    errorId: null,
    scope: 'customer',
    curedBy: 'developer',
    probe: 'local',
  },
  unclassified: {
    errorId: null,
    scope: 'document',
    curedBy: 'developer',
    probe: 'never',
  },
  'module-off': {
    errorId: 'E-2',
    scope: 'connection',
    curedBy: 'accountant',
    probe: 'run',
  },
  'yuki-access': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
  },
  'yuki-right-missing': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
  },
  'administration-gone': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
  },
  'focus-access': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'run',
  },
  'yuki-unreachable': {
    errorId: null,
    scope: 'connection',
    curedBy: 'time',
    probe: 'run',
  },
  'focus-unreachable': {
    errorId: null,
    scope: 'connection',
    curedBy: 'time',
    probe: 'run',
  },
  'quota-used': {
    errorId: 'E-6',
    scope: 'quota',
    curedBy: 'time',
    probe: 'run',
  },
  'answer-implausible': {
    errorId: null,
    scope: 'connection',
    curedBy: 'accountant',
    probe: 'run',
  },
  'second-exporter': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'never',
  },
  'ledger-behind': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'never',
  },
  'impossible-state': {
    errorId: null,
    scope: 'connection',
    curedBy: 'developer',
    probe: 'run',
  },
  'paused-by-person': {
    errorId: null,
    scope: 'connection',
    curedBy: 'administrator',
    probe: 'never',
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
