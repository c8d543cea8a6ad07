// The eight customers K1 to K8 of scenarios.md 0, and generated ones for the large worlds: names, addresses and VAT
// numbers that are checksum-shaped and belong to nobody.
import type { FocusWorldInput } from '../focus/world.ts';
import { belgianVatNumber, focusId } from './ids.ts';

export interface Customer {
  type: 'company' | 'contact';
  id: string;
  name: string;
  firstName?: string;
  lastName?: string;
  vatNumber: string | null;
  street: string;
  postalCode: string;
  city: string;
  /** Null is what the screen calls "Unknown". */
  country: string | null;
  /** The retired integer id. */
  integer: number;
  kind: 'domestic' | 'contractor' | 'eu' | 'world' | 'private';
}

type CustomerText = Omit<Customer, 'id'>;

const known: Record<string, CustomerText> = {
  K1: {
    type: 'company',
    name: 'Garage Peeters NV',
    vatNumber: 'BE0777777771',
    street: 'Liersesteenweg 10',
    postalCode: '2800',
    city: 'Mechelen',
    country: 'BE',
    integer: 13292623,
    kind: 'domestic',
  },
  K2: {
    type: 'contact',
    name: 'An Claes',
    firstName: 'An',
    lastName: 'Claes',
    vatNumber: null,
    street: 'Coupure 5',
    postalCode: '9000',
    city: 'Gent',
    country: 'BE',
    integer: 13292623,
    kind: 'private',
  },
  K3: {
    type: 'company',
    name: 'Müller Maschinenbau GmbH',
    vatNumber: 'DE999999999',
    street: 'Domstraße 12',
    postalCode: '50667',
    city: 'Köln',
    country: 'DE',
    integer: 13300410,
    kind: 'eu',
  },
  K4: {
    type: 'company',
    name: 'Atlas Robotics Inc.',
    vatNumber: null,
    street: '200 Summer Street',
    postalCode: '02110',
    city: 'Boston',
    country: 'US',
    integer: 13300411,
    kind: 'world',
  },
  K5: {
    type: 'company',
    name: 'Bouwwerken Janssens BV',
    vatNumber: 'BE0666666647',
    street: 'Nijverheidslaan 3',
    postalCode: '9300',
    city: 'Aalst',
    country: 'BE',
    integer: 13300412,
    kind: 'contractor',
  },
  K6: {
    type: 'company',
    name: 'Nieuwe Klant',
    vatNumber: null,
    street: 'Onbekend 1',
    postalCode: '',
    city: '',
    country: null,
    integer: 13300413,
    kind: 'domestic',
  },
  K7: {
    type: 'company',
    name: 'Bakkerij Noord B.V.',
    vatNumber: 'NL000000001B01',
    street: 'Noorderkade 8',
    postalCode: '1031 AA',
    city: 'Amsterdam',
    country: 'NL',
    integer: 13300414,
    kind: 'domestic',
  },
  K8: {
    type: 'contact',
    name: 'Lucie Martin',
    firstName: 'Lucie',
    lastName: 'Martin',
    vatNumber: null,
    street: '14 rue Nationale',
    postalCode: '59000',
    city: 'Lille',
    country: 'FR',
    integer: 13300415,
    kind: 'private',
  },
};

export type KnownCustomer = 'K1' | 'K2' | 'K3' | 'K4' | 'K5' | 'K6' | 'K7' | 'K8';

/** One of K1 to K8. */
export function knownCustomer(key: KnownCustomer): Customer {
  const text = known[key];
  if (text === undefined) throw new Error(`There is no customer ${key}.`);
  return { ...text, id: focusId(`customer ${key}`) };
}

export const knownCustomers = (): Customer[] =>
  (Object.keys(known) as KnownCustomer[]).map((key) => knownCustomer(key));

