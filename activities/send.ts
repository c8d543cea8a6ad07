/**
 * Sends one message of prepared documents to Yuki and gives every document its own verdict. `sending` is written
 * before the call, the wire deadline is checked as the last thing before the bytes leave, and whatever is not
 * provably unsent or refused is doubtful (design 4, 5; style c).
 */

import { largestMessage } from '../domain/batches.ts';
import type { Durations } from '../domain/durations.ts';
import type { DocumentId } from '../domain/ids.ts';
import { judgeFault, judgeImport, type ReferenceVerdict, type Verdict } from '../domain/verdicts.ts';
import { beginWire, claimForSending, failUnbegun, recordAnswer } from '../ledger/attempts.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../yuki/errors.ts';
import { processSalesInvoices } from '../yuki/sales.ts';
import { gatherPdfs, sparePdfs, withPdfs, type Gathered } from './attachments.ts';
import { readBacklog } from './backlog.ts';
import { exportsNothingYet, joinedConnection, type JoinedConnection } from './connection-record.ts';
import { Blocked, blockedBy, OutOfCalls } from './failures.ts';
import { startHeartbeats } from './heartbeats.ts';
import type { Activities, SendResult } from './interface.ts';
import { openShelf, type PdfShelf } from './pdf-shelf.ts';
import { codeRelations } from './relation-codes.ts';
import { tally } from './runs.ts';
import { isSecondExporterSuspected } from './second-exporter.ts';
import { settle, type Claim } from './settle.ts';
import { durationsOf, type Tools } from './tools.ts';
import { TooLate } from './wire-deadline.ts';
import { openYuki, type CallLane, type YukiDesk } from './yuki-desk.ts';

