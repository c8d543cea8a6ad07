/**
 * Reads single values out of Yuki's elements: text, numbers, cents, dates, GUIDs. An absent, empty or nil
 * element is null everywhere (yuki-api 1.3); a value of the wrong form is an XmlProblem, never a guess.
 */

import type { BasisPoints } from '../domain/document.ts';
import { parseIsoDate } from '../domain/ids.ts';
import type { IsoDate } from '../domain/ids.ts';
import { MoneyError, parseCents } from '../domain/money.ts';
import type { Cents } from '../domain/money.ts';
import { childOf, XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Trimmed text of a child; null when it is absent, empty or nil. */
export function textOf(element: XmlElement, name: string): string | null {
  const child = childOf(element, name);
  if (child === null || isNil(child)) return null;
  return ownText(child.text.trim());
}

/**
 * A text that is cut out of an answer keeps the whole answer in memory as long as it lives; a copy does not. Null for
 * an empty one.
 */
function ownText(text: string): string | null {
  if (text === '') return null;
  return text.length < shortestSlice ? text : Buffer.from(text).toString();
}

/** The engine copies shorter texts by itself. */
const shortestSlice = 13;

export function isNil(element: XmlElement): boolean {
  const nil = element.attributes['nil'];
  return nil === 'true' || nil === '1';
}

export function requiredText(element: XmlElement, name: string): string {
  const text = textOf(element, name);
  if (text === null) throw new XmlProblem(`${element.name} has no ${name}`);
  return text;
}

export function attributeOf(element: XmlElement, name: string): string | null {
  return ownText((element.attributes[name] ?? '').trim());
}

export function integerOf(element: XmlElement, name: string): number | null {
  const text = textOf(element, name);
  if (text === null) return null;
  if (!/^-?\d{1,9}$/.test(text)) throw new XmlProblem(`${name} is not a whole number`);
  return Number(text);
}

export function requiredInteger(element: XmlElement, name: string): number {
  const number = integerOf(element, name);
  if (number === null) throw new XmlProblem(`${element.name} has no ${name}`);
  return number;
}

export function flagOf(element: XmlElement, name: string): boolean | null {
  const text = textOf(element, name)?.toLowerCase();
  if (text === undefined) return null;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new XmlProblem(`${name} is neither true nor false`);
}

/** Exact cents; the zeros that a typed answer may add behind the second decimal are fine. */
export function requiredCents(element: XmlElement, name: string): Cents {
  const text = requiredText(element, name);
  try {
    return parseCents(text);
  } catch (problem) {
    if (problem instanceof MoneyError) throw new XmlProblem(`${name} is not an amount in cents`);
    throw problem;
  }
}

/** A percentage as hundredths of a percent, which reads like an amount in cents. */
export function requiredBasisPoints(element: XmlElement, name: string): BasisPoints {
  return requiredCents(element, name);
}

/** The day of `yyyy-MM-dd` or `yyyy-MM-ddTHH:mm:ss`. Dates before 1900 are .NET's way to say none. */
export function dateOf(element: XmlElement, name: string): IsoDate | null {
  const text = textOf(element, name);
  if (text === null) return null;
  const date = parseIsoDate(text.slice(0, 10));
  if (date === null || !/^.{10}(T.*)?$/.test(text)) throw new XmlProblem(`${name} is not a date`);
  return date < '1900' ? null : date;
}

/** Ids are compared without regard to case (yuki-api 2.3), so they are kept in lower case. */
export function guidText(text: string | null): string | null {
  return text === null
    ? null
    : text
        .trim()
        .replace(/^\{(.*)\}$/, '$1')
        .toLowerCase();
}
