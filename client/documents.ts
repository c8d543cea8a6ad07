/**
 * Documents as the doors show them: lists with filters, and one document with its cause, Yuki's own words and
 * the attempts that were made. Amounts are decimal texts; credit notes are negative.
 */

import type { Language } from '../domain/catalogue.ts';
import { parseCauseId, type CauseId } from '../domain/ids.ts';
import { formatCents } from '../domain/money.ts';
import { listAttempts } from '../ledger/attempts.ts';
import { getCause, openVendorText } from '../ledger/causes.ts';
import { listDocuments, type DocumentRow } from '../ledger/documents.ts';
import { withoutPdfOf } from './findings.ts';
import { knownConnection, knownDocument } from './lookup.ts';
import { showCause } from './reading.ts';
import { badAnswer } from './refusal.ts';
import { doubtOf, explanationOf, referenceInYuki } from './standing.ts';
import type { DocumentAnswer, DocumentPageAnswer, DocumentsAnswer } from './answers.ts';
import type { DocumentsQuery } from './orders.ts';
import type { ConnectorTools } from './tools.ts';

/** A page of at most 200 documents; `after` is given back to get the next one. */
export async function documents(
  tools: ConnectorTools,
  idText: string,
  query: DocumentsQuery,
): Promise<DocumentsAnswer> {
  const { id } = await knownConnection(tools, idText);
  const after = query.after;
  if (after !== undefined && !/^[1-9]\d{0,15}$/.test(after))
    throw badAnswer(
      'after',
      'The place to go on from is not one of ours.',
      'Repeat “after” as the last page gave it.',
    );
  const rows = await listDocuments(tools.ledger, id, {
    limit: query.limit,
    ...(query.state === undefined ? {} : { states: [query.state] }),
    ...(query.cause === undefined ? {} : { causeId: causeGiven(query.cause) }),
    ...(query.search === undefined ? {} : { search: query.search }),
    ...(after === undefined ? {} : { after: after as DocumentRow['id'] }),
  });
  return {
    documents: rows.map(showDocument),
    after: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null,
  };
}

function causeGiven(text: string): CauseId {
  const causeId = parseCauseId(text);
  if (causeId === null)
    throw badAnswer(
      'cause',
      'This is not the id of a hold.',
      'List the holds of the connection to see their ids.',
    );
  return causeId;
}

function showDocument(row: DocumentRow): DocumentAnswer {
  return {
    documentId: row.id,
    kind: row.kind,
    number: row.number,
    reference: row.reference,
    inYukiAs: referenceInYuki(row),
    date: row.date,
    dueDate: row.dueDate,
    customerCode: row.customerCode,
    currency: row.currency,
    gross: formatCents(row.grossCents),
    paid: formatCents(row.paidCents),
    state: row.state,
    causeId: row.causeId,
    flags: { ...row.flags },
    focusId: row.focusId,
    exportedAt: row.exportedAt?.toISOString() ?? null,
  };
}

/** One document with everything that happened to it. */
export async function document(
  tools: ConnectorTools,
  idText: string,
  documentText: string,
  language: Language = 'en',
): Promise<DocumentPageAnswer> {
  const connection = await knownConnection(tools, idText);
  const { id } = connection;
  const row = await knownDocument(tools, id, documentText);
  const [cause, attempts, withoutPdf] = await Promise.all([
    row.causeId === null ? null : getCause(tools.ledger, row.causeId),
    listAttempts(tools.ledger, row.id),
    withoutPdfOf(tools, id, row.id, language),
  ]);
  return {
    ...showDocument(row),
    cause:
      cause === null
        ? null
        : {
            ...showCause(cause.key, cause.shown, language),
            yukisWords: await openVendorText(tools.ledger, cause.id),
          },
    warnings: [...row.warnings],
    decision: row.decision,
    doubt: doubtOf(row, attempts),
    explanation: explanationOf(connection, row, attempts, { language, now: tools.now() }),
    withoutPdf,
    attempts: attempts.map((attempt) => ({
      attemptId: attempt.attemptId,
      state: attempt.state,
      claimedAt: attempt.claimedAt?.toISOString() ?? null,
      begunAt: attempt.begunAt?.toISOString() ?? null,
      answeredAt: attempt.answeredAt?.toISOString() ?? null,
      wireDeadline: attempt.wireDeadline?.toISOString() ?? null,
      verdict: attempt.verdict,
      pdfBytes: attempt.pdfBytes,
    })),
  };
}
