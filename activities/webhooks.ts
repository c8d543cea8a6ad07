/**
 * Lets Focus tell us what was booked or changed, so that nobody waits for the next sync (R-RUN-7): registered once an
 * account, looked at once a day, taken away with the last connection. News only shorten the way; a Focus that refuses
 * them, or never tells, costs nobody a document.
 */

import { randomBytes } from 'node:crypto';
import type { FocusAccountId } from '../domain/ids.ts';
import type { FocusApi } from '../focus/api.ts';
import { FocusAccessRefused, FocusError, FocusRefused } from '../focus/errors.ts';
import {
  claimWebhookLook,
  forgetWebhookLook,
  storeWebhook,
  webhookHashOf,
  webhookStanding,
} from '../ledger/webhooks.ts';
import { Blocked, PaceLater } from './failures.ts';
import type { Tools } from './tools.ts';

const lookEveryMs = 86_400_000;
const path = '/webhooks/focus/';

/** What may make a document eligible, change it or what it waits for; the rest is found by the sweep. */
export const newsTypes = [
  ...['booked', 'updated', 'deleted'].flatMap((event) => [`invoice.${event}`, `creditNote.${event}`]),
  'company.updated',
  'contact.updated',
  'account.deactivated',
] as const;

/** Once a day: whether Focus tells us of this account, and what is missing is registered. Never throws for Focus. */
export async function keepWebhook(
  tools: Tools,
  { focusAccountId }: { readonly focusAccountId: FocusAccountId },
  api: FocusApi,
): Promise<void> {
  const now = tools.clock();
  if (!(await claimWebhookLook(tools.ledger, focusAccountId, new Date(now.getTime() - lookEveryMs), now)))
    return;
  if (!canReach(tools)) return storeWebhook(tools.ledger, focusAccountId, { problem: 'unreachable' });
  try {
    await register(tools, focusAccountId, api);
    await storeWebhook(tools.ledger, focusAccountId, { problem: null });
  } catch (error) {
    const isRefused = error instanceof FocusRefused || error instanceof FocusAccessRefused;
    if (isRefused) return await storeWebhook(tools.ledger, focusAccountId, { problem: 'refused' });
    await forgetWebhookLook(tools.ledger, focusAccountId);
    if (!isOfFocus(error)) throw error;
  }
}

/** Takes our address away when the last connection of the account ends. Never throws for Focus. */
export async function dropWebhook(tools: Tools, accountId: FocusAccountId, api: FocusApi): Promise<void> {
  const standing = await webhookStanding(tools.ledger, accountId);
  if (standing === null || standing.hash === null) return;
  await storeWebhook(tools.ledger, accountId, { hash: null, problem: null });
  try {
    for (const { url, types } of await api.webhooks())
      if (hashIn(url) === standing.hash) await api.unregisterWebhook(url, types);
  } catch (error) {
    // An address that nobody answers any more is harmless.
    if (!isOfFocus(error)) throw error;
  }
}

/** Whatever Focus, its pace or our access to it is the reason of. */
function isOfFocus(error: unknown): boolean {
  return error instanceof FocusError || error instanceof PaceLater || error instanceof Blocked;
}

async function register(tools: Tools, accountId: FocusAccountId, api: FocusApi): Promise<void> {
  const hash = (await webhookStanding(tools.ledger, accountId))?.hash ?? null;
  const prefix = `${tools.consoleUrl}${path}`;
  const ours = hash === null ? [] : (await api.webhooks()).filter(({ url }) => hashIn(url) === hash);
  const standing = ours.find(({ url }) => url.startsWith(prefix));
  if (standing !== undefined) {
    const missing = newsTypes.filter((type) => !standing.types.includes(type));
    if (missing.length > 0) await api.registerWebhook(standing.url, missing);
    return;
  }
  // The console has moved, or Focus has forgotten us. The hash is there before the first news can come.
  for (const { url, types } of ours) await api.unregisterWebhook(url, types);
  const secret = randomBytes(32).toString('base64url');
  await storeWebhook(tools.ledger, accountId, { hash: webhookHashOf(secret), problem: null });
  await api.registerWebhook(prefix + secret, newsTypes);
}

function hashIn(url: string): string | null {
  const at = url.lastIndexOf(path);
  return at === -1 ? null : webhookHashOf(url.slice(at + path.length));
}

/** Focus cannot reach a console that only this machine reaches, unless it runs here, too. */
function canReach({ consoleUrl, focus }: Tools): boolean {
  return !isLoopback(consoleUrl) || isLoopback(focus.apiUrl);
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
