/**
 * Sales.asmx: sends sales invoices and reads Yuki's verdict on each (yuki-api 3). What a verdict means, and
 * what to do after an unknown outcome, is left to the domain and the workflows.
 */

import type { YukiAdministrationId } from '../domain/ids.ts';
import type { ImportAnswer, ImportVerdict } from '../domain/yuki-records.ts';
import { flagOf, requiredInteger, textOf } from './fields.ts';
import { wrapSalesInvoices } from './invoice-xml.ts';
import type { YukiServices } from './session.ts';
import { readAnswer } from './soap.ts';
import { childOf, childrenOf, XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface SendOptions {
  /** Awaited as the last thing before the bytes leave; throws to stop the sending. May run twice (new session). */
  readonly beforeBytes: () => Promise<void>;
  readonly timeoutMs: number;
}

/**
 * Sends one message of invoices, each a fragment of `renderSalesInvoice`. One attempt: everything that is not
 * provably unsent or refused is thrown with delivery `unknown`. HTTP 200 says nothing of a single document:
 * only its own verdict does, matched by reference (R-EXP-7, yuki-api 3.6). `raw` is evidence for the ledger.
 */
export async function processSalesInvoices(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  fragments: readonly string[],
  options: SendOptions,
): Promise<ImportAnswer & { readonly raw: string }> {
  return services.call(
    {
      service: 'Sales',
      operation: 'ProcessSalesInvoices',
      sessionName: 'sessionId',
      parameters: [
        ['administrationId', administrationId],
        ['xmlDoc', wrapSalesInvoices(fragments)],
      ],
      write: true,
      beforeBytes: options.beforeBytes,
      timeoutMs: options.timeoutMs,
    },
    (result, raw) => ({ ...readImportAnswer(result), raw }),
  );
}

/**
 * Reads an import answer again from the `raw` that was kept of it, when nobody lived to judge it. Null when it is
 * no answer to an import, a fault for instance.
 */
export function readKeptAnswer(raw: string): ImportAnswer | null {
  try {
    const answer = readAnswer(raw, { operation: 'ProcessSalesInvoices' });
    return answer.kind === 'result' ? readImportAnswer(answer.result) : null;
  } catch (problem) {
    if (problem instanceof XmlProblem) return null;
    throw problem;
  }
}

function readImportAnswer(result: XmlElement): ImportAnswer {
  const response = childOf(result, 'SalesInvoicesImportResponse');
  if (response === null) throw new XmlProblem('the import response is missing');
  return {
    totalSucceeded: requiredInteger(response, 'TotalSucceeded'),
    totalFailed: requiredInteger(response, 'TotalFailed'),
    totalSkipped: requiredInteger(response, 'TotalSkipped'),
    invoices: childrenOf(response, 'Invoice').map(readVerdict),
  };
}

function readVerdict(invoice: XmlElement): ImportVerdict {
  const succeeded = flagOf(invoice, 'Succeeded');
  if (succeeded === null) throw new XmlProblem('a verdict does not say whether it succeeded');
  return {
    reference: textOf(invoice, 'Reference'),
    succeeded,
    processed: flagOf(invoice, 'Processed') ?? false,
    emailSent: flagOf(invoice, 'EmailSent') ?? false,
    message: textOf(invoice, 'Message') ?? '',
  };
}

/**
 * Proves by a harmless read that the key may use the Sales service. Throws YukiFault when it may not; whether
 * the module Invoices is there shows only at the first document (design 3).
 */
export async function checkSalesRight(
  services: YukiServices,
  administrationId: YukiAdministrationId,
): Promise<void> {
  await services.call(
    {
      service: 'Sales',
      operation: 'GetSalesItems',
      parameters: [['administrationID', administrationId]],
    },
    () => undefined,
  );
}
