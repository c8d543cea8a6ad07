// Readings of open items as a ledger stores them, with nothing in them but what a test names.

import type { IsoDate } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import type { SeenItem } from '../../domain/payments.ts';
import type { NewReading } from '../../ledger/open-items.ts';

/** An invoice of 121.00 of which all is open, and which is not ours. */
export function seenItem(itemId: string, choices: Partial<SeenItem> = {}): SeenItem {
  return {
    ours: null,
    itemId,
    yukiDocumentId: `document-${itemId}`,
    customerKey: 'contact-1',
    date: '2026-03-02' as IsoDate,
    reference: `2026 / ${itemId}`,
    typeId: 6,
    originalCents: cents(12_100),
    openCents: cents(12_100),
    setOffCents: cents(0),
    missingCents: cents(0),
    ...choices,
  };
}

export function newReading(
  expectedReadAt: Date | null,
  items: readonly SeenItem[],
  more: Partial<NewReading> = {},
): NewReading {
  return {
    expectedReadAt,
    items,
    payments: [],
    findings: [],
    identified: [],
    reversed: [],
    print: null,
    ...more,
  };
}
