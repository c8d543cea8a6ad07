/**
 * Contact.asmx: finds relations of a domain (yuki-api 5.4). The search is by part of the text, so comparing
 * exactly is left to the caller.
 */

import type { YukiDomainId } from '../domain/ids.ts';
import { attributeOf, guidText, textOf } from './fields.ts';
import type { YukiServices } from './session.ts';
import { listOf } from './soap.ts';
import { XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface YukiContact {
  readonly id: string;
  /** Null for most relations that were made by hand. */
  readonly code: string | null;
  readonly name: string;
  readonly type: 'Person' | 'Company' | null;
  /** In the notation in which it was typed, such as `BE0123.456.749`. */
  readonly vatNumber: string | null;
  readonly cocNumber: string | null;
  readonly email: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

export interface ContactSearch {
  readonly option: 'All' | 'ID' | 'Name' | 'Code' | 'Email' | 'CoCNumber' | 'VATNumber';
  /** Empty for `All`. */
  readonly value: string;
  readonly active?: 'Both' | 'Active' | 'Inactive';
}

const recordsPerPage = 100;
/** 100,000 relations, far beyond a domain's, and a bound for a service that repeats pages for ever. */
const pageLimit = 1_000;

/**
 * All matches, page after page of 100, one call each. Throws YukiUnintelligible when a page repeats the one
 * before, as Yuki's lists are reported to do (yuki-api 8).
 */
export async function searchContacts(
  services: YukiServices,
  domainId: YukiDomainId,
  search: ContactSearch,
): Promise<YukiContact[]> {
  const found: YukiContact[] = [];
  let firstBefore: string | null = null;
  for (let page = 1; page <= pageLimit; page += 1) {
    const contacts: YukiContact[] = await contactsPage(services, domainId, search, page, firstBefore);
    found.push(...contacts);
    if (contacts.length < recordsPerPage) return found;
    firstBefore = contacts[0]?.id ?? null;
  }
  throw new RangeError(`More than ${pageLimit} pages of contacts; search for less.`);
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
        // Must be present; older than anything in Yuki, and a date that its database can hold.
        ['modifiedAfter', '1900-01-01'],
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
    cocNumber: textOf(contact, 'CoCNumber'),
    email: textOf(contact, 'EMailWork') ?? textOf(contact, 'EMailHome'),
    postcode: textOf(contact, 'Postcode'),
    city: textOf(contact, 'City'),
    country: textOf(contact, 'Country')?.toUpperCase() ?? null,
  };
}
