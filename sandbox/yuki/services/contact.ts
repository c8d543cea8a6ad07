// Contact.asmx (yuki-api.md 5.4): searching the relations of a domain, 100 per page, and changing one.
import type { Contact, ContactFields } from '../contact-book.ts';
import { domainOf } from '../operation.ts';
import type { Call, Service } from '../operation.ts';
import { SoapFault } from '../soap.ts';
import { escapeXml, tag, textOf, wrap } from '../xml.ts';
import type { XmlElement } from '../xml.ts';

const pageSize = 100;
const contactNamespace = 'urn:xmlns:http://www.theyukicompany.com:contact';

const searchOptions = [
  'All',
  'ID',
  'HID',
  'Name',
  'Code',
  'City',
  'Postcode',
  'Tag',
  'Email',
  'Website',
  'Phone',
  'CoCNumber',
  'VATNumber',
  'BankAccount',
] as const;
const sortOrders = [
  'Name',
  'LastName',
  'CreatedAsc',
  'CreatedDesc',
  'ModifiedAsc',
  'ModifiedDesc',
  'HID',
] as const;

function searched(contact: Contact, option: (typeof searchOptions)[number]): string {
  const fields: Partial<Record<(typeof searchOptions)[number], string>> = {
    ID: contact.id,
    HID: String(contact.hid),
    Name: contact.name,
    Code: contact.code,
    City: contact.city,
    Postcode: contact.postcode,
    Email: contact.email,
    Website: contact.website,
    Phone: contact.phone,
    CoCNumber: contact.cocNumber,
    VATNumber: contact.vatNumber,
  };
  return fields[option] ?? '';
}

function search(call: Call): string {
  const { parameters, plan } = call;
  const domain = domainOf(call);
  const option = parameters.choice('searchOption', searchOptions, 'All');
  const value = parameters.text('searchValue').toLowerCase();
  const order = parameters.choice('sortOrder', sortOrders, 'Name');
  const since = parameters.day('modifiedAfter') ?? '0000-00-00';
  const active = parameters.choice('active', ['Both', 'Active', 'Inactive'] as const, 'Both');
  const page = Math.max(1, parameters.integer('pageNumber', 1));
  if (option === 'Code' || option === 'VATNumber') call.references.push(parameters.text('searchValue'));
  const found = (plan?.kind === 'empty-list' ? [] : domain.contacts.all())
    // Search is by substring: the caller must compare exactly.
    .filter((contact) => option === 'All' || searched(contact, option).toLowerCase().includes(value))
    .filter((contact) => active === 'Both' || contact.active === (active === 'Active'))
    .filter((contact) => contact.modified.slice(0, 10) >= since)
    .toSorted((a, b) => compare(a, b, order));
  const rows = found.slice((page - 1) * pageSize, page * pageSize).map(row);
  return wrap('Contacts', rows.join(''), 'xmlns=""');
}

function compare(a: Contact, b: Contact, order: (typeof sortOrders)[number]): number {
  switch (order) {
    case 'CreatedAsc':
      return a.created.localeCompare(b.created) || a.hid - b.hid;
    case 'CreatedDesc':
      return b.created.localeCompare(a.created) || b.hid - a.hid;
    case 'ModifiedAsc':
      return a.modified.localeCompare(b.modified) || a.hid - b.hid;
    case 'ModifiedDesc':
      return b.modified.localeCompare(a.modified) || b.hid - a.hid;
    case 'HID':
      return a.hid - b.hid;
    default:
      return a.name.localeCompare(b.name) || a.hid - b.hid;
  }
}

