/**
 * The original PDFs of one message, fetched from Focus just before it is sent, when the connection wishes them
 * (R-PEP-3). No PDF ever holds or delays a document: without it the document goes as it is, and that is told
 * (R-PEP-4). PDFs stay in memory; histories, logs and the ledger know their size only.
 */

import { Context } from '@temporalio/activity';
import {
  attachedBytes,
  fitsAlone,
  hasRoom,
  largestPdf,
  mayComeFromPdf,
  pdfFileName,
  type WithoutPdf,
} from '../domain/attachments.ts';
import type { Durations } from '../domain/durations.ts';
import type { ConnectionId, DocumentId } from '../domain/ids.ts';
import type { ReferenceVerdict } from '../domain/verdicts.ts';
import { fetchPdf } from '../focus/downloads.ts';
import { FocusError } from '../focus/errors.ts';
import {
  noteAttachedPdfs,
  readyForPdfs,
  takeBackWithoutPdf,
  tellWithoutPdf,
  type ReadyDocument,
} from '../ledger/attached-pdfs.ts';
import { attachPdf } from '../yuki/attached-pdf.ts';
import type { JoinedConnection } from './connection-record.ts';
import { Blocked, PaceLater } from './failures.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import type { PdfShelf } from './pdf-shelf.ts';
import type { Claim, SettlingClaim } from './settle.ts';
import type { Tools } from './tools.ts';

/** Focus or its storage being silent so often ends the asking for this message: nobody waits for all of them. */
const mostSilences = 2;

/** What a message is to consist of. */
export interface Gathered {
  readonly documents: readonly DocumentId[];
  readonly pdfs: ReadonlyMap<DocumentId, Buffer>;
  readonly without: ReadonlyMap<DocumentId, WithoutPdf>;
  readonly focusRequests: number;
}

type Pdf = { readonly content: Buffer } | { readonly without: WithoutPdf };

/** Null when the connection sends no PDFs: nothing is asked then. */
export async function gatherPdfs(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  wanted: { documents: number; onlyDocument?: DocumentId; shelf?: PdfShelf },
): Promise<Gathered | null> {
  if (!connection.settings.sendOriginalPdf) return null;
  const { onlyDocument: only, shelf } = wanted;
  const rows = await readyForPdfs(tools.ledger, connection.id, {
    limit: wanted.documents,
    ...(only === undefined ? {} : { only }),
  });
  const backfill = rows[0]?.backfill === true;
  const fetcher = openFetcher(tools, connection, durations, backfill, shelf);
  const giveUpAt = tools.clock().getTime() + durations.pdfsOfMessage;
  const message = { documents: 0, bytes: 0 };
  const documents: DocumentId[] = [];
  const pdfs = new Map<DocumentId, Buffer>();
  const without = new Map<DocumentId, WithoutPdf>();
  for (const row of rows) {
    // What is left when the time is over goes with the next message; the first always goes.
    if (message.documents > 0 && !fetcher.hasGivenUp() && tools.clock().getTime() > giveUpAt) break;
    const pdf = await fetcher.pdfOf(row);
    const bytes = row.bytes + ('content' in pdf ? attachedBytes(pdf.content.length) : 0);
    if (!hasRoom(message, bytes)) {
      if ('content' in pdf) shelf?.keep(row.id, pdf.content, tools.clock());
      break;
    }
    message.documents += 1;
    message.bytes += bytes;
    documents.push(row.id);
    if ('content' in pdf) pdfs.set(row.id, pdf.content);
    else without.set(row.id, pdf.without);
  }
  return { documents, pdfs, without, focusRequests: fetcher.requestsMade() };
}

interface Fetcher {
  pdfOf(row: ReadyDocument): Promise<Pdf>;
  /** Whether nothing is asked any more, so that nothing takes time. */
  hasGivenUp(): boolean;
  requestsMade(): number;
}

