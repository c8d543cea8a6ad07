// The Focus master data that all ready-made worlds share: the account FA-1 with the entities BE-A, BE-B and NL-C, their
// VAT rates, product categories and settings (scenarios.md 0).
import type { FocusWorldInput } from '../focus/world.ts';
import { focusId } from './ids.ts';

export const entities = { beA: focusId('BE-A'), beB: focusId('BE-B'), nlC: focusId('NL-C') } as const;
export type EntityKey = keyof typeof entities;

interface RateText {
  code: string;
  description: string;
  rate: number;
}

const belgianRates: RateText[] = [
  { code: '21', description: '21%', rate: 0.21 },
  { code: '12', description: '12%', rate: 0.12 },
  { code: '6', description: '6%', rate: 0.06 },
  { code: '0', description: '0%', rate: 0 },
  { code: 'CM', description: 'Intracommunautaire levering van goederen', rate: 0 },
  { code: 'VCMD', description: 'Intracommunautaire diensten', rate: 0 },
  { code: 'EX', description: 'Uitvoer buiten de EU', rate: 0 },
  { code: 'MC', description: 'Medecontractant', rate: 0 },
];
const dutchRates: RateText[] = [
  { code: '21', description: '21%', rate: 0.21 },
  { code: '9', description: '9%', rate: 0.09 },
  { code: '0', description: '0%', rate: 0 },
];

export const rateTexts: Record<EntityKey, RateText[]> = {
  beA: belgianRates,
  beB: belgianRates,
  nlC: dutchRates,
};

/** The id of an entity's VAT rate by the code on its settings screen. */
export const rateId = (entity: EntityKey, code: string): string => focusId(`rate ${entity} ${code}`);

/** Product categories by the name that builders use; `missing` has an account that Yuki does not know. */
const categories = {
  goods: { name: 'Goederen', be: '700000', nl: '80000' },
  services: { name: 'Diensten', be: '704000', nl: '80100' },
  oldServices: { name: 'Oude diensten', be: '705500', nl: null },
  rental: { name: 'Verhuur', be: '701000', nl: null },
  workshops: { name: 'Workshops', be: '704999', nl: null },
} as const;
export type CategoryKey = keyof typeof categories;
export const categoryId = (key: CategoryKey): string => focusId(`category ${key}`);

export const paymentMethodIds = {
  transfer: focusId('method transfer'),
  online: focusId('method online'),
} as const;

/** The pair of tokens that is valid when a ready-made world starts, and the client that owns it. */
export const sandboxClient = {
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret',
  accessToken: 'sandbox-access-token',
  refreshToken: 'sandbox-refresh-token',
} as const;

const department = (
  entity: EntityKey,
  name: string,
  vatNumber: string,
  country: string,
  created: string,
) => ({
  id: entities[entity],
  name,
  vat_number: vatNumber,
  country,
  emails: [{ type: 'primary', email: 'facturatie@delinde.example' }],
  created_at: created,
});

/** Master data without customers and documents. */
export function focusBase(perMinute: number): FocusWorldInput {
  const { clientId, clientSecret, accessToken, refreshToken } = sandboxClient;
  return {
    account: { id: focusId('FA-1'), currency: 'EUR' },
    users: [{ id: focusId('user An'), first_name: 'An', last_name: 'De Linde', email: 'an@delinde.example' }],
    clients: [
      {
        clientId,
        clientSecret,
        redirectUris: ['http://127.0.0.1:*/oauth/focus/callback', 'http://localhost:*/oauth/focus/callback'],
      },
    ],
    tokens: [{ clientId, accessToken, refreshToken }],
    rateLimit: { perMinute },
    departments: [
      department('beA', 'De Linde BV', 'BE0999999922', 'BE', '2020-01-06T08:00:00+00:00'),
      department('beB', 'Linde Events BV', 'BE0888888895', 'BE', '2021-03-01T08:00:00+00:00'),
      department('nlC', 'Linde Nederland B.V.', 'NL000000000B00', 'NL', '2022-05-02T08:00:00+00:00'),
    ],
    taxRates: (Object.keys(entities) as EntityKey[]).flatMap((entity) =>
      rateTexts[entity].map((text) => ({
        id: rateId(entity, text.code),
        departmentId: entities[entity],
        ...text,
      })),
    ),
    productCategories: (Object.keys(categories) as CategoryKey[]).map((key) => ({
      id: categoryId(key),
      name: categories[key].name,
      ledgers: [
        { departmentId: entities.beA, ledger_account_number: categories[key].be },
        { departmentId: entities.beB, ledger_account_number: categories[key].be },
        ...(categories[key].nl === null
          ? []
          : [{ departmentId: entities.nlC, ledger_account_number: categories[key].nl }]),
      ],
    })),
    paymentMethods: [
      { id: paymentMethodIds.transfer, name: 'Overschrijving' },
      { id: paymentMethodIds.online, name: 'Online' },
    ],
    paymentTerms: [
      { id: focusId('term 30'), type: 'after_invoice_date', days: 30 },
      { id: focusId('term 0'), type: 'cash' },
    ],
    numbering: [
      { departmentId: entities.beA, kind: 'invoice', prefix: '2026', next: 10001 },
      { departmentId: entities.beA, kind: 'creditNote', prefix: '2026', next: 10001 },
      { departmentId: entities.beB, kind: 'invoice', prefix: '2026', next: 20001 },
      { departmentId: entities.beB, kind: 'creditNote', prefix: '2026', next: 20001 },
    ],
  };
}