/** US notation as Yuki writes it here and nowhere else: 4/10/2019 3:50:52 PM (1.3). */
function usMoment(iso: string): string {
  const at = new Date(iso);
  const hour = at.getUTCHours();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${hour % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
}

function row(contact: Contact): string {
  const empty = (name: string): string => tag(name, '');
  return wrap(
    'Contact',
    [
      tag('Type', contact.type),
      tag('HID', contact.hid),
      tag('Code', contact.code),
      tag('Name', contact.name),
      tag('AddressLine_1', contact.addressLine1),
      tag('AddressLine_2', contact.addressLine2),
      tag('Postcode', contact.postcode),
      tag('City', contact.city),
      ...['MailAddressLine_1', 'MailAddressLine_2', 'MailPostcode', 'MailCity'].map(empty),
      tag('Country', contact.country),
      tag('PhoneHome', contact.phone),
      tag('EMailWork', contact.email),
      tag('Website', contact.website),
      tag('VATNumber', contact.vatNumber),
      tag('CoCNumber', contact.cocNumber),
      empty('IncomeTaxNumber'),
      tag('Created', usMoment(contact.created)),
      tag('Modified', usMoment(contact.modified)),
      ...['MainContactPerson', 'Tags', 'BackofficeStatus'].map(empty),
    ].join(''),
    `ID="${contact.id}"`,
  );
}

const updateOrder = [
  'ID',
  'Type',
  'Code',
  'FirstName',
  'MiddleName',
  'LastName',
  'FullName',
  'AddressLine_1',
  'AddressLine_2',
  'PostCode',
  'City',
  'MailAddressLine_1',
  'MailAddressLine_2',
  'MailPostCode',
  'MailCity',
  'MailCountry',
  'Country',
  'WorkAddressLine_1',
  'WorkAddressLine_2',
  'WorkPostCode',
  'WorkCity',
  'WorkCountry',
  'PhoneHome',
  'PhoneWork',
  'MobileHome',
  'MobileWork',
  'EmailHome',
  'EmailWork',
  'VATNumber',
  'CoCNumber',
];

const updateFields: Record<string, keyof ContactFields> = {
  Code: 'code',
  FullName: 'name',
  AddressLine_1: 'addressLine1',
  AddressLine_2: 'addressLine2',
  PostCode: 'postcode',
  City: 'city',
  Country: 'country',
  PhoneHome: 'phone',
  EmailHome: 'email',
  EmailWork: 'email',
  VATNumber: 'vatNumber',
  CoCNumber: 'cocNumber',
};

/** Every field that a change may name, empty; the name stays, because a relation has one. */
const emptied = Object.fromEntries(
  Object.values(updateFields)
    .filter((field) => field !== 'name')
    .map((field) => [field, '']),
);

function checkUpdate(root: XmlElement): void {
  if (root.name !== 'Contact' || root.namespace !== contactNamespace) {
    throw new SoapFault(`The '${root.namespace}:${root.name}' element is not declared.`);
  }
  let turn = 0;
  for (const child of root.children) {
    const place = child.namespace === contactNamespace ? updateOrder.indexOf(child.name, turn) : -1;
    if (place === -1) {
      throw new SoapFault(
        `The element 'Contact' in namespace '${contactNamespace}' has invalid child element '${child.name}' in namespace '${child.namespace}'. List of possible elements expected: '${updateOrder.slice(turn).join(', ')}' in namespace '${contactNamespace}'.`,
      );
    }
    turn = place + 1;
  }
}

function update(call: Call): string {
  const domain = domainOf(call);
  const root = call.parameters.document('xmlDoc');
  checkUpdate(root);
  const id = textOf(root, 'ID');
  const code = textOf(root, 'Code');
  call.references.push(code);
  const type = textOf(root, 'Type') === '0' ? 'Person' : 'Company';
  const fields: Record<string, string> = root.children.some((child) => child.name === 'Type') ? { type } : {};
  for (const child of root.children) {
    const field = updateFields[child.name];
    const isIgnored = child.name === 'Code' && call.switches.updateContactCode === 'ignore';
    if (field !== undefined && !isIgnored) fields[field] = child.text.trim();
  }
  const known = id === '' ? undefined : domain.contacts.get(id);
  if (id !== '' && known === undefined)
    return updateAnswer(call, 'Failed', `Contact ${id} could not be found`);
  if (code !== '' && call.switches.updateContactCode === 'refuse')
    return updateAnswer(call, 'Failed', 'The code of the contact is not allowed');
  const contact = known ?? domain.contacts.withCode(code)[0] ?? sameName(domain.contacts.all(), type, fields);
  call.state.nextVersion();
  const omitted = call.switches.updateContactOmitted === 'empty' ? emptied : {};
  if (contact !== undefined) domain.contacts.change(contact, { ...omitted, ...fields });
  else if ((fields['name'] ?? '') === '')
    return updateAnswer(call, 'Failed', 'The name of the contact must be filled in');
  const changed = contact ?? domain.contacts.add(fields, 'api');
  // The misspelling is Yuki's; the GUID must be cut out of the sentence (5.4).
  return updateAnswer(call, 'Succeeded', `Succesfully updated Contact ${changed.id}`);
}

/** By type and full name (and e-mail when given), leaving out `, . " -` and spaces. */
function sameName(contacts: Contact[], type: string, fields: Record<string, string>): Contact | undefined {
  const plain = (name: string): string => name.replace(/[,."\-\s]/g, '').toLowerCase();
  const wanted = plain(fields['name'] ?? '');
  if (wanted === '') return undefined;
  const email = fields['email'] ?? '';
  return contacts.find(
    (contact) =>
      contact.type === type && plain(contact.name) === wanted && (email === '' || contact.email === email),
  );
}

function updateAnswer(call: Call, outcome: 'Succeeded' | 'Failed', text: string): string {
  const stamp = call.state.clock.now().toISOString().slice(0, 10);
  return wrap(
    'ContactResponse',
    tag('TimeStamp', stamp) + `<${outcome}>${escapeXml(text)}</${outcome}>`,
    'xmlns="urn:xmlns:http://www.theyukicompany.com:contactResponse"',
  );
}

export const contactOperations: Service = {
  SearchContacts: {
    order: [
      'sessionID',
      'domainID',
      'searchOption',
      'searchValue',
      'sortOrder',
      'modifiedAfter',
      'active',
      'pageNumber',
    ],
    right: 'ContactsRead',
    data: true,
    result: 'document',
    run: search,
  },
  UpdateContact: {
    order: ['sessionID', 'domainID', 'xmlDoc'],
    right: 'Contacts',
    data: true,
    result: 'document',
    run: update,
  },
};
