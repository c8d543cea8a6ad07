/** The addresses that Focus tells of news: registered by address and kind of news, without id or secret (focus-api 7). */

import { z } from 'zod';
import type { FocusTransport } from './transport.ts';

export interface FocusWebhook {
  readonly url: string;
  readonly types: readonly string[];
}

export interface FocusWebhooks {
  /** Every address that our client has registered for this account, with the news that it asked for. */
  webhooks(): Promise<readonly FocusWebhook[]>;
  /** Adds these kinds of news to the address; said twice it is the same. */
  registerWebhook(url: string, types: readonly string[]): Promise<void>;
  /** Takes these kinds of news away from the address. */
  unregisterWebhook(url: string, types: readonly string[]): Promise<void>;
}

const list = z
  .object({ data: z.array(z.object({ url: z.string(), types: z.array(z.string()) })) })
  .transform(({ data }): readonly FocusWebhook[] => data);

export function webhooksOf(transport: FocusTransport): FocusWebhooks {
  return {
    webhooks: () => transport.read('webhooks.list', {}, list),
    registerWebhook: (url, types) => transport.write('webhooks.register', { url, types }),
    unregisterWebhook: (url, types) => transport.write('webhooks.unregister', { url, types }),
  };
}
