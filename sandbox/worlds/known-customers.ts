// The eight customers K1 to K8 of the shared scenarios. Their VAT numbers are checksum-shaped and belong to nobody.
import type { Customer } from './customers.ts';
import { focusId } from './ids.ts';

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
