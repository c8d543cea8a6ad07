/**
 * What one reading says of one document of ours: it stands in the list, no list has ever shown it, or it has left the
 * list, which settles it unless the books do not show it either (design 7, R-PAY-9).
 */

import { zeroCents } from './money.ts';
import { customerKeyOf } from './payments-index.ts';
import type { MatchedItem } from './payments-matching.ts';
import type { Proof } from './payments-proof.ts';
import type { ExportedDocument, SeenItem } from './payments.ts';
import { sameReference } from './references.ts';
import type { OpenItem } from './yuki-records.ts';

/** Marks what stands for a document that no list has shown, so that its first showing is told from a return. */
const unseenPrefix = 'unseen-';

export function matchDocument(
  document: ExportedDocument,
  item: OpenItem | null,
  stored: SeenItem | null,
  customerKeys: ReadonlyMap<string, string>,
  proof: Proof | null,
): MatchedItem {
  const storedUnseen = stored !== null && stored.itemId.startsWith(unseenPrefix);
  if (item !== null) {
    const isKnown = stored !== null && !storedUnseen && hasSignOf(document, stored);
    const before = isKnown ? asLastListed(stored) : null;
    const listed = seenOf(item, document.documentId);
    // An amount of the other sign is none of this document, whatever its number says: nothing follows from it.
    const fits = hasSignOf(document, listed);
    const now = fits || before === null ? listed : before;
    const [ownId, itsId] = [document.yukiDocumentId, listed.yukiDocumentId];
    const otherId = ownId !== null && itsId !== null && ownId.toLowerCase() !== itsId.toLowerCase();
    const otherNumber = item.reference === null || !sameReference(item.reference, document.reference);
    const customerKey = before?.customerKey ?? now.customerKey;
    const renumbered = otherId || otherNumber;
    return {
      document,
      customerKey,
      before,
      now,
      present: true,
      renumbered,
      neverSeen: false,
      withheld: false,
      wasMissing: fits && stored !== null && stored.missingCents !== 0,
      countsForMoney: fits && !document.neverOpen,
      listedCents: item.originalCents,
    };
  }
  if (stored !== null && !storedUnseen) return matchVanished(document, stored, proof);
  const now = stored === null ? unseen(document, customerKeys) : { ...stored, openCents: zeroCents };
  // A credit note that was used before any list showed it has lowered an invoice, and not with money; an invoice
  // that was settled so takes its part of it, too, but nothing is registered for what was never seen (R-PAY-9).
  const countsForMoney =
    hasSignOf(document, now) && (storedUnseen || (document.overdueToShow && !document.neverOpen));
  const { customerKey } = now;
  return {
    document,
    customerKey,
    before: stored,
    now,
    present: false,
    renumbered: false,
    neverSeen: true,
    withheld: false,
    wasMissing: false,
    countsForMoney,
    listedCents: null,
  };
}

/** One that was seen and has left the list: settled, unless the books do not show it (design 7, R-PAY-9). */
function matchVanished(document: ExportedDocument, stored: SeenItem, proof: Proof | null): MatchedItem {
  const known = asLastListed(stored);
  const said = proof?.inBooks.get(document.documentId);
  const wasMissing = stored.missingCents !== 0;
  // The books are compared once a day, too: what they have shown there since has been settled.
  const withheld = said === undefined ? wasMissing && document.absence !== 'none' : said !== 'stands';
  return {
    document,
    customerKey: stored.customerKey,
    before: withheld ? stored : known,
    now: { ...known, openCents: zeroCents, missingCents: withheld ? known.openCents : zeroCents },
    present: false,
    renumbered: false,
    neverSeen: false,
    withheld,
    wasMissing: wasMissing && !withheld,
    countsForMoney: !withheld && hasSignOf(document, stored),
    listedCents: null,
  };
}

/** One that went missing, as the list last showed it; since when tells nothing about how new another list is. */
function asLastListed<Item extends SeenItem | null>(stored: Item): Item {
  if (stored === null || stored.missingCents === 0) return stored;
  const { changedAtMs: _, ...rest } = stored;
  return { ...rest, openCents: stored.missingCents, missingCents: zeroCents } as Item;
}

function hasSignOf({ grossCents }: ExportedDocument, { originalCents }: SeenItem): boolean {
  return Math.sign(originalCents) === Math.sign(grossCents);
}

function unseen(document: ExportedDocument, customerKeys: ReadonlyMap<string, string>): SeenItem {
  return {
    ours: document.documentId,
    itemId: `${unseenPrefix}${document.documentId}`,
    yukiDocumentId: document.yukiDocumentId,
    customerKey: customerKeys.get(document.customerCode) ?? document.customerCode,
    date: document.date,
    reference: document.reference,
    typeId: 6,
    originalCents: document.grossCents,
    openCents: zeroCents,
    setOffCents: zeroCents,
    missingCents: zeroCents,
  };
}

/** An item of the list as it is kept until the next reading. */
export function seenOf(item: OpenItem, ours: SeenItem['ours']): SeenItem {
  return {
    ours,
    itemId: item.id,
    yukiDocumentId: item.documentId,
    customerKey: customerKeyOf(item),
    date: item.date,
    reference: item.reference,
    typeId: item.typeId,
    originalCents: item.originalCents,
    openCents: item.openCents,
    setOffCents: zeroCents,
    missingCents: zeroCents,
  };
}
