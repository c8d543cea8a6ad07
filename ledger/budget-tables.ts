// The tables of migration 0006 as Kysely sees them: shares of a day's calls, and walks through Focus's lists.

import type { Generated } from 'kysely';
import type { DocumentKind } from '../domain/document.ts';
import type { ConnectionId, IsoDate, YukiDomainId } from '../domain/ids.ts';

export interface YukiSharesTable {
  domainId: YukiDomainId;
  day: IsoDate;
  connectionId: ConnectionId;
  /** Calls of this connection's backfill on this day. */
  backfill: Generated<number>;
  askedAt: Date;
}

export interface SweepsTable {
  connectionId: ConnectionId;
  kind: DocumentKind;
  /** The change time from which the walk reads; null for everything. */
  since: Date | null;
  dateFrom: IsoDate;
  startedAt: Date;
  nextPage: number;
}
