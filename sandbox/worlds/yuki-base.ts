// The Yuki master data that all ready-made worlds share: domain D-1 with ADM-1 in Belgium, D-2 with ADM-2 in the
// Netherlands, a foreign tenant, and the keys; and what the tenant intends for each entity (scenarios.md 0).
import type { YukiWorld } from '../yuki/world.ts';
import { entities, rateId, rateTexts, type EntityKey } from './focus-base.ts';
import { yukiId } from './ids.ts';
import type { Expectations } from './world.ts';

export const domains = { d1: yukiId('D-1'), d2: yukiId('D-2'), d9: yukiId('D-9') } as const;
export const administrations = {
  adm1: yukiId('ADM-1'),
  adm2: yukiId('ADM-2'),
  adm9: yukiId('ADM-9'),
} as const;

export const yukiKeys = {
  /** Reaches ADM-1 with all rights. */
  adm1: yukiId('key ADM-1'),
  /** Reaches all of D-1. */
  d1: yukiId('key D-1'),
  /** Reaches ADM-1 without the right Sales. */
  adm1WithoutSales: yukiId('key ADM-1 without Sales'),
  adm2: yukiId('key ADM-2'),
  /** The key of another tenant (S-43). */
  adm9: yukiId('key ADM-9'),
} as const;

const account = (code: string, description: string, isRevenue: boolean) => ({ code, description, isRevenue });

const belgianAccounts = [
  account('400000', 'Handelsdebiteuren', false),
  account('451000', 'Te betalen btw', false),
  account('550000', 'Bank', false),
  account('604000', 'Aankopen van handelsgoederen', false),
  account('700000', 'Verkoop van goederen', true),
  account('701000', 'Verhuur', true),
  account('704000', 'Dienstverlening', true),
  account('705500', 'Oude diensten', true),
  account('708000', 'Toegekende kortingen', true),
];
const dutchAccounts = [
  account('13000', 'Debiteuren', false),
  account('15000', 'Btw af te dragen', false),
  account('80000', 'Omzet hoog', true),
  account('80100', 'Omzet laag', true),
];

/** The Yuki VAT type that belongs to each Focus code. */
const belgianTypes: Record<string, { type: number; percentage: number }> = {
  '21': { type: 1, percentage: 21 },
  '12': { type: 21, percentage: 12 },
  '6': { type: 2, percentage: 6 },
  '0': { type: 3, percentage: 0 },
  CM: { type: 6, percentage: 0 },
  VCMD: { type: 7, percentage: 0 },
  EX: { type: 5, percentage: 0 },
  MC: { type: 17, percentage: 0 },
};
const dutchTypes: typeof belgianTypes = {
  '21': { type: 1, percentage: 21 },
  '9': { type: 2, percentage: 9 },
  '0': { type: 3, percentage: 0 },
};

const belgianVatCodes = [
  { description: 'BTW 21%', type: 1, typeDescription: 'BTW hoog', percentage: 21 },
  { description: 'BTW 12%', type: 21, typeDescription: 'BTW midden', percentage: 12 },
  { description: 'BTW 6%', type: 2, typeDescription: 'BTW laag', percentage: 6 },
  { description: 'BTW 0%', type: 3, typeDescription: 'BTW nul', percentage: 0 },
  { description: 'Medecontractant', type: 17, typeDescription: 'BTW verlegd verkoop', percentage: 0 },
  {
    description: 'Intracommunautaire leveringen van goederen',
    type: 6,
    typeDescription: 'Leveringen binnen EU',
    percentage: 0,
    requiresVatNumber: true,
  },
  {
    description: 'Intracommunautaire diensten',
    type: 7,
    typeDescription: 'Diensten binnen EU',
    percentage: 0,
    requiresVatNumber: true,
  },
  { description: 'Uitvoer buiten de EU', type: 5, typeDescription: 'Export', percentage: 0 },
];
const dutchVatCodes = [
  { description: 'BTW 21%', type: 1, typeDescription: 'BTW hoog', percentage: 21 },
  { description: 'BTW 9%', type: 2, typeDescription: 'BTW laag', percentage: 9 },
  { description: 'BTW 0%', type: 3, typeDescription: 'BTW nul', percentage: 0 },
];

/** Both countries, with the same daily limit for every domain. */
export function yukiBase(dailyCallLimit: number): { be: YukiWorld; nl: YukiWorld } {
  return {
    be: {
      domains: [
        {
          id: domains.d1,
          name: 'De Linde',
          dailyCallLimit,
          administrations: [
            {
              id: administrations.adm1,
              name: 'De Linde BV',
              country: 'BE',
              vatNumber: 'BE0999.999.922',
              cocNumber: '0999999922',
              glAccounts: belgianAccounts,
              vatCodes: belgianVatCodes,
              paymentMethods: ['Mollie'],
              defaultAccount: '700000',
            },
          ],
        },
        {
          id: domains.d9,
          name: 'Andere Klant',
          dailyCallLimit,
          administrations: [
            {
              id: administrations.adm9,
              name: 'Andere Klant BV',
              country: 'BE',
              vatNumber: 'BE0555.555.572',
              glAccounts: belgianAccounts,
              vatCodes: belgianVatCodes,
            },
          ],
        },
      ],
      keys: [
        { key: yukiKeys.adm1, kind: 'administration', id: administrations.adm1 },
        { key: yukiKeys.d1, kind: 'domain', id: domains.d1 },
        {
          key: yukiKeys.adm1WithoutSales,
          kind: 'administration',
          id: administrations.adm1,
          rights: ['Financial', 'Contacts', 'Vat'],
        },
        { key: yukiKeys.adm9, kind: 'administration', id: administrations.adm9 },
      ],
    },
    nl: {
      domains: [
        {
          id: domains.d2,
          name: 'Linde Nederland',
          dailyCallLimit,
          administrations: [
            {
              id: administrations.adm2,
              name: 'Linde Nederland B.V.',
              country: 'NL',
              vatNumber: 'NL000000000B00',
              glAccounts: dutchAccounts,
              vatCodes: dutchVatCodes,
              paymentMethods: ['Mollie'],
              defaultAccount: '80000',
            },
          ],
        },
      ],
      keys: [{ key: yukiKeys.adm2, kind: 'administration', id: administrations.adm2 }],
    },
  };
}

/** What the tenant intends for an entity: VAT codes per rate, and one default account for all rates. */
export function expectationsOf(entity: EntityKey): Expectations {
  const dutch = entity === 'nlC';
  const types = dutch ? dutchTypes : belgianTypes;
  const defaultAccount = dutch ? '80000' : '700000';
  return {
    entityId: entities[entity],
    administrationId: dutch ? administrations.adm2 : administrations.adm1,
    vat: rateTexts[entity].map(({ code }) => {
      const intended = types[code];
      if (intended === undefined) throw new Error(`No Yuki VAT code is intended for the rate ${code}.`);
      return { taxRateId: rateId(entity, code), yukiType: intended.type, percentage: intended.percentage };
    }),
    accounts: rateTexts[entity].map(({ code }) => ({
      taxRateId: rateId(entity, code),
      account: defaultAccount,
    })),
    defaultAccount,
  };
}
