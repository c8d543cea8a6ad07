/** What was reported without stopping anything, and in words where the kind of finding has some of its own. */

import { reasonsWithoutPdf, type WithoutPdf } from '../domain/attachments.ts';
import { words, type Language } from '../domain/catalogue.ts';
import type { ConnectionId, DocumentId } from '../domain/ids.ts';
import { listFindings, type FindingRow } from '../ledger/findings.ts';
import { openJournalText } from '../ledger/journals.ts';
import type { DocumentPageAnswer } from './answers.ts';
import type { FindingAnswer } from './finding-answer.ts';
import { wordsOfFinding } from './finding-words.ts';
import { knownConnection } from './lookup.ts';
import type { ConnectorTools } from './tools.ts';

export async function findings(
  tools: ConnectorTools,
  idText: string,
  language: Language = 'en',
): Promise<FindingAnswer[]> {
  const { id } = await knownConnection(tools, idText);
  const answers: FindingAnswer[] = [];
  for (const row of await listFindings(tools.ledger, id, { open: true })) {
    const said = await yukiSaid(tools, id, row);
    const text = textOf(row, language);
    answers.push({
      kind: row.kind,
      documentId: row.documentId,
      at: row.reportedAt.toISOString(),
      params: { ...row.params },
      text: said === null ? text : `${text ?? ''} Yuki: “${said}”`.trim(),
    });
  }
  return answers;
}

/** Yuki's own words, where a finding is about what Yuki refused; null for others. */
async function yukiSaid(
  { ledger }: ConnectorTools,
  connectionId: ConnectionId,
  { kind, params }: FindingRow,
): Promise<string | null> {
  const { mark } = params;
  if (kind !== 'journalNotAccepted' || typeof mark !== 'string') return null;
  return openJournalText(ledger, connectionId, mark);
}

/** Why a document went or goes without its PDF; null when nothing is known against it. */
export async function withoutPdfOf(
  tools: ConnectorTools,
  connectionId: ConnectionId,
  documentId: DocumentId,
  language: Language,
): Promise<DocumentPageAnswer['withoutPdf']> {
  for (const row of await listFindings(tools.ledger, connectionId, { open: true, documentId })) {
    const why = reasonOf(row);
    if (why !== null) return { why, text: words(language, (catalogue) => catalogue.withoutPdf[why]) };
  }
  return null;
}

function textOf(row: FindingRow, language: Language): string | null {
  const why = reasonOf(row);
  if (why !== null) return words(language, (catalogue) => catalogue.withoutPdf[why]);
  const said = wordsOfFinding(row, language);
  return said === null ? null : `${said.what} ${said.how}`;
}

function reasonOf(row: FindingRow): WithoutPdf | null {
  if (row.kind !== 'withoutPdf') return null;
  return reasonsWithoutPdf.find((why) => why === row.params['why']) ?? null;
}
