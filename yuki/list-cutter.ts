/**
 * Cuts a long list out of an answer while it arrives, item by item, so that neither the text nor the tree of
 * the whole list is ever held. Reading an item is left to xml.ts; being cut off is noticed here.
 */

import { depthLimit, resolveEntities, XmlProblem } from './xml.ts';

export interface ListShape {
  /** The element around the items inside the result; null when they are the result's own children. */
  readonly wrapper: string | null;
  /** The items' name; null takes every element at that place. */
  readonly item: string | null;
}

/** What comes before the result, and the largest single item, in characters. */
const headLimit = 64 * 1024;
const itemLimit = 1024 * 1024;
const cdataStart = '<![CDATA[';

type Form = 'nested' | 'escaped' | 'cdata';
type Phase = 'head' | 'form' | 'inside' | 'tail';

/** Understands nested, escaped and CDATA results alike (yuki-api 1.3). */
export class ListCutter {
  readonly #resultStart: RegExp;
  readonly #answerEnd: RegExp;
  readonly #scanner: ItemScanner;
  #phase: Phase = 'head';
  #form: Form = 'nested';
  #pending = '';
  #tail = '';

  constructor(operation: string, shape: ListShape) {
    const end = (name: string): string => `\\s*</(?:[\\w.-]+:)?${name}\\s*>`;
    this.#resultStart = new RegExp(`<(?:[\\w.-]+:)?${operation}Result(?:\\s[^<>]*?)?(/?)>`);
    this.#answerEnd = new RegExp(
      `^(?:\\]\\]>)?(?:${end(`${operation}Result`)})?${end(`${operation}Response`)}${end('Body')}${end('Envelope')}\\s*$`,
    );
    this.#scanner = new ItemScanner(shape);
  }

  /** Takes the next part of the answer and returns the items that are complete by now, as XML. Throws XmlProblem. */
  push(chunk: string): string[] {
    this.#pending += chunk;
    if (this.#phase === 'head') this.#takeHead();
    if (this.#phase === 'form') this.#takeForm();
    if (this.#phase === 'inside') return this.#takeInside();
    if (this.#phase === 'tail') {
      this.#tail += this.#pending;
      this.#pending = '';
      if (this.#tail.length > headLimit) throw new XmlProblem('the list is followed by something else');
    }
    return [];
  }

  /** Whether the result element has been seen; until then the answer may still be a fault. */
  begun(): boolean {
    return this.#phase !== 'head';
  }

  /** Throws XmlProblem unless list, result and envelope were all closed. */
  finish(): void {
    // The whole end is demanded, so that a second part of a result is never taken for a complete list.
    if (this.#phase !== 'tail' || !this.#answerEnd.test(this.#tail)) {
      throw new XmlProblem('the answer was cut off');
    }
    this.#scanner.finish();
  }

  #takeHead(): void {
    if (/<!DOCTYPE|<!ENTITY/i.test(this.#pending)) throw new XmlProblem('it brings a document type');
    const start = this.#resultStart.exec(this.#pending);
    if (start === null) {
      if (this.#pending.length > headLimit) throw new XmlProblem('the result is missing');
      return;
    }
    this.#pending = this.#pending.slice(start.index + start[0].length);
    this.#phase = start[1] === '/' ? 'tail' : 'form';
  }

  #takeForm(): void {
    const text = this.#pending.trimStart();
    const undecided = text.length < cdataStart.length && cdataStart.startsWith(text);
    if (undecided) return;
    if (text.startsWith('&')) this.#form = 'escaped';
    else this.#form = text.startsWith(cdataStart) ? 'cdata' : 'nested';
    this.#pending = this.#form === 'cdata' ? text.slice(cdataStart.length) : text;
    this.#phase = 'inside';
  }

  #takeInside(): string[] {
    if (this.#form === 'nested') {
      const items = this.#scanner.push(this.#pending);
      this.#pending = '';
      const rest = this.#scanner.rest();
      if (rest !== null) this.#endInside(rest);
      return items;
    }
    const isEscaped = this.#form === 'escaped';
    const end = this.#pending.indexOf(isEscaped ? '<' : ']]>');
    const safe = isEscaped ? safeEscapedLength(this.#pending) : Math.max(0, this.#pending.length - 2);
    const length = end === -1 ? safe : end;
    const ready = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    const items = this.#scanner.push(isEscaped ? resolveEntities(ready) : ready);
    if (end !== -1) this.#endInside(this.#pending);
    return items;
  }

  #endInside(rest: string): void {
    this.#tail = rest;
    this.#pending = '';
    this.#phase = 'tail';
  }
}

/** How much of an escaped text can be resolved now: an entity must not be torn apart. */
function safeEscapedLength(text: string): number {
  const ampersand = text.lastIndexOf('&');
  const complete = ampersand === -1 || text.includes(';', ampersand) || text.length - ampersand > 12;
  return complete ? text.length : ampersand;
}

/** Walks from tag to tag, counting depth; only the names of wrapper and items are looked at. */
class ItemScanner {
  readonly #shape: ListShape;
  readonly #itemDepth: number;
  #buffer = '';
  #position = 0;
  #itemStart: number | null = null;
  #depth = 0;
  #wrapper: 'awaited' | 'open' | 'closed' = 'awaited';
  #rest: string | null = null;

  constructor(shape: ListShape) {
    this.#shape = shape;
    this.#itemDepth = shape.wrapper === null ? 0 : 1;
  }

  push(text: string): string[] {
    this.#buffer += text;
    const items: string[] = [];
    while (this.#rest === null && this.#step(items));
    this.#forgetWhatIsDone();
    return items;
  }

  /** The text from the result's end on in a nested answer; null until that end was seen. */
  rest(): string | null {
    return this.#rest;
  }

  /** A result without any wrapper is an empty list; one that was opened has to be closed. */
  finish(): void {
    const incomplete = this.#depth !== 0 || this.#itemStart !== null || this.#wrapper === 'open';
    if (incomplete) throw new XmlProblem('the list was cut off');
  }

  /** One token from the position on; false when the buffer does not hold all of it yet. */
  #step(items: string[]): boolean {
    const at = this.#buffer.indexOf('<', this.#position);
    this.#position = at === -1 ? this.#buffer.length : at;
    const end = at === -1 ? null : endOfToken(this.#buffer, at);
    if (end === null) return false;
    const second = this.#buffer[at + 1];
    if (second === '/') {
      if (this.#depth === 0) {
        this.#rest = this.#buffer.slice(at);
        return false;
      }
      this.#close(end, items);
    } else if (second !== '!' && second !== '?') {
      this.#open(at, end, items);
    }
    this.#position = end;
    return true;
  }

  #open(at: number, end: number, items: string[]): void {
    const name = /^<(?:[^\s/>:]+:)?([^\s/>]+)/.exec(this.#buffer.slice(at, at + 200))?.[1] ?? '';
    const selfClosing = this.#buffer[end - 2] === '/';
    const { wrapper, item } = this.#shape;
    if (wrapper !== null && this.#depth === 0) {
      const isWrapper = name === wrapper && this.#wrapper === 'awaited';
      if (!isWrapper) throw new XmlProblem('the result holds something else than the list');
      this.#wrapper = selfClosing ? 'closed' : 'open';
    } else if (this.#depth === this.#itemDepth && (item === null || name === item)) {
      if (selfClosing) items.push(this.#buffer.slice(at, end));
      else this.#itemStart = at;
    }
    if (selfClosing) return;
    this.#depth += 1;
    if (this.#depth > depthLimit) throw new XmlProblem('it nests too deeply');
  }

  #close(end: number, items: string[]): void {
    this.#depth -= 1;
    if (this.#depth === this.#itemDepth && this.#itemStart !== null) {
      items.push(this.#buffer.slice(this.#itemStart, end));
      this.#itemStart = null;
    }
    if (this.#depth === 0 && this.#wrapper === 'open') this.#wrapper = 'closed';
  }

  #forgetWhatIsDone(): void {
    const keepFrom = this.#itemStart ?? this.#position;
    if (this.#buffer.length - keepFrom > itemLimit) throw new XmlProblem('one item is larger than 1 MB');
    this.#buffer = this.#buffer.slice(keepFrom);
    this.#position -= keepFrom;
    if (this.#itemStart !== null) this.#itemStart = 0;
  }
}

/** The index behind the token that begins at `at`; null when it is not complete. Refuses a document type. */
function endOfToken(buffer: string, at: number): number | null {
  const closing = (mark: string, from: number): number | null => {
    const found = buffer.indexOf(mark, from);
    return found === -1 ? null : found + mark.length;
  };
  if (buffer[at + 1] === '?') return closing('?>', at);
  if (buffer[at + 1] !== '!') return endOfTag(buffer, at);
  if (buffer.startsWith('<!--', at)) return closing('-->', at + 4);
  if (buffer.startsWith('<![CDATA[', at)) return closing(']]>', at + 9);
  if (buffer.length - at < 9) return null;
  throw new XmlProblem('it brings a document type');
}

/** A `>` inside quotes is part of an attribute's value. */
function endOfTag(buffer: string, at: number): number | null {
  let quote = '';
  for (let index = at + 1; index < buffer.length; index += 1) {
    const character = buffer[index];
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') return index + 1;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '<') throw new XmlProblem('it is not well-formed XML');
  }
  return null;
}
