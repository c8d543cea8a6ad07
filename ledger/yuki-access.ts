// A connection's access key for Yuki and the session opened with it, both sealed.

import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { purposes } from './sealing.ts';

/** Seals the key given by a person. A session of the former key is forgotten. */
export async function storeYukiKey(
  ledger: Ledger,
  id: ConnectionId,
  accessKey: string,
  now: Date,
): Promise<void> {
  const yukiKey = await ledger.seal.seal(accessKey, purposes.yukiKey(id));
  await ledger.db
    .updateTable('connections')
    .set({ yukiKey, yukiKeyAt: now, yukiSession: null, yukiSessionExpiresAt: null, updatedAt: now })
    .where('id', '=', id)
    .execute();
}

/** Null when no key was given. @throws SealError */
export async function openYukiKey(ledger: Ledger, id: ConnectionId): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('connections')
    .select('yukiKey')
    .where('id', '=', id)
    .executeTakeFirst();
  const sealed = row?.yukiKey ?? null;
  return sealed === null ? null : ledger.seal.open(sealed, purposes.yukiKey(id));
}

/** Keeps a session for other processes until it expires; null forgets it. */
export async function storeYukiSession(
  ledger: Ledger,
  id: ConnectionId,
  session: string | null,
  expiresAt: Date | null,
  now: Date,
): Promise<void> {
  const yukiSession = session === null ? null : await ledger.seal.seal(session, purposes.yukiSession(id));
  await ledger.db
    .updateTable('connections')
    .set({ yukiSession, yukiSessionExpiresAt: session === null ? null : expiresAt, updatedAt: now })
    .where('id', '=', id)
    .execute();
}

/** Null when there is none or it has expired. @throws SealError */
export async function openYukiSession(ledger: Ledger, id: ConnectionId, now: Date): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('connections')
    .select('yukiSession')
    .where('id', '=', id)
    .where('yukiSessionExpiresAt', '>', now)
    .executeTakeFirst();
  const sealed = row?.yukiSession ?? null;
  return sealed === null ? null : ledger.seal.open(sealed, purposes.yukiSession(id));
}

/** Forgets key and session, because the connection is ended for good. */
export async function forgetYukiKey(ledger: Ledger, id: ConnectionId, now: Date): Promise<void> {
  await ledger.db
    .updateTable('connections')
    .set({
      yukiKey: null,
      yukiKeyAt: null,
      yukiSession: null,
      yukiSessionExpiresAt: null,
      companyIdTyped: null,
      updatedAt: now,
    })
    .where('id', '=', id)
    .execute();
}
