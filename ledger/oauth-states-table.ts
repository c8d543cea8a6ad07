// Authorisations that were begun in a browser and have not come back yet, as Kysely sees them.

import type { ConnectionId } from '../domain/ids.ts';

export interface OauthStatesTable {
  stateHash: string;
  connectionId: ConnectionId;
  redirectUri: string;
  expiresAt: Date;
}
