/**
 * What is written down about a customer whose relation was found, or who has none, and what a document tells of one
 * whom Focus no longer has. Small shapes that customer-codes.ts and relation-codes.ts share.
 */

import { ownCustomerCode } from '../domain/customers.ts';
import type { CustomerRef, FocusCustomer, FocusDocument } from '../domain/document.ts';
import type { Relation } from '../domain/relations.ts';
import type { CustomerDoubt } from '../ledger/customer-doubts.ts';
import type { CustomerDecision } from '../ledger/customers.ts';

/** What a person has to choose, between relations named by their ids. */
export type Doubt = Pick<CustomerDoubt, 'why' | 'candidates'>;

export function ownDecision(ref: CustomerRef, matchedBy: 'person' | null): CustomerDecision {
  return { code: ownCustomerCode(ref), relationId: null, matchedBy, shared: false, toBeCoded: false };
}

/** An uncoded relation gets our own code before the first document leaves (R-CUST-6). */
export function adoptionOf(
  ref: CustomerRef,
  relation: Relation,
  matchedBy: NonNullable<CustomerDecision['matchedBy']>,
): CustomerDecision {
  return {
    code: relation.code ?? ownCustomerCode(ref),
    relationId: relation.id,
    matchedBy,
    shared: false,
    toBeCoded: relation.code === null,
  };
}

/** What a document says of a customer whom Focus no longer has. */
export function recordOf(
  { kind, id }: CustomerRef,
  invoicee: FocusDocument['invoicee'] | null,
): FocusCustomer {
  return {
    kind,
    id,
    name: invoicee?.name ?? '',
    firstName: null,
    lastName: null,
    vatNumber: invoicee?.vatNumber ?? null,
    nationalNumber: invoicee?.nationalNumber ?? null,
    email: null,
    phone: null,
    website: null,
    address: { line: null, postalCode: null, city: null, country: null },
    updatedAt: null,
  };
}

/** A relation that did not take its code is the same one at the next look; only a person may have it tried again. */
export function stillUncodable(
  doubt: CustomerDoubt | null,
  found: CustomerDecision | Doubt,
): CustomerDecision | Doubt {
  const isUncodable = doubt !== null && (doubt.why === 'codeRefused' || doubt.why === 'codeNotShown');
  if (!isUncodable || 'why' in found) return found;
  const isSame = found.toBeCoded && found.relationId !== null && doubt.candidates.includes(found.relationId);
  return isSame ? { why: doubt.why, candidates: doubt.candidates } : found;
}
