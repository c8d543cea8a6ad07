/**
 * The customer of a document as Yuki's message carries it: Focus's record of the customer, and the invoicee on the
 * document where the record is silent (R-CUST-8, R-CUST-13, S-57).
 */

import type { CauseFinding } from './causes.ts';
import {
  isEuCountry,
  isoCountry,
  normaliseCompanyNumber,
  readVatNumber,
  type VatNumber,
} from './customers.ts';
import type { FocusCustomer, FocusDocument, SalesContact } from './document.ts';
import { cleanLine, cutText } from './text.ts';
import { cleaned, limits } from './translation-texts.ts';

export interface TranslatedContact {
  /** Null when a finding says why. */
  readonly contact: SalesContact | null;
  /** Focus's id of the customer; empty when the document names none. */
  readonly customerId: string;
  readonly country: string | null;
  readonly vatNumber: VatNumber | null;
  readonly findings: readonly CauseFinding[];
  readonly warnings: readonly string[];
}

/** Builds the contact, or says what the customer lacks (E-8). */
export function contactOf(
  document: FocusDocument,
  customer: FocusCustomer | null,
  customerCode: string,
): TranslatedContact {
  const customerId = customer?.id ?? document.customer?.id ?? '';
  const kind = customer?.kind ?? document.customer?.kind ?? null;
  const addressCountry = textOrNull(customer?.address.country ?? null, 60);
  const vatNumber = bestVatNumber(document, customer, addressCountry);
  const country = customer === null ? (vatNumber?.country ?? null) : readCountry(addressCountry);
  const name = cutText(cleanLine(customer?.name ?? document.invoicee.name), limits.name);
  const finding = (key: CauseFinding['key'], shown: string): CauseFinding => ({
    key,
    subject: customerId,
    shown,
    line: null,
  });
  const findings: CauseFinding[] = [];
  if (kind === null || (customer === null && country === null))
    findings.push(finding('customer-unknown', ''));
  else {
    if (name === '') findings.push(finding('customer-incomplete', 'a name'));
    if (country === null) findings.push(finding('customer-no-country', ''));
  }
  if (findings.length > 0 || kind === null || country === null) {
    return { contact: null, customerId, country, vatNumber, findings, warnings: [] };
  }
  const warnings =
    customer === null ? ['Focus no longer has the customer; the invoicee of the document is used.'] : [];
  const email = bestEmail(document, customer);
  if (email.dropped)
    warnings.push('The e-mail address was left out, because it is not exactly one valid address.');
  const kept = vatNumberToSend(vatNumber, country);
  if (vatNumber !== null && kept === null)
    warnings.push('The VAT number was left out, because its shape is not valid.');
  warnings.push(...shortened(customer, customer?.name ?? document.invoicee.name));
  const contact: SalesContact = {
    code: customerCode,
    fullName: name,
    firstName: kind === 'contact' ? textOrNull(customer?.firstName ?? null, limits.name) : null,
    lastName: kind === 'contact' ? textOrNull(customer?.lastName ?? null, limits.name) : null,
    countryCode: country,
    city: textOrNull(customer?.address.city ?? null, limits.shortText),
    zipcode: textOrNull(customer?.address.postalCode ?? null, limits.zipcode),
    addressLine: textOrNull(customer?.address.line ?? null, limits.name),
    email: email.address,
    website: textOrNull(customer?.website ?? null, limits.name),
    phone: textOrNull(customer?.phone ?? null, limits.zipcode),
    cocNumber: normaliseCompanyNumber(customer?.nationalNumber ?? document.invoicee.nationalNumber, country),
    vatNumber: kept,
    contactType: kind === 'company' ? 'Company' : 'Person',
  };
  return { contact, customerId, country, vatNumber, findings, warnings };
}

/** What is longer than Yuki is known to take, or has characters that cannot travel, named without showing it. */
function shortened(customer: FocusCustomer | null, name: string): string[] {
  const texts: readonly (readonly [string, string | null | undefined, number])[] = [
    ['name', name, limits.name],
    ['city', customer?.address.city, limits.shortText],
    ['postal code', customer?.address.postalCode, limits.zipcode],
    ['address', customer?.address.line, limits.name],
    ['website', customer?.website, limits.name],
    ['telephone number', customer?.phone, limits.zipcode],
  ];
  return texts.flatMap(([what, text, limit]) => [
    ...(cleanLine(text ?? '').length > limit ? [`The customer’s ${what} was shortened.`] : []),
    ...cleaned(text ?? '', `the customer’s ${what}`),
  ]);
}

/** The record's number, unless only the invoicee's has the right shape: the relation's data come from the record. */
function bestVatNumber(
  document: FocusDocument,
  customer: FocusCustomer | null,
  country: string | null,
): VatNumber | null {
  const ofRecord = readVatNumber(customer?.vatNumber ?? null, country);
  const ofDocument = readVatNumber(document.invoicee.vatNumber, country);
  if (ofRecord?.valid === true) return ofRecord;
  return ofDocument?.valid === true ? ofDocument : (ofRecord ?? ofDocument);
}

/** A number with the prefix of the EU and a wrong shape would have the whole document refused; others pass as they are. */
function vatNumberToSend(number: VatNumber | null, country: string): string | null {
  if (number === null) return null;
  if (number.valid) return number.number;
  return number.country === null && !isEuCountry(country) ? cutText(number.number, limits.zipcode) : null;
}

function readCountry(text: string | null): string | null {
  const code = isoCountry(text ?? '');
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' ? code : null;
}

const emailPattern = /^[^\s@,;<>()[\]"\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** Yuki refuses the whole invoice for a list or a bad address (yuki-api 3.3). */
function bestEmail(
  document: FocusDocument,
  customer: FocusCustomer | null,
): { address: string | null; dropped: boolean } {
  const given = [document.invoicee.email, customer?.email ?? null]
    .map((text) => cleanLine(text ?? ''))
    .filter((text) => text !== '');
  const address = given.find((text) => text.length <= 254 && emailPattern.test(text)) ?? null;
  return { address, dropped: address === null && given.length > 0 };
}

function textOrNull(text: string | null, limit: number): string | null {
  const clean = cutText(cleanLine(text ?? ''), limit);
  return clean === '' ? null : clean;
}
