/**
 * Puts the original PDF into the finished text of an invoice, at its place in the order of the schema (yuki-api 3.3,
 * 3.7). The text itself stays as it was prepared, so that the PDF is no part of what identifies a message.
 */

import { escapeText } from './xml.ts';

/** A PDF that Yuki keeps instead of its own rendering (yuki-api 3.7). */
export interface AttachedPdf {
  /** Ends in `.pdf`. */
  readonly fileName: string;
  readonly content: Buffer;
}

/** What follows the PDF in the schema. Everything that people wrote is escaped, so this is the element itself. */
const successor = '<Contact>';
/** Yuki takes a PDF only with documents that it is to process (yuki-api 3.7), which ours always are. */
const processed = '<Process>true</Process>';

/**
 * A fragment of `renderSalesInvoice` with its PDF.
 *
 * @throws RangeError when the fragment is none, has a PDF already, or the PDF or its name is not fit to be sent.
 */
export function attachPdf(fragment: string, { fileName, content }: AttachedPdf): string {
  const place = fragment.indexOf(successor);
  const isOurs = fragment.startsWith('<SalesInvoice>') && place > 0 && fragment.includes(processed);
  if (!isOurs || fragment.includes('<DocumentBase64>'))
    throw new RangeError('A PDF was to be attached to something else than a prepared invoice.');
  if (!/^[^\p{Cc}]+\.pdf$/u.test(fileName)) throw new RangeError('An attached PDF has no name of a PDF.');
  if (content.length === 0) throw new RangeError('An attached PDF is empty.');
  const name = `<DocumentFileName>${escapeText(fileName)}</DocumentFileName>`;
  const file = `<DocumentBase64>${content.toString('base64')}</DocumentBase64>`;
  return `${fragment.slice(0, place)}${name}${file}${fragment.slice(place)}`;
}
