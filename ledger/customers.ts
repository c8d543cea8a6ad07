// Customers and the code by which Yuki knows each: one code per Yuki domain, decided once and never changed
// (R-CUST-11). The copy of the Focus record is sealed. Which code a customer gets is decided by domain/.

import type { CustomerRef, FocusCustomer } from '../domain/document.ts';
import type { FocusAccountId, YukiDomainId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import type { CustomerMatchedBy } from './relation-tables.ts';
import { purposes } from './sealing.ts';

export interface CustomerRecord {
  readonly code: string;
  /** As Focus showed it last; null before the first reading. */
  readonly snapshot: FocusCustomer | null;
  readonly focusUpdatedAt: Date | null;
  readonly readAt: Date | null;
  /** True when Focus answered that it has no such customer. */
  readonly unknownInFocus: boolean;
  /** The relation that it adopted; null for one that we make or made. */
  readonly relationId: string | null;
}

/** What a customer's code is and how it came by it. */
export interface CustomerDecision {
  readonly code: string;
  readonly relationId: string | null;
  readonly matchedBy: CustomerMatchedBy | null;
  /** Another customer has this relation, too (R-CUST-12). */
  readonly shared: boolean;
  /** Whether the relation has no code yet and has to be given this one. */
  readonly toBeCoded: boolean;
}

/** The code that was to be decided belongs to another customer of this Yuki domain. */
export class CodeTaken extends Error {
  override readonly name = 'CodeTaken';
}

/** Null before a code was decided. @throws SealError */
export async function findCustomer(
  ledger: Ledger,
  domainId: YukiDomainId,
  focusAccountId: FocusAccountId,
  ref: CustomerRef,
): Promise<CustomerRecord | null> {
  const row = await ledger.db
    .selectFrom('customers')
    .select(['code', 'snapshot', 'focusUpdatedAt', 'readAt', 'unknownInFocus', 'relationId'])
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', focusAccountId)
    .where('kind', '=', ref.kind)
    .where('focusId', '=', ref.id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const snapshot =
    row.snapshot === null
      ? null
      : (JSON.parse(
          await ledger.seal.open(row.snapshot, purposes.customer(domainId, focusAccountId, ref.kind, ref.id)),
        ) as FocusCustomer);
  return { ...row, snapshot };
}

/**
 * Decides the customer's code unless one stands already, and answers the one that stands.
 *
 * @throws CodeTaken when another customer of the domain has this code.
 */
export async function decideCode(
  ledger: Ledger,
  domainId: YukiDomainId,
  focusAccountId: FocusAccountId,
  ref: CustomerRef,
  code: string,
  now: Date,
): Promise<string> {
  const decision = { code, relationId: null, matchedBy: null, shared: false, toBeCoded: false };
  return (await decideCustomer(ledger, domainId, focusAccountId, ref, decision, now)).code;
}

/**
 * The same with the relation that the customer adopts.
 *
 * @throws CodeTaken when another customer of the domain has this code and it is not shared.
 */
export async function decideCustomer(
  ledger: Ledger,
  domainId: YukiDomainId,
  focusAccountId: FocusAccountId,
  ref: CustomerRef,
  decision: CustomerDecision,
  now: Date,
): Promise<{ code: string; relationId: string | null }> {
  const { toBeCoded, ...decided } = decision;
  await ledger.db
    .insertInto('customers')
    .values({
      domainId,
      focusAccountId,
      kind: ref.kind,
      focusId: ref.id,
      ...decided,
      coding: toBeCoded ? 'intended' : null,
      decidedAt: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await ledger.db
    .selectFrom('customers')
    .select(['code', 'relationId'])
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', focusAccountId)
    .where('kind', '=', ref.kind)
    .where('focusId', '=', ref.id)
    .executeTakeFirst();
  if (row === undefined)
    throw new CodeTaken('The code of a customer belongs to another customer of this Yuki domain.');
  return row;
}

/** The code that the relation has or is to be given, if a customer adopted it; null otherwise. */
export async function codeOfRelation(
  ledger: Ledger,
  domainId: YukiDomainId,
  relationId: string,
): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('customers')
    .select('code')
    .where('domainId', '=', domainId)
    .where('relationId', '=', relationId)
    .orderBy('decidedAt')
    .limit(1)
    .executeTakeFirst();
  return row?.code ?? null;
}

/**
 * Keeps what Focus shows of a customer; null keeps the last copy and notes that Focus no longer knows it.
 * The code is decided before (R-EXP-3): without one nothing is stored and an Error is thrown.
 */
export async function storeSnapshot(
  ledger: Ledger,
  domainId: YukiDomainId,
  focusAccountId: FocusAccountId,
  ref: CustomerRef,
  customer: FocusCustomer | null,
  now: Date,
): Promise<void> {
  const before = await ledger.db
    .selectFrom('customers')
    .select(['focusUpdatedAt', 'unknownInFocus', 'readAt'])
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', focusAccountId)
    .where('kind', '=', ref.kind)
    .where('focusId', '=', ref.id)
    .executeTakeFirst();
  const updatedAt = customer?.updatedAt ?? null;
  const differs =
    before !== undefined &&
    before.readAt !== null &&
    (before.unknownInFocus !== (customer === null) ||
      (updatedAt !== null && before.focusUpdatedAt?.getTime() !== new Date(updatedAt).getTime()));
  const known =
    customer === null
      ? { unknownInFocus: true }
      : {
          unknownInFocus: false,
          snapshot: await ledger.seal.seal(
            JSON.stringify(customer),
            purposes.customer(domainId, focusAccountId, ref.kind, ref.id),
          ),
          focusUpdatedAt: customer.updatedAt === null ? null : new Date(customer.updatedAt),
        };
  const { numUpdatedRows } = await ledger.db
    .updateTable('customers')
    .set({ ...known, readAt: now, ...(differs ? { changedAt: now } : {}) })
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', focusAccountId)
    .where('kind', '=', ref.kind)
    .where('focusId', '=', ref.id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new Error('A customer’s code has to be decided before its copy is stored.');
}
