/**
 * Who a customer is in Yuki: the code of its relation (R-CUST-1, -2, -5), and the shapes of VAT and company
 * numbers. Finding existing relations and keeping the decided code is left to the activities and the ledger.
 */

import type { CustomerKind, CustomerRef } from './document.ts';
import { cleanLine } from './text.ts';

const suffixOfKind = { company: '5', contact: '0' } as const satisfies Record<CustomerKind, string>;

/** The built-in connector's code: the old integer id and `5` for a company, `0` for a contact (R-CUST-1, R-CUST-2). */
export function codeOfIntegerId(kind: CustomerKind, integerId: number): string {
  if (!Number.isSafeInteger(integerId) || integerId <= 0)
    throw new RangeError('An integer id is a positive whole number.');
  return `${integerId}${suffixOfKind[kind]}`;
}

/**
 * Reads a code as the built-in connector wrote it. Null for every other text. A hand-typed `100005` reads the
 * same way, so the name or VAT number has to agree before anything is adopted (R-CUST-5).
 */
export function parseOldCode(code: string): { kind: CustomerKind; integerId: number } | null {
  const match = /^([1-9]\d{0,14})([05])$/.exec(code.trim());
  if (match === null) return null;
  return { kind: match[2] === '5' ? 'company' : 'contact', integerId: Number(match[1]) };
}

/** Crockford's alphabet: no letter that reads as a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** A Mersenne prime: the id's 128 bits modulo this keep 61 of them, also when ids differ in few places only. */
const codeModulus = (1n << 61n) - 1n;

/**
 * Our own code for a customer whose integer id nobody knows: `FC` (company) or `FP` (contact, a person) and 13
 * letters or digits made from the Focus id. Always the same for the same customer, 15 characters, and never
 * digits only, so it cannot be taken for one of the built-in connector's (R-CUST-5).
 */
export function ownCustomerCode(customer: CustomerRef): string {
  const digits = customer.id.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) throw new RangeError('A Focus id has 32 hexadecimal digits.');
  let rest = BigInt(`0x${digits}`) % codeModulus;
  let text = '';
  for (let place = 0; place < 13; place += 1) {
    text = (alphabet[Number(rest % 32n)] ?? '') + text;
    rest /= 32n;
  }
  return `${customer.kind === 'company' ? 'FC' : 'FP'}${text}`;
}

export type CustomerCodeOrigin = 'integerId' | 'own';

/** The code for a customer that no relation in Yuki stands for yet. The ledger keeps it for ever (R-CUST-11). */
export function decideCustomerCode(
  customer: CustomerRef,
  integerId: number | null,
): { code: string; origin: CustomerCodeOrigin } {
  return integerId === null
    ? { code: ownCustomerCode(customer), origin: 'own' }
    : { code: codeOfIntegerId(customer.kind, integerId), origin: 'integerId' };
}

/** The member states by ISO code, each with the shape of its VAT numbers behind the prefix (R-CUST-10). */
const euVatShapes: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  ES: /^(?:[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  GR: /^\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(?:\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(?:\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
};

/** Whether an ISO 3166 code (`EL` counts for Greece) is a member state of the EU. */
export function isEuCountry(country: string): boolean {
  return Object.hasOwn(euVatShapes, isoCountry(country));
}

/** Capitals, and `GR` for the `EL` of Greek VAT numbers. */
export function isoCountry(country: string): string {
  const code = country.trim().toUpperCase();
  return code === 'EL' ? 'GR' : code;
}

export interface VatNumber {
  /** Prefix and number without spaces or dots: `BE0777777771`. */
  readonly number: string;
  /** ISO country of the prefix; null when there is none that we know. */
  readonly country: string | null;
  /** Whether the shape is right (R-CUST-10); never a proof that the number exists. */
  readonly valid: boolean;
}

/**
 * Reads a VAT number as people write it: spaces, dots, dashes and slashes go, a number without prefix gets that of
 * the customer's country when it then has the right shape, and a Belgian number of nine digits its leading zero.
 * Null when there is no text.
 */
export function readVatNumber(text: string | null, country: string | null): VatNumber | null {
  const bare = cleanLine(text ?? '')
    .replace(/[\s.\-/_]/g, '')
    .toUpperCase();
  if (bare === '') return null;
  if (/^CHE\d{9}(?:TVA|MWST|IVA)?$/.test(bare)) return { number: bare, country: 'CH', valid: true };
  const prefixed = /^([A-Z]{2})(.+)$/.exec(bare);
  const prefix = prefixed?.[1] ?? '';
  if (prefixed !== null && isEuCountry(prefix)) return euVatNumber(prefix, prefixed[2] ?? '');
  if (prefix === 'XI')
    return { number: bare, country: 'XI', valid: /^XI(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})$/.test(bare) };
  if (country !== null && isEuCountry(country)) {
    const guessed = euVatNumber(isoCountry(country) === 'GR' ? 'EL' : isoCountry(country), bare);
    if (guessed.valid) return guessed;
  }
  return { number: bare, country: null, valid: false };
}

function euVatNumber(prefix: string, rest: string): VatNumber {
  const country = isoCountry(prefix);
  const completed = country === 'BE' && /^\d{9}$/.test(rest) ? `0${rest}` : rest;
  return {
    number: `${country === 'GR' ? 'EL' : country}${completed}`,
    country,
    valid: euVatShapes[country]?.test(completed) ?? false,
  };
}

/** Whether a VAT number satisfies a delivery inside the EU: the right shape of a member state, or Northern Ireland (E-7). */
export function servesIntraCommunity(number: VatNumber | null): boolean {
  return (
    number !== null &&
    number.valid &&
    number.country !== null &&
    (number.country === 'XI' || isEuCountry(number.country))
  );
}

/** A company number without dots and spaces; a Belgian one of nine digits gets its leading zero. Null when empty. */
export function normaliseCompanyNumber(text: string | null, country: string | null): string | null {
  const bare = cleanLine(text ?? '')
    .replace(/[\s.\-/]/g, '')
    .toUpperCase()
    .replace(/^(?:BE|KVK|KBO)(?=\d)/, '');
  if (bare === '') return null;
  return country !== null && isoCountry(country) === 'BE' && /^\d{9}$/.test(bare) ? `0${bare}` : bare;
}
