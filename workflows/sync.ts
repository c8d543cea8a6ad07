/**
 * One run of a connection: refresh Yuki's accounts and VAT codes, carry payments back, discover documents, prepare
 * them customers first, send them in batches, and look up what became doubtful. Bounded: what does not fit answers
 * `more`. Started by a person with only a connection id, it is a door that asks the connection for a run.
 */

import { condition, isCancellation, setCurrentDetails, setHandler, sleep } from '@temporalio/workflow';
import type {
  Backlog,
  LookUpResult,
  PaymentsReading,
  PreparePage,
  SendResult,
} from '../activities/interface.ts';
import { afterRefusedMessage, afterVerdicts, firstPlan, type BatchPlan } from '../domain/batches.ts';
import type { CauseId, ConnectionId } from '../domain/ids.ts';
import { activitiesFor } from './activity-options.ts';
import { syncDetails } from './details.ts';
import {
  progress as progressQuery,
  stepAside,
  type DoorOutcome,
  type SyncOrder,
  type SyncOutcome,
  type SyncProgress,
} from './messages.ts';
import { openPublisher } from './search-attributes.ts';
import { carryMoney } from './money.ts';
import { askForRun, disbelieved, endingOf, hasLongHistory } from './run-ends.ts';
import { attemptWrite, giveUpAfter } from './writes.ts';

/** Two of the largest messages: shorter pages would cost a backfill a third more events. */
const preparePage = 200;
const longestSleepMs = 60_000;
/** More looks than this in one run prove nothing that the next run could not. */
const looksPerRun = 8;

export async function sync(order: SyncOrder): Promise<SyncOutcome | DoorOutcome> {
  openPublisher()({ ConnectionId: order.connectionId });
  if (order.runNumber === undefined) return await askForRun(order.connectionId as ConnectionId);
  const run = new Run(order.connectionId as ConnectionId, order.runNumber, order);
  try {
    return await run.toItsEnd();
  } catch (error) {
    if (isCancellation(error)) return { kind: 'cancelled' };
    const ending = endingOf(error);
    if (ending === null) throw error;
    return ending;
  }
}

class Run {
  private readonly counts = {
    found: 0,
    prepared: 0,
    exported: 0,
    held: 0,
    doubtful: 0,
    paymentsRegistered: 0,
  };
  private unknownInARow = 0;
  private lostInARow = 0;
  /** What is left of the backfill, as the last page of one said; null when none was met. */
  private backlog: Backlog | null = null;
  private stepsAside = false;
  /** Whether Focus's lists were walked through to their end; a slice leaves that to the runs between. */
  private hasDiscovered: boolean;
  private step = 'starting';
  private endsAtMs = Number.POSITIVE_INFINITY;
  private plan: BatchPlan;
  private readonly connectionId: ConnectionId;
  private readonly runNumber: number;
  private readonly order: SyncOrder;
  private readonly act: ReturnType<typeof activitiesFor>;

  constructor(connectionId: ConnectionId, runNumber: number, order: SyncOrder) {
    this.connectionId = connectionId;
    this.runNumber = runNumber;
    this.order = order;
    this.act = activitiesFor(connectionId);
    this.plan = firstPlan(order.careful === true);
    this.hasDiscovered = this.isSlice();
    setHandler(progressQuery, () => this.progress(), { description: 'How far this run is.' });
    setHandler(stepAside, () => void (this.stepsAside = true), {
      description: 'From the connection: something more urgent than a backfill waits.',
    });
  }

