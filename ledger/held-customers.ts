// Customers for whom documents wait: which of them Focus should be asked about, and that one of them has changed, so
// that its documents can be checked again (R-ERR-3, S-22).

import type { CustomerKind } from '../domain/document.ts';
import type { CauseId, ConnectionId, FocusAccountId, FocusCustomerId, YukiDomainId } from '../domain/ids.ts';
import { causes, type HoldCauseKey } from '../domain/causes.ts';
import type { Ledger } from './open.ts';

export interface HeldCustomer {
  readonly kind: CustomerKind;
  readonly id: FocusCustomerId;
  /** When its record was last read; changes after it are news. */
  readonly readAt: Date;
  readonly focusUpdatedAt: Date | null;
  readonly causes: readonly CauseId[];
}

interface Place {
  readonly domainId: YukiDomainId;
  readonly focusAccountId: FocusAccountId;
}

const keysOfCustomers = (Object.keys(causes) as (keyof typeof causes)[]).filter(
  (key): key is HoldCauseKey => causes[key].scope === 'customer',
);

/** Customers that an open cause of the connection is about and that were read once, at most `limit`. */
export async function heldCustomers(
  ledger: Ledger,
  connectionId: ConnectionId,
  place: Place,
  limit: number,
): Promise<HeldCustomer[]> {
  const rows = await ledger.db
    .selectFrom('causes')
    .innerJoin('customers', (join) =>
      join.on((eb) => eb('customers.focusId', '=', eb.ref('causes.subject').$castTo<FocusCustomerId>())),
    )
    .select([
      'customers.kind',
      'customers.focusId',
      'customers.readAt',
      'customers.focusUpdatedAt',
      'causes.id',
    ])
    .where('causes.connectionId', '=', connectionId)
    .where('causes.endedAt', 'is', null)
    .where('causes.key', 'in', keysOfCustomers)
    .where('customers.domainId', '=', place.domainId)
    .where('customers.focusAccountId', '=', place.focusAccountId)
    .orderBy('causes.openedAt')
    .orderBy('causes.id')
    .limit(limit)
    .execute();
  const found = new Map<string, HeldCustomer & { causes: CauseId[] }>();
  for (const { kind, focusId, readAt, focusUpdatedAt, id } of rows) {
    if (readAt === null) continue;
    const known = found.get(`${kind}/${focusId}`);
    if (known === undefined)
      found.set(`${kind}/${focusId}`, { kind, id: focusId, readAt, focusUpdatedAt, causes: [id] });
    else known.causes.push(id);
  }
  return [...found.values()];
}

/** Focus shows a newer record: it is read again before a document of the customer is checked. */
export async function noteCustomerChanged(
  ledger: Ledger,
  place: Place,
  { kind, id }: Pick<HeldCustomer, 'kind' | 'id'>,
  now: Date,
): Promise<void> {
  await ledger.db
    .updateTable('customers')
    .set({ changedAt: now, readAt: null })
    .where('domainId', '=', place.domainId)
    .where('focusAccountId', '=', place.focusAccountId)
    .where('kind', '=', kind)
    .where('focusId', '=', id)
    .execute();
}

/** When Focus was last seen to have changed this customer; null for never. */
export async function customerChangedAt(ledger: Ledger, place: Place, focusId: string): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('customers')
    .select((eb) => eb.fn.max('changedAt').as('changedAt'))
    .where('domainId', '=', place.domainId)
    .where('focusAccountId', '=', place.focusAccountId)
    .where('focusId', '=', focusId as FocusCustomerId)
    .executeTakeFirst();
  return row?.changedAt ?? null;
}
