// What Yuki does with the PDF of an imported invoice (yuki-api.md 3.7). No limit is published, so it is a switch, and
// so is what happens beyond it.
import { SoapFault } from './soap.ts';
import { createHash } from 'node:crypto';
import type { YukiSwitches } from './switches.ts';

/** What is kept of a PDF: enough to recognise it, not the bytes. */
export interface StoredPdf {
  fileName: string;
  bytes: number;
  sha256: string;
}

/** A PDF from its name and base64; null when there is none. */
export function storedPdf(fileName: string, base64: string): StoredPdf | null {
  if (base64 === '') return null;
  const content = Buffer.from(base64, 'base64');
  return { fileName, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

const isTooLarge = (pdf: StoredPdf | null, { maximumAttachmentBytes: most }: YukiSwitches): boolean =>
  pdf !== null && most !== null && pdf.bytes > most;

/** Throws SoapFault when one of the PDFs makes Yuki refuse the message as a whole. */
export function refuseLargeMessage(pdfs: readonly (StoredPdf | null)[], switches: YukiSwitches): void {
  if (switches.largeAttachment !== 'refuse-message') return;
  if (pdfs.some((pdf) => isTooLarge(pdf, switches))) throw new SoapFault(switches.texts.messageTooLarge);
}

/** Whether this PDF makes Yuki refuse its document. */
export function refusesDocument(pdf: StoredPdf | null, switches: YukiSwitches): boolean {
  return switches.largeAttachment === 'refuse-document' && isTooLarge(pdf, switches);
}

/** What is stored with a booked invoice: the PDF, or nothing when it is one that Yuki ignores. */
export function keptPdf(pdf: StoredPdf | null, switches: YukiSwitches): StoredPdf | null {
  return isTooLarge(pdf, switches) ? null : pdf;
}
