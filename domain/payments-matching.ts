/**
 * Which open item of Yuki is which document of ours, and which item of the last reading it was. An item is known
 * by its DocumentID; its number may change in Yuki (design 7, R-PAY-9, S-54).
 */

import type { ExportedDocument, SeenItem } from './payments.ts';
import { zeroCents, type Cents } from './money.ts';
import { circumstances, customerKeyOf, indexItems, referenceKey, type ItemIndex } from './payments-index.ts';
import type { Proof } from './payments-proof.ts';
import { matchDocument, seenOf } from './payments-standing.ts';
import { eachInSteps, mapInSteps, type Steps } from './steps.ts';
import type { OpenItem } from './yuki-records.ts';

export interface MatchedItem {
  readonly document: ExportedDocument | null;
  readonly customerKey: string;
  /** As the last reading left it; null when it is new. */
  readonly before: SeenItem | null;
  /** As it stands now: from the list, or with nothing open when it has left it. */
  readonly now: SeenItem;
  /** Whether the list holds it. */
  readonly present: boolean;
  /** Whether the list holds it under another number or DocumentID than ours. */
  readonly renumbered: boolean;
  /** A document of ours that no list has ever shown. */
  readonly neverSeen: boolean;
  /** Left the list without standing in the books: nothing is concluded from it. */
  readonly withheld: boolean;
  /** Was withheld, and is no more. */
  readonly wasMissing: boolean;
  /** Whether its change may be counted: not for documents that were never seen and may still show. */
  readonly countsForMoney: boolean;
  /** The whole amount that the list shows for a document of ours, also one that cannot be it; null when there is none. */
  readonly listedCents: Cents | null;
}

/** A list that has an item twice has it once; of two that differ the one counts that has more open, which pays less. */
export function withoutDoubles(items: readonly OpenItem[]): OpenItem[] {
  const single = new Map<string, OpenItem>();
  const nameless: OpenItem[] = [];
  for (const item of items) {
    const known = single.get(item.id);
    if (item.id === '') nameless.push(item);
    else if (known === undefined || Math.abs(item.openCents) > Math.abs(known.openCents))
      single.set(item.id, item);
  }
  return [...single.values(), ...nameless];
}

/** One entry per item of either reading and per document of ours; each item stands for at most one of them. */
export function* matchItems(
  previous: readonly SeenItem[],
  current: readonly OpenItem[],
  documents: readonly ExportedDocument[],
  proof: Proof | null,
): Steps<MatchedItem[]> {
  yield;
  const free = new Set(current);
  const beforeOf = new Map(previous.filter((item) => item.ours !== null).map((item) => [item.ours, item]));
  const found = new Map<ExportedDocument, OpenItem>();
  const previousStrangers = strangersOf(previous, documents);
  // The surest sign first for all documents, so that a weak sign never takes an item that another one owns; one after
  // the other, because an index of all signs at once is larger than the list itself.
  for (const sign of [byDocumentId, byReference, byCircumstances(documentIdsOf(previousStrangers))]) {
    const index = yield* indexItems(free, sign.keysOfItem);
    yield* eachInSteps(documents, (document) => {
      if (found.has(document)) return;
      const before = beforeOf.get(document.documentId) ?? null;
      const item = firstUnder(
        sign.keysOfDocument(document, before),
        index,
        (other) => free.has(other) && sign.fits(other, document, before),
      );
      if (item === undefined) return;
      found.set(document, item);
      free.delete(item);
    });
  }
  const customerKeys = customerKeysOf(documents, found, current);
  const ours = yield* mapInSteps(documents, (document) =>
    matchDocument(
      document,
      found.get(document) ?? null,
      beforeOf.get(document.documentId) ?? null,
      customerKeys,
      proof,
    ),
  );
  const firstReading = previous.length === 0;
  const taken = new Set([...found.values()].map(({ id }) => id));
  // A stranger that turned out to be one of ours has not left the list: it stands there as ours now.
  const strangers = previousStrangers.filter(({ itemId }) => !taken.has(itemId));
  yield;
  return [...ours, ...(yield* matchStrangers(strangers, free, firstReading))];
}

/** Items of the last reading that are not ours, and those of documents that the caller no longer follows. */
function strangersOf(
  previous: readonly SeenItem[],
  documents: readonly ExportedDocument[],
): readonly SeenItem[] {
  const known = new Set(documents.map((document) => document.documentId));
  return previous.filter((item) => item.ours === null || !known.has(item.ours));
}

function documentIdsOf(strangers: readonly SeenItem[]): ReadonlySet<string> {
  return new Set(strangers.flatMap(({ yukiDocumentId }) => yukiDocumentId?.toLowerCase() ?? []));
}

