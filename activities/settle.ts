/**
 * Gives every document of a message its own verdict: accepted, held for its cause, ready again, or doubtful. What a
 * refusal tells of documents that were not sent yet holds them too, without a call (S-32, S-34).
 */

import type { CauseFinding } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import type { AttemptId, CauseId, DocumentId, IsoDate } from '../domain/ids.ts';
import { blameAccount, type ReferenceVerdict } from '../domain/verdicts.ts';
import type { YukiAccount } from '../domain/yuki-records.ts';
import { settleAttempt, type Verdict as AttemptVerdict } from '../ledger/attempts.ts';
import { updateConnection } from '../ledger/connections.ts';
import { readAccounts } from '../ledger/master-data.ts';
import { report } from '../ledger/payments.ts';
import { holdAlike } from '../ledger/waiting.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../yuki/errors.ts';
import type { JoinedConnection } from './connection-record.ts';
import { OutOfCalls } from './failures.ts';
import type { SendResult } from './interface.ts';
import { readChartAgain } from './master-data.ts';
import type { PreparedIdentity } from './prepare.ts';
import type { Tools } from './tools.ts';
import type { YukiDesk } from './yuki-desk.ts';

/** What settling needs of an attempt. */
export interface SettlingClaim {
  readonly attemptId: AttemptId;
  readonly documents: readonly ClaimedDocument[];
}

export interface Claim extends SettlingClaim {
  readonly wireDeadline: Date;
  readonly backfill?: boolean;
  readonly documents: readonly (ClaimedDocument & { readonly fragment: string })[];
}

interface ClaimedDocument {
  readonly id: DocumentId;
  readonly reference: string;
  readonly releasedCauseId: CauseId | null;
  readonly identity: PreparedIdentity;
  /** How large the PDF is that it carries; null or left out when it goes without. */
  readonly pdfBytes?: number | null;
}

interface Refusal {
  readonly finding: CauseFinding;
  readonly document: ClaimedDocument;
}

/**
 * Writes the verdicts; a refusal that concerns the whole connection leaves its documents ready and is the result.
 * With `yuki` the chart is read again when a refusal blames an account without naming it (R-LINE-3).
 */
export async function settle(
  tools: Tools,
  connection: JoinedConnection,
  claim: SettlingClaim,
  verdicts: readonly ReferenceVerdict[],
  durations: Durations,
  yuki: YukiDesk | null = null,
): Promise<SendResult> {
  const chart = await chartFor(tools, connection, claim, verdicts, yuki);
  const now = tools.clock();
  const nextLookAt = new Date(now.getTime() + (durations.lookAgain[0] ?? 0));
  let blocked: (SendResult & { kind: 'blocked' }) | null = null;
  const refusals: Refusal[] = [];

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
        const finding = refine(verdict.cause, document.identity, chart.accounts);
        refusals.push({ finding, document });
        return {
          documentId: document.id,
          verdict: { kind: 'held', finding, vendorText: verdict.message },
        };
      }
    }
  });
  const outcome = await settleAttempt(tools.ledger, claim.attemptId, decisions, now);
  await learnClosedPeriod(tools, connection, refusals);
  const alike = await holdOthers(tools, connection, refusals);
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
    held: outcome.held + alike.held,
    untouched: outcome.ready,
    doubtful: outcome.doubtful,
    causes: [...new Set([...outcome.causes, ...alike.causes, ...chart.causes, ...leftCauses(claim)])],
  };
}

/** The chart by which accounts are blamed: as it is known, or read again when it blames nobody or several (R-LINE-3). */
async function chartFor(
  tools: Tools,
  connection: JoinedConnection,
  claim: SettlingClaim,
  verdicts: readonly ReferenceVerdict[],
  yuki: YukiDesk | null,
): Promise<{ accounts: readonly YukiAccount[]; causes: readonly CauseId[] }> {
  const accounts = await readAccounts(tools.ledger, connection.administrationId);
  const isUnclear = claim.documents.some(({ identity }, index) => {
    const verdict = verdicts[index]?.verdict;
    const blamesAccounts = verdict?.kind === 'refused' && verdict.cause.key === 'accounts-refused';
    return blamesAccounts && blameAccount(identity.accounts, accounts) === null;
  });
  if (!isUnclear || yuki === null) return { accounts, causes: [] };
  try {
    return await readChartAgain(tools, connection, yuki);
  } catch (error) {
    // The verdicts are what counts; without a new chart the cause is the document's set of accounts.
    const isOfYuki =
      error instanceof OutOfCalls ||
      error instanceof YukiFault ||
      error instanceof YukiUnreachable ||
      error instanceof YukiUnintelligible;
    if (!isOfYuki) throw error;
    return { accounts, causes: [] };
  }
}

/** E-3 names no account: the chart tells which one it is, if exactly one of the document's is to blame (R-LINE-3). */
function refine(
  finding: CauseFinding,
  identity: PreparedIdentity,
  chart: readonly YukiAccount[],
): CauseFinding {
  if (finding.key !== 'accounts-refused' && finding.key !== 'account-disabled') return finding;
  return blameAccount(identity.accounts, chart) ?? finding;
}

/** The latest date that a refusal names is remembered, so that older documents are held without a call (S-34). */
async function learnClosedPeriod(
  tools: Tools,
  connection: JoinedConnection,
  refusals: readonly Refusal[],
): Promise<void> {
  const dates = refusals.flatMap(({ finding }) => (finding.key === 'period-closed' ? [finding.subject] : []));
  if (dates.length === 0) return;
  const known = connection.learnedClosedBefore === null ? [] : [connection.learnedClosedBefore];
  const latest = [...known, ...dates].toSorted().at(-1) as IsoDate;
  await updateConnection(tools.ledger, connection.id, { learnedClosedBefore: latest }, tools.clock());
}

/** Holds what is ready and would be refused for the same cause. */
async function holdOthers(
  tools: Tools,
  connection: JoinedConnection,
  refusals: readonly Refusal[],
): Promise<{ held: number; causes: CauseId[] }> {
  const judged = new Set<string>();
  const causes: CauseId[] = [];
  let held = 0;
  for (const { finding, document } of refusals) {
    const { identity } = document;
    const sign = JSON.stringify([finding.key, finding.subject, identity.accounts, identity.vatCodes]);
    if (judged.has(sign)) continue;
    judged.add(sign);
    const joined = await holdAlike(tools.ledger, connection.id, finding, identity, tools.clock());
    if (joined === null) continue;
    held += joined.held;
    causes.push(joined.causeId);
  }
  return { held, causes };
}

/** Causes that had let documents of this message go, and now know more. */
function leftCauses(claim: SettlingClaim): CauseId[] {
  return claim.documents.flatMap(({ releasedCauseId }) =>
    releasedCauseId === null ? [] : [releasedCauseId],
  );
}
