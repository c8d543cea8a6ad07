/**
 * Settles attempts whose answer was kept but never judged, because the worker was lost in between: the answer
 * itself says what became of each document, so nothing has to be looked up or sent again (design 4).
 */

import type { Durations } from '../domain/durations.ts';
import { judgeImport } from '../domain/verdicts.ts';
import { answeredUnsettled, openAttempt } from '../ledger/attempts.ts';
import { readKeptAnswer } from '../yuki/sales.ts';
import { sparePdfs } from './attachments.ts';
import type { JoinedConnection } from './connection-record.ts';
import type { PreparedIdentity } from './prepare.ts';
import { settle } from './settle.ts';
import type { Tools } from './tools.ts';

/** More attempts than this are left to the next look. */
const attemptsAtOnce = 20;

/** Answers how many documents turned out to be exported. */
export async function settleLateAnswers(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
): Promise<number> {
  let accepted = 0;
  for (const { attemptId } of await answeredUnsettled(tools.ledger, connection.id, attemptsAtOnce)) {
    const attempt = await openAttempt(tools.ledger, attemptId);
    const answer = attempt?.answered == null ? null : readKeptAnswer(attempt.answered);
    if (attempt === null || answer === null) continue;
    const documents = attempt.sent.map(({ documentId, identity, pdfBytes }) => ({
      id: documentId,
      reference: identity.reference,
      identity: identity as PreparedIdentity,
      releasedCauseId: null,
      pdfBytes,
    }));
    const { verdicts } = judgeImport(
      documents.map(({ identity }) => identity),
      answer,
    );
    const claim = { attemptId, documents };
    const spared = await sparePdfs(tools, connection.id, claim, verdicts);
    const result = await settle(tools, connection, claim, spared, durations);
    if (result.kind === 'answered') accepted += result.accepted;
  }
  return accepted;
}
