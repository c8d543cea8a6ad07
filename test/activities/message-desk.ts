/** What the tests of messages stand on: a real ledger, a webhook's receiver and a mail server on sockets of their own. */

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { CauseId, DocumentId } from '../../domain/ids.ts';
import type { Message } from '../../domain/message-texts.ts';
import type { Concern } from '../../domain/messages.ts';
import { holdDocument } from '../../ledger/documents.ts';
import { addRecipient, listRecipients, removeRecipient } from '../../ledger/recipients.ts';
import { createPost } from '../../post/post.ts';
import {
  openHookReceiver,
  openMailReceiver,
  type HookReceiver,
  type MailReceiver,
} from '../post/receivers.ts';
import { accountUnknown } from '../support/ledger-documents.ts';
import { joined, openDesk, type Desk, type Joined } from './desk.ts';

export let desk: Desk;
export let place: Joined;
export let hook: HookReceiver;
export let mail: MailReceiver;

export let post: ReturnType<typeof createPost>;

/** Gives each test of the file a connection and receivers of its own, on one ledger. */
export function useMessageDesk(): void {
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  beforeEach(async () => {
    place = await joined(desk);
    hook = await openHookReceiver();
    mail = await openMailReceiver();
    const server = { url: mail.url, from: 'connector@example.com' };
    post = createPost({ mail: server, toPrivate: true, longestMs: 500 });
    Object.assign(desk.tools, { post, consoleUrl: 'https://console.example.com' });
  });
  afterEach(async () => {
    for (const { id } of await listRecipients(desk.ledger, place.connectionId))
      await removeRecipient(desk.ledger, place.connectionId, id, desk.clock.now);
    await post.close();
    await hook.close();
    await mail.close();
  });
}

export const everything: Concern[] = ['user', 'accountant', 'administrator', 'operator'];

export async function tellHook(about = everything, language: 'en' | 'nl' | 'fr' = 'en') {
  const wished = { channel: 'webhook', address: hook.url, language, about } as const;
  return (await addRecipient(desk.ledger, place.connectionId, wished, desk.clock.now))!.recipient;
}

export const round = () => desk.call('tellPeople', undefined);
export const messages = (): Message[] => hook.received.map(({ body }) => JSON.parse(body) as Message);

export async function hold(ids: readonly DocumentId[], account = '705500'): Promise<CauseId> {
  let cause: CauseId | null = null;
  for (const id of ids)
    cause = await holdDocument(
      desk.ledger,
      id,
      { connectionId: place.connectionId, finding: accountUnknown(account), fromStates: ['ready'] },
      desk.clock.now,
    );
  if (cause === null) throw new Error('Nothing was held.');
  return cause;
}
