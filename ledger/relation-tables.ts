// The tables about customers and the relations of Yuki as Kysely sees them; the part of tables.ts that adoption
// needs. What the columns promise is said in the migrations.

import type { ColumnType, Generated } from 'kysely';
import type { CustomerKind } from '../domain/document.ts';
import type {
  FocusAccountId,
  FocusCustomerId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../domain/ids.ts';
import type { DoubtReason, MatchedBy } from '../domain/relations.ts';

/** Sealed text (sealing.ts). A sealed column is never compared or searched. */
type Sealed = string;

/** How a customer came by its code; null where nothing was looked for. */
export type CustomerMatchedBy = MatchedBy | 'merged' | 'person';

export interface CustomersTable {
  domainId: YukiDomainId;
  focusAccountId: FocusAccountId;
  kind: CustomerKind;
  focusId: FocusCustomerId;
  code: string;
  snapshot: Sealed | null;
  focusUpdatedAt: Date | null;
  readAt: Date | null;
  unknownInFocus: Generated<boolean>;
  /** When its record in Focus was last seen to differ; null before the first change. */
  changedAt: ColumnType<Date | null, Date | null | undefined, Date | null>;
  decidedAt: Date;
  /** The relation that it adopted; null for one that we make or made. */
  relationId: string | null;
  matchedBy: CustomerMatchedBy | null;
  /** Another customer has the same relation: merged with this one, or chosen by a person. */
  shared: Generated<boolean>;
  /** The relation has no code yet: to be written (`intended`), or perhaps written (`written`). */
  coding: 'intended' | 'written' | null;
  codingDeadline: Date | null;
  /** How often the code was written, or may have been. */
  codingTries: Generated<number>;
}

export interface RelationReadingsTable {
  domainId: YukiDomainId;
  /** The key of the hashes of this domain. */
  hashKey: Sealed;
  startedAt: Date;
  /** Where the first reading goes on. */
  nextPage: number;
  /** When the last whole reading began; null during the first. */
  readAt: Date | null;
}

export interface RelationsTable {
  domainId: YukiDomainId;
  relationId: string;
  code: string | null;
  oldKind: CustomerKind | null;
  oldInteger: number | null;
  companyNameHash: string | null;
  contactNameHash: string | null;
  vatHash: string | null;
  companyNumberHash: string | null;
  content: Sealed;
  seenAt: Date;
}

export interface OldIdsTable {
  focusAccountId: FocusAccountId;
  kind: CustomerKind;
  integerId: number;
  /** Null when Focus has no such record. */
  focusId: FocusCustomerId | null;
  askedAt: Date;
}

export interface CustomerDoubtsTable {
  domainId: YukiDomainId;
  focusAccountId: FocusAccountId;
  kind: CustomerKind;
  focusId: FocusCustomerId;
  why: DoubtReason;
  /** Ids of relations. */
  candidates: ColumnType<string[], string, string>;
  customer: Sealed;
  customerReadAt: Date;
  openedAt: Date;
  decision: 'relation' | 'new' | null;
  relationId: string | null;
  decidedAt: Date | null;
}

export interface YukiSalesReadingsTable {
  administrationId: YukiAdministrationId;
  fromDate: IsoDate;
  /** The last reading, of whichever stretch. */
  readAt: Date;
  /** The last reading of everything from `fromDate` on. */
  wholeAt: Later<Date>;
  /** From which date on the last reading looked; null: from `fromDate` on. */
  recentFrom: Later<IsoDate>;
}

type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Sales that Yuki's books show, settled ones too; ours and others'. */
export interface YukiSalesTable {
  administrationId: YukiAdministrationId;
  yukiDocumentId: string;
  reference: string;
  date: IsoDate | null;
  grossCents: number;
  relationId: string | null;
  relationCode: string | null;
}

export interface RelationTables {
  customers: CustomersTable;
  relationReadings: RelationReadingsTable;
  relations: RelationsTable;
  oldIds: OldIdsTable;
  customerDoubts: CustomerDoubtsTable;
  yukiSalesReadings: YukiSalesReadingsTable;
  yukiSales: YukiSalesTable;
}
