/**
 * What can be said to the workflows and asked of them: signals, updates and queries with their shapes. The
 * workflows, the client and the tests import the same definitions, so nobody retypes a name.
 */

import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { PauseCauseKey, HoldCauseKey } from '../domain/causes.ts';
import type { IsoMoment } from '../domain/ids.ts';
import type { Backlog } from '../activities/interface.ts';

// Signals for operators, without arguments, because an undecodable argument would poison the run.
export const retry = defineSignal('retry');
export const syncNow = defineSignal('syncNow');
export const pause = defineSignal('pause');
export const resume = defineSignal('resume');
export const refresh = defineSignal('refresh');
export const disconnect = defineSignal('disconnect');

// Signals from our own code. Each only says «look»: the ledger has the facts.
export const changed = defineSignal('changed');
export const documentsReleased = defineSignal('documentsReleased');
export const settingsChanged = defineSignal('settingsChanged');

/** From the connection to its run: something more urgent than this backfill waits. */
export const stepAside = defineSignal('stepAside');

/** The questions of the onboarding, in their order (design 3). */
export const onboardingSteps = [
  'focusAuthorised',
  'chooseEntity',
  'giveYukiAccess',
  'confirmAdministration',
  'chooseStartDate',
  'confirmMappings',
  'switchAutomatic',
] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];

/**
 * An answer was written into the ledger; the workflow looks there. One update for all steps, idempotent by
 * state: saying it again does nothing new. Refused when the connection is past its onboarding, except for
 * `focusAuthorised` and `giveYukiAccess`, which also renew credentials later.
 */
export const answered = defineUpdate<{ step: OnboardingStep }, [{ step: OnboardingStep }]>('answered');

/** Answers at once with the number of the run that will satisfy the wish; refused while paused. */
export const syncNowUpdate = defineUpdate<{ runNumber: number; alreadyRunning: boolean }, []>('syncNow');

/**
 * Looks at what a sync would do and sends nothing; answers at once with the number of the run that does it. A wish of
 * its own beside the sync: neither replaces the other. Refused like `syncNow`.
 */
export const dryRunUpdate = defineUpdate<{ runNumber: number; alreadyRunning: boolean }, []>('dryRun');

/** Retries one pause; refused when the connection is not paused, or paused for the other time. */
export const retryPause = defineUpdate<ConnectionState, [{ pauseNumber: number }]>('retry');

export const status = defineQuery<ConnectionState>('status');
export const progress = defineQuery<SyncProgress>('progress');
export const holdStatus = defineQuery<HoldState>('status');

export type SyncScope = 'all' | 'payments' | 'documents' | 'backfill' | 'dryRun';

export type ConnectionState =
  | {
      readonly kind: 'onboarding';
      readonly step: OnboardingStep | 'checking';
      readonly problem: string | null;
    }
  | { readonly kind: 'waiting'; readonly nextSyncAt: IsoMoment | null }
  | { readonly kind: 'syncing'; readonly runNumber: number; readonly scope: SyncScope }
  | {
      readonly kind: 'paused';
      readonly pauseNumber: number;
      readonly cause: PauseCauseKey;
      readonly shown: string;
      readonly since: IsoMoment;
      readonly nextTryAt: IsoMoment | null;
    }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'merged'; readonly into: string };

export interface SyncProgress {
  readonly step: string;
  readonly found: number;
  readonly prepared: number;
  readonly exported: number;
  readonly held: number;
  readonly doubtful: number;
  readonly paymentsRegistered: number;
  /** Left out when this run has met no backfill. */
  readonly backlog?: Backlog;
}

export type HoldState =
  | { readonly kind: 'looking' }
  | {
      readonly kind: 'waiting';
      readonly cause: HoldCauseKey;
      readonly documents: number;
      readonly nextLookAt: IsoMoment | null;
    }
  | { readonly kind: 'checkingAgain'; readonly documents: number }
  | { readonly kind: 'ended' };

/** How a run ended, as the connection and the ledger need it. */
export type SyncOutcome =
  | { readonly kind: 'done' }
  /** `backlog`: what is left is a backfill; otherwise there may be anything. */
  | { readonly kind: 'more'; readonly backlog?: Backlog }
  /** `backlog`: only the backfill has to wait. */
  | { readonly kind: 'outOfCalls'; readonly waitMs: number; readonly backlog?: Backlog }
  | { readonly kind: 'blocked'; readonly cause: PauseCauseKey; readonly shown: string }
  | { readonly kind: 'cancelled' };

export interface ConnectionOrder {
  readonly connectionId: string;
  /** Null at the first start; afterwards what the run before handed on. */
  readonly carried?: CarriedConnection | null;
}

/** What a connection hands to its next run: small and versioned, never documents. */
export interface CarriedConnection {
  readonly schema: 1;
  readonly pauseNumber: number;
  readonly lastRunNumber: number;
  readonly state: ConnectionState;
  readonly probes: number;
  readonly wantsSync: boolean;
  readonly wantsRetry: boolean;
  readonly wantsPause?: boolean;
  readonly heldDocuments?: number;
  /** Workflow time of the next look for a doubtful document; null for none. */
  readonly lookUpAtMs?: number | null;
  /** A person's wish for a sync, which the first one waits for. */
  readonly wantsSyncByPerson?: boolean;
  readonly wantsDryRun?: boolean;
  /** Of a sync and a dry run that are both wished, the one that was wished first comes first. */
  readonly dryRunFirst?: boolean;
  readonly pausedInDryRun?: boolean;
  /** A backfill that is under way, and the workflow time from which it may go on. */
  readonly backfill?: (Backlog & { readonly notBeforeMs: number }) | null;
}

export type ConnectionOutcome =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'merged'; readonly into: string };

export interface SyncOrder {
  readonly connectionId: string;
  /** Left out when a person starts the workflow: then it is a door that asks the connection for a run. */
  readonly runNumber?: number;
  readonly scope?: SyncScope;
  /** After a pause whose obstacle may still be there: the first message carries one document. */
  readonly careful?: boolean;
  /** A person asked for this sync. */
  readonly asked?: boolean;
  /** The highest run the connection remembers before this one, to notice a restored ledger. */
  readonly lastKnownRun?: number;
}

/** What a door answers: the run that satisfied the wish, and what came of it when it was followed to its end. */
export interface DoorOutcome {
  readonly kind: 'asked' | 'followed';
  readonly runNumber: number;
  readonly outcome?: string;
  readonly summary?: Readonly<Record<string, number>>;
}

export interface HoldOrder {
  readonly connectionId: string;
  readonly causeId: string;
  readonly carried?: {
    readonly schema: 1;
    readonly reminders: number;
    readonly waitingSinceMs?: number;
  } | null;
}

export interface HoldOutcome {
  readonly ended: 'cured' | 'ignored' | 'linked' | 'connectionGone';
}
