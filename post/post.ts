// Both ways by which messages reach people, behind one door.

import { createMail, type MailServer } from './email.ts';
import type { Delivery, Letter } from './letter.ts';
import { createWebhooks } from './webhook.ts';

export type { MailServer } from './email.ts';
export type { Delivery, Letter } from './letter.ts';

export interface Post {
  /** Never throws: whatever a receiver does is an answer. */
  deliver(channel: 'webhook' | 'email', letter: Letter, now: Date): Promise<Delivery>;
  close(): Promise<void>;
}

export interface PostOptions {
  readonly mail: MailServer | null;
  /** Whether webhooks may lead into the worker's own network, and without encryption. */
  readonly toPrivate: boolean;
  /** The longest that one delivery may take; 20 seconds unless given. */
  readonly longestMs?: number;
}

export function createPost({ mail, toPrivate, longestMs }: PostOptions): Post {
  const webhooks = createWebhooks({ toPrivate, ...(longestMs === undefined ? {} : { longestMs }) });
  const letters = createMail(mail, longestMs);
  return {
    deliver: (channel, letter, now) =>
      channel === 'webhook' ? webhooks.deliver(letter, now) : letters.deliver(letter),
    close: () => webhooks.close(),
  };
}
