/**
 * Walks through the lists of Focus page by page until a short one (focus-api 1.6), within bounds, and notices
 * when Focus does not page. It knows no operation by name.
 */

import type { z } from 'zod';
import { FocusUnintelligible, focusEvidence } from './errors.ts';
import { page as pageSchema } from './schemas.ts';
import type { FocusTransport } from './transport.ts';

/** The largest page that Focus gives (focus-api 1.6). */
export const pageSize = 100;
/** A million documents; beyond it something repeats for ever. */
export const mostPages = 10_000;

export interface Listing<T> {
  readonly operation: string;
  readonly body: object;
  readonly element: z.ZodType<T>;
  readonly idOf: (record: T) => string;
}

/**
 * Yields each page once, from the given one on, the empty one not at all. A record may come twice when another one is inserted before
 * it between two requests, because Focus counts pages by offset.
 *
 * @throws FocusUnintelligible when a full page brings nothing that the page before it did not have, since going
 * on would be endless and stopping would lose what follows; what the transport throws.
 */
export async function* eachPage<T>(
  transport: FocusTransport,
  listing: Listing<T>,
  from = 1,
): AsyncGenerator<T[], void, undefined> {
  let before: ReadonlySet<string> = new Set();
  for (let number = from; number <= mostPages; number += 1) {
    const { records, size } = await onePage(transport, listing, number);
    const ids = new Set(records.map(listing.idOf));
    const repeated = records.length > 0 && [...ids].every((id) => before.has(id));
    const full = records.length >= size;
    if (full && repeated) throw unending(listing.operation, 'page-repeated');
    if (records.length > 0) yield records;
    if (!full) return;
    before = ids;
  }
  throw unending(listing.operation, 'too-many-pages');
}

/**
 * All records of a short list, each once. Several of these lists are not documented as paged, so a page that
 * brings nothing new ends it (focus-api 5).
 */
export async function everyRecord<T>(transport: FocusTransport, listing: Listing<T>): Promise<T[]> {
  const found = new Map<string, T>();
  for (let number = 1; number <= mostPages; number += 1) {
    const { records, size } = await onePage(transport, listing, number);
    const known = found.size;
    for (const record of records) found.set(listing.idOf(record), record);
    // More than a page means that Focus does not page this list, and that this is all of it.
    if (records.length !== size || found.size === known) return [...found.values()];
  }
  throw unending(listing.operation, 'too-many-pages');
}

/** The size is the one that Focus says it used, when that is smaller than ours: a page of it is a full one. */
async function onePage<T>(
  transport: FocusTransport,
  listing: Listing<T>,
  number: number,
): Promise<{ records: T[]; size: number }> {
  const body = { ...listing.body, page: { size: pageSize, number } };
  const { records, size } = await transport.read(listing.operation, body, pageSchema(listing.element));
  return { records, size: Math.min(size ?? pageSize, pageSize) };
}

function unending(operation: string, code: string): FocusUnintelligible {
  return new FocusUnintelligible(focusEvidence({ operation, code }));
}
