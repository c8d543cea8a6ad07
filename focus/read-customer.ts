/**
 * Companies and contacts from the wire into one kind of customer (focus-api 4). What is missing stays null;
 * whether a document can go without it is a question for the domain.
 */

import { z } from 'zod';
import type { CustomerKind, FocusAddress, FocusCustomer } from '../domain/document.ts';
import type { FocusCustomerId } from '../domain/ids.ts';
import * as wire from './schemas.ts';

const address = z.object({
  type: wire.text,
  address: z
    .object({ line_1: wire.text, postal_code: wire.text, city: wire.text, country: wire.text })
    .nullish(),
});

const shared = z.object({
  id: wire.focusId<FocusCustomerId>(),
  name: wire.text,
  first_name: wire.text,
  last_name: wire.text,
  vat_number: wire.text,
  national_identification_number: wire.text,
  emails: wire.listOf(z.object({ type: wire.text, email: wire.text })),
  telephones: wire.listOf(z.object({ type: wire.text, number: wire.text })),
  website: wire.text,
  addresses: wire.listOf(address),
  updated_at: wire.moment,
});

export function customerSchema(kind: CustomerKind) {
  return shared.transform((found): FocusCustomer => {
    const person = [found.first_name, found.last_name].filter((part) => part !== null).join(' ');
    return {
      kind,
      id: found.id,
      name: kind === 'company' ? (found.name ?? '') : person,
      firstName: kind === 'contact' ? found.first_name : null,
      lastName: kind === 'contact' ? found.last_name : null,
      vatNumber: found.vat_number,
      nationalNumber: found.national_identification_number,
      email: byPreference(found.emails, ['invoicing', 'primary'])?.email ?? null,
      phone: byPreference(found.telephones, ['phone', 'mobile'])?.number ?? null,
      website: found.website,
      address: billingAddress(found.addresses),
      updatedAt: found.updated_at,
    };
  });
}

/** The first of the preferred types that is there. */
function byPreference<T extends { type: string | null }>(
  found: readonly T[],
  types: readonly string[],
): T | undefined {
  return types.flatMap((type) => found.filter((candidate) => candidate.type === type))[0];
}

/** The invoicing address, else the primary one; an address of which nothing is filled in does not count. */
function billingAddress(found: readonly z.output<typeof address>[]): FocusAddress {
  const filled = found.filter((candidate) =>
    Object.values(candidate.address ?? {}).some((part) => part !== null),
  );
  const chosen = byPreference(filled, ['invoicing', 'primary'])?.address;
  const country = chosen?.country?.toUpperCase() ?? '';
  return {
    line: chosen?.line_1 ?? null,
    postalCode: chosen?.postal_code ?? null,
    city: chosen?.city ?? null,
    // Focus shows "Unknown" for a customer without country; only a code of two letters is one (E-8).
    country: /^[A-Z]{2}$/.test(country) ? country : null,
  };
}
