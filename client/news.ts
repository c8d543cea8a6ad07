/**
 * What Focus tells of an account: never believed, only a reason to look sooner (R-RUN-7, focus-api 7). The mark stands
 * in the ledger before the workflow is told, and a connection that knows of news already is told nothing more.
 */

import { z } from 'zod';
import { clearDirty } from '../ledger/connections.ts';
import { accountOfWebhook, markNews } from '../ledger/webhooks.ts';
import { Refusal } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

/** Everything but the kind of news is unknown or unconfirmed. */
const told = z.object({
  type: z.string().max(100),
  account: z.object({ id: z.string() }).nullish().catch(null),
});

export type NewsHeard = 'heard' | 'ignored' | 'unknown-address' | 'unreadable';

/** `ignored`: about another account, or of a kind that changes nothing for us. Throws when the ledger is away. */
export async function hearNews(tools: ConnectorTools, secret: string, body: string): Promise<NewsHeard> {
  const accountId = await accountOfWebhook(tools.ledger, secret);
  if (accountId === null) return 'unknown-address';
  const news = readNews(body);
  if (news === null) return 'unreadable';
  const isOurs = /^(?:invoice|creditNote|company|contact|account)\./.test(news.type);
  if (!isOurs || (news.account != null && news.account.id !== accountId)) return 'ignored';
  for (const id of await markNews(tools.ledger, accountId, tools.now())) {
    try {
      await tools.temporal.signalConnection(id, 'changed');
    } catch (error) {
      // Nobody was told, so the next news has to be news again; until then the sweep is the guarantee.
      await clearDirty(tools.ledger, id);
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return 'heard';
}

function readNews(body: string): z.output<typeof told> | null {
  try {
    return told.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    // Text that is no JSON is no news.
    return null;
  }
}
