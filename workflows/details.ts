/**
 * The Markdown that a stranger reads in the Temporal UI: what stands still, why, what to do, and what happens
 * by itself and when (design 3). Account codes, rates, dates, counts and document numbers only.
 */

import type { Backlog } from '../activities/interface.ts';
import { describeCause, describeCurer } from '../domain/cause-texts.ts';
import { causeFacts, type HoldCauseKey } from '../domain/causes.ts';
import type { ConnectionState, SyncProgress } from './messages.ts';

/** Moments are shown as Temporal's UI shows its own: in UTC. */
function showMoment(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * The UI measures the frame for the text some pixels too small and cuts off the lowest line (2.42.1), so the last
 * paragraph is one of a single space that does not break.
 */
function paragraphs(texts: readonly string[]): string {
  return [...texts.filter((text) => text !== ''), '\u00a0'].join('\n\n');
}

export function connectionDetails(
  state: ConnectionState,
  heldDocuments: number,
  backfill: Backfill | null = null,
): string {
  const held =
    heldDocuments === 0
      ? ''
      : `**Elsewhere:** ${documentsWait(heldDocuments)} for causes of their own: see the executions of type \`hold\` with this \`ConnectionId\`.`;
  switch (state.kind) {
    case 'onboarding':
      return paragraphs([
        '**Being set up.**',
        `**Waiting for:** the answer to \`${state.step}\`.`,
        state.problem === null ? '' : `**Why it stands:** ${state.problem}`,
        '**What to do:** Answer in the console or with the CLI.',
        '**What happens by itself:** Nothing is sent to Yuki before that.',
      ]);
    case 'waiting':
      return paragraphs([
        '**Active.**',
        state.nextSyncAt === null
          ? '**How it goes on:** Automatic sync is off. To sync, send the signal `syncNow`.'
          : `**How it goes on:** The next sync is at ${showMoment(state.nextSyncAt)}. For one at once, send the signal \`syncNow\`.`,
        backfill === null ? '' : backfillDetails(backfill),
        held,
      ]);
    case 'syncing':
      return paragraphs([
        state.scope === 'dryRun'
          ? `**Dry run**, run ${state.runNumber}: it looks at what a sync would do. **Nothing is sent.**`
          : `**Syncing**, run ${state.runNumber} (${state.scope}). Its progress stands in the child workflow \`sync/…\`.`,
        backfill === null ? '' : backfillDetails(backfill),
        held,
      ]);
    case 'paused': {
      const { what, how } = describeCause(state.cause, state.shown);
      return paragraphs([
        `**Paused** since ${showMoment(state.since)} (pause ${state.pauseNumber}, \`${state.cause}\`).`,
        `**What happened:** ${what}`,
        `**What to do:** ${how}`,
        `**Who:** ${describeCurer(causeFacts(state.cause).curedBy)}.`,
        whatThen(state),
        '**Nothing is lost:** all documents wait where they are.',
        held,
      ]);
    }
    case 'stopped':
      return '**Stopped** by a cancellation. Credentials and records are kept; `resume` from console or CLI starts it again.';
    case 'disconnected':
      return '**Disconnected.** Nothing is sent or read any more. Connecting the same entity and administration again revives it.';
    case 'merged':
      return `**Joined into** \`connection/${state.into}\`, which already connects this entity and administration.`;
  }
}

/** How it goes on: a person's pause ends by `resume`, everything else by `retry` or by itself. */
function whatThen(state: ConnectionState & { kind: 'paused' }): string {
  if (state.cause === 'paused-by-person')
    return '**How it goes on:** Send the signal `resume`. Nothing happens by itself.';
  if (state.nextTryAt === null)
    return '**How it goes on:** Send the signal `retry`. Nothing happens by itself.';
  return `**How it goes on:** By itself at ${showMoment(state.nextTryAt)}, or at once when you send the signal \`retry\`.`;
}

type Backfill = Backlog & { readonly notBeforeMs?: number };

/** How much of a backfill is left, from when on it goes on, and when it will have ended. */
function backfillDetails({ left, endsAt, notBeforeMs }: Backfill): string {
  const end =
    endsAt === null ? 'When it ends cannot be said' : `It will have ended at about ${showMoment(endsAt)}`;
  const goesOn =
    notBeforeMs === undefined || notBeforeMs <= Date.now()
      ? ''
      : ` It goes on at ${showMoment(new Date(notBeforeMs).toISOString())}, with the next calls to Yuki.`;
  const documents = left === 1 ? '1 document is' : `${left} documents are`;
  return `**Backfill:** ${documents} left. ${end}.${goesOn} Payments, fresh documents and people go first.`;
}

function documentsWait(count: number): string {
  return count === 1 ? '1 document waits' : `${count} documents wait`;
}

export function syncDetails(progress: SyncProgress): string {
  return paragraphs([
    `**${progress.step}**`,
    `found ${progress.found} · prepared ${progress.prepared} · exported ${progress.exported} · held ${progress.held} · ` +
      `doubtful ${progress.doubtful} · payments registered ${progress.paymentsRegistered}`,
    progress.backlog === undefined ? '' : backfillDetails(progress.backlog),
  ]);
}

export interface HoldFacts {
  readonly cause: HoldCauseKey;
  readonly what: string;
  readonly how: string;
  readonly documents: number;
  readonly numbers: readonly string[];
  readonly nextLookAt: string;
}

export function holdDetails(facts: HoldFacts): string {
  const listed = facts.numbers.map((number) => `\`${number}\``).join(', ');
  const more =
    facts.documents > facts.numbers.length ? `, and ${facts.documents - facts.numbers.length} more` : '';
  const { curedBy, probe } = causeFacts(facts.cause);
  const thenWhat =
    probe === 'never'
      ? '**How it goes on:** Send the signal `retry`. Nothing happens by itself: a person decides.'
      : `**How it goes on:** Once it is cured, send the signal \`retry\` and the documents leave. By itself it looks at ${showMoment(facts.nextLookAt)}, and whenever a sync shows that the cause is gone.`;
  return paragraphs([
    `**${documentsWait(facts.documents)}** (\`${facts.cause}\`): ${listed}${more}.`,
    `**What happened:** ${facts.what}`,
    `**What to do:** ${facts.how}`,
    `**Who:** ${describeCurer(curedBy)}.`,
    thenWhat,
    '**Meanwhile:** All other documents go on.',
  ]);
}
