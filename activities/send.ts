/**
 * Sends one message of prepared documents to Yuki and gives every document its own verdict. `sending` is written
 * before the call, the wire deadline is checked as the last thing before the bytes leave, and whatever is not
 * provably unsent or refused is doubtful (design 4, 5; style c).
 */

import { Context } from '@temporalio/activity';
import { largestMessage } from '../domain/batches.ts';
import type { CauseFinding } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import type { AttemptId, CauseId, DocumentId } from '../domain/ids.ts';
import {
  blameAccount,
  judgeFault,
  judgeImport,
  type ReferenceVerdict,
  type Verdict,
} from '../domain/verdicts.ts';
import {
  beginWire,
  claimForSending,
  failUnbegun,
  recordAnswer,
  settleAttempt,
  type Verdict as AttemptVerdict,
} from '../ledger/attempts.ts';
import { updateConnection } from '../ledger/connections.ts';
import { readAccounts } from '../ledger/master-data.ts';
import { report } from '../ledger/payments.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../yuki/errors.ts';
import { processSalesInvoices } from '../yuki/sales.ts';
import { joinedConnection, type JoinedConnection } from './connection-record.ts';
import { Blocked, OutOfCalls } from './failures.ts';
import type { Activities, SendResult } from './interface.ts';
import type { PreparedIdentity } from './prepare.ts';
import { codeRelations } from './relation-codes.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';
import { openYuki, type CallLane } from './yuki-desk.ts';

/** The permission to send had run out before the bytes left; nothing was sent. */
class TooLateToSend extends Error {
  override readonly name = 'TooLateToSend';
}

export function sendActivities(tools: Tools): Pick<Activities, 'sendToYuki'> {
  return {
    sendToYuki: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const coding = await codeRelations(tools, connection);
      const sent = await sendMessage(tools, connection, { documents: run.documents, lane: 'fresh' });
      const { result } = sent;
      await tally(tools, run, {
        yukiCalls: sent.calls + coding,
        batches: sent.calls > 0 ? 1 : 0,
        ...(result.kind === 'answered'
          ? { exported: result.accepted, held: result.held, doubtful: result.doubtful }
          : result.kind === 'outcomeUnknown'
            ? { doubtful: result.documents }
            : {}),
      });
      return result;
    },
  };
}

/** What settling needs of an attempt. */
export interface Claim {
  readonly attemptId: AttemptId;
  readonly wireDeadline: Date;
  readonly documents: readonly {
    readonly id: DocumentId;
    readonly reference: string;
    readonly fragment: string;
    readonly releasedCauseId: CauseId | null;
    readonly identity: PreparedIdentity;
  }[];
}

/** Claims, sends and settles one message; the only place that writes invoices to Yuki. */
export async function sendMessage(
  tools: Tools,
  connection: JoinedConnection,
  wanted: { documents: number; lane: CallLane; onlyDocument?: DocumentId },
): Promise<{ result: SendResult; calls: number }> {
  const durations = await durationsOf(tools);
  const now = tools.clock();
  const claim = (await claimForSending(
    tools.ledger,
    {
      connectionId: connection.id,
      maxDocuments: wanted.documents,
      maxBytes: largestMessage,
      wireDeadline: new Date(now.getTime() + durations.wireGrace),
      worker: tools.worker,
      ...(wanted.onlyDocument === undefined ? {} : { onlyDocumentId: wanted.onlyDocument }),
    },
    now,
  )) as Claim | null;
  if (claim === null) return { result: { kind: 'nothingReady' }, calls: 0 };

  // Heartbeats by timer: a lost worker is noticed long before the time-out of the call.
  const context = Context.current();
  const beating = setInterval(() => context.heartbeat(), 2000);
  try {
    return await sendClaim(tools, connection, durations, claim, wanted.lane);
  } finally {
    clearInterval(beating);
  }
}

