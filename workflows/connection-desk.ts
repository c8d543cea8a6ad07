/**
 * What a connection knows and has been told: its state as one union, the wishes that messages recorded, and
 * what is due next. Handlers only record here; `connection.ts` acts.
 */

import {
  allHandlersFinished,
  condition,
  log,
  patched,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ConnectionId } from '../domain/ids.ts';
import { freshPace, takeNudge } from '../domain/nudges.ts';
import type { ConnectionStanding } from '../activities/interface.ts';
import { activitiesFor } from './activity-options.ts';
import { listenToUpdates } from './connection-updates.ts';
import { connectionDetails } from './details.ts';
import * as messages from './messages.ts';
import type { CarriedConnection, ConnectionOrder, ConnectionState, SyncScope } from './messages.ts';
import { refuseUnlessActive } from './refusals.ts';
import { openPublisher } from './search-attributes.ts';
import {
  carryWishes,
  isPast,
  nextRun,
  noWishes,
  restoreWishes,
  runsBefore,
  wishDryRun,
  wishSync,
  type DueThing,
  type NextDue,
} from './wishes.ts';

export class ConnectionDesk {
  readonly connectionId: ConnectionId;
  readonly act: ReturnType<typeof activitiesFor>;
  state: ConnectionState = { kind: 'onboarding', step: 'checking', problem: null };
  pauseNumber = 0;
  lastRunNumber = 0;
  /** How often the present obstacle has been tried again, to stretch the intervals. */
  probes = 0;
  /** Runs in a row that ended by termination, time-out or failure. */
  badRuns = 0;
  heldDocuments = 0;
  /** The run that an obstacle or a person's pause ended was a dry run: it is what goes on afterwards, not a sync. */
  pausedInDryRun = false;
  /** While answers are looked at, the ledger may say «active» a moment before this workflow does. */
  looksAtAnswers = false;
  /** Whether the onboarding is over, as the ledger last said; a pause may come before. */
  isSetUp = false;
  waits: ConnectionStanding['waits'] | null = null;
  readonly wishes = noWishes();
  /** A backfill that is under way, and the workflow time from which it may go on; null for none. */
  backfill: NonNullable<CarriedConnection['backfill']> | null = null;
  /** Workflow time at which a doubtful document may be looked up again; null when there is none. */
  lookUpAtMs: number | null = null;
  /** Workflow time of the next poll of payments; null when the syncs are enough. */
  private pollAtMs: number | null = null;
  /** Workflow time at which news that are being gathered start a run; null when there are none. */
  private newsAtMs: number | null = null;
  private newsPace = freshPace;
  /** What comes next was brought forward while it was waited for. */
  private isDueSooner = false;
  /** Workflow time of the next thing that comes by itself; null for none. */
  private dueAtMs: number | null = null;
  /** The same without the next slice of a backfill. */
  private scheduledAtMs: number | null = null;
  private readonly startedAtMs = Date.now();
  private yukiDomain: string | null = null;
  private readonly publish = openPublisher();

  constructor(order: ConnectionOrder) {
    this.connectionId = order.connectionId as ConnectionId;
    this.act = activitiesFor(order.connectionId);
    if (order.carried) this.restore(order.carried);
    this.listen();
    this.show();
  }

  /** Enters a state and shows it; `dueInMs` is when something happens by itself, null for never. */
  enter(state: ConnectionState, dueInMs: number | null): void {
    this.state = state;
    this.looksAtAnswers = false;
    this.dueAtMs = dueInMs === null ? null : Date.now() + dueInMs;
    this.show();
  }

  /** Waits for the next run: at its time, or sooner to look a doubtful document up. */
  wait(next: NextDue): void {
    const lookUpInMs = this.lookUpAtMs === null ? null : Math.max(0, this.lookUpAtMs - Date.now());
    const waits = [next.nextSyncInMs, lookUpInMs].filter((wait) => wait !== null);
    this.scheduledAtMs = waits.length === 0 ? null : Date.now() + Math.min(...waits);
    this.pollAtMs = typeof next.nextPollInMs === 'number' ? Date.now() + next.nextPollInMs : null;
    for (const atMs of [this.pollAtMs, this.newsAtMs])
      if (atMs !== null) waits.push(Math.max(0, atMs - Date.now()));
    if (this.backfill !== null) waits.push(Math.max(0, this.backfill.notBeforeMs - Date.now()));
    const dueInMs = waits.length === 0 ? null : Math.min(...waits);
    this.enter({ kind: 'waiting', nextSyncAt: next.nextSyncAt }, dueInMs);
  }