const trades = [
  'Bakkerij',
  'Drukkerij',
  'Schrijnwerkerij',
  'Garage',
  'Tuinen',
  'Studio',
  'Apotheek',
  'Brouwerij',
  'Architecten',
  'Transport',
  'Elektro',
  'Boekhandel',
];
const families = [
  'Vermeulen',
  'De Smet',
  'Wouters',
  'Maes',
  'Jacobs',
  'Willems',
  'Claeys',
  'Goossens',
  'Dubois',
  'Lambert',
  'Hermans',
  'Van Damme',
  'Pauwels',
  'Aerts',
  'Michiels',
];
const firstNames = [
  'Jan',
  'Els',
  'Karim',
  'Sofie',
  'Pieter',
  'Nadia',
  'Luc',
  'Ilse',
  'Tom',
  'Amélie',
  'Bram',
  'Greet',
];
const streets = [
  'Kerkstraat',
  'Stationsstraat',
  'Molenweg',
  'Dorpsplein',
  'Veldstraat',
  'Nieuwstraat',
  'Kapellelaan',
];
const belgianCities = [
  ['2000', 'Antwerpen'],
  ['9000', 'Gent'],
  ['3000', 'Leuven'],
  ['8500', 'Kortrijk'],
  ['3500', 'Hasselt'],
  ['8000', 'Brugge'],
  ['4000', 'Liège'],
  ['5000', 'Namur'],
] as const;
const foreigners = [
  {
    country: 'NL',
    city: 'Utrecht',
    postalCode: '3511 AB',
    ending: 'B.V.',
    vat: (n: number) => `NL${String(100_000_000 + n)}B01`,
  },
  {
    country: 'DE',
    city: 'Aachen',
    postalCode: '52062',
    ending: 'GmbH',
    vat: (n: number) => `DE${String(200_000_000 + n)}`,
  },
  {
    country: 'FR',
    city: 'Lille',
    postalCode: '59800',
    ending: 'SARL',
    vat: (n: number) => `FR${String(10 + (n % 80))}${String(300_000_000 + n)}`,
  },
] as const;

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** A generated customer. The same `index` always gives the same one; names differ between indexes. */
export function generatedCustomer(kind: Customer['kind'], index: number): Customer {
  const number = index + 1;
  const address = { street: `${pick(streets, index)} ${((index * 7) % 180) + 1}` };
  const family = pick(families, index * 7 + Math.floor(index / trades.length));
  const integer = 13_400_000 + index;
  const id = focusId(`generated ${kind} ${index}`);
  const [postalCode, city] = pick(belgianCities, index);
  if (kind === 'private') {
    const firstName = pick(firstNames, index);
    const lastName = `${family}-${number}`;
    return {
      type: 'contact',
      id,
      name: `${firstName} ${lastName}`,
      firstName,
      lastName,
      vatNumber: null,
      ...address,
      postalCode,
      city,
      country: 'BE',
      integer,
      kind,
    };
  }
  const name = `${pick(trades, index)} ${family} ${number}`;
  if (kind === 'eu') {
    const place = pick(foreigners, index);
    return {
      type: 'company',
      id,
      name: `${name} ${place.ending}`,
      vatNumber: place.vat(number),
      ...address,
      postalCode: place.postalCode,
      city: place.city,
      country: place.country,
      integer,
      kind,
    };
  }
  if (kind === 'world') {
    return {
      type: 'company',
      id,
      name: `${name} Inc.`,
      vatNumber: null,
      street: `${number} Main Street`,
      postalCode: '10001',
      city: 'New York',
      country: 'US',
      integer,
      kind,
    };
  }
  return {
    type: 'company',
    id,
    name: `${name} BV`,
    vatNumber: belgianVatNumber(4_000_000 + index * 137),
    ...address,
    postalCode,
    city,
    country: 'BE',
    integer,
    kind,
  };
}

// Made from the id: the integer must not be told by any answer (R-CUST-5).
const emailOf = (customer: Customer): string => `klant-${customer.id.slice(0, 8)}@voorbeeld.example`;

/** The Focus half of a world for these customers: companies, contacts and the retired integer ids. */
export function customerRecords(
  customers: Customer[],
): Pick<Required<FocusWorldInput>, 'companies' | 'contacts' | 'integerIds'> {
  const base = (customer: Customer) => ({
    id: customer.id,
    vat_number: customer.vatNumber,
    emails: [{ type: 'primary', email: emailOf(customer) }],
    addresses: [
      {
        type: 'primary' as const,
        address: {
          line_1: customer.street,
          postal_code: customer.postalCode === '' ? null : customer.postalCode,
          city: customer.city === '' ? null : customer.city,
          country: customer.country,
        },
      },
    ],
  });
  return {
    companies: customers
      .filter((customer) => customer.type === 'company')
      .map((customer) => ({
        ...base(customer),
        name: customer.name,
        national_identification_number:
          customer.country === 'BE' && customer.vatNumber !== null ? customer.vatNumber.slice(2) : null,
      })),
    contacts: customers
      .filter((customer) => customer.type === 'contact')
      .map((customer) => ({
        ...base(customer),
        first_name: customer.firstName ?? null,
        last_name: customer.lastName ?? customer.name,
      })),
    integerIds: customers.map((customer) => ({
      type: customer.type,
      integer: customer.integer,
      id: customer.id,
    })),
  };
}

/** The invoicee as it stands on a document. */
export const invoiceeOf = (customer: Customer) => ({
  name: customer.name,
  vat_number: customer.vatNumber,
  customer: { type: customer.type, id: customer.id },
  email: emailOf(customer),
  national_identification_number:
    customer.type === 'company' && customer.country === 'BE' ? (customer.vatNumber?.slice(2) ?? null) : null,
});