function openFetcher(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  backfill: boolean,
  shelf: PdfShelf | undefined,
): Fetcher {
  // A PDF that comes is worth waiting for Focus's pace; one that does not come is soon given up.
  const patient = {
    ...durations,
    wireTimeout: durations.pdfTimeout,
    longestPacingWait: durations.pdfsOfMessage,
  };
  const focus = openFocus(tools, connection, patient, backfill ? 'backfill' : 'fresh');
  const options = {
    dispatcher: tools.dispatcher,
    largest: largestPdf,
    timeoutMs: durations.pdfTimeout,
    signal: Context.current().cancellationSignal,
  };
  let silences = 0;

  async function ask(row: ReadyDocument): Promise<Pdf> {
    const address = await addressOf(focus, row);
    if (address === null) return { without: 'notThere' };
    const fetched = address === '' ? { kind: 'failed' as const } : await fetchPdf(address, options);
    if (fetched.kind === 'pdf') return { content: fetched.content };
    if (fetched.kind !== 'failed') return { without: fetched.kind };
    silences += 1;
    return { without: 'notFetched' };
  }

  return {
    hasGivenUp: () => silences >= mostSilences,
    requestsMade: () => focus.requestsMade(),
    async pdfOf(row) {
      if (row.without !== null) return { without: row.without };
      const kept = shelf?.take(row.id, tools.clock()) ?? null;
      if (kept === null && silences >= mostSilences) return { without: 'notFetched' };
      const pdf = kept === null ? await ask(row) : { content: kept };
      const isTooLarge = 'content' in pdf && !fitsAlone(row.bytes, pdf.content.length);
      return isTooLarge ? { without: 'tooLarge' } : pdf;
    },
  };
}

/** The temporary address; null when Focus has no PDF, empty when Focus cannot be asked now. */
async function addressOf(focus: FocusDesk, row: ReadyDocument): Promise<string | null> {
  try {
    return await focus.api.pdfAddress(row.kind, row.focusId);
  } catch (error) {
    // Withdrawn access and a system that is away pause the connection when they are met by what needs them.
    const isSilent = error instanceof FocusError || error instanceof PaceLater || error instanceof Blocked;
    if (!isSilent) throw error;
    return '';
  }
}

/**
 * The claim with the PDFs in its texts. What it carries is written down and what goes without is told, both before
 * anything is sent, so that neither is forgotten with a worker.
 */
export async function withPdfs(
  tools: Tools,
  connectionId: ConnectionId,
  claim: Claim,
  gathered: Gathered | null,
): Promise<Claim> {
  if (gathered === null) return claim;
  const now = tools.clock();
  const documents = claim.documents.map((document) => {
    const content = gathered.pdfs.get(document.id);
    if (content === undefined) return document;
    const pdf = { fileName: pdfFileName(document.reference), content };
    return { ...document, fragment: attachPdf(document.fragment, pdf), pdfBytes: content.length };
  });
  const carrying = documents.flatMap(({ id, pdfBytes }) =>
    pdfBytes == null ? [] : [[id, pdfBytes] as const],
  );
  await noteAttachedPdfs(tools.ledger, claim.attemptId, new Map(carrying));
  await takeBackWithoutPdf(
    tools.ledger,
    carrying.map(([id]) => id),
    now,
  );
  for (const { id } of documents) {
    const why = gathered.without.get(id);
    if (why !== undefined) await tellWithoutPdf(tools.ledger, connectionId, id, why, now);
  }
  return { ...claim, documents };
}

/**
 * The verdicts after sparing what Yuki has refused perhaps because of its PDF: such a document is ready again and goes
 * once more, without. Only definite refusals come here as such; a doubt stays a doubt. When the document without its
 * PDF is refused as well, the PDF was not to blame.
 */
export async function sparePdfs(
  tools: Tools,
  connectionId: ConnectionId,
  claim: SettlingClaim,
  verdicts: readonly ReferenceVerdict[],
): Promise<ReferenceVerdict[]> {
  const now = tools.clock();
  const spared: ReferenceVerdict[] = [];
  for (const [index, judged] of verdicts.entries()) {
    const document = claim.documents[index];
    if (document === undefined || !mayComeFromPdf(judged.verdict)) {
      spared.push(judged);
      continue;
    }
    if (document.pdfBytes == null) {
      await takeBackWithoutPdf(tools.ledger, [document.id], now, 'refusedByYuki');
      spared.push(judged);
      continue;
    }
    await tellWithoutPdf(tools.ledger, connectionId, document.id, 'refusedByYuki', now);
    spared.push({ ...judged, verdict: { kind: 'untouched' } });
  }
  return spared;
}
