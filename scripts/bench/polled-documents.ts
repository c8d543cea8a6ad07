// A ledger with any number of exported invoices of 100.00, of one connection at work.

import { sql } from 'kysely';
import type {
  ConnectionId,
  FocusAccountId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../../domain/ids.ts';
import {
  createConnection,
  setConnectionState,
  storeYukiKey,
  updateConnection,
} from '../../ledger/connections.ts';
import { storeTokens } from '../../ledger/focus-accounts.ts';
import type { Ledger } from '../../ledger/open.ts';

export const place = {
  accountId: 'bench-account' as FocusAccountId,
  administrationId: 'bench-administration' as YukiAdministrationId,
};

export async function fillLedger(
  ledger: Ledger,
  schema: string,
  documents: number,
  now: Date,
): Promise<ConnectionId> {
  const { id } = await createConnection(ledger, now);
  const entityId = 'bench-entity' as FocusEntityId;
  await updateConnection(
    ledger,
    id,
    {
      focusAccountId: place.accountId,
      entityId,
      administrationId: place.administrationId,
      domainId: 'bench-domain' as YukiDomainId,
      country: 'be',
      startDate: '2026-01-01' as IsoDate,
    },
    now,
  );
  await setConnectionState(ledger, id, 'active', now);
  await storeYukiKey(ledger, id, 'bench-key', now);
  const expiresAt = new Date(now.getTime() + 24 * 3_600_000);
  await storeTokens(
    ledger,
    place.accountId,
    { accessToken: 'access', refreshToken: 'refresh', expiresAt },
    now,
  );
  await sql`insert into ${sql.id(schema, 'documents')} (connection_id, administration_id, focus_account_id, focus_id,
      entity_id, kind, number, number_order, reference, date, customer_code, currency, gross_cents, state,
      focus_updated_at, exported_at, found_at, changed_at)
    select ${id}, ${place.administrationId}, ${place.accountId},
      '00000000-0000-0000-8000-' || lpad(place::text, 12, '0'), ${entityId}, 'invoice', '2026 / ' || place,
      lpad(place::text, 12, '0'), '2026/' || place,
      date '2026-09-07' - floor((place - 1) * 250.0 / ${documents}::int)::int, 'F' || (place % 9000),
      'EUR', 10000, 'exported', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    from generate_series(1, ${documents}) as place`.execute(ledger.db);
  return id;
}
