/**
 * Whether the method by which invoices are exported as paid exists in Yuki (R-PAY-4, S-50). The list is read only when
 * a tenant has chosen a method of its own, once a day; without the method the invoice is exported like any other.
 */

import { isOwnMethod } from '../domain/payment-methods.ts';
import { report } from '../ledger/findings.ts';
import { readMethods, storeMethods } from '../ledger/payment-methods.ts';
import { customPaymentMethods } from '../yuki/accounting-info.ts';
import type { JoinedConnection } from './connection-record.ts';
import type { Tools } from './tools.ts';
import type { YukiDesk } from './yuki-desk.ts';

const keptMs = 20 * 3_600_000;

/** Reads the customer's methods when one of them is chosen and they were not read today. */
export async function refreshMethods(
  tools: Tools,
  connection: JoinedConnection,
  openYuki: () => Promise<YukiDesk>,
): Promise<number> {
  const chosen = connection.settings.paidPaymentMethod;
  if (chosen === null || isOwnMethod(chosen)) return 0;
  const { administrationId } = connection;
  const known = await readMethods(tools.ledger, administrationId);
  const isFresh = known !== null && tools.clock().getTime() - known.readAt.getTime() < keptMs;
  if (isFresh && known.names.includes(chosen)) return 0;
  const yuki = await openYuki();
  const found = await yuki.within(() => customPaymentMethods(yuki.services, administrationId));
  const names = found.map(({ description }) => description);
  await storeMethods(tools.ledger, administrationId, names, tools.clock());
  if (!names.includes(chosen)) {
    const finding = { connectionId: connection.id, documentId: null, params: { method: chosen } };
    await report(tools.ledger, { ...finding, kind: 'paymentMethodMissing' }, tools.clock());
  }
  return yuki.callsMade();
}

/** The method for invoices that are paid before their export; null when none is chosen, or Yuki does not have it. */
export async function usablePaidMethod(tools: Tools, connection: JoinedConnection): Promise<string | null> {
  const chosen = connection.settings.paidPaymentMethod;
  if (chosen === null || isOwnMethod(chosen)) return chosen;
  const known = await readMethods(tools.ledger, connection.administrationId);
  return known?.names.includes(chosen) === true ? chosen : null;
}
