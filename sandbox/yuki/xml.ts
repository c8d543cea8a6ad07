// Reading and writing XML for the pretend Yuki. The reader is strict: it knows namespaces and refuses whatever
// .NET's reader refuses (bad nesting, undeclared prefixes, forbidden characters, a declaration in the middle).
// Nothing here knows SOAP or bookkeeping.

export interface XmlElement {
  /** Local name, without prefix. */
  name: string;
  /** Namespace URI; '' when there is none. */
  namespace: string;
  /** Attributes by their written name, declarations of namespaces left out. */
  attributes: Record<string, string>;
  children: XmlElement[];
  /** All character data directly inside, entities resolved. */
  text: string;
}

/** The text is not well-formed XML. The message is worded like .NET's. */
export class XmlProblem extends Error {
  override readonly name = 'XmlProblem';
}

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';
const namePattern =
  /[A-Za-z_\u00C0-\uFFFD][\w.\-\u00B7-\uFFFD]*(?::[A-Za-z_\u00C0-\uFFFD][\w.\-\u00B7-\uFFFD]*)?/y;
const attributePattern = /\s+([^\s=/>"'<]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
const maximumDepth = 60;

interface Open {
  element: XmlElement;
  written: string;
  scope: Map<string, string>;
}

/** The root element of a document. Throws XmlProblem with a .NET-like sentence when it is not well-formed. */
export function readXml(source: string): XmlElement {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  if (forbidden.test(text)) throw new XmlProblem('Invalid character in the given encoding.');
  const open: Open[] = [];
  let root: XmlElement | null = null;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const chunk = text.slice(at, next === -1 ? text.length : next);
    addText(open, chunk);
    if (next === -1) break;
    at = next;
    if (text.startsWith('<!--', at)) at = skip(text, at, '-->', 'comment');
    else if (text.startsWith('<![CDATA[', at)) {
      const end = skip(text, at, ']]>', 'CDATA section');
      const top = open.at(-1);
      if (top === undefined) throw new XmlProblem('Data at the root level is invalid.');
      top.element.text += text.slice(at + 9, end - 3);
      at = end;
    } else if (text.startsWith('<?', at)) at = skipInstruction(text, at);
    else if (text.startsWith('<!', at))
      throw new XmlProblem('For security reasons DTD is prohibited in this XML document.');
    else if (text.startsWith('</', at)) at = close(text, at, open);
    else {
      const started = start(text, at, open);
      if (open.length === 0 && root !== null) throw new XmlProblem('There are multiple root elements.');
      root ??= started.open.element;
      open.at(-1)?.element.children.push(started.open.element);
      if (!started.selfClosing) open.push(started.open);
      if (open.length > maximumDepth) throw new XmlProblem('The XML document is nested too deeply.');
      at = started.end;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    throw new XmlProblem(
      `Unexpected end of file has occurred. The following elements are not closed: ${unclosed.written}.`,
    );
  }
  if (root === null) throw new XmlProblem('Root element is missing.');
  return root;
}

function addText(open: Open[], chunk: string): void {
  if (chunk === '') return;
  const top = open.at(-1);
  if (top === undefined) {
    if (chunk.trim() !== '') throw new XmlProblem('Data at the root level is invalid. Line 1, position 1.');
    return;
  }
  if (chunk.includes(']]>')) throw new XmlProblem("']]>' is not allowed in character data.");
  top.element.text += resolveEntities(chunk);
}

function skip(text: string, at: number, end: string, what: string): number {
  const found = text.indexOf(end, at);
  if (found === -1) throw new XmlProblem(`Unexpected end of file while parsing ${what} has occurred.`);
  return found + end.length;
}

function skipInstruction(text: string, at: number): number {
  if (/^<\?xml\s/i.test(text.slice(at, at + 7)) && at !== 0) {
    throw new XmlProblem(
      'Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are allowed to appear before it.',
    );
  }
  return skip(text, at, '?>', 'PI');
}

function close(text: string, at: number, open: Open[]): number {
  const end = text.indexOf('>', at);
  const written = text.slice(at + 2, end === -1 ? text.length : end).trimEnd();
  const top = open.pop();
  if (end === -1 || top === undefined || top.written !== written) {
    throw new XmlProblem(
      `The '${top?.written ?? ''}' start tag does not match the end tag of '${written.slice(0, 60)}'.`,
    );
  }
  return end + 1;
}

function start(text: string, at: number, open: Open[]): { open: Open; selfClosing: boolean; end: number } {
  namePattern.lastIndex = at + 1;
  const written = namePattern.exec(text)?.[0];
  if (written === undefined) {
    throw new XmlProblem(`Name cannot begin with the '${text.charAt(at + 1)}' character.`);
  }
  let end = at + 1 + written.length;
  const raw: [string, string][] = [];
  for (;;) {
    attributePattern.lastIndex = end;
    const attribute = attributePattern.exec(text);
    if (attribute === null) break;
    const name = attribute[1] ?? '';
    if (raw.some(([other]) => other === name))
      throw new XmlProblem(`'${name}' is a duplicate attribute name.`);
    raw.push([name, resolveEntities(attribute[2] ?? attribute[3] ?? '')]);
    end = attributePattern.lastIndex;
  }
  const closing = /\s*(\/?>)/y;
  closing.lastIndex = end;
  const tail = closing.exec(text);
  if (tail === null) throw new XmlProblem(`The start tag of '${written}' is not well-formed.`);
  const scope = scopeOf(raw, open.at(-1)?.scope);
  const [prefix, name] = split(written);
  const namespace = scope.get(prefix) ?? (prefix === '' ? '' : undefined);
  if (namespace === undefined) throw new XmlProblem(`'${prefix}' is an undeclared prefix.`);
  const attributes = Object.fromEntries(raw.filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:')));
  for (const [key] of Object.entries(attributes)) {
    const [attributePrefix] = split(key);
    if (attributePrefix !== '' && attributePrefix !== 'xml' && !scope.has(attributePrefix)) {
      throw new XmlProblem(`'${attributePrefix}' is an undeclared prefix.`);
    }
    if (scope.get(attributePrefix) === xsi && key.endsWith(':nil'))
      attributes['xsi:nil'] = attributes[key] ?? '';
  }
  const element: XmlElement = { name, namespace, attributes, children: [], text: '' };
  return {
    open: { element, written, scope },
    selfClosing: tail[1] === '/>',
    end: closing.lastIndex,
  };
}

function scopeOf(raw: [string, string][], outer: Map<string, string> | undefined): Map<string, string> {
  const declared = raw.filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'));
  if (declared.length === 0 && outer !== undefined) return outer;
  const scope = new Map(outer);
  for (const [key, value] of declared) scope.set(key === 'xmlns' ? '' : key.slice(6), value);
  return scope;
}

function split(written: string): [prefix: string, local: string] {
  const colon = written.indexOf(':');
  return colon === -1 ? ['', written] : [written.slice(0, colon), written.slice(colon + 1)];
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[A-Za-z]\w*)?(;)?/g,
    (whole, name?: string, end?: string) => {
      if (name === undefined || end === undefined) {
        throw new XmlProblem('An error occurred while parsing EntityName.');
      }
      if (!name.startsWith('#')) {
        const value = named[name];
        if (value === undefined) throw new XmlProblem(`Reference to undeclared entity '${name}'.`);
        return value;
      }
      const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      const character =
        code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\u0000';
      if (forbidden.test(character)) throw new XmlProblem(`'${whole}' is an invalid character reference.`);
      return character;
    },
  );
}

/** The first child with this local name, whatever its namespace. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The trimmed text of a child; '' when the child is absent. */
export function textOf(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

/** Text made safe for element content and double-quoted attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return '&apos;';
    }
  });
}

/** `<name>text</name>`, or `<name/>` when there is no text. `attributes` is written as given. */
export function tag(name: string, text: string | number | boolean, attributes = ''): string {
  const open = attributes === '' ? name : `${name} ${attributes}`;
  const content = escapeXml(String(text));
  return content === '' ? `<${open} />` : `<${open}>${content}</${name}>`;
}

/** An element around markup that is already XML. */
export function wrap(name: string, inner: string, attributes = ''): string {
  const open = attributes === '' ? name : `${name} ${attributes}`;
  return inner === '' ? `<${open} />` : `<${open}>${inner}</${name}>`;
}

/** A typed element: text, or `xsi:nil="true"` for null (needs the xsi prefix of the envelope). */
export function typed(name: string, value: string | number | boolean | null): string {
  return value === null ? `<${name} xsi:nil="true" />` : tag(name, value);
}
