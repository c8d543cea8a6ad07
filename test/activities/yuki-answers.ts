// Answers of Yuki for the tests of the activities, after the vendor's examples (yuki-api 3.6, 4.1).

import { answer } from '../yuki/soap-socket.ts';

export interface Judged {
  readonly reference: string;
  /** Yuki's own words about a refusal; absent when it took the invoice. */
  readonly refusal?: string;
}

/** The answer to a message: one entry for each invoice that Yuki looked at. */
export function importAnswer(entries: readonly Judged[], skipped = 0): { body: string } {
  const failed = entries.filter(({ refusal }) => refusal !== undefined).length;
  const invoices = entries.map(
    ({ reference, refusal }) =>
      `<Invoice xmlns=""><Succeeded>${refusal === undefined}</Succeeded><Processed>${refusal === undefined}</Processed>` +
      `<EmailSent>false</EmailSent><Reference>${reference}</Reference><Subject/><Contact/>` +
      `<Message>${refusal ?? ''}</Message></Invoice>`,
  );
  return answer(
    'ProcessSalesInvoices',
    '<SalesInvoicesImportResponse xmlns="urn:xmlns:http://www.theyukicompany.com:salesinvoicesresponse">' +
      `<TotalSucceeded xmlns="">${entries.length - failed}</TotalSucceeded>` +
      `<TotalFailed xmlns="">${failed}</TotalFailed><TotalSkipped xmlns="">${skipped}</TotalSkipped>` +
      `${invoices.join('')}</SalesInvoicesImportResponse>`,
  );
}

export interface Open {
  readonly reference: string;
  readonly original?: string;
  /** What is still open of it; all of it unless said otherwise. */
  readonly open?: string;
  readonly code?: string;
  readonly date?: string;
}

/** The list of open items, or of those under one reference. */
export function openItems(
  operation: 'OutstandingDebtorItems' | 'CheckOutstandingItemAdmin',
  items: readonly Open[],
): { body: string } {
  const wrapper = operation === 'OutstandingDebtorItems' ? 'OutstandingDebtorItems' : 'OutstandingItems';
  const rows = items.map(
    ({ reference, original = '121.00', open = original, code = 'F1', date = '2026-03-01' }, index) =>
      `<Item ID="9e15aaaa-0000-4000-8000-${String(index).padStart(12, '0')}"><Date>${date}</Date>` +
      `<Description>Focus</Description><OpenAmount>${open}</OpenAmount><OriginalAmount>${original}</OriginalAmount>` +
      `<Type ID="6">Sales invoice</Type><Reference>${reference}</Reference><DueDate>2026-03-31</DueDate>` +
      `<DocumentID>d0c0aaaa-0000-4000-8000-${String(index).padStart(12, '0')}</DocumentID>` +
      `<ContactCode>${code}</ContactCode></Item>`,
  );
  return answer(operation, `<${wrapper} xmlns="">${rows.join('')}</${wrapper}>`);
}

/** The chart: accounts by code, disabled where said. */
export function chart(codes: readonly string[], disabled: readonly string[] = []): { body: string } {
  const rows = codes.map(
    (code) =>
      `<GlAccount><code>${code}</code><type>1</type><subtype>52</subtype>` +
      `<isEnabled>${!disabled.includes(code)}</isEnabled><descripton>Omzet</descripton></GlAccount>`,
  );
  return answer('GetGLAccountScheme', rows.join(''));
}