  show(): void {
    setCurrentDetails(connectionDetails(this.state, this.heldDocuments, this.backfill));
    this.publish({
      ConnectionId: this.connectionId,
      ConnectionStatus:
        this.state.kind === 'waiting' || this.state.kind === 'syncing' ? 'active' : this.state.kind,
      PauseCause: this.state.kind === 'paused' ? this.state.cause : null,
      HeldDocuments: this.heldDocuments === 0 ? null : this.heldDocuments,
      YukiDomain: this.yukiDomain,
    });
  }

  /** Takes over what the ledger says; the ledger and the workflow each keep the higher numbers. */
  learn(standing: ConnectionStanding): void {
    this.waits = standing.waits;
    this.isSetUp = standing.state !== 'onboarding';
    this.yukiDomain = standing.yukiDomain;
    if (standing.backlog !== undefined && this.backfill === null)
      this.backfill = { ...standing.backlog, notBeforeMs: Date.now() };
    this.pauseNumber = Math.max(this.pauseNumber, standing.pauseNumber);
    this.lastRunNumber = Math.max(this.lastRunNumber, standing.runNumber);
  }

  wish(scope: SyncScope): void {
    if (scope === 'dryRun') wishDryRun(this.wishes);
    else wishSync(this.wishes, scope);
  }

  /** News from Focus start a run at once, or are gathered when they come in crowds (promise 4). */
  private hearNews(): void {
    const { pace, waitMs } = takeNudge(this.newsPace, Date.now());
    if (waitMs === 0 || !patched('news-are-paced')) {
      this.newsPace = pace;
      this.wish('documents');
      return;
    }
    this.newsAtMs ??= Date.now() + waitMs;
    if (this.state.kind !== 'waiting') return;
    this.dueAtMs = Math.min(this.dueAtMs ?? this.newsAtMs, this.newsAtMs);
    this.isDueSooner = true;
  }

  /** A run is about to discover: whatever was told until now is looked at by it. */
  newsAreLookedAt(): void {
    this.newsAtMs = null;
  }

  /** A person asks, which is what the first sync of a connection waits for. */
  wishByPerson(): void {
    this.wish('all');
    this.wishes.syncByPerson = true;
  }

  /** The number of the run that will satisfy a wish that has been recorded. */
  promisedRun(run: 'sync' | 'dryRun'): number {
    return this.lastRunNumber + 1 + runsBefore(this.wishes, run);
  }

  /** Waits until something is due and says what. */
  async nextThing(): Promise<DueThing> {
    let timeUp = false;
    for (;;) {
      const old = Date.now() - this.startedAtMs >= (this.waits?.renewAfterMs ?? Number.POSITIVE_INFINITY);
      if (old) this.wishes.renew = true;
      const thing = this.decide(timeUp);
      if (thing !== null) return thing;
      this.isDueSooner = false;
      const isDue = (): boolean => this.isDueSooner || this.decide(false) !== null;
      if (this.dueAtMs === null) await condition(isDue);
      else
        timeUp = !(await condition(isDue, Math.max(1, this.dueAtMs - Date.now()), {
          summary: this.waitingFor(),
        }));
    }
  }

  private waitingFor(): string {
    return this.state.kind === 'paused' ? 'until the next try by itself' : 'until the next sync';
  }

