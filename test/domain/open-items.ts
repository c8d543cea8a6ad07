// Open items and documents for the tests of payments, and somebody who follows an administration over many readings.

import type { DocumentId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import {
  readOpenItems,
  type ExportedDocument,
  type PlausibleReading,
  type SeenItem,
} from '../../domain/payments.ts';
import type { OwnMatched } from '../../domain/own-journal.ts';
import type { OpenItem } from '../../domain/yuki-records.ts';
import { date } from './build.ts';

const id = (text: string) => text as DocumentId;

export function exported(
  number: string,
  gross: number,
  more: Partial<ExportedDocument> = {},
): ExportedDocument {
  return {
    documentId: id(number),
    kind: gross < 0 ? 'creditNote' : 'invoice',
    reference: `2026/${number}`,
    customerCode: 'K1',
    date: date('2026-03-12'),
    grossCents: cents(gross),
    currency: 'EUR',
    yukiDocumentId: null,
    credited: false,
    settledCents: cents(0),
    overdueToShow: true,
    neverOpen: false,
    absence: 'none',
    ...more,
  };
}

export function item(number: string, original: number, open: number, more: Partial<OpenItem> = {}): OpenItem {
  return {
    id: `item-${number}`,
    documentId: `doc-${number}`,
    date: date('2026-03-12'),
    reference: `2026/${number}`,
    description: null,
    contactId: 'contact-1',
    contactCode: 'K1',
    typeId: 6,
    openCents: cents(open),
    originalCents: cents(original),
    ...more,
  };
}

/** Follows an administration over several readings, as the activities do: what is settled and seen is remembered. */
export class Follower {
  seen: readonly SeenItem[] = [];
  documents: ExportedDocument[];

  constructor(...documents: ExportedDocument[]) {
    this.documents = documents;
  }

  /** How many readings were stored; each is a minute after the one before. */
  private readings = 0;

  read(...items: OpenItem[]): PlausibleReading {
    return this.readWith([], ...items);
  }

  /** A reading at which these lines of our own journals were matched. */
  readWith(ownMatched: readonly OwnMatched[], ...items: OpenItem[]): PlausibleReading {
    const first = readOpenItems(this.seen, items, this.documents, { confirmed: null, ownMatched });
    const reading = first.plausible
      ? first
      : readOpenItems(this.seen, items, this.documents, { confirmed: first.evidence, ownMatched });
    if (!reading.plausible) throw new Error(`still implausible: ${reading.why}`);
    this.readings += 1;
    this.seen = stamped(reading.seen, this.seen, this.readings * 60_000);
    this.documents = this.documents.map((document) => {
      const settled = reading.settled.find(({ documentId }) => documentId === document.documentId);
      const identified = reading.identified.find(({ documentId }) => documentId === document.documentId);
      return {
        ...document,
        settledCents: settled?.settledCents ?? document.settledCents,
        yukiDocumentId: identified?.yukiDocumentId ?? document.yukiDocumentId,
      };
    });
    return reading;
  }
}

export const money = (reading: PlausibleReading) =>
  reading.settled.map(({ documentId, increaseCents }) => [documentId, increaseCents]);
export const other = item('other', 5000, 5000, { contactId: 'contact-9', contactCode: 'K9' });

/** What the ledger adds to a reading when it stores it: since when each item stands as it does. */
export function stamped(
  seen: readonly SeenItem[],
  before: readonly SeenItem[],
  atMs: number,
): readonly SeenItem[] {
  const text = (one: SeenItem): string =>
    JSON.stringify(Object.entries({ ...one, changedAtMs: 0 }).toSorted());
  const known = new Map(before.map((one) => [text(one), one.changedAtMs]));
  return seen.map((one) => ({ ...one, changedAtMs: known.get(text(one)) ?? atMs }));
}
