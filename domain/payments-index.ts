/**
 * The list of open items made ready for look-up by what may tell one item from another.
 */

import { eachInSteps, type Steps } from './steps.ts';
import type { OpenItem } from './yuki-records.ts';

export type ItemIndex = ReadonlyMap<string, readonly OpenItem[]>;

/** The items under each of their keys, in the order of the list. */
export function* indexItems(
  items: Iterable<OpenItem>,
  keysOf: (item: OpenItem) => readonly string[],
): Steps<ItemIndex> {
  const index = new Map<string, OpenItem[]>();
  yield* eachInSteps(items, (item) => {
    for (const key of keysOf(item)) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [item]);
      else known.push(item);
    }
  });
  return index;
}

/** Yuki's contact id stays when a bookkeeper changes the code; items without either belong to nobody in particular. */
export function customerKeyOf(item: OpenItem): string {
  return item.contactId?.toLowerCase() ?? item.contactCode ?? '';
}

export function circumstances(customerKey: string, date: string | null, originalCents: number): string {
  return `${customerKey}|${date ?? ''}|${originalCents}`;
}

export function referenceKey(reference: string): string {
  return reference.replace(/\s+/g, '').toLowerCase();
}
