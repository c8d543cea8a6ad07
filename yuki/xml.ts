/**
 * XML as the adapter sees it: text that is always escaped on the way out, and on the way in a small tree of
 * elements known by their local names. What the elements mean is left to the services.
 */

import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** XML that is passed on as it is. Whoever makes one guarantees that it is well-formed and escaped within. */
export interface RawXml {
  readonly rawXml: string;
}

export interface XmlElement {
  /** The local name; prefixes and namespaces are ignored, because Yuki mixes them (yuki-api 1.3). */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The element's own text, entities resolved, untrimmed. */
  readonly text: string;
}

/** An answer is not what it should be. Its message never holds anything from the answer. */
export class XmlProblem extends Error {
  override readonly name = 'XmlProblem';
}

/** No answer of Yuki nests deeper than ten; more is an attack or a mistake. */
export const depthLimit = 40;

const forbiddenCharacters =
  // eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 cannot carry.
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Leaves out what XML 1.0 forbids: control characters, halves of surrogate pairs; line ends become `\n`. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(forbiddenCharacters, '');
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Cleaned and escaped text, fit for an element's content and for an attribute. */
export function escapeText(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

const namedEntities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Resolves the five named entities and numeric ones, once. Others are left as they stand: there is no DTD that
 * could define them, so nothing ever expands.
 */
export function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hexadecimal?: string, decimal?: string, named?: string) => {
      if (named !== undefined) return namedEntities[named] ?? whole;
      const point = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      const isCharacter = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
      return isCharacter ? String.fromCodePoint(point) : whole;
    },
  );
}

// Entities are resolved here and not by the parser, so that text inside CDATA stays as it is.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: depthLimit,
});

/**
 * Reads one document. Throws XmlProblem when it is not well-formed, is cut off, nests too deeply or brings a
 * document type, which no service of Yuki sends and which is the way of every entity attack.
 */
export function parseXml(text: string): XmlElement {
  const document = text.replace(/^\uFEFF/, '').trimStart();
  if (/<!DOCTYPE|<!ENTITY/i.test(document)) throw new XmlProblem('it brings a document type');
  let nodes: unknown;
  try {
    if (XMLValidator.validate(document) !== true) throw new XmlProblem('it is not well-formed XML');
    nodes = parser.parse(document);
  } catch (problem) {
    if (problem instanceof XmlProblem) throw problem;
    // The parser's own message may quote the answer, so it is not passed on.
    throw new XmlProblem('it is not XML that can be read');
  }
  const roots = (nodes as ParsedNode[]).map(toElement).filter((root) => root !== null);
  const [root] = roots;
  if (root === undefined || roots.length !== 1) throw new XmlProblem('it does not have one root element');
  return root;
}

type ParsedNode = Record<string, unknown>;

/** What a CDATA section holds, as it stands. */
function literalOf(node: ParsedNode | undefined): string {
  const text = node?.['#text'];
  return typeof text === 'string' ? text : '';
}

function toElement(node: ParsedNode): XmlElement | null {
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined || name.startsWith('#') || name.startsWith('?')) return null;
  const children: XmlElement[] = [];
  let text = '';
  for (const part of node[name] as ParsedNode[]) {
    const literal = part['#text'];
    const cdata = part['#cdata'];
    if (typeof literal === 'string') text += resolveEntities(literal);
    else if (Array.isArray(cdata)) text += literalOf(cdata[0] as ParsedNode | undefined);
    else {
      const child = toElement(part);
      if (child !== null) children.push(child);
    }
  }
  const attributes: Record<string, string> = {};
  for (const [key, value] of Object.entries((node[':@'] as Record<string, unknown> | undefined) ?? {})) {
    attributes[key] = resolveEntities(String(value));
  }
  return { name, attributes, children, text };
}

/** The first child of that name; null when there is none. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The first element of that name at any depth, the element itself included; null when there is none. */
export function findElement(element: XmlElement, name: string): XmlElement | null {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = findElement(child, name);
    if (found !== null) return found;
  }
  return null;
}
