// The SOAP layer as ASP.NET's ASMX does it: which operation is meant, its parameters by exact name and order,
// and the envelopes of answers and faults. What the operations do is the services' business.
import { childOf, escapeXml, readXml, XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

export const yukiNamespace = 'http://www.theyukicompany.com/';
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const soap12 = 'http://www.w3.org/2003/05/soap-envelope';

export type SoapVersion = '1.1' | '1.2';

/** An answer by fault: HTTP 500 with an envelope, of which only the fault string is useful (1.4). */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  readonly code: 'Server' | 'Client';
  constructor(message: string, code: 'Server' | 'Client' = 'Server') {
    super(message);
    this.code = code;
  }
}

export interface SoapRequest {
  version: SoapVersion;
  operation: string;
  element: XmlElement;
}

/** The HTTP status that ASMX gives to a content type it does not know, or null when the type is fine. */
export function versionOf(contentType: string): SoapVersion | null {
  const kind = contentType.split(';')[0]?.trim().toLowerCase();
  if (kind === 'text/xml') return '1.1';
  if (kind === 'application/soap+xml') return '1.2';
  return null;
}

/** The action that the headers name; null when there is none. Quotes are optional (1.3). */
export function actionOf(
  version: SoapVersion,
  contentType: string,
  header: string | undefined,
): string | null {
  if (version === '1.1') return header === undefined ? null : header.trim().replace(/^"(.*)"$/, '$1');
  const action = /;\s*action="?([^";]+)"?/i.exec(contentType)?.[1];
  return action ?? null;
}

/**
 * The request inside an envelope. Throws SoapFault('Client') when the action is missing or unknown, the
 * envelope is of the other version, or the body's element is not the operation in Yuki's namespace.
 */
export function readRequest(body: string, version: SoapVersion, action: string | null): SoapRequest {
  if (version === '1.1' && (action === null || !action.startsWith(yukiNamespace))) {
    throw new SoapFault(
      `Server did not recognize the value of HTTP Header SOAPAction: ${action ?? ''}.`,
      'Client',
    );
  }
  let root: XmlElement;
  try {
    root = readXml(body);
  } catch (problem) {
    if (!(problem instanceof XmlProblem)) throw problem;
    throw new SoapFault(`Server was unable to read request. ---> ${problem.message}`, 'Client');
  }
  if (root.name !== 'Envelope' || root.namespace !== (version === '1.1' ? soap11 : soap12)) {
    throw new SoapFault('Possible SOAP version mismatch: Envelope namespace is unexpected.', 'Client');
  }
  const envelope = root.namespace;
  const element = root.children.find((part) => part.name === 'Body' && part.namespace === envelope)
    ?.children[0];
  const named = action === null ? (element?.name ?? '') : action.slice(yukiNamespace.length);
  if (action !== null && !action.startsWith(yukiNamespace)) {
    throw new SoapFault(`Server did not recognize the value of HTTP Header SOAPAction: ${action}.`, 'Client');
  }
  if (element === undefined || element.name !== named || element.namespace !== yukiNamespace) {
    throw new SoapFault(
      `Server was unable to read request. ---> There is an error in XML document. ---> <${element?.name ?? ''} xmlns='${element?.namespace ?? ''}'> was not expected.`,
      'Client',
    );
  }
  return { version, operation: element.name, element };
}

/** The parameters of an operation; a name that is absent, misspelt or out of order has no value. */
export class Parameters {
  readonly #values = new Map<string, XmlElement>();

  /** Reads in WSDL order: an element before its turn is skipped like an unknown one (1.3). */
  constructor(element: XmlElement, order: readonly string[]) {
    let turn = 0;
    for (const child of element.children) {
      const place = order.indexOf(child.name);
      if (child.namespace !== yukiNamespace || place < turn) continue;
      this.#values.set(child.name, child);
      turn = place + 1;
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Trimmed text; '' when there is none. */
  text(name: string): string {
    return this.#values.get(name)?.text.trim() ?? '';
  }

  /** One of the allowed words. A missing parameter gets the default, an empty or unknown one is refused. */
  choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    if (!this.has(name)) return fallback;
    const found = allowed.find((word) => word === this.text(name));
    if (found === undefined)
      throw unreadable(`Instance validation error: '${this.text(name)}' is not a valid value for ${name}.`);
    return found;
  }

  integer(name: string, fallback: number): number {
    if (!this.has(name)) return fallback;
    if (!/^[+-]?\d{1,9}$/.test(this.text(name)))
      throw unreadable('Input string was not in a correct format.');
    return Number(this.text(name));
  }

  boolean(name: string, fallback: boolean): boolean {
    if (!this.has(name)) return fallback;
    const text = this.text(name);
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw unreadable(`The string '${text}' is not a valid Boolean value.`);
  }

  /** The day, as yyyy-MM-dd; null when the parameter is absent or nil. A time of day is cut off. */
  day(name: string): string | null {
    const element = this.#values.get(name);
    if (element === undefined || element.attributes['xsi:nil'] === 'true') return null;
    const text = element.text.trim();
    if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(text)) {
      throw unreadable(`The string '${text}' is not a valid AllXsd value.`);
    }
    return text.slice(0, 10);
  }

  /** The single document nested in a parameter. Escaped text or CDATA instead of child XML is refused. */
  document(name: string): XmlElement {
    const document = this.#values.get(name)?.children[0];
    if (document === undefined) throw new SoapFault('Root element is missing.');
    return document;
  }
}

function unreadable(reason: string): SoapFault {
  return new SoapFault(
    `Server was unable to read request. ---> There is an error in XML document. ---> ${reason}`,
    'Client',
  );
}

const declaration = '<?xml version="1.0" encoding="utf-8"?>';
const schemaPrefixes =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

function envelope(version: SoapVersion, body: string): string {
  const namespace = version === '1.1' ? soap11 : soap12;
  return `${declaration}<soap:Envelope xmlns:soap="${namespace}" ${schemaPrefixes}><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

/** The envelope of an answer; `result` is markup inside XxxResult, or null for an operation without result. */
export function answerEnvelope(version: SoapVersion, operation: string, result: string | null): string {
  const inner = result === null ? '' : `<${operation}Result>${result}</${operation}Result>`;
  return envelope(version, `<${operation}Response xmlns="${yukiNamespace}">${inner}</${operation}Response>`);
}

/** The envelope of a fault, in the shape of its version. */
export function faultEnvelope(version: SoapVersion, text: string, code: 'Server' | 'Client'): string {
  if (version === '1.1') {
    return envelope(
      version,
      `<soap:Fault><faultcode>soap:${code}</faultcode><faultstring>${escapeXml(text)}</faultstring><detail /></soap:Fault>`,
    );
  }
  const kind = code === 'Server' ? 'Receiver' : 'Sender';
  return envelope(
    version,
    `<soap:Fault><soap:Code><soap:Value>soap:${kind}</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang="en">${escapeXml(text)}</soap:Text></soap:Reason><soap:Detail /></soap:Fault>`,
  );
}

/** Yuki's references inside an import message, for the call log; at most 500. */
export function referencesIn(element: XmlElement): string[] {
  const invoices = childOf(childOf(element, 'xmlDoc'), 'SalesInvoices')?.children ?? [];
  return invoices.slice(0, 500).map((invoice) => childOf(invoice, 'Reference')?.text.trim() ?? '');
}
