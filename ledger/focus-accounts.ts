// Focus accounts: their sealed OAuth tokens, the lease that lets one worker refresh at a time (S-45), and the
// one-time texts of the authorisation round trip. Talking to Focus is left to the adapter.

import { createHash } from 'node:crypto';
import type { ConnectionId, FocusAccountId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { purposes } from './sealing.ts';

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

export interface StoredTokens extends TokenPair {
  /** Rises with every stored pair. */
  readonly version: number;
  /** True when Focus said that our access was withdrawn, until a new authorisation. */
  readonly revoked: boolean;
}

export async function upsertFocusAccount(
  ledger: Ledger,
  accountId: FocusAccountId,
  facts: { timeZone: string | null },
  now: Date,
): Promise<void> {
  await ledger.db
    .insertInto('focusAccounts')
    .values({ accountId, timeZone: facts.timeZone, updatedAt: now })
    .onConflict((conflict) =>
      conflict.column('accountId').doUpdateSet({ timeZone: facts.timeZone, updatedAt: now }),
    )
    .execute();
}

/** Focus's time zone of the account; null when it is unknown. */
export async function readFocusTimeZone(ledger: Ledger, accountId: FocusAccountId): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('focusAccounts')
    .select('timeZone')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row?.timeZone ?? null;
}

/** Stores the pair of a new authorisation and answers its version; earlier pairs and a revocation are over. */
export async function storeTokens(
  ledger: Ledger,
  accountId: FocusAccountId,
  pair: TokenPair,
  now: Date,
): Promise<number> {
  const tokens = await sealPair(ledger, accountId, pair);
  const { tokenVersion } = await ledger.db
    .insertInto('focusAccounts')
    .values({ accountId, tokens, tokensExpireAt: pair.expiresAt, tokenVersion: 1, updatedAt: now })
    .onConflict((conflict) =>
      conflict.column('accountId').doUpdateSet((eb) => ({
        tokens,
        tokensExpireAt: pair.expiresAt,
        tokenVersion: eb('focusAccounts.tokenVersion', '+', 1),
        revokedAt: null,
        updatedAt: now,
      })),
    )
    .returning('tokenVersion')
    .executeTakeFirstOrThrow();
  return tokenVersion;
}

