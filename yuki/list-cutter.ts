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

export interface ListCutter {
  /** Takes the next part of the answer and returns the items that are complete by now, as XML. */
  push(chunk: string): string[];
  /** Whether the result element has been seen; until then the answer may still be a fault. */
  begun(): boolean;
  /** Throws XmlProblem unless list, result and envelope were all closed. */
  finish(): void;
}

/** What comes before the result, and the largest single item, in characters. */
const headLimit = 64 * 1024;
const itemLimit = 1024 * 1024;

type Form = 'nested' | 'escaped' | 'cdata';
type Phase = 'head' | 'form' | 'inside' | 'tail';

/** Understands nested, escaped and CDATA results alike (yuki-api 1.3). Throws XmlProblem while pushing. */
export function createListCutter(operation: string, shape: ListShape): ListCutter {
  const resultStart = new RegExp(`<(?:[\\w.-]+:)?${operation}Result(?:\\s[^<>]*?)?(/?)>`);
  const end = (name: string): string => `\\s*</(?:[\\w.-]+:)?${name}\\s*>`;
  const answerEnd = new RegExp(
    `^(?:\\]\\]>)?(?:${end(`${operation}Result`)})?${end(`${operation}Response`)}${end('Body')}${end('Envelope')}\\s*$`,
  );
  let phase: Phase = 'head';
  let form: Form = 'nested';
  let pending = '';
  let tail = '';
  const scanner = createItemScanner(shape);

  function takeHead(): void {
    const start = resultStart.exec(pending);
    if (/<!DOCTYPE|<!ENTITY/i.test(pending)) throw new XmlProblem('it brings a document type');
    if (start === null) {
      if (pending.length > headLimit) throw new XmlProblem('the result is missing');
      return;
    }
    pending = pending.slice(start.index + start[0].length);
    phase = start[1] === '/' ? 'tail' : 'form';
  }

  function takeForm(): void {
    const text = pending.trimStart();
    if (text === '' || (text.startsWith('<') && text.length < 9 && '<![CDATA['.startsWith(text))) return;
    if (text.startsWith('&')) form = 'escaped';
    else if (text.startsWith('<![CDATA[')) form = 'cdata';
    else form = 'nested';
    pending = form === 'cdata' ? text.slice(9) : text;
    phase = 'inside';
  }

  function takeInside(): string[] {
    if (form === 'nested') {
      const items = scanner.push(pending);
      const rest = scanner.rest();
      pending = '';
      if (rest !== null) endInside(rest);
      return items;
    }
    const last = pending.indexOf(form === 'escaped' ? '<' : ']]>');
    if (last === -1) {
      const safe = form === 'escaped' ? safeEscapedLength(pending) : Math.max(0, pending.length - 2);
      const ready = pending.slice(0, safe);
      pending = pending.slice(safe);
      return scanner.push(form === 'escaped' ? resolveEntities(ready) : ready);
    }
    const ready = pending.slice(0, last);
    const items = scanner.push(form === 'escaped' ? resolveEntities(ready) : ready);
    endInside(pending.slice(last));
    return items;
  }

  function endInside(rest: string): void {
    tail = rest;
    pending = '';
    phase = 'tail';
  }

  return {
    push(chunk) {
      pending += chunk;
      if (phase === 'head') takeHead();
      if (phase === 'form') takeForm();
      if (phase === 'inside') return takeInside();
      if (phase === 'tail') {
        tail += pending;
        pending = '';
        if (tail.length > headLimit) throw new XmlProblem('the list is followed by something else');
      }
      return [];
    },
    begun: () => phase !== 'head',
    finish() {
      // The whole end is demanded, so that a second part of a result is never taken for a complete list.
      if (phase !== 'tail' || !answerEnd.test(tail)) throw new XmlProblem('the answer was cut off');
      scanner.finish();
    },
  };
}

/** How much of an escaped text can be resolved now: an entity must not be torn apart. */
function safeEscapedLength(text: string): number {
  const ampersand = text.lastIndexOf('&');
  const complete = ampersand === -1 || text.includes(';', ampersand) || text.length - ampersand > 12;
  return complete ? text.length : ampersand;
}

interface ItemScanner {
  push(text: string): string[];
  /** The text behind the result's end in a nested answer; null until that end was seen. */
  rest(): string | null;
  finish(): void;
}

/** Walks from tag to tag, counting depth; only the names of wrapper and items are looked at. */
function createItemScanner(shape: ListShape): ItemScanner {
  const itemDepth = shape.wrapper === null ? 0 : 1;
  let buffer = '';
  let position = 0;
  let itemStart: number | null = null;
  let depth = 0;
  let wrapperSeen = shape.wrapper === null;
  let wrapperClosed = false;
  let rest: string | null = null;

  function open(name: string, at: number, end: number, selfClosing: boolean, items: string[]): void {
    if (shape.wrapper !== null && depth === 0) {
      if (name !== shape.wrapper || wrapperSeen)
        throw new XmlProblem('the result holds something else than the list');
      wrapperSeen = true;
      wrapperClosed = selfClosing;
    } else if (depth === itemDepth && (shape.item === null || name === shape.item)) {
      if (selfClosing) items.push(buffer.slice(at, end));
      else itemStart = at;
    }
    if (selfClosing) return;
    depth += 1;
    if (depth > depthLimit) throw new XmlProblem('it nests too deeply');
  }

  function close(end: number, items: string[]): void {
    depth -= 1;
    if (depth === itemDepth && itemStart !== null) {
      items.push(buffer.slice(itemStart, end));
      itemStart = null;
    }
    if (depth === 0 && shape.wrapper !== null) wrapperClosed = true;
  }

  /** One token from `position`; false when the buffer does not hold all of it yet. */
  function step(items: string[]): boolean {
    const at = buffer.indexOf('<', position);
    if (at === -1) {
      position = buffer.length;
      return false;
    }
    position = at;
    const end = endOfToken(buffer, at);
    if (end === null) return false;
    const second = buffer[at + 1];
    if (second === '/') {
      if (depth === 0) {
        rest = buffer.slice(at);
        return false;
      }
      close(end, items);
    } else if (second !== '!' && second !== '?') {
      const name = /^<(?:[^\s/>:]+:)?([^\s/>]+)/.exec(buffer.slice(at, at + 200))?.[1] ?? '';
      open(name, at, end, buffer[end - 2] === '/', items);
    }
    position = end;
    return true;
  }

  function forgetWhatIsDone(): void {
    const keepFrom = itemStart ?? position;
    if (buffer.length - keepFrom > itemLimit) throw new XmlProblem('one item is larger than 1 MB');
    buffer = buffer.slice(keepFrom);
    position -= keepFrom;
    if (itemStart !== null) itemStart = 0;
  }

  return {
    push(text) {
      buffer += text;
      const items: string[] = [];
      while (rest === null && step(items));
      forgetWhatIsDone();
      return items;
    },
    rest: () => rest,
    finish() {
      if (depth !== 0 || itemStart !== null) throw new XmlProblem('the list was cut off');
      if (shape.wrapper !== null && wrapperSeen && !wrapperClosed)
        throw new XmlProblem('the list was cut off');
    },
  };
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
