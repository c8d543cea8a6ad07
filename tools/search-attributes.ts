// Registers the product's search attributes on a Temporal server and waits until they can be used. Their
// list is in `platform/search-attributes.ts`; Temporal Cloud has tools of its own for this.

import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { missingSearchAttributes, searchAttributes } from '../platform/search-attributes.ts';
import { grpcCode, codes } from './grpc-codes.ts';

/** The numbers of Temporal's `IndexedValueType` for the types that we use. */
const indexedValueType = { Keyword: 2, Int: 3 } as const;

export type Registration =
  | { readonly kind: 'usable'; readonly added: readonly string[] }
  /** The server lets nobody register attributes this way (Temporal Cloud); these are still missing. */
  | { readonly kind: 'elsewhere'; readonly missing: readonly string[] };

/**
 * Adds what is missing and resolves when every attribute can be used in a query; a second run adds nothing.
 *
 * @throws Error with one clear sentence when an attribute exists with another type, or is not usable within
 * the time (milliseconds).
 */
export async function registerSearchAttributes(
  connection: Pick<Connection, 'operatorService' | 'workflowService'>,
  namespace: string,
  within = 60_000,
): Promise<Registration> {
  const added = await addMissing(connection, namespace);
  const until = Date.now() + within;
  for (;;) {
    const missing = await missingSearchAttributes(connection.workflowService, namespace);
    if (missing.length === 0) return { kind: 'usable', added: added ?? [] };
    if (added === null) return { kind: 'elsewhere', missing };
    if (Date.now() > until) {
      throw new Error(
        `The search attributes ${missing.join(', ')} are registered but not usable yet: run the set-up again.`,
      );
    }
    await delay(250);
  }
}

/** The names that were added, or null where attributes are registered by other tools. */
async function addMissing(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<string[] | null> {
  let known: Readonly<Record<string, unknown>>;
  try {
    known = (await operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (cause) {
    const code = grpcCode(cause);
    if (code === codes.unimplemented || code === codes.permissionDenied) return null;
    throw cause;
  }
  const wanted = Object.entries(searchAttributes).map(
    ([name, type]) => [name, indexedValueType[type]] as const,
  );
  const wrong = wanted.filter(([name, type]) => known[name] !== undefined && known[name] !== type);
  if (wrong.length > 0) {
    const names = wrong.map(
      ([name]) => `${name} (${searchAttributes[name as keyof typeof searchAttributes]} is needed)`,
    );
    throw new Error(
      `The namespace ${namespace} already has search attributes of another type: ${names.join(', ')}. Remove them there, or use another namespace.`,
    );
  }
  const missing = wanted.filter(([name]) => known[name] === undefined);
  if (missing.length === 0) return [];
  try {
    await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) });
  } catch (cause) {
    // Another set-up was quicker; the wait that follows shows whether it did the same.
    if (grpcCode(cause) !== codes.alreadyExists) throw cause;
  }
  return missing.map(([name]) => name);
}