async function sendClaim(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  claim: Claim,
  lane: CallLane,
): Promise<{ result: SendResult; calls: number }> {
  const yuki = await openYuki(tools, connection, durations, lane).catch(async (error: unknown) => {
    await failUnbegun(tools.ledger, claim.attemptId, tools.clock());
    throw error;
  });
  const bytes = claim.documents.reduce((sum, { fragment }) => sum + fragment.length, 0);
  let begun = false;
  const beforeBytes = async (): Promise<void> => {
    // A renewed session sends the same attempt a second time; the deadline still stands.
    const mayBegin = begun
      ? tools.clock().getTime() < claim.wireDeadline.getTime()
      : await beginWire(tools.ledger, claim.attemptId, tools.clock());
    if (!mayBegin) throw new TooLateToSend();
    begun = true;
  };
  try {
    const answer = await yuki.within(() =>
      processSalesInvoices(
        yuki.services,
        connection.administrationId,
        claim.documents.map(({ fragment }) => fragment),
        {
          beforeBytes,
          timeoutMs: durations.wireTimeout + Math.ceil(bytes / 1_000_000) * durations.wireTimeoutPerMegabyte,
        },
      ),
    );
    await recordAnswer(
      tools.ledger,
      claim.attemptId,
      { raw: answer.raw, outcome: 'answered' },
      tools.clock(),
    );
    const { verdicts } = judgeImport(
      claim.documents.map(({ identity }) => identity),
      answer,
    );
    return { result: await settle(tools, connection, claim, verdicts, durations), calls: yuki.callsMade() };
  } catch (error) {
    return {
      result: await judgeFailure(tools, connection, durations, claim, error, begun),
      calls: yuki.callsMade(),
    };
  }
}

/** What a failed call means for the documents in flight. */
async function judgeFailure(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  claim: Claim,
  error: unknown,
  begun: boolean,
): Promise<SendResult> {
  const documents = claim.documents.length;
  const all = (verdict: Verdict): ReferenceVerdict[] =>
    claim.documents.map(({ identity }) => ({ reference: identity.reference, verdict }));
  const certainlyUnsent =
    !begun ||
    error instanceof TooLateToSend ||
    (error instanceof YukiUnreachable && error.delivery === 'not-sent');

  if (error instanceof OutOfCalls) {
    await settle(tools, connection, claim, all({ kind: 'untouched' }), durations);
    return { kind: 'outOfCalls', waitMs: error.waitMs };
  }
  if (error instanceof YukiFault) {
    await recordAnswer(
      tools.ledger,
      claim.attemptId,
      { raw: error.faultString, outcome: 'fault' },
      tools.clock(),
    );
    const fault = judgeFault(
      error.faultString,
      claim.documents.map(({ identity }) => identity),
    );
    switch (fault.kind) {
      case 'connectionRefused':
        await settle(tools, connection, claim, all({ kind: 'untouched' }), durations);
        return { kind: 'blocked', cause: fault.cause, shown: '' };
      case 'sessionExpired':
        await settle(tools, connection, claim, all({ kind: 'untouched' }), durations);
        return { kind: 'blocked', cause: 'yuki-access', shown: '' };
      case 'messageRefused':
        if (fault.verdict !== null)
          return await settle(tools, connection, claim, all(fault.verdict), durations);
        await settle(tools, connection, claim, all({ kind: 'untouched' }), durations);
        return { kind: 'messageRefused', documents };
      case 'oneRefused':
      case 'unknown':
        await settle(tools, connection, claim, all({ kind: 'unknown' }), durations);
        return { kind: 'outcomeUnknown', documents, faulted: true };
    }
  }
  if (certainlyUnsent) {
    if (begun) await settle(tools, connection, claim, all({ kind: 'untouched' }), durations);
    else await failUnbegun(tools.ledger, claim.attemptId, tools.clock());
    if (error instanceof TooLateToSend)
      return {
        kind: 'answered',
        documents,
        accepted: 0,
        held: 0,
        untouched: documents,
        doubtful: 0,
        causes: [],
      };
    if (error instanceof YukiUnreachable) throw new Blocked('yuki-unreachable');
    throw error;
  }
  if (error instanceof YukiUnreachable || error instanceof YukiUnintelligible) {
    await recordAnswer(tools.ledger, claim.attemptId, { raw: '', outcome: 'unknown' }, tools.clock());
    await settle(tools, connection, claim, all({ kind: 'unknown' }), durations);
    return { kind: 'outcomeUnknown', documents };
  }
  // A mistake of ours after the bytes may have left: the attempt stays begun and becomes doubtful at its deadline.
  throw error;
}

