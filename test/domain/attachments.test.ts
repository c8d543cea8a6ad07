/** How much a message with PDFs carries, under which names, and what a refusal may have to do with the PDF. */

import { describe, expect, test } from 'vitest';
import {
  attachedBytes,
  fitsAlone,
  hasRoom,
  largestPdf,
  mayComeFromPdf,
  pdfFileName,
} from '../../domain/attachments.ts';
import { judgeImport, type SentDocument, type Verdict } from '../../domain/verdicts.ts';
import type { FocusCustomerId, IsoDate } from '../../domain/ids.ts';

describe('a message', () => {
  test('is filled up to 3,000,000 bytes with PDFs as base64 (R-PEP-4, R-LIM-3)', () => {
    // 600,000 bytes are 800,000 in base64; with 200 for their elements and 2,000 of document 802,200 each.
    const bytes = 2_000 + attachedBytes(600_000);
    expect(bytes).toBe(802_200);
    const message = { documents: 0, bytes: 0 };
    while (hasRoom(message, bytes)) {
      message.documents += 1;
      message.bytes += bytes;
    }
    expect(message).toEqual({ documents: 3, bytes: 2_406_600 });
    // What is small still fits behind it, to the byte.
    expect(hasRoom(message, 593_400)).toBe(true);
    expect(hasRoom(message, 593_401)).toBe(false);
  });

  test('of one document may be larger, so that its PDF travels alone (R-PEP-4)', () => {
    expect(hasRoom({ documents: 0, bytes: 0 }, 3_900_000)).toBe(true);
    expect(hasRoom({ documents: 1, bytes: 1 }, 3_900_000)).toBe(false);
  });

  test('of one document stays below 4,000,000 bytes, else the PDF stays behind (R-PEP-4)', () => {
    expect(largestPdf).toBe(2_900_000);
    // 2,900,000 bytes are 3,866,668 in base64 and 3,866,868 with their elements, which leaves 133,132.
    expect(fitsAlone(133_132, 2_900_000)).toBe(true);
    expect(fitsAlone(133_133, 2_900_000)).toBe(false);
    expect(fitsAlone(2_000, 2_900_001)).toBe(false);
  });
});

test.each([
  ['2026/14', '2026-14.pdf'],
  ['2026/10017-LE', '2026-10017-LE.pdf'],
  ['CN 2026 / 5', 'CN-2026-5.pdf'],
  ['été/12&<é>', 'ete-12-e.pdf'],
  ['../../etc/passwd', 'etc-passwd.pdf'],
  ['///', 'document.pdf'],
  ['9'.repeat(300), `${'9'.repeat(100)}.pdf`],
])('the PDF of %s is named %s (R-PEP-3)', (reference, name) => {
  expect(pdfFileName(reference)).toBe(name);
});

describe('a refusal', () => {
  const sent: SentDocument = {
    reference: '2026/1',
    date: '2026-03-01' as IsoDate,
    customerId: 'customer-1' as FocusCustomerId,
    accounts: ['700000'],
    vatCodes: ['1/21'],
  };
  const refusedWith = (message: string): Verdict =>
    judgeImport([sent], {
      totalSucceeded: 0,
      totalFailed: 1,
      totalSkipped: 0,
      invoices: [{ reference: '2026/1', succeeded: false, processed: false, emailSent: false, message }],
    }).verdicts[0]!.verdict;

  test.each([
    'The size of the document file exceeds the maximum',
    'Het bestand is te groot',
    'De bijlage overschrijdt de maximale grootte',
    'The attachment is too large',
    'When supplying a document process must be set to true',
    'Maximum request length exceeded.',
    'Object reference not set to an instance of an object.',
  ])('may come from the PDF when it says so or nobody knows its words: “%s” (R-PEP-4)', (text) => {
    expect(mayComeFromPdf(refusedWith(text))).toBe(true);
  });

  test.each([
    'There is no GLAccount for this product',
    'Could not create or modify transactions before 01-04-2026 for administration X',
    'Er bestaat al een factuur met het factuurnummer 2026/1',
    'The domain is not licensed for this functionality',
  ])('of a known cause never does: “%s” (R-PEP-4)', (text) => {
    expect(mayComeFromPdf(refusedWith(text))).toBe(false);
  });

  test('is the only verdict that does: acceptance and doubt are left alone (R-PEP-4)', () => {
    for (const kind of ['accepted', 'acceptedNotProcessed', 'untouched', 'unknown'] as const)
      expect(mayComeFromPdf({ kind })).toBe(false);
  });
});
