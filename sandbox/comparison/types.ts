// The two sides as the comparison sees them, what the tenant intends, and the result. Amounts are integer cents;
// those of a Focus credit note are positive, as on its wire, those of Yuki carry their sign.
import type { FocusDocumentSnapshot } from '../focus/snapshot.ts';
import type { DocumentSnapshot } from '../yuki/snapshot.ts';
import type { Contact } from '../yuki/contact-book.ts';

/** When document discounts were spread over lines, an account may be off by some cents within its rate. */
export type FocusDocument = FocusDocumentSnapshot;

export interface YukiDocument extends DocumentSnapshot {
  administrationId: string;
  domainId: string;
  contact: Contact | null;
}

/** What the tenant intends for one entity. */
export interface Expectation {
  entityId: string;
  administrationId: string;
  vat: { taxRateId: string; yukiType: number; percentage: number }[];
  /** The account of lines without category, per rate. */
  accounts: { taxRateId: string; account: string }[];
  defaultAccount: string | null;
  /** Every relation that an import made must have a code that begins so. */
  codePrefix?: string | undefined;
}

export interface ComparisonOptions {
  expectations: Expectation | Expectation[];
  /** One date for all, or one per entity id. */
  startDate: string | Record<string, string>;
  /** Focus ids that must not be in Yuki yet; exactly these. */
  waiting?: string[] | undefined;
  /** Focus ids of payments that Yuki reversed after Focus had registered them: listed, not a difference. */
  reversed?: string[] | undefined;
  /** Focus ids whose payments come from elsewhere or are reported to a person: not compared. */
  paidElsewhere?: string[] | undefined;
  /** The relations of the Yuki domains, to find doubles among them. */
  contacts?: (Contact & { domainId: string })[] | undefined;
  /** Ids of relations that may look alike because a person decided so. */
  allowedDoubles?: string[] | undefined;
  /** Drafts in Yuki: always a difference. */
  drafts?: { subject: string }[] | undefined;
}

export interface Difference {
  kind: string;
  focusId?: string;
  reference?: string;
  expected?: string;
  found?: string;
}

export interface SideTotals {
  documents: number;
  netCents: number;
  vatCents: number;
  grossCents: number;
}

export interface ComparisonResult {
  agrees: boolean;
  /** Documents found on both sides, whether or not they agree. */
  matched: number;
  /** Signed; Focus without the waiting ones, Yuki what was imported or linked. */
  totals: { focus: SideTotals; yuki: SideTotals };
  /** In scope in Focus and not in Yuki. */
  waiting: string[];
  reversed: string[];
  differences: Difference[];
}
