/**
 * Contact.asmx: finds relations of a domain, and gives one a code (yuki-api 5.4). The search is by part of the text,
 * so comparing exactly is left to the caller.
 */

import type { IsoDate, YukiDomainId } from '../domain/ids.ts';
import type { Relation } from '../domain/relations.ts';
import { attributeOf, guidText, textOf } from './fields.ts';
import type { YukiServices } from './session.ts';
import { listOf } from './soap.ts';
import { escapeText, findElement, XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** A relation with everything that a change has to give back to it. */
export interface YukiContact extends Relation {
  readonly addressLine2: string | null;
  readonly emailWork: string | null;
  readonly emailHome: string | null;
  readonly phoneHome: string | null;
}

export interface ContactSearch {
  readonly option: 'All' | 'ID' | 'Name' | 'Code' | 'Email' | 'CoCNumber' | 'VATNumber';
  /** Empty for `All`. */
  readonly value: string;
  readonly active?: 'Both' | 'Active' | 'Inactive';
  /** Only what was changed on or after this day; absent for everything. */
  readonly modifiedFrom?: IsoDate;
}

export const contactsPerPage = 100;
/** 100,000 relations, far beyond a domain's, and a bound for a service that repeats pages for ever. */
const pageLimit = 1_000;

/**
 * Pages of matches from the given one on, oldest relation first, one call each, with their numbers. The last one is
 * short or empty. Throws YukiUnintelligible when a page repeats the one before, as Yuki's lists are reported to do
 * (yuki-api 8).
 */
export async function* contactPages(
  services: YukiServices,
  domainId: YukiDomainId,
  search: ContactSearch,
  firstPage = 1,
): AsyncGenerator<{ page: number; contacts: YukiContact[] }> {
  let firstBefore: string | null = null;
  for (let page = firstPage; page < firstPage + pageLimit; page += 1) {
    const contacts: YukiContact[] = await contactsPage(services, domainId, search, page, firstBefore);
    yield { page, contacts };
    if (contacts.length < contactsPerPage) return;
    firstBefore = contacts[0]?.id ?? null;
  }
  throw new RangeError(`More than ${pageLimit} pages of contacts; search for less.`);
}

/** All matches, page after page. */
export async function searchContacts(
  services: YukiServices,
  domainId: YukiDomainId,
  search: ContactSearch,
): Promise<YukiContact[]> {
  const found: YukiContact[] = [];
  for await (const { contacts } of contactPages(services, domainId, search)) found.push(...contacts);
  return found;
}

function contactsPage(
  services: YukiServices,
  domainId: YukiDomainId,
  search: ContactSearch,
  page: number,
  firstBefore: string | null,
): Promise<YukiContact[]> {
  return services.call(
    {
      service: 'Contact',
      operation: 'SearchContacts',
      parameters: [
        ['domainID', domainId],
        ['searchOption', search.option],
        ['searchValue', search.value],
        ['sortOrder', 'CreatedAsc'],
        // Must be present; the default is older than anything in Yuki, and a date that its database can hold.
        ['modifiedAfter', search.modifiedFrom ?? '1900-01-01'],
        ['active', search.active ?? 'Both'],
        ['pageNumber', page],
      ],
    },
    (result) => {
      const contacts = listOf(result, 'Contact').map(readContact);
      const repeated = firstBefore !== null && contacts[0]?.id === firstBefore;
      if (repeated) throw new XmlProblem('a page came twice');
      return contacts;
    },
  );
}

function readContact(contact: XmlElement): YukiContact {
  const id = guidText(attributeOf(contact, 'ID'));
  if (id === null) throw new XmlProblem('a contact has no ID');
  const type = textOf(contact, 'Type');
  return {
    id,
    code: textOf(contact, 'Code'),
    name: textOf(contact, 'Name') ?? '',
    type: type === 'Person' || type === 'Company' ? type : null,
    vatNumber: textOf(contact, 'VATNumber'),
    companyNumber: textOf(contact, 'CoCNumber'),
    emailWork: textOf(contact, 'EMailWork'),
    emailHome: textOf(contact, 'EMailHome'),
    phoneHome: textOf(contact, 'PhoneHome'),
    addressLine: textOf(contact, 'AddressLine_1'),
    addressLine2: textOf(contact, 'AddressLine_2'),
    postcode: textOf(contact, 'Postcode'),
    city: textOf(contact, 'City'),
    country: textOf(contact, 'Country')?.toUpperCase() ?? null,
  };
}

const contactNamespace = 'urn:xmlns:http://www.theyukicompany.com:contact';

/**
 * Gives a relation its code, once. Everything else that the search shows of it goes along unchanged, because nobody
 * knows whether Yuki empties what a change leaves out. `refused` carries Yuki's words. One attempt: what is not
 * provably unsent or refused is thrown with delivery `unknown`.
 */
export async function giveCode(
  services: YukiServices,
  domainId: YukiDomainId,
  contact: YukiContact,
  code: string,
  options: { readonly beforeBytes: () => Promise<void>; readonly timeoutMs: number },
): Promise<{ readonly kind: 'changed' } | { readonly kind: 'refused'; readonly words: string }> {
  return services.call(
    {
      service: 'Contact',
      operation: 'UpdateContact',
      parameters: [
        ['domainID', domainId],
        ['xmlDoc', { rawXml: renderContact(contact, code) }],
      ],
      write: true,
      ...options,
    },
    (result) => {
      const succeeded = findElement(result, 'Succeeded')?.text.trim() ?? '';
      const failed = findElement(result, 'Failed')?.text.trim() ?? '';
      if (failed !== '') return { kind: 'refused', words: failed };
      // The id has to be cut out of a sentence; another one would be another relation.
      if (!succeeded.toLowerCase().includes(contact.id)) throw new XmlProblem('it names another relation');
      return { kind: 'changed' };
    },
  );
}

function renderContact(contact: YukiContact, code: string): string {
  const fields: readonly (readonly [string, string | null])[] = [
    ['ID', contact.id],
    ['Type', contact.type === null ? null : contact.type === 'Person' ? '0' : '2'],
    ['Code', code],
    ['FullName', contact.name],
    ['AddressLine_1', contact.addressLine],
    ['AddressLine_2', contact.addressLine2],
    ['PostCode', contact.postcode],
    ['City', contact.city],
    ['Country', contact.country],
    ['PhoneHome', contact.phoneHome],
    ['EmailHome', contact.emailHome],
    ['EmailWork', contact.emailWork],
    ['VATNumber', contact.vatNumber],
    ['CoCNumber', contact.companyNumber],
  ];
  const content = fields
    .map(([name, value]) => (value === null || value === '' ? '' : `<${name}>${escapeText(value)}</${name}>`))
    .join('');
  return `<Contact xmlns="${contactNamespace}">${content}</Contact>`;
}
