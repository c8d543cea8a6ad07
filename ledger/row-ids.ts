// Ids of rows between the database and the domain: numbers there, decimal text here, and random ones for what
// stands in addresses and workflow ids.

import { randomInt } from 'node:crypto';
import type { AttemptId, CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

function randomText(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}

/** A new id that cannot be guessed: 16 letters or digits hold 82 bits. */
export function newConnectionId(): ConnectionId {
  return `c${randomText(16)}` as ConnectionId;
}

export function newCauseId(): CauseId {
  return `k${randomText(16)}` as CauseId;
}

export function newRecipientId(): string {
  return `r${randomText(16)}`;
}

/** A receiver tells by it that it has a message already. */
export function newMessageId(): string {
  return `m${randomText(20)}`;
}

/** The number of a row, or null for text that is no id of ours: no row can have it. */
export function rowNumber(id: string): number | null {
  if (!/^[1-9]\d{0,15}$/.test(id)) return null;
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : null;
}

/** The number of a row that the caller read from the ledger. @throws RangeError for anything else. */
export function knownRowNumber(id: DocumentId | AttemptId): number {
  const number = rowNumber(id);
  if (number === null) throw new RangeError('An id is not one of the ledger’s.');
  return number;
}

export function documentIdOf(row: number): DocumentId {
  return String(row) as DocumentId;
}

export function attemptIdOf(row: number): AttemptId {
  return String(row) as AttemptId;
}

/** PostgreSQL's code when a unique constraint refuses a row. */
export function isUniqueViolation(cause: unknown): boolean {
  return (cause as { code?: unknown } | null)?.code === '23505';
}

/** Cuts evidence to a bounded size; the beginning tells the most. */
export function bounded(text: string, characters: number): string {
  return text.length <= characters ? text : text.slice(0, characters);
}
