/**
 * What can go wrong with a call to Yuki, with its evidence: a fault, no answer, or an answer that cannot be
 * read. What a vendor's text means is left to the table of the domain; naming a Temporal failure to activities.
 */

/** Could Yuki have acted on the request? Whatever is not provably the first or second is `unknown`. */
export type Delivery = 'not-sent' | 'refused' | 'unknown';

/** The most of a vendor's text that is kept as evidence. */
export const evidenceLimit = 4_000;

/** Cuts evidence to its limit without leaving half of a surrogate pair. */
export function cutEvidence(text: string): string {
  if (text.length <= evidenceLimit) return text;
  return text.slice(0, evidenceLimit).replace(/[\uD800-\uDBFF]$/, '');
}

/**
 * The faults that the adapter itself has to know, because they decide about the session, the country host and
 * delivery (yuki-api 2.2, 1.1). All other texts are recognised by the domain's table.
 */
const faultsOfAccess = {
  sessionInvalid: /invalid session id/i,
  accessKeyInvalid: /invalid access key/i,
  noActiveDatabase: /domain has no active database/i,
} as const;

export type AccessFault = keyof typeof faultsOfAccess;

/** Which of the faults about access a text is; null for every other text. */
export function accessFault(faultString: string): AccessFault | null {
  for (const [name, pattern] of Object.entries(faultsOfAccess)) {
    if (pattern.test(faultString)) return name as AccessFault;
  }
  return null;
}

/**
 * Yuki answered with a SOAP fault. `delivery` is `refused` for reads and for faults about access, which come
 * before any work; for every other fault on a write it is `unknown`, until the domain's table proves more.
 */
export class YukiFault extends Error {
  override readonly name = 'YukiFault';
  readonly operation: string;
  readonly httpStatus: number;
  readonly delivery: Delivery;
  /** Null when the text is not one of the faults about access. */
  readonly access: AccessFault | null;
  readonly #faultString: string;

  constructor(fault: { operation: string; faultString: string; httpStatus: number; write: boolean }) {
    super(`Yuki answered ${fault.operation} with a fault (HTTP ${fault.httpStatus}).`);
    this.operation = fault.operation;
    this.httpStatus = fault.httpStatus;
    this.access = accessFault(fault.faultString);
    this.delivery = fault.write && this.access === null ? 'unknown' : 'refused';
    this.#faultString = cutEvidence(fault.faultString);
  }

  /** Yuki's own text, at most 4,000 characters. A getter, so that loggers and JSON pass it by. */
  get faultString(): string {
    return this.#faultString;
  }
}

/** `not-soap`: something on the way answered, not the service. `too-late`: the permission to send had run out. */
export type UnreachableReason = 'no-connection' | 'too-late' | 'timed-out' | 'dropped' | 'not-soap';

const unreachableSentences: Record<UnreachableReason, string> = {
  'no-connection': 'no connection could be made',
  'too-late': 'the connection was made too late to send',
  'timed-out': 'no answer came in time',
  dropped: 'the connection was lost before the answer was complete',
  'not-soap': 'the answer did not come from the service',
};

/** No answer of Yuki itself. For a write, `delivery` says whether the bytes may have left; for a read it is evidence only. */
export class YukiUnreachable extends Error {
  override readonly name = 'YukiUnreachable';
  readonly operation: string;
  readonly delivery: 'not-sent' | 'unknown';
  readonly reason: UnreachableReason;
  /** The status of an answer that is not SOAP; null when there was none. */
  readonly httpStatus: number | null;
  /** The code of the network failure, such as ECONNREFUSED; null when there is none. */
  readonly code: string | null;

  constructor(failure: {
    operation: string;
    delivery: 'not-sent' | 'unknown';
    reason: UnreachableReason;
    httpStatus?: number | null;
    code?: string | null;
  }) {
    const outcome = failure.delivery === 'not-sent' ? 'nothing was sent' : 'it may have been acted on';
    super(
      `Yuki could not be reached for ${failure.operation}: ${unreachableSentences[failure.reason]}; ${outcome}.`,
    );
    this.operation = failure.operation;
    this.delivery = failure.delivery;
    this.reason = failure.reason;
    this.httpStatus = failure.httpStatus ?? null;
    this.code = failure.code ?? null;
  }
}

/** Yuki answered, but not in the form that its documentation promises. On a write the outcome is unknown. */
export class YukiUnintelligible extends Error {
  override readonly name = 'YukiUnintelligible';
  readonly operation: string;
  readonly delivery: Delivery;
  /** Our own words, without anything from the answer. */
  readonly problem: string;
  readonly #excerpt: string;

  constructor(answer: { operation: string; problem: string; excerpt: string; write: boolean }) {
    super(`Yuki's answer to ${answer.operation} could not be read: ${answer.problem}.`);
    this.operation = answer.operation;
    this.delivery = answer.write ? 'unknown' : 'refused';
    this.problem = answer.problem;
    this.#excerpt = cutEvidence(answer.excerpt);
  }

  /** The beginning of the answer, at most 4,000 characters. A getter, so that loggers and JSON pass it by. */
  get excerpt(): string {
    return this.#excerpt;
  }
}

export type YukiError = YukiFault | YukiUnreachable | YukiUnintelligible;

export function isYukiError(error: unknown): error is YukiError {
  return (
    error instanceof YukiFault || error instanceof YukiUnreachable || error instanceof YukiUnintelligible
  );
}
