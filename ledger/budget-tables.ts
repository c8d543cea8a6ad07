// The tables of budgets as Kysely sees them: Focus's pace, a day's calls and their shares, walks through Focus's lists.

import type { Generated } from 'kysely';
import type { DocumentKind } from '../domain/document.ts';
import type { ConnectionId, FocusAccountId, IsoDate, YukiDomainId } from '../domain/ids.ts';

/** Moments are microseconds since 1970, so that the arithmetic stays in whole numbers. */
export interface FocusPacingTable {
  accountId: FocusAccountId;
  perMinute: Generated<number>;
  fullAtMicros: Generated<number>;
  blockedUntilMicros: Generated<number>;
  lastConnection: ConnectionId | null;
  waitingConnection: ConnectionId | null;
  waitingUntilMicros: Generated<number>;
  granted: Generated<number>;
  grantedAtMicros: Generated<number>;
}

export interface YukiDomainsTable {
  domainId: YukiDomainId;
  dailyLimit: number;
  reserve: number;
  updatedAt: Date;
}

export interface YukiQuotaTable {
  domainId: YukiDomainId;
  day: IsoDate;
  used: number;
  probes: number;
  ours: Generated<number>;
  foreignCalls: Generated<number>;
  exhausted: Generated<boolean>;
  updatedAt: Date;
}

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
