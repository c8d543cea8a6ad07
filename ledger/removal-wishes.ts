// A person wants payments of an invoice removed in Focus: what Focus shows of it as far as the ledger knows, and the
// wish, which is a row before anything is done about it. What becomes of it is in payment-removals.ts (R-PAY-3, S-49).

import type { DocumentId } from '../domain/ids.ts';
import type { Cents } from '../domain/money.ts';
import { auditRow } from './audit.ts';
import { carried } from './changes.ts';
import type { Ledger } from './open.ts';
import { openRemovals } from './payment-removals.ts';
import type { Decider } from './resolutions.ts';
import { knownRowNumber } from './row-ids.ts';

/**
 * A person asks for it, having been shown what goes. `standsAlready`: it was asked for before and is not done yet.
 * `notReversed`: Yuki does not show money of this invoice as undone.
 */
export async function askRemoval(
  ledger: Ledger,
  documentId: DocumentId,
  by: Decider & { readonly confirmedCents: Cents },
  now: Date,
): Promise<'asked' | 'standsAlready' | 'notReversed'> {
  const id = knownRowNumber(documentId);
  return ledger.db.transaction().execute(async (transaction) => {
    const document = await transaction
      .selectFrom('documents')
      .select('connectionId')
      .where('id', '=', id)
      .where('state', 'in', carried)
      .where('reversed', '=', true)
      .forUpdate()
      .executeTakeFirst();
    if (document === undefined) return 'notReversed';
    const { who, reason, confirmedCents } = by;
    const made = await transaction
      .insertInto('paymentRemovals')
      .values({
        documentId: id,
        state: 'asked',
        who: who.slice(0, 200),
        reason: reason.slice(0, 500),
        confirmedCents,
        askedAt: now,
      })
      .onConflict((conflict) => conflict.column('documentId').where('state', 'in', openRemovals).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) return 'standsAlready';
    const params = { documentId, confirmedCents, reason };
    const entry = { connectionId: document.connectionId, who, what: 'removal-asked', params };
    await auditRow(transaction, entry, now);
    return 'asked';
  });
}

export interface MoneyInFocus {
  /** What Focus showed as paid when it was last seen. */
  readonly paidCents: Cents;
  /** What we registered of it because Yuki showed it. */
  readonly oursCents: Cents;
}

/** What Focus has as paid of an invoice, as far as the ledger knows. */
export async function moneyInFocus(ledger: Ledger, documentId: DocumentId): Promise<MoneyInFocus> {
  const row = await ledger.db
    .selectFrom('documents')
    .select((eb) => [
      'documents.grossCents',
      'documents.focusDueCents',
      'documents.paidCents',
      eb
        .selectFrom('documents as credit')
        .select((inner) => inner.fn.sum('credit.grossCents').as('sum'))
        .whereRef('credit.administrationId', '=', 'documents.administrationId')
        .whereRef('credit.focusAccountId', '=', 'documents.focusAccountId')
        .whereRef('credit.creditedFocusId', '=', 'documents.focusId')
        .where('credit.state', '<>', 'withdrawn')
        .where('credit.goneFromFocus', '=', false)
        .as('credited'),
    ])
    .where('documents.id', '=', knownRowNumber(documentId))
    .executeTakeFirstOrThrow();
  const { grossCents, focusDueCents, paidCents } = row;
  const shown = grossCents - (focusDueCents ?? grossCents) + Number(row.credited ?? 0);
  // Our own registration may be younger than what the last list has shown.
  return { paidCents: Math.max(shown, paidCents) as Cents, oursCents: paidCents as Cents };
}
