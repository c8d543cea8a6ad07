// Where Focus tells news of an account: known by the hash of the secret in the address, so that the ledger could not
// tell the address. Whether Focus still tells it is looked at once a day.

import { createHash } from 'node:crypto';
import type { ConnectionId, FocusAccountId } from '../domain/ids.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { markDirty } from './connections.ts';
import type { Ledger } from './open.ts';
import type { WebhookProblem } from './oauth-tables.ts';

export interface WebhookStanding {
  readonly hash: string | null;
  /** When Focus was last asked; null before the first time. */
  readonly lookedAt: Date | null;
  /** Why no news come; null when they do, or nobody has looked. */
  readonly problem: WebhookProblem | null;
}

export function webhookHashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Null for an account that the ledger does not know. */
export async function webhookStanding(
  ledger: Ledger,
  accountId: FocusAccountId,
): Promise<WebhookStanding | null> {
  const row = await ledger.db
    .selectFrom('focusAccounts')
    .select(['webhookHash', 'webhookLookedAt', 'webhookProblem'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { hash: row.webhookHash, lookedAt: row.webhookLookedAt, problem: row.webhookProblem };
}

/** Claims the look of this day: false when somebody else looks or has looked since `before`. */
export async function claimWebhookLook(
  ledger: Ledger,
  accountId: FocusAccountId,
  before: Date,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('focusAccounts')
    .set({ webhookLookedAt: now })
    .where('accountId', '=', accountId)
    .where((eb) => eb.or([eb('webhookLookedAt', 'is', null), eb('webhookLookedAt', '<=', before)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps what is known of the registration; a hash is stored before Focus is told its address. */
export async function storeWebhook(
  ledger: Ledger,
  accountId: FocusAccountId,
  known: { readonly hash?: string | null; readonly problem: WebhookProblem | null },
): Promise<void> {
  await ledger.db
    .updateTable('focusAccounts')
    .set({
      ...(known.hash === undefined ? {} : { webhookHash: known.hash }),
      webhookProblem: known.problem,
    })
    .where('accountId', '=', accountId)
    .execute();
}

/** The account that an address belongs to; null when the secret is nobody's. */
export async function accountOfWebhook(ledger: Ledger, secret: string): Promise<FocusAccountId | null> {
  const row = await ledger.db
    .selectFrom('focusAccounts')
    .select('accountId')
    .where('webhookHash', '=', webhookHashOf(secret))
    .executeTakeFirst();
  return row?.accountId ?? null;
}

/** The look that was claimed came to nothing: the next run looks. */
export async function forgetWebhookLook(ledger: Ledger, accountId: FocusAccountId): Promise<void> {
  await ledger.db
    .updateTable('focusAccounts')
    .set({ webhookLookedAt: null })
    .where('accountId', '=', accountId)
    .execute();
}

/** Whether a connection of the account may work again without connecting anew. */
export async function isAccountInUse(ledger: Ledger, accountId: FocusAccountId): Promise<boolean> {
  const row = await ledger.db
    .selectFrom('connections')
    .select('id')
    .where('focusAccountId', '=', accountId)
    .where('state', 'in', ['onboarding', 'active', 'paused', 'stopped'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Marks the account's connections that sync by themselves as having news; answers those for which it is news, the
 * others know of some already (design 3, R-ONB-8).
 */
export async function markNews(
  ledger: Ledger,
  accountId: FocusAccountId,
  now: Date,
): Promise<ConnectionId[]> {
  const rows = await ledger.db
    .selectFrom('connections')
    .select(['id', 'settings'])
    .where('focusAccountId', '=', accountId)
    .where('state', 'in', ['active', 'paused'])
    .where('dirty', '=', false)
    .orderBy('id')
    .execute();
  const marked: ConnectionId[] = [];
  for (const { id, settings } of rows) {
    const { automatic } = settings as Partial<ConnectionSettings>;
    if (automatic === true && (await markDirty(ledger, id, now))) marked.push(id);
  }
  return marked;
}
