/**
 * The SOAP 1.1 envelope: parameters in WSDL order on the way out; result or fault on the way in, whether the
 * result is nested or escaped. Sending is left to the transport, meaning to the services (yuki-api 1.3, 1.4).
 */

import { childOf, escapeText, findElement, parseXml, XmlProblem } from './xml.ts';
import type { RawXml, XmlElement } from './xml.ts';

export const yukiNamespace = 'http://www.theyukicompany.com/';

/** Text is always escaped; null is sent as `xsi:nil`; raw XML needs the type that says who guarantees it. */
export type ParameterValue = string | number | boolean | null | RawXml;
/** In the order of the WSDL, with its casing: Yuki reads by position and by exact name (yuki-api 1.3). */
export type Parameters = readonly (readonly [name: string, value: ParameterValue])[];

export function soapAction(operation: string): string {
  return `"${yukiNamespace}${operation}"`;
}

export function buildEnvelope(operation: string, parameters: Parameters): string {
  const body = parameters.map(([name, value]) => renderParameter(name, value)).join('');
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>' +
    `<${operation} xmlns="${yukiNamespace}">${body}</${operation}>` +
    '</soap:Body></soap:Envelope>'
  );
}

function renderParameter(name: string, value: ParameterValue): string {
  if (value === null) return `<${name} xsi:nil="true"/>`;
  const content = typeof value === 'object' ? value.rawXml : escapeText(String(value));
  return `<${name}>${content}</${name}>`;
}

export type SoapAnswer =
  | { readonly kind: 'result'; readonly result: XmlElement }
  | { readonly kind: 'fault'; readonly faultString: string };

export interface ExpectedAnswer {
  readonly operation: string;
  /** Further operation names under which the vendor's own examples show this answer. */
  readonly alsoKnownAs?: readonly string[];
  /** True for operations without a result, whose response element is the answer. */
  readonly empty?: boolean;
}

/**
 * Reads an answer by local names. A result that holds a document as escaped text is replaced by that document.
 * Throws XmlProblem when it is neither a fault nor the answer to the operation.
 */
export function readAnswer(text: string, expected: ExpectedAnswer): SoapAnswer {
  const envelope = parseXml(text);
  const body = envelope.name === 'Envelope' ? childOf(envelope, 'Body') : null;
  if (body === null) throw new XmlProblem('it is not a SOAP envelope');
  const fault = childOf(body, 'Fault');
  if (fault !== null) return { kind: 'fault', faultString: faultStringOf(fault) };

  const names = [expected.operation, ...(expected.alsoKnownAs ?? [])];
  for (const name of names) {
    const response = childOf(body, `${name}Response`);
    if (response === null) continue;
    if (expected.empty === true) return { kind: 'result', result: response };
    const result = childOf(response, `${name}Result`);
    if (result !== null) return { kind: 'result', result: unfold(result) };
  }
  throw new XmlProblem('the result is missing');
}

/** SOAP 1.1 has `faultstring`; `Reason/Text` is the form of SOAP 1.2, should a gateway answer with it. */
function faultStringOf(fault: XmlElement): string {
  const text = childOf(fault, 'faultstring') ?? findElement(fault, 'Text');
  return text?.text.trim() ?? '';
}

/** Some services and older versions send the result document as escaped text or CDATA (yuki-api 1.3). */
function unfold(result: XmlElement): XmlElement {
  const text = result.text.trim();
  if (result.children.length > 0 || !text.startsWith('<')) return result;
  return { ...result, text: '', children: [parseXml(text)] };
}

/** Whether a text is a SOAP envelope at all, whatever is wrong with it; tells a service from a gateway. */
export function looksLikeEnvelope(text: string): boolean {
  return /<(?:[\w.-]+:)?Envelope[\s>]/.test(text.slice(0, 4_096));
}

/**
 * The list of elements that a result holds: directly (typed results), or inside one wrapper (any-XML results,
 * yuki-api 1.3). None, one, many and an empty wrapper are all understood; anything else in its place is an
 * XmlProblem, so that a strange answer is never taken for an empty list.
 */
export function listOf(result: XmlElement, itemName: string): XmlElement[] {
  const direct = result.children.filter((child) => child.name === itemName);
  if (direct.length > 0) return direct;
  const [wrapper, ...others] = result.children;
  if (wrapper === undefined && result.text.trim() === '') return [];
  const items = wrapper?.children.filter((child) => child.name === itemName) ?? [];
  const empty = wrapper?.children.length === 0 && wrapper.text.trim() === '';
  if (others.length > 0 || (items.length === 0 && !empty)) {
    throw new XmlProblem('the result holds something else than the list');
  }
  return items;
}