export function sendActivities(tools: Tools): Pick<Activities, 'sendToYuki'> {
  const shelf = openShelf();
  return {
    sendToYuki: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      if (await isSecondExporterSuspected(tools, connection.id))
        return { kind: 'blocked', cause: 'second-exporter', shown: '' };
      const wanted = { documents: run.documents, shelf };
      const { result, calls, coding, focusRequests } = await sendMessage(tools, connection, wanted);
      await tally(tools, run, {
        yukiCalls: calls + coding,
        focusRequests,
        batches: calls > 0 ? 1 : 0,
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

interface Wanted {
  readonly documents: number;
  /** By whether it is a backfill, unless it is said. */
  readonly lane?: CallLane;
  readonly onlyDocument?: DocumentId;
  /** Where fetched PDFs wait between two messages; absent for a probe. */
  readonly shelf?: PdfShelf;
}

interface Sent {
  readonly result: SendResult;
  /** Calls for the message. */
  readonly calls: number;
  readonly focusRequests: number;
}

const nothingReady: Sent = { result: { kind: 'nothingReady' }, calls: 0, focusRequests: 0 };

/**
 * Gives adopted relations their codes, then claims, sends and settles one message; the only place that writes
 * invoices to Yuki. `coding`: the calls that the codes took, mostly none.
 */
export async function sendMessage(
  tools: Tools,
  connection: JoinedConnection,
  wanted: Wanted,
): Promise<Sent & { readonly coding: number }> {
  if (exportsNothingYet(connection)) return { ...nothingReady, coding: 0 };
  const { calls: coding, stopped } = await codeRelations(tools, connection, wanted);
  if (stopped === null) return { ...(await sendPrepared(tools, connection, wanted)), coding };
  if (stopped instanceof OutOfCalls)
    return { ...nothingReady, result: await outOfCalls(tools, connection, stopped), coding };
  // Nothing of the message was sent, and which of the relations have their code shows the next look.
  const blocked = blockedBy(stopped) ?? (isYukis(stopped) ? new Blocked('yuki-unreachable') : null);
  if (blocked === null) throw stopped;
  const { pauseCause: cause, shown } = blocked;
  return { ...nothingReady, result: { kind: 'blocked', cause, shown }, coding };
}

function isYukis(error: unknown): boolean {
  return (
    error instanceof YukiFault || error instanceof YukiUnreachable || error instanceof YukiUnintelligible
  );
}

async function sendPrepared(tools: Tools, connection: JoinedConnection, wanted: Wanted): Promise<Sent> {
  const durations = await durationsOf(tools);
  // Heartbeats by timer: a lost worker is noticed long before the time-out of the call.
  const stopBeating = startHeartbeats();
  try {
    // Before the claim: while PDFs are fetched nothing is on its way, and no deadline runs.
    const gathered = await gatherPdfs(tools, connection, durations, wanted);
    const claim = await claimMessage(tools, connection, durations, wanted, gathered);
    if (claim === null) return { ...nothingReady, focusRequests: gathered?.focusRequests ?? 0 };
    const lane = wanted.lane ?? (claim.backfill === true ? 'backfill' : 'fresh');
    const sent = await sendClaim(tools, connection, durations, claim, lane);
    return { ...sent, focusRequests: gathered?.focusRequests ?? 0 };
  } finally {
    stopBeating();
  }
}

async function claimMessage(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  wanted: { documents: number; onlyDocument?: DocumentId },
  gathered: Gathered | null,
): Promise<Claim | null> {
  const now = tools.clock();
  const only = gathered?.documents ?? (wanted.onlyDocument === undefined ? null : [wanted.onlyDocument]);
  if (only?.length === 0) return null;
  const claim = (await claimForSending(
    tools.ledger,
    {
      connectionId: connection.id,
      maxDocuments: wanted.documents,
      maxBytes: largestMessage,
      wireDeadline: new Date(now.getTime() + durations.wireGrace),
      worker: tools.worker,
      ...(only === null ? {} : { only }),
    },
    now,
  )) as Claim | null;
  return claim === null ? null : await withPdfs(tools, connection.id, claim, gathered);
}

async function sendClaim(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  claim: Claim,
  lane: CallLane,
): Promise<Omit<Sent, 'focusRequests'>> {
  const yuki = await openYuki(tools, connection, durations, lane).catch(async (error: unknown) => {
    await failUnbegun(tools.ledger, claim.attemptId, tools.clock());
    throw error;
  });
  const bytes = claim.documents.reduce((sum, { fragment }) => sum + fragment.length, 0);
  let begun = false;
  const beforeBytes = async (): Promise<void> => {
    // A renewed session sends the same attempt a second time; the deadline still stands.
    const isOpen = begun || (await beginWire(tools.ledger, claim.attemptId, tools.clock()));
    // A worker that was frozen over the question has an answer from before its deadline, and wakes after it.
    const mayBegin = isOpen && tools.clock().getTime() < claim.wireDeadline.getTime();
    begun ||= isOpen;
    if (!mayBegin) throw new TooLate();
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
    const spared = await sparePdfs(tools, connection.id, claim, verdicts);
    const result = await settle(tools, connection, claim, spared, durations, yuki);
    return { result, calls: yuki.callsMade() };
  } catch (error) {
    return {
      result: await judgeFailure(tools, connection, durations, claim, error, begun, yuki),
      calls: yuki.callsMade(),
    };
  }
}

async function outOfCalls(
  tools: Tools,
  connection: JoinedConnection,
  { waitMs, backfillOnly }: OutOfCalls,
): Promise<SendResult> {
  const backlog = backfillOnly ? { backlog: await readBacklog(tools, connection) } : {};
  return { kind: 'outOfCalls', waitMs, ...backlog };
}

/** What a failed call means for the documents in flight. */
async function judgeFailure(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  claim: Claim,
  error: unknown,
  begun: boolean,
  yuki: YukiDesk,
): Promise<SendResult> {
  const documents = claim.documents.length;
  const all = (verdict: Verdict): ReferenceVerdict[] =>
    claim.documents.map(({ identity }) => ({ reference: identity.reference, verdict }));
  const certainlyUnsent =
    !begun || error instanceof TooLate || (error instanceof YukiUnreachable && error.delivery === 'not-sent');

  if (error instanceof OutOfCalls) {
    await settle(tools, connection, claim, all({ kind: 'untouched' }), durations);
    return await outOfCalls(tools, connection, error);
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
        if (fault.verdict !== null) {
          const spared = await sparePdfs(tools, connection.id, claim, all(fault.verdict));
          return await settle(tools, connection, claim, spared, durations, yuki);
        }
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
    if (error instanceof TooLate)
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