/** Writes the verdicts; a refusal that concerns the whole connection leaves its documents ready and is the result. */
export async function settle(
  tools: Tools,
  connection: JoinedConnection,
  claim: Claim,
  verdicts: readonly ReferenceVerdict[],
  durations: Durations,
): Promise<SendResult> {
  const now = tools.clock();
  const nextLookAt = new Date(now.getTime() + (durations.lookAgain[0] ?? 0));
  const chart = await readAccounts(tools.ledger, connection.administrationId);
  let blocked: (SendResult & { kind: 'blocked' }) | null = null;
  let closedBefore: string | null = null;

  const decisions = claim.documents.map((document, index): AttemptVerdict => {
    const verdict = verdicts[index]?.verdict ?? { kind: 'unknown' };
    switch (verdict.kind) {
      case 'accepted':
      case 'acceptedNotProcessed':
        return { documentId: document.id, verdict: { kind: verdict.kind } };
      case 'untouched':
        return { documentId: document.id, verdict: { kind: 'ready' } };
      case 'unknown':
        return { documentId: document.id, verdict: { kind: 'doubtful', nextLookAt } };
      case 'taken':
        // A number that Yuki knows is compared with customer, date and amount before it counts as ours (E-9).
        return { documentId: document.id, verdict: { kind: 'taken', nextLookAt } };
      case 'connectionRefused':
        blocked = { kind: 'blocked', cause: verdict.cause, shown: '' };
        return { documentId: document.id, verdict: { kind: 'ready' } };
      case 'refused': {
        const refined = refine(verdict.cause, document.identity, chart);
        if (refined.key === 'period-closed') closedBefore = refined.subject;
        return {
          documentId: document.id,
          verdict: { kind: 'held', finding: refined, vendorText: verdict.message },
        };
      }
    }
  });
  const outcome = await settleAttempt(tools.ledger, claim.attemptId, decisions, now);
  if (closedBefore !== null)
    await updateConnection(tools.ledger, connection.id, { learnedClosedBefore: closedBefore }, now);
  for (const documentId of outcome.doubleAcceptance)
    await report(
      tools.ledger,
      { connectionId: connection.id, documentId, kind: 'doubleAcceptance', params: {} },
      now,
    );
  if (blocked !== null) return blocked;
  return {
    kind: 'answered',
    documents: claim.documents.length,
    accepted: outcome.accepted,
    held: outcome.held,
    untouched: outcome.ready,
    doubtful: outcome.doubtful,
    causes: [...new Set([...outcome.causes, ...leftCauses(claim)])],
  };
}

/** Causes that had let documents of this message go, and now know more. */
function leftCauses(claim: Claim): CauseId[] {
  return claim.documents.flatMap(({ releasedCauseId }) =>
    releasedCauseId === null ? [] : [releasedCauseId],
  );
}

/** E-3 names no account: the chart tells which one it is, if exactly one of the document's is to blame (R-LINE-3). */
function refine(
  finding: CauseFinding,
  identity: PreparedIdentity,
  chart: Parameters<typeof blameAccount>[1],
): CauseFinding {
  if (finding.key !== 'accounts-refused' && finding.key !== 'account-disabled') return finding;
  return blameAccount(identity.accounts, chart) ?? finding;
}
