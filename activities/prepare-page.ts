/**
 * What preparing a page of documents shares: the connection's rules as they stand now, Focus, the customers, what
 * stands in Yuki, and the counts. Preparing itself is prepare.ts.
 */

import type { SalesIndex } from '../domain/adoption.ts';
import type { CauseFinding } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import type { CauseId } from '../domain/ids.ts';
import {
  defaultTranslationRules,
  prepareRules,
  type PreparedRules,
  type VatLink,
} from '../domain/translation.ts';
import { holdDocument, type DocumentRow } from '../ledger/documents.ts';
import { decideEntityTag } from '../ledger/entity-tags.ts';
import {
  readAccounts,
  readCategoryLedgers,
  readTaxRates,
  readVatCodes,
  readVatLinks,
} from '../ledger/master-data.ts';
import { getRun } from '../ledger/runs.ts';
import type { JoinedConnection } from './connection-record.ts';
import { CustomerDesk } from './customer-codes.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import type { PreparePage } from './interface.ts';
import { usablePaidMethod } from './payment-methods.ts';
import { readStandingSales } from './standing-sales.ts';
import type { Tools } from './tools.ts';
import { openYuki, type YukiDesk } from './yuki-desk.ts';

/** The rules of this connection as they stand in the ledger now. */
export async function readRules(tools: Tools, connection: JoinedConnection): Promise<PreparedRules> {
  const { ledger } = tools;
  const { settings, focusAccountId, entityId, administrationId } = connection;
  return prepareRules({
    ...defaultTranslationRules,
    country: connection.country,
    accounts: await readAccounts(ledger, administrationId),
    vatCodes: await readVatCodes(ledger, administrationId),
    vatLinks: (await readVatLinks(ledger, connection.id)) as readonly VatLink[],
    taxRates: await readTaxRates(ledger, focusAccountId, entityId),
    categoryLedgers: await readCategoryLedgers(ledger, focusAccountId, entityId),
    accountPerRate: settings.accountPerRate,
    defaultAccount: settings.defaultAccount,
    discountAccount: settings.discountAccount,
    paymentMethod: settings.paymentMethod,
    creditPaymentMethod: settings.creditPaymentMethod,
    paidPaymentMethod: await usablePaidMethod(tools, connection),
    allowedCurrencies: settings.allowedCurrencies,
    closedBefore: connection.learnedClosedBefore,
  });
}

export interface Page {
  readonly connection: JoinedConnection;
  readonly focus: FocusDesk;
  readonly rules: PreparedRules;
  /** By which references tell this entity from the first one of the administration (R-NUM-7). */
  readonly entityTag: string | null;
  readonly customers: CustomerDesk;
  readonly counts: { prepared: number; held: number };
  readonly causes: Set<CauseId>;
  /** Has to be awaited before `sales` is asked for. */
  readSales(): Promise<void>;
  /** What stands in Yuki without having been sent by us. */
  sales(): SalesIndex;
  yukiCalls(): number;
  result(left: boolean, waitMs: number): PreparePage;
}

export async function openPage(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  { runNumber, backfill }: { runNumber: number; backfill: boolean },
): Promise<Page> {
  const counts = { prepared: 0, held: 0 };
  const causes = new Set<CauseId>();
  const run = await getRun(tools.ledger, connection.id, runNumber);
  // A backfill meets the same customers in every slice, and changes of theirs come with documents that are fresh.
  const aDayAgo = new Date(tools.clock().getTime() - durations.customerKept);
  const freshSince = backfill ? aDayAgo : (run?.startedAt ?? tools.clock());
  const lane = backfill ? 'backfill' : 'fresh';
  const focus = openFocus(tools, connection, durations, lane);
  const yuki = yukiWhenNeeded(() => openYuki(tools, connection, durations, lane));
  let sales: SalesIndex = new Map();
  return {
    connection,
    focus,
    rules: await readRules(tools, connection),
    entityTag: await decideEntityTag(tools.ledger, connection, tools.clock()),
    readSales: async () => {
      sales = await readStandingSales(tools, connection, yuki.open);
    },
    sales: () => sales,
    yukiCalls: yuki.callsMade,
    customers: new CustomerDesk(tools, connection, { focus, openYuki: yuki.open, freshSince }),
    counts,
    causes,
    result: (left, waitMs) => ({
      prepared: counts.prepared,
      held: counts.held,
      left,
      waitMs,
      causes: [...causes],
    }),
  };
}

/** Yuki, opened by the first who needs it: most pages do not. */
function yukiWhenNeeded(open: () => Promise<YukiDesk>): {
  open: () => Promise<YukiDesk>;
  callsMade: () => number;
} {
  let desk: YukiDesk | null = null;
  return {
    open: async () => (desk ??= await open()),
    callsMade: () => desk?.callsMade() ?? 0,
  };
}

/** Lets the document wait for a cause, and counts it. */
export async function holdOnPage(
  tools: Tools,
  page: Page,
  row: DocumentRow,
  finding: CauseFinding,
): Promise<void> {
  const held = await holdDocument(
    tools.ledger,
    row.id,
    { connectionId: page.connection.id, finding, fromStates: ['found'] },
    tools.clock(),
  );
  if (held === null) return;
  page.counts.held += 1;
  page.causes.add(held);
  if (row.releasedCauseId !== null) page.causes.add(row.releasedCauseId);
}
