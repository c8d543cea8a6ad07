/**
 * The ids of this field, branded so that one is never passed for another.
 * Plain strings at run time, because JSON has to carry them through Temporal.
 */

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Our own id of a connection, `c` and 16 lowercase letters or digits; part of workflow ids and addresses. */
export type ConnectionId = Brand<string, 'ConnectionId'>;
/** The ledger's id of a cause, `k` and 16 lowercase letters or digits. */
export type CauseId = Brand<string, 'CauseId'>;
/** The ledger's id of a document; decimal digits. */
export type DocumentId = Brand<string, 'DocumentId'>;
/** The ledger's id of one attempt to write to Yuki; decimal digits. */
export type AttemptId = Brand<string, 'AttemptId'>;

/** Focus's ids, 8-4-4-4-12 hexadecimal digits; not always an RFC UUID (focus-api 1.7). */
export type FocusAccountId = Brand<string, 'FocusAccountId'>;
export type FocusEntityId = Brand<string, 'FocusEntityId'>;
export type FocusDocumentId = Brand<string, 'FocusDocumentId'>;
export type FocusCustomerId = Brand<string, 'FocusCustomerId'>;
export type FocusTaxRateId = Brand<string, 'FocusTaxRateId'>;
export type FocusProductCategoryId = Brand<string, 'FocusProductCategoryId'>;

/** Yuki's ids, GUIDs, kept in lower case. An administration and its domain have different ones (yuki-api 2.3). */
export type YukiAdministrationId = Brand<string, 'YukiAdministrationId'>;
export type YukiDomainId = Brand<string, 'YukiDomainId'>;

/** A calendar date `yyyy-mm-dd`, without a time zone. */
export type IsoDate = Brand<string, 'IsoDate'>;
/** A moment in UTC, ISO 8601 with `Z`. */
export type IsoMoment = Brand<string, 'IsoMoment'>;

const isoDatePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads a calendar date that exists, from year 1 on; null for anything else. */
export function parseIsoDate(text: string): IsoDate | null {
  const match = isoDatePattern.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1) return null;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0) ? (text as IsoDate) : null;
}

const connectionIdPattern = /^c[a-z0-9]{16}$/;

/** Reads a connection id; null for anything that is not one of ours. */
export function parseConnectionId(text: string): ConnectionId | null {
  return connectionIdPattern.test(text) ? (text as ConnectionId) : null;
}

const causeIdPattern = /^k[a-z0-9]{16}$/;

/** Reads the id of a cause; null for anything that is not one of ours. */
export function parseCauseId(text: string): CauseId | null {
  return causeIdPattern.test(text) ? (text as CauseId) : null;
}
