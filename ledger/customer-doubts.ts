// Customers of whom a person has to say which relation of Yuki they are (R-CUST-5, S-66). The customer's record is
// sealed, relations are named by their ids; which match is doubtful is decided by domain/relations.ts.

import type { Selectable } from 'kysely';
import type { CustomerRef, FocusCustomer } from '../domain/document.ts';
import type { FocusAccountId, FocusCustomerId, YukiDomainId } from '../domain/ids.ts';
import type { DoubtReason } from '../domain/relations.ts';
import type { Ledger } from './open.ts';
import type { CustomerDoubtsTable } from './relation-tables.ts';
import { purposes } from './sealing.ts';

export interface CustomersPlace {
  readonly domainId: YukiDomainId;
  readonly accountId: FocusAccountId;
}

export type DoubtDecision =
  { readonly kind: 'relation'; readonly relationId: string } | { readonly kind: 'new' };

export interface CustomerDoubt {
  readonly customer: CustomerRef;
  readonly why: DoubtReason;
  readonly candidates: readonly string[];
  /** As it looked for a relation; the invoicee of a document when Focus no longer has the customer. */
  readonly snapshot: FocusCustomer;
  readonly readAt: Date;
  readonly openedAt: Date;
  /** Null until a person has chosen. */
  readonly decision: DoubtDecision | null;
}

/** Keeps the doubt, or brings one that is known up to date; a decision that was made stays. */
export async function openDoubt(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  snapshot: FocusCustomer,
  doubt: { why: DoubtReason; candidates: readonly string[] },
  now: Date,
): Promise<void> {
  const { kind, id } = snapshot;
  const known = {
    why: doubt.why,
    candidates: JSON.stringify(doubt.candidates),
    customer: await ledger.seal.seal(
      JSON.stringify(snapshot),
      purposes.customerDoubt(domainId, accountId, kind, id),
    ),
    customerReadAt: now,
  };
  await ledger.db
    .insertInto('customerDoubts')
    .values({ domainId, focusAccountId: accountId, kind, focusId: id, ...known, openedAt: now })
    .onConflict((conflict) =>
      conflict.columns(['domainId', 'focusAccountId', 'kind', 'focusId']).doUpdateSet(known),
    )
    .execute();
}

/** Null when nothing was ever doubtful about the customer, or it has cleared up. @throws SealError */
export async function readDoubt(
  ledger: Ledger,
  place: CustomersPlace,
  customer: CustomerRef,
): Promise<CustomerDoubt | null> {
  const row = await selectDoubts(ledger, place)
    .where('kind', '=', customer.kind)
    .where('focusId', '=', customer.id)
    .executeTakeFirst();
  return row === undefined ? null : doubtOf(ledger, row);
}

/** The doubt about a customer of whom only the id is known. */
export async function readDoubtById(
  ledger: Ledger,
  place: CustomersPlace,
  id: FocusCustomerId,
): Promise<CustomerDoubt | null> {
  const row = await selectDoubts(ledger, place).where('focusId', '=', id).executeTakeFirst();
  return row === undefined ? null : doubtOf(ledger, row);
}

/** What nobody has decided yet, the oldest first, at most 1,000. */
export async function openDoubts(ledger: Ledger, place: CustomersPlace): Promise<CustomerDoubt[]> {
  const rows = await selectDoubts(ledger, place)
    .where('decision', 'is', null)
    .orderBy('openedAt')
    .orderBy('focusId')
    .limit(1000)
    .execute();
  return Promise.all(rows.map((row) => doubtOf(ledger, row)));
}

/** The match is sure by now, because somebody corrected one of the two sides. */
export async function forgetDoubt(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  customer: CustomerRef,
): Promise<void> {
  await ledger.db
    .deleteFrom('customerDoubts')
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('kind', '=', customer.kind)
    .where('focusId', '=', customer.id)
    .execute();
}

/** A person's choice. False when the doubt is gone or somebody chose before. */
export async function decideDoubt(
  ledger: Ledger,
  { domainId, accountId }: CustomersPlace,
  customer: CustomerRef,
  decision: DoubtDecision,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('customerDoubts')
    .set({
      decision: decision.kind,
      relationId: decision.kind === 'relation' ? decision.relationId : null,
      decidedAt: now,
    })
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId)
    .where('kind', '=', customer.kind)
    .where('focusId', '=', customer.id)
    .where('decision', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function selectDoubts(ledger: Ledger, { domainId, accountId }: CustomersPlace) {
  return ledger.db
    .selectFrom('customerDoubts')
    .selectAll()
    .where('domainId', '=', domainId)
    .where('focusAccountId', '=', accountId);
}

async function doubtOf(ledger: Ledger, row: Selectable<CustomerDoubtsTable>): Promise<CustomerDoubt> {
  const { domainId, focusAccountId, kind, focusId, decision, relationId } = row;
  const text = await ledger.seal.open(
    row.customer,
    purposes.customerDoubt(domainId, focusAccountId, kind, focusId),
  );
  return {
    customer: { kind, id: focusId },
    why: row.why,
    candidates: row.candidates,
    snapshot: JSON.parse(text) as FocusCustomer,
    readAt: row.customerReadAt,
    openedAt: row.openedAt,
    decision:
      decision === 'relation' && relationId !== null
        ? { kind: 'relation', relationId }
        : decision === 'new'
          ? { kind: 'new' }
          : null,
  };
}
