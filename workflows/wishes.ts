/** What a connection was told and has not yet done, and the next thing that it has to do. */

import type { ConnectionStanding } from '../activities/interface.ts';
import type { CarriedConnection, SyncScope } from './messages.ts';

/** The next thing that a connection has to do. */
export type DueThing =
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'onboard' }
  | { readonly kind: 'readSettings' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume'; readonly byPerson: boolean }
  | { readonly kind: 'retryHolds' }
  | { readonly kind: 'sync'; readonly scope: SyncScope }
  | { readonly kind: 'renew' };

/** What comes by itself after a run. */
export type NextDue = Pick<ConnectionStanding, 'nextSyncAt' | 'nextSyncInMs' | 'nextPollInMs'>;

/** What was said and not yet acted on. Handlers record it, the main line clears it. */
export interface Wishes {
  answers: boolean;
  sync: SyncScope | null;
  /** A person asked for the sync; the first sync of a connection waits for that. */
  syncByPerson: boolean;
  dryRun: boolean;
  /** When a sync is wished too: the dry run was wished before it. */
  dryRunFirst: boolean;
  retry: boolean;
  resume: boolean;
  pause: boolean;
  renew: boolean;
  settings: boolean;
  disconnect: boolean;
}

export function noWishes(): Wishes {
  return {
    answers: false,
    sync: null,
    syncByPerson: false,
    dryRun: false,
    dryRunFirst: false,
    retry: false,
    resume: false,
    pause: false,
    renew: false,
    settings: false,
    disconnect: false,
  };
}

/** What people and fresh documents wish goes before a backfill. */
export function hasUrgentWish({ sync, dryRun, retry, settings, renew }: Wishes): boolean {
  return sync !== null || dryRun || retry || settings || renew;
}

export function wishSync(wishes: Wishes, scope: SyncScope): void {
  if (wishes.sync === null) wishes.dryRunFirst = wishes.dryRun;
  // The wider wish wins, so that none is lost.
  wishes.sync = wishes.sync === null || wishes.sync === scope ? scope : 'all';
}

export function wishDryRun(wishes: Wishes): void {
  if (!wishes.dryRun) wishes.dryRunFirst = wishes.sync === null;
  wishes.dryRun = true;
}

/** Which of the two comes next, in the order in which they were wished, because their numbers were promised. */
export function nextRun(wishes: Wishes): SyncScope | null {
  const dryRunNext = wishes.dryRun && (wishes.sync === null || wishes.dryRunFirst);
  return dryRunNext ? 'dryRun' : wishes.sync;
}

/** How many runs that were wished before it come before this one. */
export function runsBefore(wishes: Wishes, run: 'sync' | 'dryRun'): 0 | 1 {
  const bothWished = wishes.dryRun && wishes.sync !== null;
  return bothWished && wishes.dryRunFirst === (run === 'sync') ? 1 : 0;
}

type CarriedWishes = Pick<
  CarriedConnection,
  'wantsSync' | 'wantsSyncByPerson' | 'wantsDryRun' | 'dryRunFirst' | 'wantsRetry' | 'wantsPause'
>;

/** What of the wishes goes along when the connection continues as new; news that were being gathered are one. */
export function carryWishes(wishes: Wishes, gathersNews: boolean): CarriedWishes {
  return {
    wantsSync: wishes.sync !== null || gathersNews,
    wantsSyncByPerson: wishes.syncByPerson,
    wantsDryRun: wishes.dryRun,
    dryRunFirst: wishes.dryRunFirst,
    wantsRetry: wishes.retry,
    wantsPause: wishes.pause,
  };
}

export function restoreWishes(wishes: Wishes, carried: CarriedWishes): void {
  if (carried.wantsSync) wishes.sync = 'all';
  wishes.syncByPerson = carried.wantsSyncByPerson ?? false;
  wishes.dryRun = carried.wantsDryRun ?? false;
  wishes.dryRunFirst = carried.dryRunFirst ?? false;
  wishes.retry = carried.wantsRetry;
  wishes.pause = carried.wantsPause ?? false;
}

export function isPast(atMs: number | null, nowMs: number): boolean {
  return atMs !== null && nowMs >= atMs;
}
