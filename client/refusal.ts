/**
 * What a verb says when it does not do what was asked: one clear sentence of what is wrong and one of what to
 * do. Every door (HTTP, CLI) shows the same facts; nothing here knows how they travel.
 */

import { words, type Catalogue, type Language } from '../domain/catalogue.ts';
import { describeCause } from '../domain/cause-texts.ts';
import { causeFacts, type CauseKey } from '../domain/causes.ts';

export type RefusalStatus = 400 | 401 | 404 | 405 | 409 | 413 | 415 | 422 | 500 | 503;

export interface RefusalFacts {
  readonly status: RefusalStatus;
  /** Stable name in kebab-case, for programs. */
  readonly type: string;
  readonly title: string;
  /** One sentence: what is wrong. Never a secret, a customer or an amount. */
  readonly detail: string;
  /** One sentence: what to do. */
  readonly cure: string;
  /** Both sentences in another language; null when they are in English alone. */
  readonly inLanguage?: ((language: Language) => Sentences) | null;
}

type Sentences = Pick<RefusalFacts, 'detail' | 'cure'>;

/** A verb refused and changed nothing, unless `detail` says what was kept. */
export class Refusal extends Error implements RefusalFacts {
  override readonly name = 'Refusal';
  readonly status: RefusalStatus;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly cure: string;
  readonly inLanguage: ((language: Language) => Sentences) | null;

  constructor(facts: RefusalFacts) {
    super(facts.detail);
    this.status = facts.status;
    this.type = facts.type;
    this.title = facts.title;
    this.detail = facts.detail;
    this.cure = facts.cure;
    this.inLanguage = facts.inLanguage ?? null;
  }
}

export function unknownConnection(): Refusal {
  return new Refusal({
    status: 404,
    type: 'unknown-connection',
    title: 'Unknown connection',
    detail: 'There is no connection with this id.',
    cure: 'List the connections to see their ids.',
  });
}

/** The state of the connection does not allow the verb. */
export function notNow(type: string, detail: string, cure: string): Refusal {
  return new Refusal({ status: 409, type, title: 'Not possible in this state', detail, cure });
}

/** A refusal of which both sentences stand in the catalogue, so that every reader gets them in his language. */
export function told(
  type: keyof Catalogue['refusals'],
  values: (language: Language) => Record<string, string | number | boolean> = () => ({}),
): Refusal {
  const inLanguage = (language: Language): Sentences => ({
    detail: words(language, ({ refusals }) => refusals[type].detail, values(language)),
    cure: words(language, ({ refusals }) => refusals[type].cure, values(language)),
  });
  return new Refusal({
    status: 409,
    type,
    title: 'Not possible in this state',
    ...inLanguage('en'),
    inLanguage,
  });
}

/** The connection is paused; what happened and how it is cured come from the table of causes. */
export function paused(key: CauseKey, shown: string): Refusal {
  const thenRetry = causeFacts(key).curedBy !== 'time' && key !== 'paused-by-person';
  return told('paused', (language) => ({ ...describeCause(key, shown, language), thenRetry }));
}

/** The answer given cannot be right. */
export function badAnswer(type: string, detail: string, cure: string): Refusal {
  return new Refusal({ status: 422, type, title: 'The answer cannot be used', detail, cure });
}

/** A part that we need is away. Nothing was changed unless `detail` says so. */
export function away(type: string, detail: string, cure: string): Refusal {
  return new Refusal({ status: 503, type, title: 'A part cannot be reached', detail, cure });
}

export function ledgerAway(): Refusal {
  return away(
    'ledger-unreachable',
    'The ledger’s database cannot be reached.',
    'Start the database or correct DATABASE_URL, then try again; “doctor” shows every part.',
  );
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
]);
/** PostgreSQL's classes 08 (connection), 28 (authorisation), 3D (no such database), 53 and 57P (server limits, shutdown). */
const serverClasses = /^(08|28|3D|53|57P)/;
const schemaMissing = new Set(['42P01', '3F000']);
const lineLost =
  /connection terminated|timeout exceeded when trying to connect|connection timeout|client has encountered a connection error/i;

/** The refusal that an error of the database means; null when the error is something else. */
export function refusalOfDatabase(error: unknown): Refusal | null {
  for (
    let cause: unknown = error, depth = 0;
    cause instanceof Error && depth < 5;
    cause = cause.cause, depth += 1
  ) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code === 'string' && schemaMissing.has(code))
      return away(
        'ledger-not-migrated',
        'The ledger’s database has no tables of ours yet.',
        'Run “npm run setup”, then try again.',
      );
    if (typeof code === 'string' && (networkCodes.has(code) || serverClasses.test(code))) return ledgerAway();
    if (lineLost.test(cause.message)) return ledgerAway();
    if (cause instanceof AggregateError && cause.errors.some((inner) => refusalOfDatabase(inner) !== null))
      return ledgerAway();
  }
  return null;
}
