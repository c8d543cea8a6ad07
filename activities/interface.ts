/**
 * What the workflows may ask of the outside world: ids, counts and short enums in and out, never documents.
 * The worker builds the real ones (`index.ts`), tests build typed fakes.
 */

import type { HoldCauseKey, PauseCauseKey } from '../domain/causes.ts';
import type { CauseId, ConnectionId, IsoMoment } from '../domain/ids.ts';

/** The waits that a workflow needs, in milliseconds; read from settings so that tests shorten days. */
export interface Waits {
  readonly runBoundMs: number;
  readonly holdLookMs: number;
  readonly remindersMs: readonly number[];
  readonly pauseProbesMs: readonly number[];
  readonly moduleProbeMs: number;
  readonly renewAfterMs: number;
}

export type OnboardingTurn =
  | { readonly kind: 'ask'; readonly step: string; readonly problem: string | null }
  | { readonly kind: 'ready'; readonly yukiDomain: string; readonly automatic: boolean }
  | { readonly kind: 'merged'; readonly into: string };

export interface RunRef {
  readonly connectionId: ConnectionId;
  readonly runNumber: number;
}

export interface ConnectionStanding {
  readonly state: 'onboarding' | 'active' | 'paused' | 'stopped' | 'disconnected' | 'merged';
  readonly yukiDomain: string | null;
  readonly runNumber: number;
  readonly pauseNumber: number;
  readonly pauseCause: PauseCauseKey | null;
  /** Until the next scheduled run; null when automatic sync is off. */
  readonly nextSyncInMs: number | null;
  readonly nextSyncAt: IsoMoment | null;
  readonly waits: Waits;
  /** Left out when no backfill is under way. */
  readonly backlog?: Backlog;
  /** Until Yuki is asked what was paid, without a sync; null when the syncs are enough. Absent in histories of before. */
  readonly nextPollInMs?: number | null;
}

export interface RunClosing {
  readonly nextSyncInMs: number | null;
  readonly nextSyncAt: IsoMoment | null;
  readonly heldDocuments: number;
  /** Until a doubtful document may be looked up again; null when there is none. */
  readonly nextLookUpInMs: number | null;
  /** The highest run that the ledger knows; absent in histories of before. */
  readonly runNumber?: number;
  /** As in `ConnectionStanding`. */
  readonly nextPollInMs?: number | null;
}

export interface RunClosingOrder extends RunRef {
  readonly outcome: 'done' | 'more' | 'outOfCalls' | 'blocked' | 'cancelled' | 'endedBadly';
  readonly cause: PauseCauseKey | null;
}

export interface RunOpening {
  /** `behind`: a reset has taken the workflow back to a number that was used long since. */
  readonly kind: 'opened' | 'known' | 'behind' | 'ledgerBehind';
  readonly waits: Waits;
  /** False: nobody has asked for the first sync yet, so this run prepares and sends nothing. True when left out. */
  readonly mayExport?: boolean;
}

/** An answer to «go on later»: a budget or pace that has to be waited for. */
export interface Later {
  readonly waitMs: number;
}

/** What is left of a backfill, and when it will probably have ended; null when that cannot be said. */
export interface Backlog {
  readonly left: number;
  readonly endsAt: IsoMoment | null;
}

export interface PreparePage {
  readonly prepared: number;
  readonly held: number;
  /** Whether documents are left to prepare. */
  readonly left: boolean;
  /** How long Focus's pace asks to wait before the next page; 0 for none. */
  readonly waitMs: number;
  /** Holds that documents joined or left. */
  readonly causes: readonly CauseId[];
  /** Only for a page of a backfill: nothing fresh was waiting. */
  readonly backlog?: Backlog;
}

export type SendResult =
  | { readonly kind: 'nothingReady' }
  /** `backlog`: the calls that are left are for payments, fresh documents and the backfills of other connections. */
  | { readonly kind: 'outOfCalls'; readonly waitMs: number; readonly backlog?: Backlog }
  | {
      readonly kind: 'answered';
      readonly documents: number;
      readonly accepted: number;
      readonly held: number;
      readonly untouched: number;
      readonly doubtful: number;
      readonly causes: readonly CauseId[];
    }
  /** The whole message was refused and provably nothing was taken; the documents are ready again. */
  | { readonly kind: 'messageRefused'; readonly documents: number }
  /**
   * Nothing is known of what became of the message; the documents are doubtful. `faulted`: Yuki answered, and one of
   * them may be to blame without being named.
   */
  | { readonly kind: 'outcomeUnknown'; readonly documents: number; readonly faulted?: boolean }
  /** Something that concerns the whole connection; the documents are ready again. */
  | { readonly kind: 'blocked'; readonly cause: PauseCauseKey; readonly shown: string };

export interface LookUpResult {
  readonly exported: number;
  readonly absent: number;
  readonly undecided: number;
  /** Until the next look may decide something; null when nothing is undecided. */
  readonly nextLookInMs: number | null;
  readonly causes: readonly CauseId[];
}

