/** The PDF in the finished text of an invoice: its place, its name, and nothing else changed (yuki-api 3.3, 3.7). */

import { describe, expect, test } from 'vitest';
import { attachPdf } from '../../yuki/attached-pdf.ts';
import { childOf, parseXml } from '../../yuki/xml.ts';

/** An invoice whose texts try to look like the place of the PDF. */
const fragment =
  '<SalesInvoice><Reference>2026/14</Reference><Process>true</Process><Remarks>&lt;Contact&gt; &amp;</Remarks>' +
  '<Contact><FullName>&lt;Contact&gt;</FullName></Contact><InvoiceLines></InvoiceLines></SalesInvoice>';
const content = Buffer.from('%PDF-1.4\n\u0000\u00ff');

describe('an attached PDF', () => {
  test('stands right before the contact, and the rest stays as it was (R-PEP-4)', () => {
    const text = attachPdf(fragment, { fileName: '2026-14.pdf', content });
    const root = parseXml(text);
    expect(root.children.map(({ name }) => name)).toEqual([
      'Reference',
      'Process',
      'Remarks',
      'DocumentFileName',
      'DocumentBase64',
      'Contact',
      'InvoiceLines',
    ]);
    expect(Buffer.from(childOf(root, 'DocumentBase64')?.text ?? '', 'base64').equals(content)).toBe(true);
    const without = text.replace(/<DocumentFileName>.*<\/DocumentBase64>/, '');
    expect(without).toBe(fragment);
  });

  test('has its name escaped (R-PEP-4)', () => {
    const text = attachPdf(fragment, { fileName: 'a & <b> "c".pdf', content });
    expect(childOf(parseXml(text), 'DocumentFileName')?.text).toBe('a & <b> "c".pdf');
    expect(text).toContain('<DocumentFileName>a &amp; &lt;b&gt;');
  });

  test.each([
    ['something that is no invoice', '<Reference>1</Reference>', 'a.pdf', content],
    ['a draft', fragment.replace('<Process>true</Process>', ''), 'a.pdf', content],
    ['an invoice that has one', attachPdf(fragment, { fileName: 'a.pdf', content }), 'b.pdf', content],
    ['an invoice under another name', fragment, 'a.exe', content],
    ['an invoice with a line break in its name', fragment, 'a\n.pdf', content],
    ['an invoice when it is empty', fragment, 'a.pdf', Buffer.alloc(0)],
  ])('is never put into %s', (_what, text, fileName, bytes) => {
    expect(() => attachPdf(text, { fileName, content: bytes })).toThrow(RangeError);
  });
});
