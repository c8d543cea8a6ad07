// What the tests about customers share: worlds with relations that stood in Yuki before, an invoice for a customer, and
// where the ledger keeps his doubts.

import { ownCustomerCode } from '../../domain/customers.ts';
import type { FocusCustomerId } from '../../domain/ids.ts';
import type { CustomersPlace } from '../../ledger/customer-doubts.ts';
import { categoryId, entities, rateId } from '../../sandbox/worlds/focus-base.ts';
import { smallWorld, type World } from '../../sandbox/worlds/index.ts';
import type { SandboxDesk } from './sandbox-desk.ts';

export type Contact = NonNullable<NonNullable<World['yuki']['be']['domains']>[number]['contacts']>[number];

/** A world with relations in Yuki before anything is connected. */
export function withRelations(contacts: Contact[], world = smallWorld()): World {
  const [first, ...others] = world.yuki.be.domains ?? [];
  if (first === undefined) throw new Error('The world has no domain.');
  const be = { ...world.yuki.be, domains: [{ ...first, contacts }, ...others] };
  return { ...world, yuki: { ...world.yuki, be } };
}

export const ownCode = (customer: { type: 'company' | 'contact'; id: string }): string =>
  ownCustomerCode({ kind: customer.type, id: customer.id as FocusCustomerId });

/** Books 121.00 for the customer on 1 April. */
export const book = (
  desk: SandboxDesk,
  { type, id }: { type: string; id: string },
): Promise<{ id: string; number: string }> =>
  desk.inFocus('book-invoice', {
    departmentId: entities.beA,
    customer: { type, id },
    date: '2026-04-01',
    lines: [
      {
        description: 'Advies',
        unitPrice: 100,
        taxRateId: rateId('beA', '21'),
        categoryId: categoryId('services'),
      },
    ],
  });

export async function placeOf(desk: SandboxDesk): Promise<CustomersPlace> {
  const { domainId, focusAccountId } = await desk.connection();
  if (domainId === null || focusAccountId === null) throw new Error('The connection is not joined.');
  return { domainId, accountId: focusAccountId };
}
