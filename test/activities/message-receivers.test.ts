/** Receivers of messages may fail, hang or be asked by two workers: nothing is lost, nobody else waits. */

import { describe, expect, test } from 'vitest';
import { claimMessages } from '../../ledger/outbox.ts';
import { addRecipient, listRecipients } from '../../ledger/recipients.ts';
import { ready } from './desk.ts';
import {
  desk,
  everything,
  hold,
  hook,
  mail,
  messages,
  place,
  post,
  round,
  tellHook,
  useMessageDesk,
} from './message-desk.ts';

useMessageDesk();
const day = 24 * 60;

describe('a receiver that fails', () => {
  test('is tried again with the same bytes under the same id until it takes the message', async () => {
    hook.answer = (response) => void response.writeHead(503).end();
    await tellHook();
    await hold(await ready(desk, place, 1));
    await round();
    const [{ failingSince, lastProblem } = { failingSince: null, lastProblem: null }] = await listRecipients(
      desk.ledger,
      place.connectionId,
    );
    expect([failingSince, lastProblem]).toEqual([desk.clock.now, 'answered 503']);
    expect(await round()).toMatchObject({ notSent: 0 });
    hook.answer = (response) => void response.writeHead(200).end();
    desk.clock.later(1);
    expect(await round()).toMatchObject({ sent: 1 });
    expect(hook.received.map(({ body }) => body)).toEqual([hook.received[0]!.body, hook.received[0]!.body]);
    expect(new Set(hook.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await listRecipients(desk.ledger, place.connectionId)).toMatchObject([{ failingSince: null }]);
  });

  test('for days is asked once a day with what is true by then, and what was given up is told anew', async () => {
    hook.answer = (response) => void response.writeHead(500).end();
    await tellHook();
    const ids = await ready(desk, place, 2);
    await hold(ids.slice(0, 1));
    for (let hours = 0; hours < 47; hours += 1) {
      await round();
      desk.clock.later(60);
    }
    // In the rounds of hour 0, 1, 2, 3, 5, 11 and 23: by hand, after 1, 5, 30, 120, 360 and 720 minutes.
    expect(hook.received).toHaveLength(7);
    await hold(ids.slice(1), '705600');
    const before = hook.received.length;
    desk.clock.later(day);
    await round();
    desk.clock.later(60);
    await round();
    expect(hook.received).toHaveLength(before + 1);
    hook.answer = (response) => void response.writeHead(200).end();
    desk.clock.later(day);
    await round();
    expect(
      messages()
        .at(-1)
        ?.parts.map(({ news, what }) => [news, what]),
    ).toEqual([
      ['needs', 'Ledger account 705500 does not exist in Yuki.'],
      ['needs', 'Ledger account 705600 does not exist in Yuki.'],
    ]);
  });

  test('by hanging keeps nobody else from being told', async () => {
    hook.answer = () => {};
    await tellHook();
    const byMail = {
      channel: 'email',
      address: 'jan@example.org',
      language: 'en',
      about: everything,
    } as const;
    await addRecipient(desk.ledger, place.connectionId, byMail, desk.clock.now);
    await hold(await ready(desk, place, 1));
    expect(await round()).toEqual({ written: 2, sent: 1, notSent: 1, failed: 0 });
    expect(mail.received).toHaveLength(1);
    const known = await listRecipients(desk.ledger, place.connectionId);
    expect(Object.fromEntries(known.map(({ channel, lastProblem }) => [channel, lastProblem]))).toEqual({
      webhook: 'no answer in time',
      email: null,
    });
  });
});

describe('of two workers', () => {
  test('at the same moment one tells, and nobody hears it twice', async () => {
    await tellHook();
    await hold(await ready(desk, place, 1));
    const reports = await Promise.all([round(), round(), round()]);
    expect(reports.reduce((sum, { written }) => sum + written, 0)).toBe(1);
    expect(hook.received).toHaveLength(1);
  });

  test('one that is lost with a message in its hand is followed by the other, under the same id', async () => {
    await tellHook();
    await hold(await ready(desk, place, 1));
    Object.assign(desk.tools, { post: { ...post, deliver: async () => ({ ok: false, problem: 'x' }) } });
    await round();
    desk.clock.later(1);
    const [lost] = await claimMessages(desk.ledger, 10, 120_000, desk.clock.now);
    Object.assign(desk.tools, { post });
    expect(await round()).toMatchObject({ sent: 0 });
    desk.clock.later(2);
    expect(await round()).toMatchObject({ sent: 1 });
    expect(messages()[0]!.id).toBe(lost!.id);
  });
});
