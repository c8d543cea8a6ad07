// The ledger's tables as Kysely sees them: one interface a table, in camel case. What the columns promise is
// said in the migrations; turning rows into the words of the domain is left to the file of each subject.

import type { ColumnType, Generated } from 'kysely';
import type { HoldCauseKey, PauseCauseKey } from '../domain/causes.ts';
import type { CustomerKind, DocumentIdentity, DocumentKind } from '../domain/document.ts';
import type {
  CauseId,
  ConnectionId,
  FocusAccountId,
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../domain/ids.ts';
import type { AccountShare } from '../domain/account-shares.ts';
import type {
  FocusPacingTable,
  SweepsTable,
  YukiDomainsTable,
  YukiQuotaTable,
  YukiSharesTable,
} from './budget-tables.ts';
import type { AfterExportColumns, CompletenessChecksTable } from './after-export-tables.ts';
import type { EntityTagsTable } from './entity-tags.ts';
import type { MessageTables } from './message-tables.ts';
import type { KeptColumns } from './kept-decisions.ts';
import type { OauthGrantsTable, OauthStatesTable, WebhookProblem } from './oauth-tables.ts';
import type { YukiCountry } from '../domain/yuki-records.ts';
import type { PaymentTables } from './payment-tables.ts';
import type { RelationTables } from './relation-tables.ts';

/** Written as JSON text, read as the parsed value. */
type Json<T> = ColumnType<T, string, string>;
/** Sealed text (sealing.ts). A sealed column is never compared or searched. */
type Sealed = string;
/** The database's own number of a row; the domain carries it as decimal text. */
type RowNumber = Generated<number>;

export type ConnectionState = 'onboarding' | 'active' | 'paused' | 'stopped' | 'disconnected' | 'merged';

/** The states of a document (design 5). */
export const documentStates = [
  'found',
  'ready',
  'sending',
  'exported',
  'settled',
  'held',
  'doubtful',
  'ignored',
  'linked',
  'withdrawn',
] as const;
export type DocumentState = (typeof documentStates)[number];

/** claimed: nothing sent yet; begun: bytes may have left; abandoned: never begun; lost: begun, no answer in time. */
export type AttemptState = 'claimed' | 'begun' | 'answered' | 'settled' | 'abandoned' | 'lost';
export type AttemptOutcome = 'answered' | 'fault' | 'unknown';
export type VerdictKind =
  | 'accepted'
  | 'acceptedNotProcessed'
  | 'held'
  | 'ready'
  | 'doubtful'
  /** Refused because Yuki knows the number; compared before it counts as ours (E-9). */
  | 'taken'
  | 'absent';
export type CauseEnd = 'cured' | 'ignored' | 'linked' | 'connectionGone';
export type RunOutcome = 'done' | 'more' | 'blocked' | 'outOfCalls' | 'cancelled' | 'ended-badly';

export interface ConnectionsTable {
  id: ConnectionId;
  state: ConnectionState;
  focusAccountId: FocusAccountId | null;
  entityId: FocusEntityId | null;
  entityName: string | null;
  administrationId: YukiAdministrationId | null;
  companyIdTyped: string | null;
  domainId: YukiDomainId | null;
  country: YukiCountry | null;
  administrationName: string | null;
  administrationConfirmed: Generated<boolean>;
  startDate: IsoDate | null;
  mappingsConfirmed: Generated<boolean>;
  automaticDecided: Generated<boolean>;
  settings: Json<unknown>;
  pauseNumber: Generated<number>;
  runNumber: Generated<number>;
  dirty: Generated<boolean>;
  nextSyncAt: Date | null;
  onboardingProblem: ColumnType<
    { cause: string; text: string } | null,
    string | null | undefined,
    string | null
  >;
  onboarding: ColumnType<unknown, string | null | undefined, string | null>;
  mergedInto: ConnectionId | null;
  learnedClosedBefore: IsoDate | null;
  awaitsFirstSync: Generated<boolean>;
  yukiKey: Sealed | null;
  yukiKeyAt: Date | null;
  yukiSession: Sealed | null;
  yukiSessionExpiresAt: Date | null;
  restoredAt: Date | null;
  forgottenAttemptId: number | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface PausesTable {
  connectionId: ConnectionId;
  number: number;
  cause: PauseCauseKey;
  shown: string;
  since: Date;
  nextTry: Date | null;
  vendorText: Sealed | null;
  endedAt: Date | null;
}

export interface FocusAccountsTable {
  accountId: FocusAccountId;
  timeZone: string | null;
  tokens: Sealed | null;
  tokensExpireAt: Date | null;
  tokenVersion: Generated<number>;
  revokedAt: Date | null;
  refreshHolder: string | null;
  refreshUntil: Date | null;
  updatedAt: Date;
  /** Of the secret part of the address that Focus tells; null when none was registered. */
  webhookHash: ColumnType<string | null, string | null | undefined, string | null>;
  webhookLookedAt: ColumnType<Date | null, Date | null | undefined, Date | null>;
  webhookProblem: ColumnType<WebhookProblem | null, WebhookProblem | null | undefined, WebhookProblem | null>;
}

export interface MasterListsTable {
  kind: 'accounts' | 'vatCodes' | 'taxRates' | 'categories' | 'vatLinks';
  owner: string;
  content: Json<unknown>;
  readAt: Date;
  changedAt: Date;
}

export interface DocumentsTable extends AfterExportColumns, KeptColumns {
  id: RowNumber;
  connectionId: ConnectionId;
  administrationId: YukiAdministrationId;
  focusAccountId: FocusAccountId;
  focusId: FocusDocumentId;
  entityId: FocusEntityId;
  kind: DocumentKind;
  number: string;
  numberOrder: string;
  reference: string | null;
  date: IsoDate;
  dueDate: IsoDate | null;
  customerKind: CustomerKind | null;
  customerFocusId: FocusCustomerId | null;
  customerCode: string | null;
  currency: string | null;
  grossCents: number;
  state: DocumentState;
  causeId: CauseId | null;
  /** The cause that let it go, while it is checked again. */
  releasedCauseId: CauseId | null;
  attemptId: number | null;
  acceptedNotProcessed: Generated<boolean>;
  differs: Generated<boolean>;
  goneFromFocus: Generated<boolean>;
  goneFromYuki: Generated<boolean>;
  reversed: Generated<boolean>;
  focusUpdatedAt: Date;
  preparedUpdatedAt: Date | null;
  exportedAt: Date | null;
  looks: Generated<number>;
  nextLookAt: Date | null;
  paidCents: Generated<number>;
  seenOpen: Generated<boolean>;
  creditedFocusId: FocusDocumentId | null;
  /** Yuki's DocumentID, once a reading has shown it. */
  yukiDocumentId: string | null;
  backfill: Generated<boolean>;
  maybeSent: Generated<boolean>;
  /** Sent with a payment method that makes no open item (S-50). */
  neverOpen: Generated<boolean>;
  foundAt: Date;
  changedAt: Date;
}

export interface PreparedMessagesTable {
  documentId: number;
  fragment: Sealed;
  bytes: number;
  fingerprint: string;
  identity: Json<DocumentIdentity>;
  shares: Json<AccountShare[]>;
  preparedAt: Date;
}

export interface WatermarksTable {
  connectionId: ConnectionId;
  kind: DocumentKind;
  movedTo: Date;
}

export interface AttemptsTable {
  id: RowNumber;
  connectionId: ConnectionId;
  state: AttemptState;
  worker: string;
  wireDeadline: Date;
  claimedAt: Date;
  begunAt: Date | null;
  answeredAt: Date | null;
  settledAt: Date | null;
  outcome: AttemptOutcome | null;
  answer: Sealed | null;
  textsRemovedAt: Date | null;
}

export interface AttemptDocumentsTable {
  attemptId: number;
  documentId: number;
  /** Null once it is older than texts are kept (retention.ts). */
  fragment: Sealed | null;
  fingerprint: string;
  identity: Json<DocumentIdentity>;
  verdict: VerdictKind | null;
  verdictAt: Date | null;
  byLookUp: Generated<boolean>;
  causeId: CauseId | null;
  vendorText: Sealed | null;
  /** Null: it went without its PDF. */
  pdfBytes: number | null;
}

export interface CausesTable {
  id: CauseId;
  connectionId: ConnectionId;
  key: HoldCauseKey;
  subject: string;
  shown: string;
  openedAt: Date;
  endedAt: Date | null;
  ended: CauseEnd | null;
  lastLookAt: Date | null;
  nextLookAt: Date | null;
  vendorText: Sealed | null;
  /** How a person last let documents leave it; null when they left by a cure. */
  decided: ColumnType<'ignored' | 'linked' | null, 'ignored' | 'linked' | null | undefined>;
}

export interface RunsTable {
  connectionId: ConnectionId;
  number: number;
  scope: string;
  workflowRunId: string;
  startedAt: Date;
  endedAt: Date | null;
  outcome: RunOutcome | null;
  cause: string | null;
  found: Generated<number>;
  exported: Generated<number>;
  held: Generated<number>;
  doubtful: Generated<number>;
  ready: Generated<number>;
  skipped: Generated<number>;
  paymentsRegistered: Generated<number>;
  paymentsReported: Generated<number>;
  yukiCalls: Generated<number>;
  focusRequests: Generated<number>;
  customers: Generated<number>;
  batches: Generated<number>;
}

export interface SettingsTable {
  key: string;
  content: Json<unknown>;
  updatedAt: Date;
}

export interface AuditEntriesTable {
  id: RowNumber;
  at: Date;
  connectionId: ConnectionId | null;
  who: string;
  what: string;
  params: Json<Record<string, unknown>>;
}

export interface Tables extends RelationTables, MessageTables, PaymentTables {
  connections: ConnectionsTable;
  pauses: PausesTable;
  focusAccounts: FocusAccountsTable;
  oauthGrants: OauthGrantsTable;
  oauthStates: OauthStatesTable;
  focusPacing: FocusPacingTable;
  yukiDomains: YukiDomainsTable;
  yukiQuota: YukiQuotaTable;
  yukiShares: YukiSharesTable;
  masterLists: MasterListsTable;
  documents: DocumentsTable;
  preparedMessages: PreparedMessagesTable;
  watermarks: WatermarksTable;
  sweeps: SweepsTable;
  attempts: AttemptsTable;
  attemptDocuments: AttemptDocumentsTable;
  causes: CausesTable;
  runs: RunsTable;
  settings: SettingsTable;
  auditEntries: AuditEntriesTable;
  entityTags: EntityTagsTable;
  completenessChecks: CompletenessChecksTable;
}
