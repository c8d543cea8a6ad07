/**
 * Prepares documents for sending, customers first: reads each from Focus, decides the customer's code, fixes
 * the reference, translates and checks, and stores the exact message; what fails is held without a call to
 * Yuki (design 4, 6; R-EXP-3).
 */

import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { sharesOf } from '../domain/account-shares.ts';
import { decideCustomerCode } from '../domain/customers.ts';
import type { CustomerRef, DocumentIdentity, FocusCustomer, FocusDocument } from '../domain/document.ts';
import type { Durations } from '../domain/durations.ts';
import type { CauseId } from '../domain/ids.ts';
import { referenceFor } from '../domain/references.ts';
import {
  defaultTranslationRules,
  prepareRules,
  translate,
  type PreparedRules,
  type VatLink,
} from '../domain/translation.ts';
import { sentDocument, type SentDocument } from '../domain/verdicts.ts';
import { decideCode, findCustomer, storeSnapshot } from '../ledger/customers.ts';
import {
  findByFocusId,
  fixReference,
  holdDocument,
  storePrepared,
  toPrepare,
  withdraw,
  type DocumentRow,
} from '../ledger/documents.ts';
import {
  readAccounts,
  readCategoryLedgers,
  readTaxRates,
  readVatCodes,
  readVatLinks,
} from '../ledger/master-data.ts';
import { takenReferences } from '../ledger/open-items.ts';
import { getRun } from '../ledger/runs.ts';
import { renderSalesInvoice } from '../yuki/invoice-xml.ts';
import { joinedConnection, type JoinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import type { Activities, PreparePage } from './interface.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';

/** What the ledger keeps beside a prepared message, to judge and compare Yuki's answers without reading it again. */
export type PreparedIdentity = DocumentIdentity & SentDocument;

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
    allowedCurrencies: settings.allowedCurrencies,
    closedBefore: connection.learnedClosedBefore,
  });
}

export function prepareActivities(tools: Tools): Pick<Activities, 'prepareDocuments'> {
  return {
    prepareDocuments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const rows = await toPrepare(tools.ledger, connection.id, { limit: run.limit });
      if (rows.length === 0) return { prepared: 0, held: 0, left: false, waitMs: 0, causes: [] };
      const page = await openPage(tools, connection, durations, run.runNumber);
      page.focus.expect(rows.length);
      try {
        for (const row of rows) {
          Context.current().heartbeat();
          await prepareOne(tools, page, row);
        }
        return page.result(rows.length === run.limit, 0);
      } catch (error) {
        if (error instanceof PaceLater) return page.result(true, error.waitMs);
        throw error;
      } finally {
        await tally(tools, run, {
          held: page.counts.held,
          customers: page.counts.customers,
          focusRequests: page.focus.requestsMade(),
        });
      }
    },
  };
}

interface Page {
  readonly connection: JoinedConnection;
  readonly focus: FocusDesk;
  readonly rules: PreparedRules;
  /** References that stand in Yuki without having been sent by us. */
  readonly taken: ReadonlySet<string>;
  /** Customers read before this moment are read again. */
  readonly customersFreshSince: Date;
  readonly counts: { prepared: number; held: number; customers: number };
  readonly causes: Set<CauseId>;
  result(left: boolean, waitMs: number): PreparePage;
}

