/**
 * What an answer of Yuki means for each document that was sent (yuki-api 3.6): accepted, refused for a cause,
 * never looked at, or unknown. Doubt is a verdict of its own. What happens next is the activities' decision.
 */

import { assertThat } from './assert.ts';
import { addDays } from './cadence.ts';
import {
  isPauseCause,
  type CauseFinding,
  type CauseKey,
  type HoldCauseKey,
  type PauseCauseKey,
} from './causes.ts';
import type { SalesInvoice } from './document.ts';
import { shortFingerprint } from './fingerprint.ts';
import type { FocusCustomerId, IsoDate } from './ids.ts';
import { sameReference } from './references.ts';
import { recogniseYukiText, textPattern, type RecognisedText } from './yuki-messages.ts';
import type { ImportAnswer, ImportVerdict, YukiAccount } from './yuki-records.ts';

/** What has to be known of a document in flight to name the cause of its refusal. */
export interface SentDocument {
  readonly reference: string;
  readonly date: IsoDate;
  readonly customerId: FocusCustomerId;
  /** Ledger accounts of its lines, each once, sorted. */
  readonly accounts: readonly string[];
  /** VAT codes of its lines as `type/percentage`, each once, sorted. */
  readonly vatCodes: readonly string[];
}

/** The facts of a prepared message that judging its answer needs. */
export function sentDocument(invoice: SalesInvoice, customerId: FocusCustomerId): SentDocument {
  const accounts = new Set(invoice.lines.map((line) => line.product.account));
  const vatCodes = new Set(
    invoice.lines.map((line) => `${line.product.vatType}/${line.product.vatPercentage / 100}`),
  );
  return {
    reference: invoice.reference,
    date: invoice.date,
    customerId,
    accounts: [...accounts].toSorted(),
    vatCodes: [...vatCodes].toSorted(),
  };
}

export type Verdict =
  | { readonly kind: 'accepted' }
  /** Taken in, but not processed although we asked for it: flagged, never sent again. */
  | { readonly kind: 'acceptedNotProcessed' }
  | {
      readonly kind: 'refused';
      readonly row: string | null;
      readonly cause: CauseFinding;
      readonly message: string;
    }
  /** The text concerns every document: nothing else should be sent before it is cured. */
  | { readonly kind: 'connectionRefused'; readonly cause: PauseCauseKey; readonly message: string }
  /** The number is known in Yuki: compare before it counts as ours (E-9). */
  | { readonly kind: 'taken'; readonly message: string }
  /** Yuki stopped before it: it may be sent again as it is. */
  | { readonly kind: 'untouched' }
  /** Nothing proves either outcome: it has to be looked up. */
  | { readonly kind: 'unknown' };

export interface ReferenceVerdict {
  readonly reference: string;
  readonly verdict: Verdict;
}

export interface ImportJudgement {
  /** One per document sent, in the order sent. */
  readonly verdicts: readonly ReferenceVerdict[];
  /** Entries of the answer that name none of ours. */
  readonly foreign: number;
  /** Whether Yuki's own totals fit its entries. */
  readonly countersAgree: boolean;
}

/** Yuki leaves the rest of a message alone after this many wrong documents (yuki-api 3.6). */
const stopAfterWrong = 6;

/**
 * Judges an import answer. A document counts as accepted only by an entry of its own and totals that do not speak
 * against it. A document without entry is untouched when Yuki had already found six wrong before it and all
 * totals fit; in every other case it is unknown (R-LIM-3, S-73). References sent have to be unique.
 */
export function judgeImport(sent: readonly SentDocument[], answer: ImportAnswer): ImportJudgement {
  assertThat(
    new Set(sent.map(({ reference }) => reference)).size === sent.length,
    'A message holds a reference twice.',
  );
  const entries = assignEntries(sent, answer.invoices);
  const own = sent.map((document) => entries.byReference.get(document.reference) ?? []);
  const totals = compareTotals(own, entries.foreign, answer);
  const lastAnswered = own.findLastIndex((found) => found.length > 0);
  let wrongBefore = 0;
  const verdicts = sent.map((document, index): ReferenceVerdict => {
    const found = own[index] ?? [];
    const stopped = wrongBefore >= stopAfterWrong;
    const verdict =
      found.length > 0
        ? judgeEntries(document, found, totals, stopped)
        : stopped && index > lastAnswered && totals === 'agree'
          ? untouched
          : unknown;
    if (found.some((entry) => !entry.succeeded)) wrongBefore += 1;
    return { reference: document.reference, verdict };
  });
  return { verdicts, foreign: entries.foreign.length, countersAgree: totals === 'agree' };
}