  async toItsEnd(): Promise<SyncOutcome> {
    const { scope = 'all', lastKnownRun = 0, asked = false } = this.order;
    this.enter('opening the run');
    const opening = await this.act.openRun({ ...this.ref(), scope, lastKnownRun, asked });
    if (opening.kind === 'ledgerBehind') return { kind: 'blocked', cause: 'ledger-behind', shown: '' };
    // The connection was reset to before this number was used; it learns of the later runs when this one is closed.
    if (opening.kind === 'behind') return { kind: 'more' };
    this.endsAtMs = Date.now() + opening.waits.runBoundMs;
    // A slice of a backfill follows a run that has read the lists and discovered.
    if (scope === 'backfill')
      return opening.mayExport === false ? { kind: 'done' } : await this.exportDocuments();

    // A poll is one question to Yuki; whatever is doubtful or due waits for a run that exports.
    if (scope === 'payments') return (await this.carryPaymentsBack()) ?? { kind: 'done' };
    this.enter('refreshing ledger accounts and VAT codes');
    await this.tellHolds((await this.act.refreshMasterData(this.ref())).causes);
    await this.resolveDoubtful(1);
    if (scope === 'dryRun' || opening.mayExport === false) return await this.prepareOnly();
    const payments = await this.carryPaymentsBack();
    if (payments !== null) return payments;
    await this.discover();
    return await this.exportDocuments();
  }

  /** Reads what is settled in Yuki and registers it in Focus; null when the run may go on. */
  private async carryPaymentsBack(): Promise<SyncOutcome | null> {
    const reading = await this.readOpenItems();
    if (!reading.plausible) return disbelieved(reading);
    await carryMoney(
      {
        act: this.act,
        ref: this.ref(),
        enter: (step) => this.enter(step),
        registered: (payments) => void (this.counts.paymentsRegistered += payments),
        waitFor: (waitMs) => this.waitFor(waitMs),
        isOver: () => this.isOver(),
      },
      reading,
    );
    return null;
  }

  private async readOpenItems(): Promise<PaymentsReading> {
    this.enter('reading open items in Yuki');
    const reading = await this.act.readYukiPayments(this.ref());
    await this.tellHolds(reading.causes);
    return reading;
  }

  /**
   * The dry run, and every run before the first sync: everything up to the sending, and nothing that is registered.
   * What is prepared here leaves with the first sync as it is, unless it changes in Focus (design 6.1).
   */
  private async prepareOnly(): Promise<SyncOutcome> {
    const reading = await this.readOpenItems();
    if (!reading.plausible) return disbelieved(reading);
    await this.discover();
    for (let left = true; left;) {
      if (this.isOver()) return { kind: 'more' };
      const page = await this.preparePage();
      left = page.left;
      if (left) await this.waitFor(page.waitMs);
    }
    return { kind: 'done' };
  }

  private async preparePage(): Promise<PreparePage> {
    this.enter('preparing documents, customers first');
    const page = await this.act.prepareDocuments({ ...this.ref(), limit: preparePage });
    this.counts.prepared += page.prepared;
    this.counts.held += page.held;
    await this.tellHolds(page.causes);
    return page;
  }

  private async discover(): Promise<void> {
    this.enter('discovering documents in Focus');
    for (let done = false; !done && !this.isOver();) {
      const page = await this.act.discoverDocuments(this.ref());
      this.counts.found += page.found + page.changed;
      done = page.done;
      this.hasDiscovered = done;
      await this.tellHolds(page.causes);
      await this.waitFor(page.waitMs);
    }
  }

  private async exportDocuments(): Promise<SyncOutcome> {
    for (;;) {
      const page = await this.preparePage();
      this.backlog = page.backlog ?? null;
      const ended = await this.sendAll();
      if (ended !== null) return ended;
      if (!page.left) break;
      if (this.isOver() || this.leavesTheRest()) return this.more();
      await this.waitFor(page.waitMs);
    }
    this.backlog = null;
    await this.resolveDoubtful(looksPerRun);
    // What a look-up proved absent is ready again and leaves in this run.
    return (await this.sendAll()) ?? { kind: 'done' };
  }