async function openPage(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  runNumber: number,
): Promise<Page> {
  const counts = { prepared: 0, held: 0, customers: 0 };
  const causes = new Set<CauseId>();
  const run = await getRun(tools.ledger, connection.id, runNumber);
  return {
    connection,
    focus: openFocus(tools, connection, durations),
    rules: await readRules(tools, connection),
    taken: await takenReferences(tools.ledger, connection.administrationId),
    customersFreshSince: run?.startedAt ?? tools.clock(),
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

async function prepareOne(tools: Tools, page: Page, row: DocumentRow): Promise<void> {
  const { ledger } = tools;
  const document = await page.focus.api.document(row.kind, row.focusId);
  if (document === null || !document.booked || document.entityId !== page.connection.entityId) {
    // Deleted or unbooked before it was exported: nothing is owed to Yuki.
    await withdraw(ledger, row.id, tools.clock());
    return;
  }
  const customer = document.customer === null ? null : await customerOf(tools, page, document.customer);
  const reference = await referenceOf(tools, page, row, document);
  if (reference === null) return;

  const credited = document.creditedInvoiceId;
  const creditedRow = credited === null ? null : await findByFocusId(ledger, page.connection.id, credited);
  const translation = translate(document, customer?.customer ?? null, page.rules, {
    reference,
    customerCode:
      customer?.code ?? decideCustomerCode({ kind: 'company', id: row.focusId as never }, null).code,
    creditedNumber: creditedRow?.number ?? null,
  });
  if (translation.kind === 'held') {
    const [finding] = translation.causes;
    if (finding === undefined) return;
    await hold(tools, page, row, finding);
    return;
  }
  const { invoice, identity, warnings } = translation;
  const fragment = renderSalesInvoice(invoice);
  const customerId = document.customer?.id ?? ('' as never);
  const prepared: PreparedIdentity = { ...identity, ...sentDocument(invoice, customerId) };
  const stored = await storePrepared(
    ledger,
    row.id,
    {
      fragment,
      bytes: Buffer.byteLength(fragment),
      fingerprint: createHash('sha256').update(fragment).digest('hex'),
      identity: prepared,
      dueDate: invoice.dueDate,
      customerCode: identity.customerCode,
      warnings: [...warnings],
      shares: sharesOf(invoice),
      focusUpdatedAt: document.updatedAt,
      creditedFocusId: document.creditedInvoiceId,
    },
    tools.clock(),
  );
  // A change that came between the reading and the storing is read again by the next page.
  if (!stored) return;
  page.counts.prepared += 1;
  if (row.releasedCauseId !== null) page.causes.add(row.releasedCauseId);
}

/** The customer's code, decided once and kept for ever, and its record in Focus, read once per run (R-CUST-11). */
async function customerOf(
  tools: Tools,
  page: Page,
  ref: CustomerRef,
): Promise<{ code: string; customer: FocusCustomer | null }> {
  const { ledger } = tools;
  const { domainId, focusAccountId } = page.connection;
  const known = await findCustomer(ledger, domainId, focusAccountId, ref);
  const fresh =
    known?.readAt !== null && known !== null && known.readAt.getTime() >= page.customersFreshSince.getTime();
  if (fresh) return { code: known.code, customer: known.snapshot };
  const code =
    known?.code ??
    (await decideCode(
      ledger,
      domainId,
      focusAccountId,
      ref,
      decideCustomerCode(ref, null).code,
      tools.clock(),
    ));
  const customer = await page.focus.api.customer(ref);
  await storeSnapshot(ledger, domainId, focusAccountId, ref, customer, tools.clock());
  page.counts.customers += 1;
  return { code, customer };
}

/** The document's reference, fixed when it is first prepared; null when it had to be held because the number is taken. */
async function referenceOf(
  tools: Tools,
  page: Page,
  row: DocumentRow,
  document: FocusDocument,
): Promise<string | null> {
  const { settings } = page.connection;
  const number = document.number ?? row.number;
  const wanted = row.reference ?? referenceFor({ kind: row.kind, number, entityTag: settings.referenceTag });
  if (wanted === null) {
    await hold(tools, page, row, {
      key: 'document-incomplete',
      subject: 'number',
      shown: 'a number',
      line: null,
    });
    return null;
  }
  const fixed = await fixReference(tools.ledger, row.id, wanted);
  const takenByOther = fixed.kind === 'taken' || page.taken.has(wanted);
  if (!takenByOther) return wanted;
  await hold(tools, page, row, { key: 'number-taken', subject: wanted, shown: '', line: null });
  return null;
}

async function hold(
  tools: Tools,
  page: Page,
  row: DocumentRow,
  finding: Parameters<typeof holdDocument>[2]['finding'],
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
