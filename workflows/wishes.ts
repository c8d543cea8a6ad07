/** What a connection was told and has not yet done, and the next thing that it has to do. */

import type { SyncScope } from './messages.ts';

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

/** What was said and not yet acted on. Handlers record it, the main line clears it. */
export interface Wishes {
  answers: boolean;
  sync: SyncScope | null;
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
    retry: false,
    resume: false,
    pause: false,
    renew: false,
    settings: false,
    disconnect: false,
  };
}

/** What people and fresh documents wish goes before a backfill. */
export function hasUrgentWish({ sync, retry, settings, renew }: Wishes): boolean {
  return sync !== null || retry || settings || renew;
}