export interface PaymentsReading {
  readonly plausible: boolean;
  /** Why the list is not believed, as a term of the catalogue; absent in histories of before. */
  readonly shown?: string;
  readonly toRegister: number;
  readonly reported: number;
  /** Invoices whose payments a person wants removed in Focus; absent for none. */
  readonly toRemove?: number;
  /** How many journals are to be sent to Yuki or looked up, at least; absent for none. */
  readonly journalsDue?: number;
}

export interface RemovalsPage {
  /** Invoices of which Focus has no payment any more. */
  readonly removed: number;
  readonly waitMs: number;
}

export interface PaymentsPage {
  readonly registered: number;
  readonly reported: number;
  readonly left: boolean;
  readonly waitMs: number;
}

export interface DiscoveryPage {
  readonly found: number;
  readonly changed: number;
  readonly waitMs: number;
  readonly done: boolean;
  readonly causes: readonly CauseId[];
}

export type LookKind = 'person' | 'news' | 'daily';

export type HoldLook =
  | { readonly kind: 'cured'; readonly documents: number }
  | {
      readonly kind: 'stillWaiting';
      readonly cause: HoldCauseKey;
      readonly what: string;
      readonly how: string;
      readonly documents: number;
      readonly numbers: readonly string[];
      readonly nextLookAt: IsoMoment;
      readonly nextLookInMs: number;
      /** After how long of waiting the person who can cure it is reminded. */
      readonly remindersMs: readonly number[];
    }
  | { readonly kind: 'beingChecked'; readonly documents: number; readonly lookAgainInMs: number }
  | { readonly kind: 'nothingWaits'; readonly ended: 'cured' | 'ignored' | 'linked' | 'connectionGone' };

export interface CaretakerReport {
  readonly connectionsStarted: number;
  readonly holdsStarted: number;
  readonly attemptsExpired: number;
}

/** What became of the messages to people in one round. */
export interface MessagesReport {
  readonly written: number;
  readonly sent: number;
  /** Tried, and to be tried again. */
  readonly notSent: number;
  /** Connections whose messages could not be written. */
  readonly failed: number;
}

export interface RunEnd {
  readonly outcome: string;
  readonly summary: Readonly<Record<string, number>>;
}

export interface Activities {
  // The connection's own record.
  readStanding(order: { connectionId: ConnectionId }): Promise<ConnectionStanding>;
  takeOnboardingStep(order: { connectionId: ConnectionId }): Promise<OnboardingTurn>;
  recordPause(order: {
    connectionId: ConnectionId;
    pauseNumber: number;
    cause: PauseCauseKey;
    shown: string;
    nextTryInMs: number | null;
  }): Promise<{ since: IsoMoment; nextTryAt: IsoMoment | null }>;
  /** `byPerson`: somebody says that the obstacle is gone, and what the ledger believes of it is doubted. */
  recordResume(order: { connectionId: ConnectionId; pauseNumber: number; byPerson?: boolean }): Promise<void>;
  recordStopped(order: { connectionId: ConnectionId }): Promise<void>;
  recordDisconnected(order: { connectionId: ConnectionId }): Promise<void>;
  acceptLedger(order: { connectionId: ConnectionId; runNumber: number }): Promise<void>;
  retryHolds(order: { connectionId: ConnectionId }): Promise<{ holds: number }>;

  // One run.
  /** `asked`: a person asked for this sync, which is what the first one waits for. */
  openRun(order: RunRef & { scope: string; lastKnownRun: number; asked?: boolean }): Promise<RunOpening>;
  closeRun(order: RunClosingOrder): Promise<RunClosing>;
  refreshMasterData(order: RunRef): Promise<Later & { causes: readonly CauseId[] }>;
  readYukiPayments(order: RunRef): Promise<PaymentsReading & { causes: readonly CauseId[] }>;
  registerFocusPayments(order: RunRef): Promise<PaymentsPage>;
  removeFocusPayments(order: RunRef): Promise<RemovalsPage>;
  sendJournalsToYuki(order: RunRef): Promise<{ readonly accepted: number }>;
  discoverDocuments(order: RunRef): Promise<DiscoveryPage>;
  prepareDocuments(order: RunRef & { limit: number }): Promise<PreparePage>;
  sendToYuki(order: RunRef & { documents: number }): Promise<SendResult>;
  lookUpDoubtful(order: RunRef): Promise<LookUpResult>;
  wakeHolds(order: { connectionId: ConnectionId; causes: readonly CauseId[] }): Promise<void>;

  // The door for a person who starts `sync` by hand.
  askConnectionForRun(order: { connectionId: ConnectionId }): Promise<{ runNumber: number }>;
  followRun(order: RunRef): Promise<RunEnd>;

  // Holds.
  lookAtCause(order: { connectionId: ConnectionId; causeId: CauseId; look: LookKind }): Promise<HoldLook>;
  releaseDocuments(order: { connectionId: ConnectionId; causeId: CauseId }): Promise<{ released: number }>;
  closeCause(order: { causeId: CauseId; ended: string }): Promise<{ closed: boolean }>;
  remindWhoCanCure(order: { connectionId: ConnectionId; causeId: CauseId; reminder: number }): Promise<void>;

  // The caretaker.
  findNeglected(order: { pageAfter: string | null }): Promise<CaretakerReport & { next: string | null }>;
  tellPeople(): Promise<MessagesReport>;
}
