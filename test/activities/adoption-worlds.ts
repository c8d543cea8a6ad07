// What the tests about adoption share: the small world with documents that stand in Yuki before us, and what became of
// K1's documents.

import { smallWorld, type World } from '../../sandbox/worlds/index.ts';
import type { SandboxDesk } from './sandbox-desk.ts';

export type Typed = NonNullable<
  NonNullable<NonNullable<World['yuki']['be']['domains']>[number]['administrations']>[number]['documents']
>[number];

/** K1's documents of the small world as the built-in connector left them: 975.41, 1,210.00, 1,110.78 and −975.41. */
export const builtIn = (
  changes: Partial<Record<'10016' | '10017' | '10018' | 'credit', Partial<Typed>>> = {},
): Typed[] =>
  [
    { reference: '2026/10016', date: '2026-03-10', netCents: 85_050, vatCents: 12_491, ...changes['10016'] },
    {
      reference: '2026/10017',
      date: '2026-03-12',
      netCents: 100_000,
      vatCents: 21_000,
      openCents: 0,
      ...changes['10017'],
    },
    { reference: '2026/10018', date: '2026-03-13', netCents: 91_800, vatCents: 19_278, ...changes['10018'] },
    { reference: '2026/10001', date: '2026-03-20', netCents: -85_050, vatCents: -12_491, ...changes.credit },
  ].map((one) => ({
    contactName: 'Garage Peeters NV',
    contactCode: '132926235',
    source: 'api' as const,
    ...one,
  }));

export function withDocuments(documents: Typed[]): World {
  const world = smallWorld();
  const [domain, ...others] = world.yuki.be.domains ?? [];
  const [administration, ...more] = domain?.administrations ?? [];
  if (domain === undefined || administration === undefined)
    throw new Error('The world has no administration.');
  const contacts = [
    { code: '132926235', name: 'Garage Peeters NV', type: 'Company' as const, country: 'BE' },
  ];
  const known = { ...domain, contacts, administrations: [{ ...administration, documents }, ...more] };
  return { ...world, yuki: { ...world.yuki, be: { ...world.yuki.be, domains: [known, ...others] } } };
}

export const statesOfK1 = async (desk: SandboxDesk): Promise<string[]> => {
  const numbers = ['2026 / 10016', '2026 / 10017', '2026 / 10018', '2026/10001'];
  return Promise.all(numbers.map(async (number) => (await desk.document(number)).state));
};

/** References that stand in Yuki more than once. */
export const doublesIn = (desk: SandboxDesk): string[] => {
  const references = desk.inYukiNow().map(({ reference }) => reference);
  return references.filter((one, place) => references.indexOf(one) !== place);
};
