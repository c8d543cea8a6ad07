/** What a reading of open items tells people: never registered by itself, reported once (R-PAY-3, R-PAY-8, R-PAY-9). */

import type { DocumentId } from '../domain/ids.ts';
import type { PlausibleReading } from '../domain/payments.ts';
import type { ReadingFinding } from '../ledger/open-items.ts';

export function findingsOf(reading: PlausibleReading): ReadingFinding[] {
  const about = (
    documentId: DocumentId | null,
    kind: ReadingFinding['kind'],
    params: ReadingFinding['params'] = {},
  ): ReadingFinding => ({ documentId, kind, params });
  return [
    ...reading.reversed.map(({ documentId, reopenedCents, shownCents }) =>
      about(documentId, 'reversed', { reopenedCents, shownCents }),
    ),
    ...reading.neverSeen.map((documentId) => about(documentId, 'neverSeenInYuki')),
    ...reading.missing.flatMap(({ documentId, reference, date, grossCents, isNews, proven }) => {
      // Gone is said once, by whoever finds it first; unproven it stands as long as nobody knows.
      if (!proven) return [about(documentId, 'settlementUnproven', { reference, date, grossCents })];
      return isNews ? [about(documentId, 'goneFromYuki', { reference, date, grossCents })] : [];
    }),
    ...reading.renumbered.map(({ documentId, reference }) => about(documentId, 'renumbered', { reference })),
    ...reading.differing.map(({ documentId, originalCents }) =>
      about(documentId, 'amountDiffers', { originalCents }),
    ),
    ...reading.notMoney.map(({ documentId, amountCents, why }) =>
      about(documentId, 'settledWithoutMoney', { amountCents, why }),
    ),
    ...reading.unconverted.map(({ documentId, amountCents }) =>
      about(documentId, 'partInOtherCurrency', { amountCents }),
    ),
    ...reading.overpaid.map(({ documentId, excessCents }) => about(documentId, 'overpaid', { excessCents })),
    ...reading.unexplained.map(({ customerKey, amountCents }) =>
      about(null, 'unexplained', { customerKey, amountCents }),
    ),
  ];
}