/** Null when the account was never authorised. @throws SealError */
export async function openTokens(ledger: Ledger, accountId: FocusAccountId): Promise<StoredTokens | null> {
  const row = await ledger.db
    .selectFrom('focusAccounts')
    .select(['tokens', 'tokensExpireAt', 'tokenVersion', 'revokedAt'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  if (row === undefined || row.tokens === null || row.tokensExpireAt === null) return null;
  const pair = JSON.parse(await ledger.seal.open(row.tokens, purposes.focusTokens(accountId))) as {
    accessToken: string;
    refreshToken: string;
  };
  return {
    accessToken: pair.accessToken,
    refreshToken: pair.refreshToken,
    expiresAt: row.tokensExpireAt,
    version: row.tokenVersion,
    revoked: row.revokedAt !== null,
  };
}

/** True for one holder at a time until the lease ends; the same holder may take it again. */
export async function takeRefreshLease(
  ledger: Ledger,
  accountId: FocusAccountId,
  holder: string,
  until: Date,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('focusAccounts')
    .set({ refreshHolder: holder, refreshUntil: until })
    .where('accountId', '=', accountId)
    .where((eb) =>
      eb.or([
        eb('refreshUntil', 'is', null),
        eb('refreshUntil', '<=', now),
        eb('refreshHolder', '=', holder),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives the lease back; nothing when somebody else has it by now. */
export async function releaseRefreshLease(
  ledger: Ledger,
  accountId: FocusAccountId,
  holder: string,
): Promise<void> {
  await ledger.db
    .updateTable('focusAccounts')
    .set({ refreshHolder: null, refreshUntil: null })
    .where('accountId', '=', accountId)
    .where('refreshHolder', '=', holder)
    .execute();
}

/**
 * Stores a refreshed pair if the pair that was spent is still the newest; false when another one was stored
 * meanwhile, which then counts.
 */
export async function storeRefreshedTokens(
  ledger: Ledger,
  accountId: FocusAccountId,
  expectedVersion: number,
  pair: TokenPair,
  now: Date,
): Promise<boolean> {
  const tokens = await sealPair(ledger, accountId, pair);
  const { numUpdatedRows } = await ledger.db
    .updateTable('focusAccounts')
    .set({
      tokens,
      tokensExpireAt: pair.expiresAt,
      tokenVersion: expectedVersion + 1,
      revokedAt: null,
      updatedAt: now,
    })
    .where('accountId', '=', accountId)
    .where('tokenVersion', '=', expectedVersion)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Focus has withdrawn our access (S-44). With a version, only if that pair is still the newest. */
export async function markAccessRevoked(
  ledger: Ledger,
  accountId: FocusAccountId,
  now: Date,
  version?: number,
): Promise<void> {
  await ledger.db
    .updateTable('focusAccounts')
    .set({ revokedAt: now, updatedAt: now })
    .where('accountId', '=', accountId)
    .$if(version !== undefined, (query) => query.where('tokenVersion', '=', version ?? 0))
    .execute();
}

/** The account for which this one-time grant was already used; null when it is new. */
export async function findAccountByGrant(ledger: Ledger, grantHash: string): Promise<FocusAccountId | null> {
  const row = await ledger.db
    .selectFrom('oauthGrants')
    .select('accountId')
    .where('grantHash', '=', grantHash)
    .executeTakeFirst();
  return row?.accountId ?? null;
}

/** Remembers that a grant is used up; the first account stands. */
export async function rememberGrant(
  ledger: Ledger,
  grantHash: string,
  accountId: FocusAccountId,
  now: Date,
): Promise<void> {
  await ledger.db
    .insertInto('oauthGrants')
    .values({ grantHash, accountId, usedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Keeps the state of an authorisation that was opened in a browser; only its hash is stored. */
export async function createOauthState(
  ledger: Ledger,
  order: { state: string; connectionId: ConnectionId; redirectUri: string },
  expiresAt: Date,
  now: Date,
): Promise<void> {
  await ledger.db.deleteFrom('oauthStates').where('expiresAt', '<=', now).execute();
  await ledger.db
    .insertInto('oauthStates')
    .values({
      stateHash: hashOf(order.state),
      connectionId: order.connectionId,
      redirectUri: order.redirectUri,
      expiresAt,
    })
    .execute();
}

/** Takes a state exactly once; null when it is unknown, used or expired. */
export async function takeOauthState(
  ledger: Ledger,
  state: string,
  now: Date,
): Promise<{ connectionId: ConnectionId; redirectUri: string } | null> {
  const row = await ledger.db
    .deleteFrom('oauthStates')
    .where('stateHash', '=', hashOf(state))
    .returning(['connectionId', 'redirectUri', 'expiresAt'])
    .executeTakeFirst();
  if (row === undefined || row.expiresAt <= now) return null;
  return { connectionId: row.connectionId, redirectUri: row.redirectUri };
}

function sealPair(ledger: Ledger, accountId: FocusAccountId, pair: TokenPair): Promise<string> {
  const { accessToken, refreshToken } = pair;
  return ledger.seal.seal(JSON.stringify({ accessToken, refreshToken }), purposes.focusTokens(accountId));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Forgets the tokens of an account that no living connection uses any more; answers whether it did. */
export async function forgetUnusedTokens(
  ledger: Ledger,
  accountId: FocusAccountId,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('focusAccounts')
    .set((eb) => ({
      tokens: null,
      tokensExpireAt: null,
      tokenVersion: eb('tokenVersion', '+', 1),
      updatedAt: now,
    }))
    .where('accountId', '=', accountId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('connections')
            .select('connections.id')
            .where('connections.focusAccountId', '=', accountId)
            .where('connections.state', 'in', ['onboarding', 'active', 'paused', 'stopped']),
        ),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