/** By what an item of the list may be known as a document of ours; `before` is what the last reading had of that. */
interface Sign {
  keysOfItem(this: void, item: OpenItem): readonly string[];
  /** The surest first. */
  keysOfDocument(this: void, document: ExportedDocument, before: SeenItem | null): readonly string[];
  fits(this: void, item: OpenItem, document: ExportedDocument, before: SeenItem | null): boolean;
}

function firstUnder(
  keys: readonly string[],
  index: ItemIndex,
  serves: (item: OpenItem) => boolean,
): OpenItem | undefined {
  for (const key of keys) {
    const item = index.get(key)?.find(serves);
    if (item !== undefined) return item;
  }
  return undefined;
}

const byDocumentId: Sign = {
  keysOfItem: ({ documentId }) => (documentId === null ? [] : [documentId.toLowerCase()]),
  keysOfDocument: (document, before) => {
    const id = document.yukiDocumentId ?? before?.yukiDocumentId ?? null;
    return id === null ? [] : [id.toLowerCase()];
  },
  fits: () => true,
};

/** The same number, and at least the sign and one of customer and amount: numbers of purchase invoices may be equal. */
const byReference: Sign = {
  keysOfItem: ({ reference }) => (reference === null ? [] : [referenceKey(reference)]),
  keysOfDocument: ({ reference }) => [referenceKey(reference)],
  fits: (item, document, before) => {
    const sameSign = item.originalCents < 0 === document.grossCents < 0;
    const sameCustomer =
      item.contactCode === document.customerCode || before?.customerKey === customerKeyOf(item);
    return sameSign && (sameCustomer || item.originalCents === document.grossCents);
  },
};

/**
 * Same customer, date and original amount: what a renumbered item keeps (design 7). An item that the last reading
 * already knew by a DocumentID of its own is not one of ours that was renumbered.
 */
function byCircumstances(strange: ReadonlySet<string>): Sign {
  return {
    keysOfItem: (item) => {
      if (item.documentId !== null && strange.has(item.documentId.toLowerCase())) return [];
      const { date, originalCents } = item;
      return [
        `code ${circumstances(item.contactCode ?? '', date, originalCents)}`,
        `key ${circumstances(customerKeyOf(item), date, originalCents)}`,
      ];
    },
    keysOfDocument: ({ customerCode, date, grossCents }, before) => [
      `code ${circumstances(customerCode, date, grossCents)}`,
      ...(before === null
        ? []
        : [`key ${circumstances(before.customerKey, before.date, before.originalCents)}`]),
    ],
    fits: () => true,
  };
}

/**
 * Items that are not ours: followed by item id, DocumentID, or customer, date and amount. One that is new counts
 * only as a credit note that was already used when it first showed; in the very first reading nothing counts.
 */
function* matchStrangers(
  strangers: readonly SeenItem[],
  free: Set<OpenItem>,
  firstReading: boolean,
): Steps<MatchedItem[]> {
  const index = yield* indexItems(free, (item) =>
    strangerKeys(item.id, item.documentId, circumstances(customerKeyOf(item), item.date, item.originalCents)),
  );
  const known = yield* mapInSteps(strangers, (before) => {
    const { itemId, yukiDocumentId, customerKey, date, originalCents } = before;
    const keys = strangerKeys(itemId, yukiDocumentId, circumstances(customerKey, date, originalCents));
    const item = firstUnder(keys, index, (candidate) => free.has(candidate));
    if (item !== undefined) free.delete(item);
    const now = item === undefined ? { ...before, openCents: zeroCents } : seenOf(item, null);
    return strangerOf(before, now, item !== undefined, true);
  });
  const unknown = yield* mapInSteps(free, (item) =>
    strangerOf(null, seenOf(item, null), true, !firstReading && item.originalCents < 0),
  );
  return [...known, ...unknown];
}

/** The surest first. */
function strangerKeys(itemId: string, documentId: string | null, circumstancesKey: string): string[] {
  return [
    `item ${itemId}`,
    ...(documentId === null ? [] : [`document ${documentId.toLowerCase()}`]),
    `like ${circumstancesKey}`,
  ];
}

function strangerOf(
  before: SeenItem | null,
  now: SeenItem,
  present: boolean,
  countsForMoney: boolean,
): MatchedItem {
  const customerKey = before?.customerKey ?? now.customerKey;
  return {
    document: null,
    customerKey,
    before,
    now,
    present,
    renumbered: false,
    neverSeen: false,
    withheld: false,
    wasMissing: false,
    countsForMoney,
    listedCents: null,
  };
}

/** Which contact id stands behind each of our customer codes, as far as the list shows it. */
function customerKeysOf(
  documents: readonly ExportedDocument[],
  found: ReadonlyMap<ExportedDocument, OpenItem>,
  current: readonly OpenItem[],
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const item of current) if (item.contactCode !== null) keys.set(item.contactCode, customerKeyOf(item));
  for (const document of documents) {
    const item = found.get(document);
    if (item !== undefined) keys.set(document.customerCode, customerKeyOf(item));
  }
  return keys;
}
