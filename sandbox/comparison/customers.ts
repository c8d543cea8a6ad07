// Whether a Yuki relation is a Focus customer, and whether one customer has more than one relation.
import type { Contact } from '../yuki/contact-book.ts';
import type { Pair } from './pairing.ts';
import type { ComparisonOptions, Difference, Expectation, FocusDocument } from './types.ts';

type DomainContact = Contact & { domainId: string };

const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
const plainVat = (vat: string | null): string => (vat ?? '').replace(/[^0-9A-Za-z]/g, '').toUpperCase();

/** By kind and VAT number when both have one, else by kind and name. */
export function sameCustomer(customer: FocusDocument['customer'], contact: Contact | null): boolean {
  if (contact === null || !sameKind(customer, contact)) return false;
  const vat = plainVat(customer.vatNumber);
  const other = plainVat(contact.vatNumber);
  if (vat !== '' && other !== '') return vat === other;
  return plainName(customer.name) === plainName(contact.name);
}

function sameKind(customer: FocusDocument['customer'], contact: Contact): boolean {
  return (customer.type === 'company') === (contact.type === 'Company');
}

/** The relation of a paired document is not its customer, or lacks the customer's VAT number. */
export function customerDifference({ focus, yuki }: Pair): Difference[] {
  const { customer } = focus;
  const { contact } = yuki;
  const told = { focusId: focus.id, reference: yuki.reference };
  if (!sameCustomer(customer, contact)) {
    const found = contact === null ? '' : `${contact.type} ${contact.name} ${contact.vatNumber}`.trim();
    const expected = `${customer.type} ${customer.name} ${customer.vatNumber ?? ''}`.trim();
    return [{ kind: 'customer', ...told, expected, found }];
  }
  const lacksVat =
    contact?.source === 'api' && plainVat(customer.vatNumber) !== '' && plainVat(contact.vatNumber) === '';
  return lacksVat
    ? [{ kind: 'customer-vat-number', ...told, expected: customer.vatNumber ?? '', found: '' }]
    : [];
}

/** One relation per customer and domain, and no import made a relation that looks like another one (R-CUST-3). */
export function contactDifferences(
  pairs: Pair[],
  options: ComparisonOptions,
  expectations: Expectation[],
): Difference[] {
  const imported = pairs.filter((pair) => !pair.linked);
  const differences: Difference[] = [];
  const byCustomer = new Map<string, Set<string>>();
  for (const { focus, yuki } of imported) {
    const key = `${focus.customer.type}/${focus.customer.id}/${yuki.domainId}`;
    byCustomer.set(key, (byCustomer.get(key) ?? new Set()).add(yuki.contactId));
  }
  for (const [key, ids] of byCustomer) {
    if (ids.size > 1) {
      const customerId = key.split('/')[1] ?? '';
      differences.push({
        kind: 'customer-has-several-contacts',
        focusId: customerId,
        expected: '1',
        found: String(ids.size),
      });
    }
  }
  differences.push(...lookAlikes(imported, options));
  const prefix = expectations.find((one) => one.codePrefix !== undefined)?.codePrefix;
  const made = new Map(imported.map(({ yuki }) => [yuki.contactId, yuki.contact]));
  for (const contact of made.values()) {
    if (prefix === undefined || contact?.source !== 'api' || contact.code.startsWith(prefix)) continue;
    differences.push({
      kind: 'contact-code',
      reference: contact.name,
      expected: `${prefix}…`,
      found: contact.code,
    });
  }
  return differences;
}

function lookAlikes(pairs: Pair[], options: ComparisonOptions): Difference[] {
  const contacts = options.contacts ?? [];
  const allowed = new Set(options.allowedDoubles ?? []);
  const usedBy = new Map<string, Set<string>>();
  for (const { focus, yuki } of pairs) {
    usedBy.set(yuki.contactId, (usedBy.get(yuki.contactId) ?? new Set()).add(focus.customer.id));
  }
  const differences: Difference[] = [];
  for (const group of groupsOf(contacts)) {
    const used = group.filter((contact) => usedBy.has(contact.id));
    const fromApi = group.some((contact) => contact.source === 'api');
    if (used.length === 0 || !fromApi) continue;
    // Two Focus customers of the same name may have a relation each; a relation more than customers is a double.
    const customers = new Set(used.flatMap((contact) => [...(usedBy.get(contact.id) ?? [])]));
    const counted = group.filter((contact) => !allowed.has(contact.id));
    if (counted.length <= customers.size) continue;
    differences.push({
      kind: 'contact-double',
      reference: group[0]?.name ?? '',
      expected: String(customers.size),
      found: String(counted.length),
    });
  }
  return differences;
}

/** Relations of one domain and kind that share a VAT number, or a name without differing VAT numbers. */
function groupsOf(contacts: DomainContact[]): Contact[][] {
  const byName = new Map<string, Contact[]>();
  const byVat = new Map<string, Contact[]>();
  const put = (map: Map<string, Contact[]>, key: string, contact: Contact): void => {
    map.set(key, [...(map.get(key) ?? []), contact]);
  };
  for (const contact of contacts) {
    const vat = plainVat(contact.vatNumber);
    put(byName, `${contact.domainId}/${contact.type}/${plainName(contact.name)}`, contact);
    if (vat !== '') put(byVat, `${contact.domainId}/${contact.type}/${vat}`, contact);
  }
  const sameName = [...byName.values()].flatMap((group) => {
    const numbers = new Set(group.map((contact) => plainVat(contact.vatNumber)).filter((vat) => vat !== ''));
    return numbers.size > 1 ? [] : [group];
  });
  const seen = new Set<string>();
  return [...byVat.values(), ...sameName]
    .filter((group) => group.length > 1)
    .filter((group) => {
      const key = group
        .map((contact) => contact.id)
        .toSorted()
        .join(',');
      return seen.has(key) ? false : seen.add(key);
    });
}
