// ProcessSalesInvoices: the whole message is checked against the schema first, then its invoices are taken one by
// one, and after six wrong ones the rest is left alone (yuki-api.md 3.6). Answers the import response.
import { refuseLargeMessage } from './attachments.ts';
import { applyContact, chooseContact } from './contact-matching.ts';
import { Refusal, bookInvoice, prepareInvoice } from './booking.ts';
import type { Desk } from './booking.ts';
import type { BookedDocument } from './books.ts';
import type { FaultPlan } from '../infra/faults.ts';
import { readInvoice } from './invoice-message.ts';
import type { InvoiceMessage } from './invoice-message.ts';
import { validateInvoices } from './invoice-schema.ts';
import { SoapFault } from './soap.ts';
import type { YukiSwitches } from './switches.ts';
import { tag, wrap } from './xml.ts';
import type { XmlElement } from './xml.ts';

interface Result {
  message: InvoiceMessage;
  outcome: 'booked' | 'draft' | 'failed' | 'skipped' | 'untouched';
  text: string;
  document: BookedDocument | null;
}

export interface ImportOutcome {
  xml: string;
  refused: number;
  booked: number;
}

/** Imports a message. Throws SoapFault when the message as a whole is refused, having booked nothing. */
export function importInvoices(desk: Desk, root: XmlElement, plan: FaultPlan | null): ImportOutcome {
  const { switches } = desk;
  if (!desk.books.moduleInvoices && switches.moduleRefusalChannel === 'fault') {
    throw new SoapFault(switches.texts.moduleOff);
  }
  validateInvoices(root, switches);
  const messages = root.children.map(readInvoice);
  refuseLargeMessage(
    messages.map(({ pdf }) => pdf),
    switches,
  );
  const most = switches.maximumInvoicesPerMessage;
  if (most !== null && messages.length > most) throw new SoapFault(switches.texts.tooManyInvoices);
  if (switches.refusalChannel === 'fault') refuseAsFault(desk, messages, plan);
  const version = desk.state.nextVersion();
  const results: Result[] = [];
  let wrong = 0;
  for (const [index, message] of messages.entries()) {
    if (wrong >= switches.stopAfterWrong) {
      results.push({ message, outcome: 'untouched', text: switches.texts.notHandled, document: null });
      continue;
    }
    const result = importOne(desk, message, plannedText(plan, message, index), version);
    if (result.outcome === 'failed' || result.outcome === 'skipped') wrong += 1;
    results.push(result);
  }
  return {
    xml: response(desk, results),
    refused: results.filter((one) => one.outcome === 'failed' || one.outcome === 'skipped').length,
    booked: results.filter((one) => one.outcome === 'booked').length,
  };
}

/** The text with which the plan refuses this document; null when it does not. Without reference: the first. */
function plannedText(plan: FaultPlan | null, message: InvoiceMessage, index: number): string | null {
  if (plan?.kind !== 'reject-document') return null;
  const meant = plan.reference === undefined ? index === 0 : plan.reference === message.reference;
  return meant ? (plan.message ?? 'Object reference not set to an instance of an object.') : null;
}

/** Under the switch refusalChannel the first known obstacle refuses the message before anything is booked. */
function refuseAsFault(desk: Desk, messages: InvoiceMessage[], plan: FaultPlan | null): void {
  for (const [index, message] of messages.entries()) {
    try {
      refuseAsPlanned(plannedText(plan, message, index));
      prepareInvoice(desk, message);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      throw new SoapFault(refusal.message);
    }
  }
}

function refuseAsPlanned(text: string | null): void {
  if (text !== null) throw new Refusal(text);
}

function importOne(desk: Desk, message: InvoiceMessage, planned: string | null, version: number): Result {
  try {
    refuseAsPlanned(planned);
    const document = bookInvoice(desk, prepareInvoice(desk, message), version);
    return { message, outcome: document === null ? 'draft' : 'booked', text: '', document };
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (desk.switches.refusedLeavesContact && refusal.kind === 'other') {
      const contacts = desk.domain.contacts;
      applyContact(contacts, chooseContact(contacts, message.contact, desk.switches));
    }
    const skipped = refusal.kind === 'duplicate' && desk.switches.duplicateCountsAs === 'skipped';
    return { message, outcome: skipped ? 'skipped' : 'failed', text: refusal.message, document: null };
  }
}

function response(desk: Desk, results: Result[]): string {
  const { switches } = desk;
  const reset = switches.responseChildren === 'empty-namespace' ? 'xmlns=""' : '';
  const count = (...outcomes: Result['outcome'][]): number =>
    results.filter((one) => outcomes.includes(one.outcome)).length;
  const untouched = count('untouched');
  const rest = switches.untouchedRest;
  const failed = count('failed') + (rest === 'listed-as-failed' ? untouched : 0);
  const skipped = count('skipped') + (rest === 'absent' || rest === 'listed' ? untouched : 0);
  const shown = results.filter((one) => one.outcome !== 'untouched' || rest.startsWith('listed'));
  return wrap(
    'SalesInvoicesImportResponse',
    [
      tag('TimeStamp', desk.state.clock.now().toISOString().slice(0, 10), reset),
      tag('AdministrationId', desk.books.id, reset),
      tag('TotalSucceeded', count('booked', 'draft'), reset),
      tag('TotalFailed', failed, reset),
      tag('TotalSkipped', skipped, reset),
      ...shown.map((one) => wrap('Invoice', invoiceResult(one, switches), reset)),
    ].join(''),
    'xmlns="urn:xmlns:http://www.theyukicompany.com:salesinvoicesresponse"',
  );
}

function invoiceResult(result: Result, switches: YukiSwitches): string {
  const { message, document } = result;
  const succeeded = result.outcome === 'booked' || result.outcome === 'draft';
  return [
    tag('Succeeded', succeeded),
    tag('Processed', result.outcome === 'booked'),
    tag('EmailSent', succeeded && message.emailToCustomer),
    tag('Reference', document?.reference ?? message.reference),
    tag('Subject', message.subject),
    tag('Contact', document?.contactName ?? message.contact.name),
    ...(switches.documentIdInResponse && document !== null ? [tag('DocumentId', document.id)] : []),
    tag('Message', result.text),
  ].join('');
}
