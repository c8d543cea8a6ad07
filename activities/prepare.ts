/**
 * Prepares documents for sending, customers first: reads each from Focus, decides the customer's code, fixes
 * the reference, translates and checks, and stores the exact message; what fails is held without a call to
 * Yuki (design 4, 6; R-EXP-3).
 */

import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { decideCustomerCode } from '../domain/customers.ts';
import type { DocumentIdentity, FocusDocument } from '../domain/document.ts';
import { translate } from '../domain/translation.ts';
import { sentDocument, type SentDocument } from '../domain/verdicts.ts';
import {
  findByFocusId,
  fixReference,
  storePrepared,
  toPrepare,
  withdraw,
  type DocumentRow,
} from '../ledger/documents.ts';
import { renderSalesInvoice } from '../yuki/invoice-xml.ts';
import { joinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import type { Activities } from './interface.ts';
import { holdOnPage, openPage, type Page } from './prepare-page.ts';
import { tally } from './runs.ts';
import {
  adopt,
  holdForCustomer,
  standingOfDocument,
  stoodBefore,
  wantedReference,
  type DecidedCustomer,
} from './standing-documents.ts';
import { durationsOf, type Tools } from './tools.ts';

/** What the ledger keeps beside a prepared message, to judge and compare Yuki's answers without reading it again. */
export type PreparedIdentity = DocumentIdentity & SentDocument;

export { readRules } from './prepare-page.ts';

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
          customers: page.customers.customersRead,
          focusRequests: page.focus.requestsMade(),
          yukiCalls: page.salesCalls + page.customers.yukiCalls(),
        });
      }
    },
  };
}

async function prepareOne(tools: Tools, page: Page, row: DocumentRow): Promise<void> {
  const { ledger } = tools;
  if (await stoodBefore(tools, page, row)) return;
  const document = await page.focus.api.document(row.kind, row.focusId);
  if (document === null || !document.booked || document.entityId !== page.connection.entityId) {
    // Deleted or unbooked before it was exported: nothing is owed to Yuki.
    await withdraw(ledger, row.id, tools.clock());
    return;
  }
  const answer =
    document.customer === null ? null : await page.customers.of(document.customer, document.invoicee);
  if (answer?.kind === 'doubtful') return await holdForCustomer(tools, page, row, answer.id);
  const customer = answer?.kind === 'decided' ? answer : null;
  const reference = await referenceOf(tools, page, row, document, customer);
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
    await holdOnPage(tools, page, row, finding);
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

/** The document's reference, fixed when it is first prepared; null when it had to be held because the number is taken. */
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
  const standing = standingOfDocument(page, row, document, wanted, customer);
  if (standing?.disagreements.length === 0) {
    await adopt(tools, page, row, standing);
    return null;
  }
  const fixed = await fixReference(tools.ledger, row.id, wanted);
  if (fixed.kind === 'fixed' && standing === null) return wanted;
  await holdOnPage(tools, page, row, { key: 'number-taken', subject: wanted, shown: '', line: null });
  return null;
}
