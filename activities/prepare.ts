/**
 * Prepares documents for sending, customers first: reads each from Focus, decides the customer's code, fixes
 * the reference, translates and checks, and stores the exact message; what fails is held without a call to
 * Yuki (design 4, 6; R-EXP-3).
 */

import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { sharesOf } from '../domain/account-shares.ts';
import { viewOfWhole } from '../domain/changes.ts';
import { decideCustomerCode } from '../domain/customers.ts';
import type { DocumentIdentity, FocusDocument } from '../domain/document.ts';
import { oversizeOf } from '../domain/oversize.ts';
import { makesOpenItem } from '../domain/payment-methods.ts';
import { sentDocument, type SentDocument } from '../domain/verdicts.ts';
import { findByFocusId, storePrepared, toPrepare, withdraw, type DocumentRow } from '../ledger/documents.ts';
import { withdrawOlder } from '../ledger/start-date.ts';
import { fixInOrder } from '../ledger/twice-numbered.ts';
import { readBacklog } from './backlog.ts';
import { readOrBlame, type Read } from './blame.ts';
import { joinedConnection } from './connection-record.ts';
import { OutOfCalls, PaceLater } from './failures.ts';
import type { Activities, PreparePage } from './interface.ts';
import { tellMissingInvoice, tellOverlap } from './prepare-findings.ts';
import { holdOnPage, openPage, type Page } from './prepare-page.ts';
import { readAhead } from './read-ahead.ts';
import { tally } from './runs.ts';
import {
  adopt,
  holdForCustomer,
  standingOfDocument,
  stoodBefore,
  waitsForCustomer,
  wantedReference,
  type DecidedCustomer,
} from './standing-documents.ts';
import { takeBackStanding } from './standing-sales.ts';
import { durationsOf, type Tools } from './tools.ts';
import { writeMessage } from './write-message.ts';

/** So many documents are read at a time, in their order: what Focus's pace lets go at once. */
const readsAhead = 4;

/** What the ledger keeps beside a prepared message, to judge and compare Yuki's answers without reading it again. */
export type PreparedIdentity = DocumentIdentity & SentDocument;

/** A document as Focus shows it; null when it need not be read, because its customer is doubtful. */
type Reading = Read<FocusDocument | null> | null;

export function prepareActivities(tools: Tools): Pick<Activities, 'prepareDocuments'> {
  return {
    prepareDocuments: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      // A start date that was moved, and what others have sent, may concern what was prepared before.
      await tools.ledger.db
        .transaction()
        .execute((db) => withdrawOlder(db, connection.id, ['ready'], connection.startDate, tools.clock()));
      await tally(tools, run, { yukiCalls: await takeBackStanding(tools, connection) });
      const found = await toPrepare(tools.ledger, connection.id, { limit: run.limit });
      if (found.length === 0) return { prepared: 0, held: 0, left: false, waitMs: 0, causes: [] };
      // A page of fresh documents leaves before any of a backfill is read.
      const backfill = found[0]?.backfill === true;
      const rows = found.filter((row) => row.backfill === backfill);
      const durations = await durationsOf(tools);
      const page = await openPage(tools, connection, durations, { runNumber: run.runNumber, backfill });
      page.focus.expect(rows.length);
      const result = async (left: boolean, waitMs: number): Promise<PreparePage> => ({
        ...page.result(left, waitMs),
        ...(backfill ? { backlog: await readBacklog(tools, connection) } : {}),
      });
      try {
        await preparePage(tools, page, rows);
        return await result(rows.length < found.length || found.length === run.limit, 0);
      } catch (error) {
        if (error instanceof PaceLater) return await result(true, error.waitMs);
        if (error instanceof OutOfCalls && error.backfillOnly)
          throw new OutOfCalls(error.waitMs, true, await readBacklog(tools, connection));
        throw error;
      } finally {
        await tally(tools, run, {
          held: page.counts.held,
          customers: page.customers.customersRead,
          focusRequests: page.focus.requestsMade(),
          yukiCalls: page.yukiCalls(),
        });
      }
    },
  };
}

async function preparePage(tools: Tools, page: Page, rows: readonly DocumentRow[]): Promise<void> {
  await page.readSales();
  const toRead: DocumentRow[] = [];
  for (const row of rows) {
    Context.current().heartbeat();
    // Found by a walk that was under way when the start date was moved (R-START-2).
    if (row.date < page.connection.startDate) await withdraw(tools.ledger, row.id, tools.clock());
    else if (!(await stoodBefore(tools, page, row))) toRead.push(row);
  }
  const { api } = page.focus;
  const read = async (row: DocumentRow): Promise<Reading> => {
    if (await waitsForCustomer(page, row)) return null;
    const blame = { key: 'document-unreadable' as const, subject: null };
    return await readOrBlame(api, () => api.document(row.kind, row.focusId), blame);
  };
  const readings = readAhead(toRead, readsAhead, read, (row, before) => mayReadAhead(page, row, before));
  for await (const [row, reading] of readings) {
    Context.current().heartbeat();
    await prepareOne(tools, page, row, reading);
  }
}