const untouched: Verdict = { kind: 'untouched' };
const unknown: Verdict = { kind: 'unknown' };

function assignEntries(sent: readonly SentDocument[], entries: readonly ImportVerdict[]) {
  const byReference = new Map<string, ImportVerdict[]>();
  const foreign: ImportVerdict[] = [];
  for (const entry of entries) {
    const alone = sent.length === 1 && entries.length === 1 && entry.reference === null;
    const document = alone
      ? sent[0]
      : (sent.find(({ reference }) => reference === entry.reference) ??
        sent.find(({ reference }) => entry.reference !== null && sameReference(reference, entry.reference)));
    if (document === undefined) foreign.push(entry);
    else byReference.set(document.reference, [...(byReference.get(document.reference) ?? []), entry]);
  }
  return { byReference, foreign };
}

/** `fewer`, `more`: the total of successes against the entries. `odd`: only the failures and skips do not fit. */
type TotalsVerdict = 'agree' | 'fewer' | 'more' | 'odd';

function compareTotals(
  own: readonly (readonly ImportVerdict[])[],
  foreign: readonly ImportVerdict[],
  answer: ImportAnswer,
): TotalsVerdict {
  const succeeded =
    own.filter((found) => found.some((entry) => entry.succeeded)).length +
    foreign.filter((entry) => entry.succeeded).length;
  if (answer.totalSucceeded < succeeded) return 'fewer';
  if (answer.totalSucceeded > succeeded) return 'more';
  const wrong =
    own.filter((found) => found.length > 0 && found.every((entry) => !entry.succeeded)).length +
    foreign.filter((entry) => !entry.succeeded).length;
  const missing = own.filter((found) => found.length === 0).length;
  // Yuki may leave the untouched rest out of its totals, count it as skipped, or count it as failed.
  const counted = answer.totalFailed + answer.totalSkipped;
  const listedRestUncounted = wrong >= stopAfterWrong && counted >= stopAfterWrong;
  return (counted >= wrong || listedRestUncounted) && counted <= wrong + missing ? 'agree' : 'odd';
}

function judgeEntries(
  document: SentDocument,
  found: readonly ImportVerdict[],
  totals: TotalsVerdict,
  stopped: boolean,
): Verdict {
  const [entry] = found;
  if (entry === undefined || found.some((other) => other.succeeded !== entry.succeeded)) return unknown;
  if (entry.succeeded) {
    if (totals === 'fewer') return unknown;
    return found.every((other) => other.processed) ? { kind: 'accepted' } : { kind: 'acceptedNotProcessed' };
  }
  const message = found.map((other) => other.message).find((text) => text.trim() !== '') ?? '';
  const recognised = recogniseYukiText(message);
  if (recognised?.about === 'untouched') return totals === 'agree' ? untouched : unknown;
  if (message.trim() === '' && stopped) return totals === 'agree' ? untouched : unknown;
  // With more successes than entries that say so, a refusal without a known text proves nothing.
  if (recognised === null && totals === 'more') return unknown;
  return judgeRefusal(document, message, recognised);
}

function judgeRefusal(document: SentDocument, message: string, recognised: RecognisedText | null): Verdict {
  if (recognised?.about === 'taken') return { kind: 'taken', message };
  const key: CauseKey = recognised?.cause ?? 'unclassified';
  if (isPauseCause(key)) return { kind: 'connectionRefused', cause: key, message };
  return {
    kind: 'refused',
    row: recognised?.row ?? null,
    cause: findingOf(key, document, message, recognised),
    message,
  };
}

