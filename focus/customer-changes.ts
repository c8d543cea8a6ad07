/**
 * Which customers Focus has changed since a moment: one request for up to a hundred of one kind, instead of one for
 * each (focus-api 4). What a change means is decided by whoever reads the customer again.
 */

import { z } from 'zod';
import type { CustomerKind } from '../domain/document.ts';
import type { FocusCustomerId } from '../domain/ids.ts';
import { focusMoment } from './moments.ts';
import { everyRecord, pageSize } from './pages.ts';
import * as wire from './schemas.ts';
import type { FocusTransport } from './transport.ts';

export interface FocusCustomerChange {
  readonly id: FocusCustomerId;
  /** Null when the user who authorised us may not see it. */
  readonly updatedAt: Date | null;
}

const change = z
  .object({ id: wire.focusId<FocusCustomerId>(), updated_at: wire.moment })
  .transform((found): FocusCustomerChange => ({
    id: found.id,
    updatedAt: found.updated_at === null ? null : new Date(found.updated_at),
  }));

export function customersChangedSince(
  transport: FocusTransport,
  kind: CustomerKind,
  ids: readonly FocusCustomerId[],
  since: Date,
): Promise<FocusCustomerChange[]> {
  const filter = { ids: ids.slice(0, pageSize), updated_since: focusMoment(since) };
  return everyRecord(transport, {
    operation: kind === 'company' ? 'companies.list' : 'contacts.list',
    body: { filter, sort: [{ field: 'updated_at', order: 'asc' }] },
    element: change,
    idOf: (one) => one.id,
  });
}
