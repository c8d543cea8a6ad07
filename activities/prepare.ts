/**
 * Prepares documents for sending, customers first: reads each from Focus, decides the customer's code, fixes
 * the reference, translates and checks, and stores the exact message; what fails is held without a call to
 * Yuki (design 4, 6; R-EXP-3).
 */

import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { sharesOf } from '../domain/account-shares.ts';
import type { CauseFinding } from '../domain/causes.ts';
import { decideCustomerCode } from '../domain/customers.ts';
import type { CustomerRef, DocumentIdentity, FocusCustomer, FocusDocument } from '../domain/document.ts';
import type { Durations } from '../domain/durations.ts';
import type { CauseId } from '../domain/ids.ts';
import { oversizeOf } from '../domain/oversize.ts';
import { referenceFor } from '../domain/references.ts';
import {
  defaultTranslationRules,
  prepareRules,
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
import { decideEntityTag } from '../ledger/entity-tags.ts';
import { getRun } from '../ledger/runs.ts';
import { readBacklog } from './backlog.ts';
import { readOrBlame, type Read } from './blame.ts';
import { joinedConnection, type JoinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import { openFocus, type FocusDesk } from './focus-desk.ts';
import type { Activities, PreparePage } from './interface.ts';
import { readAhead } from './read-ahead.ts';
import { tally } from './runs.ts';
import { tellMissingInvoice, tellOverlap } from './prepare-findings.ts';
import { durationsOf, type Tools } from './tools.ts';
import { writeMessage } from './write-message.ts';

/** So many documents are read at a time, in their order: what Focus's pace lets go at once. */
const readsAhead = 4;

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
    creditPaymentMethod: settings.creditPaymentMethod,
    paidPaymentMethod: settings.paidPaymentMethod,
    allowedCurrencies: settings.allowedCurrencies,
    closedBefore: connection.learnedClosedBefore,
  });
}

export function prepareActivities(tools: Tools): Pick<Activities, 'prepareDocuments'> {
  return {
    prepareDocuments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      const found = await toPrepare(tools.ledger, connection.id, { limit: run.limit });
      if (found.length === 0) return { prepared: 0, held: 0, left: false, waitMs: 0, causes: [] };
      // A page of fresh documents leaves before any of a backfill is read.
      const backfill = found[0]?.backfill === true;
      const rows = found.filter((row) => row.backfill === backfill);
      const page = await openPage(tools, connection, durations, run.runNumber, backfill);
      page.focus.expect(rows.length);
      const result = async (left: boolean, waitMs: number): Promise<PreparePage> => ({
        ...page.result(left, waitMs),
        ...(backfill ? { backlog: await readBacklog(tools, connection) } : {}),
      });
      try {
        const { api } = page.focus;
        const readings = readAhead(rows, readsAhead, ({ kind, focusId }) =>
          readOrBlame(api, () => api.document(kind, focusId), { key: 'document-unreadable', subject: null }),
        );
        for await (const [row, read] of readings) {
          Context.current().heartbeat();
          await prepareOne(tools, page, row, read);
        }
        return await result(rows.length < found.length || found.length === run.limit, 0);
      } catch (error) {
        if (error instanceof PaceLater) return await result(true, error.waitMs);
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
  /** By which references tell this entity from the first one of the administration (R-NUM-7). */
  readonly entityTag: string | null;
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
  backfill: boolean,
): Promise<Page> {
  const counts = { prepared: 0, held: 0, customers: 0 };
  const causes = new Set<CauseId>();
  const run = await getRun(tools.ledger, connection.id, runNumber);
  // A backfill meets the same customers in every slice, and changes of theirs come with documents that are fresh.
  const aDayAgo = new Date(tools.clock().getTime() - durations.customerKept);
  return {
    connection,
    focus: openFocus(tools, connection, durations, backfill ? 'backfill' : 'fresh'),
    rules: await readRules(tools, connection),
    entityTag: await decideEntityTag(tools.ledger, connection, tools.clock()),
    taken: await takenReferences(tools.ledger, connection.administrationId),
    customersFreshSince: backfill ? aDayAgo : (run?.startedAt ?? tools.clock()),
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

async function prepareOne(
  tools: Tools,
  page: Page,
  row: DocumentRow,
  read: Read<FocusDocument | null>,
): Promise<void> {
  const { ledger } = tools;
  if ('finding' in read) return hold(tools, page, row, read.finding);
  const document = read.found;
  if (document === null || !document.booked || document.entityId !== page.connection.entityId) {
    // Deleted or unbooked before it was exported: nothing is owed to Yuki.
    await withdraw(ledger, row.id, tools.clock());
    return;
  }
  const oversize = oversizeOf(document);
  if (oversize !== null) return hold(tools, page, row, oversize);
  const customer = document.customer === null ? null : await customerOf(tools, page, document.customer);
  if (customer !== null && 'finding' in customer) return hold(tools, page, row, customer.finding);
  const reference = await referenceOf(tools, page, row, document);
  if (reference === null) return;

  const credited = document.creditedInvoiceId;
  const creditedRow = credited === null ? null : await findByFocusId(ledger, page.connection.id, credited);
  const written = writeMessage(document, customer?.customer ?? null, page.rules, {
    reference,
    customerCode:
      customer?.code ?? decideCustomerCode({ kind: 'company', id: row.focusId as never }, null).code,
    creditedNumber: creditedRow?.number ?? null,
  });
  if ('finding' in written) return hold(tools, page, row, written.finding);
  const { invoice, identity, warnings, fragment, bytes } = written;
  const customerId = document.customer?.id ?? ('' as never);
  const prepared: PreparedIdentity = { ...identity, ...sentDocument(invoice, customerId) };
  const stored = await storePrepared(
    ledger,
    row.id,
    {
      fragment,
      bytes,
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
  if (credited !== null) await tellMissingInvoice(tools, row, creditedRow);
  if (row.releasedCauseId !== null) page.causes.add(row.releasedCauseId);
}

/** The customer's code, decided once and kept for ever, and its record in Focus, read once per run (R-CUST-11). */
async function customerOf(
  tools: Tools,
  page: Page,
  ref: CustomerRef,
): Promise<{ code: string; customer: FocusCustomer | null } | { finding: CauseFinding }> {
  const { ledger } = tools;
  const { domainId, focusAccountId } = page.connection;
  const known = await findCustomer(ledger, domainId, focusAccountId, ref);
  if (known !== null && (known.readAt?.getTime() ?? 0) >= page.customersFreshSince.getTime())
    return { code: known.code, customer: known.snapshot };
  const proposed = decideCustomerCode(ref, null).code;
  const code =
    known?.code ?? (await decideCode(ledger, domainId, focusAccountId, ref, proposed, tools.clock()));
  const { api } = page.focus;
  const read = await readOrBlame(api, () => api.customer(ref), {
    key: 'customer-unreadable',
    subject: ref.id,
  });
  if ('finding' in read) return read;
  const customer = read.found;
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
  const number = document.number ?? row.number;
  const wanted = row.reference ?? referenceFor({ kind: row.kind, number, entityTag: page.entityTag });
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
  // What a restored ledger may have sent stands in Yuki perhaps by our own doing: it is looked up and compared.
  const takenByOther = fixed.kind === 'taken' || (page.taken.has(wanted) && !row.maybeSent);
  if (!takenByOther) {
    await tellOverlap(tools, row, number, page.entityTag);
    return wanted;
  }
  await hold(tools, page, row, { key: 'number-taken', subject: wanted, shown: '', line: null });
  return null;
}

async function hold(tools: Tools, page: Page, row: DocumentRow, finding: CauseFinding): Promise<void> {
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
