// Authorisations by browser as Kysely sees them: begun and not back yet, and grants that were used once.

import type { ConnectionId, FocusAccountId } from '../domain/ids.ts';

export interface OauthStatesTable {
  stateHash: string;
  connectionId: ConnectionId;
  redirectUri: string;
  expiresAt: Date;
}

export interface OauthGrantsTable {
  grantHash: string;
  accountId: FocusAccountId;
  usedAt: Date;
}

/** `unreachable`: only this machine reaches the console. `refused`: Focus does not register our address. */
export type WebhookProblem = 'unreachable' | 'refused';
