/**
 * The PDF that Focus has rendered of a document: its temporary address, and the file behind it, of bounded size and
 * time (focus-api 2.4). The file is fetched without our token, wherever the address leads; it is never stored.
 */

import { getGlobalDispatcher, request, type Dispatcher } from 'undici';
import { z } from 'zod';
import type { DocumentKind } from '../domain/document.ts';
import type { FocusDocumentId } from '../domain/ids.ts';
import { FocusRefused } from './errors.ts';
import * as wire from './schemas.ts';
import type { FocusTransport } from './transport.ts';
import { safeAddress } from './wire.ts';

export interface FocusDownloads {
  /** Null when Focus has no PDF of the document, or none yet: it is rendered a while after booking (R-PEP-3). */
  pdfAddress(kind: DocumentKind, focusId: FocusDocumentId): Promise<string | null>;
}

export type FetchedPdf =
  | { readonly kind: 'pdf'; readonly content: Buffer }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'notPdf' }
  /** No answer in time, an answer that is no success, a cut line, or an address that we do not follow. */
  | { readonly kind: 'failed' };

export interface FetchOptions {
  readonly dispatcher?: Dispatcher | undefined;
  /** Not a byte more is read. */
  readonly largest: number;
  /** For the whole file, redirections included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A storage that hands out its files by another address does so once or twice. */
const mostRedirections = 3;
/** Readers find a PDF by its mark near the beginning, so something may stand before it. */
const markWithin = 1024;

export function downloadsOf(transport: FocusTransport): FocusDownloads {
  return {
    async pdfAddress(kind, focusId) {
      const operation = kind === 'invoice' ? 'invoices.download' : 'creditNotes.download';
      const link = wire.one(z.object({ location: z.string() }));
      try {
        return (await transport.read(operation, { id: focusId, format: 'pdf' }, link))?.location ?? null;
      } catch (error) {
        // Which refusal means «not rendered yet» is not documented; a missing right concerns everything.
        if (error instanceof FocusRefused && error.evidence.status !== 403) return null;
        throw error;
      }
    },
  };
}

/** Fetches a file once. Throws nothing but the reason of `signal`. */
export async function fetchPdf(address: string, options: FetchOptions): Promise<FetchedPdf> {
  options.signal.throwIfAborted();
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, timeout, over.signal]);
  try {
    return await follow(address, options, signal);
  } catch {
    // Whatever went wrong on the way, the file is not there; only being given up is somebody else's story.
    options.signal.throwIfAborted();
    return { kind: 'failed' };
  } finally {
    // Ends a body that was not read to its end; without effect after a whole one.
    over.abort();
  }
}

async function follow(address: string, options: FetchOptions, signal: AbortSignal): Promise<FetchedPdf> {
  let url = new URL(safeAddress(address));
  for (let hop = 0; hop <= mostRedirections; hop += 1) {
    const answer = await request(url, {
      method: 'GET',
      headers: { accept: 'application/pdf' },
      dispatcher: options.dispatcher ?? getGlobalDispatcher(),
      signal,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      // Nothing is held back at the socket, as for every answer that is bounded anyway (yuki/transport.ts).
      highWaterMark: options.largest,
    });
    const { location } = answer.headers;
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string') {
      await answer.body.dump();
      url = new URL(safeAddress(new URL(location, url).href));
      continue;
    }
    return answer.statusCode === 200 ? await readPdf(answer, options.largest) : { kind: 'failed' };
  }
  return { kind: 'failed' };
}

async function readPdf(answer: Dispatcher.ResponseData, largest: number): Promise<FetchedPdf> {
  if (Number(answer.headers['content-length'] ?? 0) > largest) return { kind: 'tooLarge' };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largest) return { kind: 'tooLarge' };
    chunks.push(chunk);
  }
  const content = Buffer.concat(chunks);
  return content.subarray(0, markWithin).includes('%PDF-') ? { kind: 'pdf', content } : { kind: 'notPdf' };
}
