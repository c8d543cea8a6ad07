/**
 * The Markdown that a stranger reads in the Temporal UI: what stands still, why, what to do, and what happens
 * by itself and when (design 3). Account codes, rates, dates, counts and document numbers only.
 */

import { causeFacts, describeCause, type Curer, type HoldCauseKey } from '../domain/causes.ts';
import type { ConnectionState, SyncProgress } from './messages.ts';

const curers: Record<Curer, string> = {
  focusUser: 'a user of Teamleader Focus',
  accountant: 'the accountant, in Yuki',
  administrator: 'the administrator of this connection',
  yuki: 'Yuki',
  developer: 'the operators of the connector',
  time: 'nobody; it passes',
};

export function describeCurer(curer: Curer): string {
  return curers[curer];
}

/** Moments are shown as Temporal's UI shows its own: in UTC. */
function showMoment(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')} UTC`;
}

export function connectionDetails(state: ConnectionState, heldDocuments: number): string {
  const held =
    heldDocuments === 0
      ? ''
      : `\n\n${heldDocuments} documents wait in holds: filter the list by \`ConnectionId\` and \`HoldCause\`.`;
  switch (state.kind) {
    case 'onboarding':
      return [
        '**Being set up.**',
        `Waiting for: \`${state.step}\`.`,
        state.problem === null ? '' : `**Why it stands:** ${state.problem}`,
        'What to do: answer in the console or with the CLI. Nothing is sent to Yuki before that.',
      ]
        .filter((line) => line !== '')
        .join('\n\n');
    case 'waiting':
      return (
        (state.nextSyncAt === null
          ? '**Active.** Automatic sync is off; send the signal `syncNow` to sync.'
          : `**Active.** Next sync at ${showMoment(state.nextSyncAt)}; send \`syncNow\` for one at once.`) +
        held
      );
    case 'syncing':
      return `**Syncing**, run ${state.runNumber} (${state.scope}). See the child workflow \`sync/…\` for its progress.${held}`;
    case 'paused': {
      const { what, how } = describeCause(state.cause, state.shown);
      const byItself =
        state.nextTryAt === null
          ? 'Nothing happens by itself: send the signal `retry` (or `resume`).'
          : `It is tried again by itself at ${showMoment(state.nextTryAt)}. To try now, send the signal \`retry\`.`;
      return [
        `**Paused** since ${showMoment(state.since)} (pause ${state.pauseNumber}, \`${state.cause}\`).`,
        `**What happened:** ${what}`,
        `**What to do:** ${how} Who: ${describeCurer(causeFacts(state.cause).curedBy)}.`,
        `**What happens by itself:** ${byItself} Nothing is lost: all documents wait where they are.${held}`,
      ].join('\n\n');
    }
    case 'stopped':
      return '**Stopped** by a cancellation. Credentials and records are kept; `resume` from console or CLI starts it again.';
    case 'disconnected':
      return '**Disconnected.** Nothing is sent or read any more. Connecting the same entity and administration again revives it.';
    case 'merged':
      return `**Joined into** \`connection/${state.into}\`, which already connects this entity and administration.`;
  }
}

export function syncDetails(progress: SyncProgress): string {
  return [
    `**${progress.step}**`,
    `found ${progress.found} · prepared ${progress.prepared} · exported ${progress.exported} · held ${progress.held} · ` +
      `doubtful ${progress.doubtful} · payments registered ${progress.paymentsRegistered}`,
  ].join('\n\n');
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
  const byItself =
    probe === 'never'
      ? 'Nothing: a person decides.'
      : `It looks again at ${showMoment(facts.nextLookAt)}, and whenever a sync shows that the cause is gone; then the documents leave by themselves.`;
  return [
    `**${facts.documents} documents wait** (\`${facts.cause}\`).`,
    `**What happened:** ${facts.what}`,
    `**What to do:** ${facts.how} Who: ${describeCurer(curedBy)}. Then send the signal \`retry\`.`,
    `**What happens by itself:** ${byItself} All other documents go on.`,
    `Documents: ${listed}${more}.`,
  ].join('\n\n');
}
