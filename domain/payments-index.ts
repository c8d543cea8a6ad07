/**
 * The list of open items made ready for look-up by everything that may tell one item from another.
 */

import type { SeenItem } from './payments.ts';
import { groupInSteps, type Steps } from './steps.ts';
import type { OpenItem } from './yuki-records.ts';

export interface ItemIndex {
  readonly byDocumentId: ReadonlyMap<string, readonly OpenItem[]>;
  readonly byReference: ReadonlyMap<string, readonly OpenItem[]>;
  readonly byCircumstances: ReadonlyMap<string, readonly OpenItem[]>;
  /** By our code, date and amount, without items that the last reading knew as somebody else's. */
  readonly byCode: ReadonlyMap<string, readonly OpenItem[]>;
  readonly byItemId: ReadonlyMap<string, readonly OpenItem[]>;
  /** DocumentIDs that the last reading knew as somebody else's. */
  readonly strange: ReadonlySet<string>;
}

export function* indexItems(items: readonly OpenItem[], strangers: readonly SeenItem[]): Steps<ItemIndex> {
  const strange = new Set(
    strangers.flatMap((item) => (item.yukiDocumentId === null ? [] : [item.yukiDocumentId.toLowerCase()])),
  );
  const perhapsOurs = items.filter(
    (item) => item.documentId === null || !strange.has(item.documentId.toLowerCase()),
  );
  return {
    strange,
    byCode: yield* groupInSteps(perhapsOurs, (item) =>
      circumstances(item.contactCode ?? '', item.date, item.originalCents),
    ),
    byDocumentId: yield* groupInSteps(items, (item) => item.documentId?.toLowerCase() ?? null),
    byReference: yield* groupInSteps(items, (item) =>
      item.reference === null ? null : referenceKey(item.reference),
    ),
    byCircumstances: yield* groupInSteps(items, (item) =>
      circumstances(customerKeyOf(item), item.date, item.originalCents),
    ),
    byItemId: yield* groupInSteps(items, (item) => item.id),
  };
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