  private decide(timeUp: boolean): DueThing | null {
    const { wishes, state } = this;
    if (wishes.disconnect && allHandlersFinished()) return { kind: 'disconnect' };
    if (wishes.settings) return { kind: 'readSettings' };
    if (state.kind === 'onboarding' && (wishes.answers || wishes.retry || timeUp)) return { kind: 'onboard' };
    if (state.kind === 'paused') {
      if (wishes.retry || wishes.resume) return { kind: 'resume', byPerson: true };
      if (timeUp) return { kind: 'resume', byPerson: false };
    }
    if (state.kind === 'waiting') {
      if (wishes.pause) return { kind: 'pause' };
      if (wishes.retry) return { kind: 'retryHolds' };
      const scope = nextRun(wishes);
      if (scope !== null) return { kind: 'sync', scope };
      // The time that is up may be that of something less than a sync.
      const others = [this.backfill, this.pollAtMs, this.newsAtMs].some((one) => one !== null);
      if (timeUp && (!others || this.isScheduledNow())) return { kind: 'sync', scope: 'all' };
      if (isPast(this.newsAtMs, Date.now())) return { kind: 'sync', scope: 'documents' };
      if (isPast(this.pollAtMs, Date.now())) return { kind: 'sync', scope: 'payments' };
    }
    const old = workflowInfo().continueAsNewSuggested;
    if ((wishes.renew || old) && allHandlersFinished()) return { kind: 'renew' };
    return this.mayBackfill() ? { kind: 'sync', scope: 'backfill' } : null;
  }

  private isScheduledNow(): boolean {
    return this.scheduledAtMs !== null && Date.now() >= this.scheduledAtMs;
  }

  /** The next slice goes when nothing else is to be done, and what is scheduled is not due. */
  private mayBackfill(): boolean {
    if (this.state.kind !== 'waiting' || this.backfill === null || this.isScheduledNow()) return false;
    return Date.now() >= this.backfill.notBeforeMs;
  }

  carry(): CarriedConnection {
    return {
      schema: 1,
      pauseNumber: this.pauseNumber,
      lastRunNumber: this.lastRunNumber,
      state: this.state,
      probes: this.probes,
      ...carryWishes(this.wishes, this.newsAtMs !== null),
      pausedInDryRun: this.pausedInDryRun,
      heldDocuments: this.heldDocuments,
      lookUpAtMs: this.lookUpAtMs,
      backfill: this.backfill,
    };
  }

  private restore(carried: CarriedConnection): void {
    this.pauseNumber = carried.pauseNumber;
    this.lastRunNumber = carried.lastRunNumber;
    this.state = carried.state;
    this.probes = carried.probes;
    restoreWishes(this.wishes, carried);
    this.pausedInDryRun = carried.pausedInDryRun ?? false;
    this.heldDocuments = carried.heldDocuments ?? 0;
    this.lookUpAtMs = carried.lookUpAtMs ?? null;
    this.backfill = carried.backfill ?? null;
  }

  private listen(): void {
    const { wishes } = this;
    const wishRetry = (): void => {
      wishes.retry = true;
      if (this.state.kind === 'paused') wishes.pause = false;
    };
    setHandler(messages.retry, wishRetry, {
      description: 'The obstacle is gone: try again now. Also reaches every hold of this connection.',
    });
    setHandler(messages.syncNow, () => this.wishByPerson(), {
      description: 'Sync now; during a run: once more after it.',
    });
    // Of the two, what was said last counts; a `pause` said twice needs one `resume`.
    const wishPause = (pause: boolean): void => {
      wishes.pause = pause;
      wishes.resume = !pause;
    };
    setHandler(messages.pause, () => wishPause(true), {
      description: 'Stop sending and reading until resume.',
    });
    setHandler(messages.resume, () => wishPause(false), { description: 'Go on after a pause.' });
    setHandler(messages.refresh, () => void (wishes.renew = true), {
      description: 'Start a fresh history with the same state (after a deploy).',
    });
    setHandler(messages.disconnect, () => void (wishes.disconnect = true), {
      description: 'End this connection for good: stop, forget the credentials, keep the records.',
    });
    setHandler(messages.changed, () => this.hearNews(), {
      description: 'From our own code: something changed in Focus.',
    });
    setHandler(messages.documentsReleased, () => this.wish('documents'), {
      description: 'From our own code: a hold has released documents.',
    });
    setHandler(messages.settingsChanged, () => void (wishes.settings = true), {
      description: 'From our own code: settings or cadence changed.',
    });
    setDefaultSignalHandler((name) => log.warn('unknown signal dropped', { name }));
    listenToUpdates(this);
    setHandler(messages.status, () => this.state, {
      description: 'What the connection is doing, or why it stands.',
    });
  }

  /** Throws unless the connection can promise a run now or as soon as its answers were looked at. */
  refuseUnlessActive(): void {
    const mayBeActive = this.state.kind === 'onboarding' && (this.looksAtAnswers || this.wishes.answers);
    if (!mayBeActive) refuseUnlessActive(this.state);
  }
}