/** The first document of a customer shows whether it is doubtful; the others are not read then. */
async function mayReadAhead(page: Page, row: DocumentRow, before: readonly DocumentRow[]): Promise<boolean> {
  const { customerKind: kind, customerFocusId: id } = row;
  if (kind === null || id === null) return true;
  return !before.some((one) => one.customerFocusId === id) || (await page.customers.isDecided({ kind, id }));
}

async function prepareOne(tools: Tools, page: Page, row: DocumentRow, read: Reading): Promise<void> {
  const { ledger } = tools;
  if (read === null) return holdForCustomer(tools, page, row, row.customerFocusId as never);
  if ('finding' in read) return holdOnPage(tools, page, row, read.finding);
  const document = read.found;
  if (document === null || !document.booked || document.entityId !== page.connection.entityId) {
    // Deleted or unbooked before it was exported: nothing is owed to Yuki.
    await withdraw(ledger, row.id, tools.clock());
    return;
  }
  const oversize = oversizeOf(document);
  if (oversize !== null) return holdOnPage(tools, page, row, oversize);
  const answer =
    document.customer === null ? null : await page.customers.of(document.customer, document.invoicee);
  if (answer?.kind === 'unreadable') return holdOnPage(tools, page, row, answer.finding);
  if (answer?.kind === 'doubtful') return holdForCustomer(tools, page, row, answer.id);
  const customer = answer?.kind === 'decided' ? answer : null;
  const reference = await referenceOf(tools, page, row, document, customer);
  if (reference === null) return;
  await writeDocument(tools, page, row, document, { reference, customer });
}

/** Translates, checks and stores the exact message, or lets the document wait for what is wrong with it. */
async function writeDocument(
  tools: Tools,
  page: Page,
  row: DocumentRow,
  document: FocusDocument,
  { reference, customer }: { reference: string; customer: DecidedCustomer | null },
): Promise<void> {
  const { ledger } = tools;
  const credited = document.creditedInvoiceId;
  const creditedRow = credited === null ? null : await findByFocusId(ledger, page.connection.id, credited);
  const written = writeMessage(document, customer?.customer ?? null, page.rules, {
    reference,
    customerCode:
      customer?.code ?? decideCustomerCode({ kind: 'company', id: row.focusId as never }, null).code,
    creditedNumber: creditedRow?.number ?? null,
  });
  if ('finding' in written) return holdOnPage(tools, page, row, written.finding);
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
      neverOpen: !makesOpenItem(invoice.paymentMethod),
      source: viewOfWhole({ ...document, number: document.number ?? row.number }),
    },
    tools.clock(),
  );
  // A change that came between the reading and the storing is read again by the next page.
  if (!stored) return;
  page.counts.prepared += 1;
  if (credited !== null) await tellMissingInvoice(tools, row, creditedRow);
  if (row.releasedCauseId !== null) page.causes.add(row.releasedCauseId);
}

/** The document's reference, fixed when it is first prepared; null when it stands in Yuki or its number is taken. */
async function referenceOf(
  tools: Tools,
  page: Page,
  row: DocumentRow,
  document: FocusDocument,
  customer: DecidedCustomer | null,
): Promise<string | null> {
  const number = document.number ?? row.number;
  const wanted = wantedReference(page, row, number);
  if (wanted === null) {
    await holdOnPage(tools, page, row, {
      key: 'document-incomplete',
      subject: 'number',
      shown: 'a number',
      line: null,
    });
    return null;
  }
  // What a restored ledger may have sent stands in Yuki perhaps by our own doing: it is looked up and compared.
  const standing = row.maybeSent ? null : standingOfDocument(page, row, document, wanted, customer);
  if (standing?.disagreements.length === 0) {
    await adopt(tools, page, row, standing);
    return null;
  }
  const fixed = await fixInOrder(tools.ledger, row.id, wanted, tools.clock());
  if (fixed.kind === 'taken') {
    const { number: shown, date, id } = fixed.by;
    const twice = {
      key: 'number-twice',
      subject: wanted,
      shown: `${shown} (${id}, ${date})`,
      line: null,
    } as const;
    await holdOnPage(tools, page, row, twice);
    return null;
  }
  if (standing === null) {
    await tellOverlap(tools, row, number, page.entityTag);
    return wanted;
  }
  await holdOnPage(tools, page, row, { key: 'number-taken', subject: wanted, shown: '', line: null });
  return null;
}
