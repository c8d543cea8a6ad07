/**
 * PDFs that were fetched and did not fit into their message: they wait in memory for the next one, so that Focus is
 * not asked twice. Small and short-lived; what is lost from it is fetched again.
 */

import type { DocumentId } from '../domain/ids.ts';

/** One message leaves one behind, so this is for so many connections at a time: at most 24 MB. */
const mostKept = 8;
/** After this the PDF may have been rendered anew. */
const keptMs = 5 * 60_000;

export interface PdfShelf {
  keep(documentId: DocumentId, content: Buffer, now: Date): void;
  /** Takes it away; null when it is not there or too old. */
  take(documentId: DocumentId, now: Date): Buffer | null;
}

export function openShelf(): PdfShelf {
  const kept = new Map<DocumentId, { content: Buffer; until: number }>();
  return {
    keep(documentId, content, now) {
      kept.delete(documentId);
      kept.set(documentId, { content, until: now.getTime() + keptMs });
      for (const [oldest] of kept) if (kept.size > mostKept) kept.delete(oldest);
    },
    take(documentId, now) {
      const found = kept.get(documentId);
      kept.delete(documentId);
      return found !== undefined && found.until > now.getTime() ? found.content : null;
    },
  };
}