  /** Sends what is prepared, batch by batch; null when nothing is ready any more. */
  private async sendAll(): Promise<SyncOutcome | null> {
    for (;;) {
      if (this.isOver()) return this.more();
      this.enter('sending to Yuki');
      const sent = await this.sendBatch();
      switch (sent.kind) {
        case 'nothingReady':
          return null;
        case 'outOfCalls':
          return sent;
        case 'blocked':
          return { kind: 'blocked', cause: sent.cause, shown: sent.shown };
        case 'messageRefused':
          this.plan = afterRefusedMessage(sent.documents);
          break;
        case 'outcomeUnknown':
          this.counts.doubtful += sent.documents;
          await this.resolveDoubtful(looksPerRun);
          this.halveAfterUnknown(sent);
          break;
        case 'answered':
          this.unknownInARow = 0;
          this.lostInARow = 0;
          this.plan = afterVerdicts(this.plan, sent.documents - sent.untouched, sent.untouched);
          this.counts.exported += sent.accepted;
          this.counts.held += sent.held;
          this.counts.doubtful += sent.doubtful;
          await this.tellHolds(sent.causes);
          break;
      }
    }
  }

  /**
   * The same message again would end the same way: after a fault that blames no document by name, or after the
   * second lost answer in a row, what was proved absent leaves in halves.
   */
  private halveAfterUnknown({ documents, faulted = false }: SendResult & { kind: 'outcomeUnknown' }): void {
    this.unknownInARow += 1;
    this.lostInARow = documents === 0 ? this.lostInARow + 1 : 0;
    giveUpAfter(this.lostInARow);
    if (documents > 0 && (faulted || this.unknownInARow > 1)) this.plan = afterRefusedMessage(documents);
  }

  private async sendBatch(): Promise<SendResult> {
    const lost = { kind: 'outcomeUnknown' as const, documents: 0 };
    return await attemptWrite(() => this.act.sendToYuki({ ...this.ref(), documents: this.plan.size }), lost);
  }

  /** Looks doubtful documents up, with growing waits, before anything of them may be sent again. */
  private async resolveDoubtful(looks: number): Promise<void> {
    for (let look = 0; look < looks; look += 1) {
      this.enter('looking doubtful documents up in Yuki');
      const seen: LookUpResult = await this.act.lookUpDoubtful(this.ref());
      this.counts.exported += seen.exported;
      await this.tellHolds(seen.causes);
      if (seen.nextLookInMs === null || look === looks - 1 || this.isOver()) return;
      await this.waitFor(seen.nextLookInMs);
    }
  }

  private async tellHolds(causes: readonly CauseId[]): Promise<void> {
    if (causes.length > 0) await this.act.wakeHolds({ connectionId: this.connectionId, causes });
  }

  private async waitFor(waitMs: number): Promise<void> {
    if (waitMs <= 0) return;
    const wait = Math.min(waitMs, longestSleepMs);
    if (this.isSlice()) await condition(() => this.stepsAside, wait, { summary: this.step });
    else await sleep(wait, { summary: this.step });
  }

  private isOver(): boolean {
    return this.stepsAside || hasLongHistory() || Date.now() >= this.endsAtMs;
  }

  /** Whether this run is for a backfill alone. */
  private isSlice(): boolean {
    return this.order.scope === 'backfill';
  }

  /** A run for everything takes one page of a backfill; the rest is for slices, between which others come first. */
  private leavesTheRest(): boolean {
    return this.backlog !== null && !this.isSlice();
  }

  private more(): SyncOutcome {
    const left = this.backlog ?? (this.isSlice() ? { left: 0, endsAt: null } : null);
    return left === null || !this.hasDiscovered ? { kind: 'more' } : { kind: 'more', backlog: left };
  }

  private enter(step: string): void {
    this.step = step;
    setCurrentDetails(syncDetails(this.progress()));
  }

  private progress(): SyncProgress {
    const backlog = this.backlog === null ? {} : { backlog: this.backlog };
    return { step: this.step, ...this.counts, ...backlog };
  }

  private ref(): { connectionId: ConnectionId; runNumber: number } {
    return { connectionId: this.connectionId, runNumber: this.runNumber };
  }
}
