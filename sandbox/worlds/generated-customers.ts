// Customers made by number for the large worlds: names, addresses and VAT numbers that belong to nobody.
import type { Customer } from './customers.ts';
import { belgianVatNumber, focusId } from './ids.ts';

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
