/**
 * What can go wrong between us and Teamleader Focus, as small readonly classes that answer two of the three
 * questions of any failure: what is it, and could Focus have acted? Who can fix it is the activities' judgement.
 * Messages carry operation, status and field only; what Focus itself said is kept redacted in the evidence.
 */

export type FocusErrorKind =
  'unreachable' | 'rate-limited' | 'credentials-refused' | 'refused' | 'outcome-unknown' | 'unintelligible';

/**
 * `not-sent`: no byte of the request left us. `refused`: Focus answered that it did not do it. `unknown`: Focus
 * may have acted. `read`: the request could not have changed anything.
 */
export type FocusDelivery = 'not-sent' | 'refused' | 'unknown' | 'read';

export interface FocusEvidence {
  /** `invoices.info`, `oauth2/access_token` and so on. */
  readonly operation: string;
  /** Null when no status line arrived. */
  readonly status: number | null;
  /** The code of Focus's first error, or of the network failure (`ECONNREFUSED`); null without either. */
  readonly code: string | null;
  /** The redacted title of Focus's first error (focus-api 1.5). */
  readonly title: string | null;
  /** The field that Focus names in its first error. */
  readonly field: string | null;
  /** Up to 300 redacted characters of the answer, or where it departs from the schema. */
  readonly excerpt: string | null;
  /** Where an answer departs from the schema, the same for every document with that fault; null otherwise. */
  readonly departure: string | null;
}

/** Evidence with everything unknown but what is given. */
export function focusEvidence(
  known: Pick<FocusEvidence, 'operation'> & Partial<FocusEvidence>,
): FocusEvidence {
  return {
    status: null,
    code: null,
    title: null,
    field: null,
    excerpt: null,
    departure: null,
    ...known,
  };
}

export abstract class FocusError extends Error {
  abstract readonly kind: FocusErrorKind;
  readonly delivery: FocusDelivery;
  readonly evidence: FocusEvidence;

  constructor(what: string, delivery: FocusDelivery, evidence: FocusEvidence) {
    super(`Teamleader Focus ${what} ${evidence.operation}${circumstances(evidence)}.`);
    this.delivery = delivery;
    this.evidence = evidence;
  }
}

/** Nobody answered: `not-sent`, or a read (any timeout, dropped line or 5xx). Time cures it. */
export class FocusUnreachable extends FocusError {
  override readonly name = 'FocusUnreachable';
  readonly kind = 'unreachable';

  constructor(delivery: 'not-sent' | 'read', evidence: FocusEvidence) {
    super('could not be reached for', delivery, evidence);
  }
}

/** HTTP 429: nothing was done. `resetAt` is never more than the documented window of one minute ahead. */
export class FocusRateLimited extends FocusError {
  override readonly name = 'FocusRateLimited';
  readonly kind = 'rate-limited';
  readonly resetAt: Date;

  constructor(resetAt: Date, evidence: FocusEvidence) {
    super('asks us to wait before', 'refused', evidence);
    this.resetAt = resetAt;
  }
}

/** Our access is withdrawn: the token endpoint refused, or a renewed token was refused too. Nothing was done. */
export class FocusAccessRefused extends FocusError {
  override readonly name = 'FocusAccessRefused';
  readonly kind = 'credentials-refused';

  constructor(evidence: FocusEvidence) {
    super('refuses our access for', 'refused', evidence);
  }
}

/** Focus read the request and did not do it: invalid, not allowed, or about something that is not there. */
export class FocusRefused extends FocusError {
  override readonly name = 'FocusRefused';
  readonly kind = 'refused';

  constructor(evidence: FocusEvidence) {
    super('refused', 'refused', evidence);
  }
}

/** A write, or the use of a single-use token, whose answer was lost or proves nothing. Look before repeating. */
export class FocusOutcomeUnknown extends FocusError {
  override readonly name = 'FocusOutcomeUnknown';
  readonly kind = 'outcome-unknown';

  constructor(evidence: FocusEvidence) {
    super('left us without a usable answer to', 'unknown', evidence);
  }
}

/** A read was answered by something that we cannot read. A developer has to look. */
export class FocusUnintelligible extends FocusError {
  override readonly name = 'FocusUnintelligible';
  readonly kind = 'unintelligible';

  constructor(evidence: FocusEvidence) {
    super('gave an answer that we cannot read to', 'read', evidence);
  }
}

function circumstances({ status, code, field }: FocusEvidence): string {
  const known = [
    ...(status === null ? [] : [`HTTP ${status}`]),
    ...(code === null || code === '0' ? [] : [code]),
    ...(field === null ? [] : [`field ${field}`]),
  ];
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

const longestExcerpt = 300;

/** Focus's words without addresses, quoted values, numbers and tokens, and cut to 300 characters. */
export function redacted(text: string): string {
  return text
    .slice(0, 4 * longestExcerpt)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\S+@\S+/g, '[address]')
    .replace(/"[^"]*"|“[^”]*”|(?<!\w)'[^']*'(?!\w)/g, '[value]')
    .replace(/[\w.+/=-]{20,}/g, '[token]')
    .replace(/\d[\d.,/ -]*\d{2,}|\d{3,}|\d+[.,]\d+/g, '[number]')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestExcerpt);
}
