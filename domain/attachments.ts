/**
 * How the original PDF travels with a document (R-PEP-4): how large it may be, what a message of such documents
 * carries, under which name, and why a document goes without. Pure; fetching and sending are the activities' work.
 */

import { largestMessage } from './batches.ts';
import type { Verdict } from './verdicts.ts';

/** A larger file is not read to its end. As base64 it fills a message of its own (yuki-api 3.7). */
export const largestPdf = 2_900_000;
/** What a page or two of an invoice come to; only reckoned with before anything is fetched. */
export const usualPdf = 100_000;
/** One document with its PDF may fill more than several together; ASP.NET's default of 4 MB is assumed (yuki-api 3.7). */
export const largestMessageOfOne = 4_000_000;

export const reasonsWithoutPdf = [
  'notThere',
  'notFetched',
  'tooLarge',
  'notPdf',
  'refusedByYuki',
  'lostBefore',
] as const;
/**
 * `notThere`: Focus has none, or none yet. `notFetched`: it could not be fetched in time. `lostBefore`: a message
 * that carried it never arrived in Yuki, so it is not in the way a second time.
 */
export type WithoutPdf = (typeof reasonsWithoutPdf)[number];

/** What a PDF adds to a message: base64, the two elements and the name. */
export function attachedBytes(pdfBytes: number): number {
  return 4 * Math.ceil(pdfBytes / 3) + 200;
}

/** Whether a PDF fits into a message together with its own document alone. */
export function fitsAlone(documentBytes: number, pdfBytes: number): boolean {
  return pdfBytes <= largestPdf && documentBytes + attachedBytes(pdfBytes) <= largestMessageOfOne;
}

/** Whether a message of `documents` documents and so many bytes has room for one more of `bytes`, PDF included. */
export function hasRoom(message: { documents: number; bytes: number }, bytes: number): boolean {
  // The first always goes, so that none waits for ever.
  return message.documents === 0 || message.bytes + bytes <= largestMessage;
}

/** `2026/14` → `2026-14.pdf`: one name on every system, whatever stands in a number (yuki-api 3.7). */
export function pdfFileName(reference: string): string {
  const plain = reference
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100);
  return `${plain === '' ? 'document' : plain}.pdf`;
}

/**
 * Whether a refusal of a document that carried its PDF may come from the PDF: a text that says so, one that nobody
 * knows, or the message being too large or against the schema while the document was alone in it. What is known to
 * come from the document itself keeps its cause.
 */
export function mayComeFromPdf(verdict: Verdict): boolean {
  return verdict.kind === 'refused' && [null, 'pdf', 'too-large', 'schema'].includes(verdict.row);
}