/** The cause of one document's refusal, with what tells it from others of the same kind. */
function findingOf(
  key: HoldCauseKey,
  document: SentDocument,
  message: string,
  recognised: RecognisedText | null,
): CauseFinding {
  const named = recognised?.shown ?? null;
  const accounts = document.accounts.join(', ');
  const finding = (subject: string, shown: string): CauseFinding => ({ key, subject, shown, line: null });
  switch (key) {
    case 'account-missing':
    case 'account-unknown':
    case 'account-disabled':
      return finding(named ?? accounts, named ?? accounts);
    case 'accounts-refused':
    case 'account-not-revenue':
      return finding(accounts, accounts);
    case 'vat-refused': {
      const codes = document.vatCodes.join(', ');
      return finding(named ?? codes, named ?? codes);
    }
    case 'period-closed': {
      const firstOpen = recognised?.date ?? addDays(document.date, 1);
      return finding(firstOpen, firstOpen);
    }
    case 'customer-no-vat-number':
    case 'customer-no-country':
    case 'customer-unknown':
    case 'vat-country-mismatch':
      return finding(document.customerId, '');
    case 'customer-incomplete':
      return finding(document.customerId, named ?? '');
    case 'currency-not-supported':
      return finding(named ?? '', named ?? '');
    case 'unclassified':
      return unclassified(message);
    default:
      return finding(named ?? document.reference, named ?? '');
  }
}

/** The cause of a refusal in words that nobody knows: the same words are the same cause, whatever they name. */
export function unclassified(message: string): CauseFinding {
  return { key: 'unclassified', subject: shortFingerprint(textPattern(message)), shown: '', line: null };
}

export type FaultVerdict =
  /** The session is gone, nothing was done: sign in once more and repeat. */
  | { readonly kind: 'sessionExpired' }
  /** The call was refused as a whole; nothing was done. */
  | { readonly kind: 'connectionRefused'; readonly cause: PauseCauseKey; readonly row: string }
  /**
   * The message was refused and nothing in it was taken in: halve it until the culprit is alone.
   * `verdict` is the culprit's, when only one document was sent.
   */
  | { readonly kind: 'messageRefused'; readonly row: string; readonly verdict: Verdict | null }
  /**
   * One document was refused by a fault, and nothing is known of those before it: look all of them up, then halve.
   * Only for messages of several documents.
   */
  | { readonly kind: 'oneRefused'; readonly row: string }
  /** A write may have been taken in; a read may be repeated. */
  | { readonly kind: 'unknown' };

/**
 * Judges a fault by its text. `sent` are the documents of a write, empty for a read. A fault of known wording on
 * a single document is its refusal; unknown wording proves nothing (S-41, S-76).
 */
export function judgeFault(faultText: string, sent: readonly SentDocument[]): FaultVerdict {
  const recognised = recogniseYukiText(faultText);
  if (recognised === null || recognised.about === 'untouched') return { kind: 'unknown' };
  const { row, cause, about } = recognised;
  if (about === 'session') return { kind: 'sessionExpired' };
  if (isPauseCause(cause)) return { kind: 'connectionRefused', cause, row };
  const [only] = sent;
  if (only === undefined) return { kind: 'unknown' };
  if (sent.length === 1)
    return { kind: 'messageRefused', row, verdict: judgeRefusal(only, faultText, recognised) };
  return recognised.provesNothingDone
    ? { kind: 'messageRefused', row, verdict: null }
    : { kind: 'oneRefused', row };
}

/**
 * Which of a refused document's accounts is to blame, by the chart as it stands now (R-LINE-3): the one that is
 * unknown or disabled. Null when none or several are, because then only a probe of the document can tell.
 */
export function blameAccount(
  accounts: readonly string[],
  chart: readonly YukiAccount[],
): CauseFinding | null {
  const byCode = new Map(chart.map((account) => [account.code, account]));
  const culprits = accounts.filter((code) => byCode.get(code)?.enabled !== true);
  const [culprit] = culprits;
  if (culprit === undefined || culprits.length > 1) return null;
  const key = byCode.has(culprit) ? 'account-disabled' : 'account-unknown';
  return { key, subject: culprit, shown: culprit, line: null };
}
