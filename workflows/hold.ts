/**
 * Keeps the documents that wait for one cause until it is gone or a person decides: the paused, resumable
 * step. The ledger says which documents wait; a signal only says «look». It ends only when nothing waits and
 * nothing was said since the look, with no await in between.
 */

import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  isCancellation,
  log,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { HoldLook, LookKind } from '../activities/interface.ts';
import { parseCauseId, parseConnectionId, type CauseId, type ConnectionId } from '../domain/ids.ts';
import { activitiesFor } from './activity-options.ts';
import { holdDetails } from './details.ts';
import * as messages from './messages.ts';
import type { HoldOrder, HoldOutcome, HoldState } from './messages.ts';
import { openPublisher } from './search-attributes.ts';

export async function hold(order: HoldOrder): Promise<HoldOutcome> {
  const desk = new HoldDesk(order);
  for (;;) {
    const look = desk.takeNews();
    const seen = await lookAt(desk, look);
    switch (seen.kind) {
      case 'cured':
        desk.enter({ kind: 'checkingAgain', documents: seen.documents });
        await desk.act.releaseDocuments(desk.ref());
        break;
      case 'beingChecked':
        desk.enter({ kind: 'checkingAgain', documents: seen.documents });
        await desk.nextWake(seen.lookAgainInMs);
        break;
      case 'stillWaiting':
        desk.waitFor(seen);
        await remindWhoCanCure(desk, seen.remindersMs);
        await desk.nextWake(seen.nextLookInMs);
        break;
      case 'nothingWaits':
        if (
          desk.hasNews() ||
          !(await desk.act.closeCause({ causeId: desk.causeId, ended: seen.ended })).closed
        )
          break;
        // Between the closing and this line documents may have come to the cause anew: they opened another.
        desk.enter({ kind: 'ended' });
        return { ended: seen.ended };
    }
    // What was said and not yet looked at would be lost with this run.
    if (!desk.hasNews() && desk.shouldRenew()) await continueAsNew<typeof hold>(desk.renewed());
  }
}

/** A look that fails has found out nothing; what the ledger alone can tell is told all the same. */
async function lookAt(desk: HoldDesk, look: LookKind): Promise<HoldLook> {
  try {
    return await desk.act.lookAtCause({ ...desk.ref(), look });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.warn('a look at the cause failed', { causeId: desk.causeId });
    return await desk.act.lookAtCause({ ...desk.ref(), look: 'news' });
  }
}

async function remindWhoCanCure(desk: HoldDesk, remindersMs: readonly number[]): Promise<void> {
  const due = desk.dueReminder(remindersMs);
  if (due === null) return;
  await desk.act.remindWhoCanCure({ ...desk.ref(), reminder: due });
}

class HoldDesk {
  readonly connectionId: ConnectionId;
  readonly causeId: CauseId;
  readonly act: ReturnType<typeof activitiesFor>;
  private state: HoldState = { kind: 'looking' };
  private news: LookKind | null = 'news';
  private wantsRenewal = false;
  private reminders: number;
  private readonly waitingSinceMs: number;
  private readonly publish = openPublisher();

  constructor(order: HoldOrder) {
    const connectionId = parseConnectionId(order.connectionId);
    const causeId = parseCauseId(order.causeId);
    if (connectionId === null || causeId === null)
      throw ApplicationFailure.nonRetryable(
        'A hold needs the id of a connection and of a cause.',
        'BadOrder',
      );
    this.connectionId = connectionId;
    this.causeId = causeId;
    this.act = activitiesFor(connectionId);
    this.reminders = order.carried?.reminders ?? 0;
    this.waitingSinceMs = order.carried?.waitingSinceMs ?? Date.now();
    this.listen();
    this.publish({ ConnectionId: connectionId });
    setCurrentDetails('**Looking at the cause.**');
  }

  ref(): { connectionId: ConnectionId; causeId: CauseId } {
    return { connectionId: this.connectionId, causeId: this.causeId };
  }

  /** Clears what was said, before the look, so that a later signal is never lost; answers what kind of look it asks for. */
  takeNews(): LookKind {
    const look = this.news ?? 'daily';
    this.news = null;
    return look;
  }

  hasNews(): boolean {
    return this.news !== null;
  }

  enter(state: HoldState): void {
    this.state = state;
    if (state.kind === 'checkingAgain')
      setCurrentDetails(
        `**Released:** ${state.documents} documents are checked again by the next sync. Nothing to do.`,
      );
    if (state.kind === 'ended') setCurrentDetails('**Over.** No document waits for this cause any more.');
    if (state.kind !== 'waiting') this.publish({ HeldDocuments: 0 });
  }

  waitFor(seen: HoldLook & { kind: 'stillWaiting' }): void {
    this.enter({
      kind: 'waiting',
      cause: seen.cause,
      documents: seen.documents,
      nextLookAt: seen.nextLookAt,
    });
    setCurrentDetails(holdDetails(seen));
    this.publish({ HoldCause: seen.cause, HeldDocuments: seen.documents });
  }

  /** Waits for something said or for the given time. */
  async nextWake(waitMs: number): Promise<void> {
    await condition(() => this.hasNews() || this.wantsRenewal, Math.max(waitMs, 1), {
      summary: 'until the next look by itself',
    });
  }

  /** The number of the reminder that is due, each once; null when none is. */
  dueReminder(remindersMs: readonly number[]): number | null {
    const next = remindersMs[this.reminders];
    if (next === undefined || Date.now() - this.waitingSinceMs < next) return null;
    this.reminders += 1;
    return this.reminders;
  }

  shouldRenew(): boolean {
    return (this.wantsRenewal || workflowInfo().continueAsNewSuggested) && allHandlersFinished();
  }

  renewed(): HoldOrder {
    const { reminders, waitingSinceMs } = this;
    return { ...this.ref(), carried: { schema: 1, reminders, waitingSinceMs } };
  }

  private listen(): void {
    setHandler(messages.retry, () => void (this.news = 'person'), {
      description: 'The cause is cured (or the data in Focus is corrected): look now and send what waits.',
    });
    setHandler(messages.changed, () => void (this.news ??= 'news'), {
      description: 'From our own code: documents joined or left, or the cause may be gone.',
    });
    setHandler(messages.refresh, () => void (this.wantsRenewal = true), {
      description: 'Start a fresh history with the same state (after a deploy).',
    });
    setDefaultSignalHandler((name) => log.warn('unknown signal dropped', { name }));
    setHandler(messages.holdStatus, () => this.state, { description: 'What this hold waits for.' });
  }
}
