/** E-mail over a real mail server on this machine: one plain mail with the message’s id, and no harm from bad servers. */

import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createMail } from '../../post/email.ts';
import { openMailReceiver, type MailReceiver } from './receivers.ts';

const from = 'Connector <connector@example.com>';
const letter = {
  id: 'm123',
  address: 'jan@example.org',
  content: JSON.stringify({
    subject: '1 zaak heeft iemand nodig – Démo',
    text: 'Regel één\n\nRegel twee',
    language: 'nl',
  }),
  signingSecret: null,
};

let mail: MailReceiver | null = null;
afterEach(async () => {
  await mail?.close();
  mail = null;
});

test('a message is one plain mail with its id, that says by what it was made', async () => {
  mail = await openMailReceiver();
  expect(await createMail({ url: mail.url, from }).deliver(letter)).toEqual({ ok: true });
  expect(mail.received).toHaveLength(1);
  const [head = '', ...body] = mail.received[0]!.split('\r\n\r\n');
  expect(head).toContain('From: Connector <connector@example.com>');
  expect(head).toContain('To: jan@example.org');
  expect(head).toContain('Message-ID: <m123@example.com>');
  expect(head).toContain('Auto-Submitted: auto-generated');
  expect(head).toContain('Content-Language: nl');
  expect(head).toContain('Content-Type: text/plain; charset=utf-8');
  expect(body.join('\r\n\r\n').replace(/=([0-9A-F]{2})/g, '%$1')).toContain('Regel %C3%A9%C3%A9n');
});

test('a server that refuses is told with its number, and nothing of what it said', async () => {
  mail = await openMailReceiver({
    onRcptTo: (_address, _session, done) => {
      done(Object.assign(new Error('jan@example.org is unknown here'), { responseCode: 550 }));
    },
  });
  expect(await createMail({ url: mail.url, from }).deliver(letter)).toEqual({
    ok: false,
    problem: 'answered 550',
  });
});

test('a server that is silent, or away, is left after its time', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const { port } = silent.address() as AddressInfo;
  const server = { url: `smtp://127.0.0.1:${port}`, from };
  expect(await createMail(server, 300).deliver(letter)).toEqual({ ok: false, problem: 'no answer in time' });
  await new Promise((closed) => silent.close(closed));
  expect(await createMail(server, 3_000).deliver(letter)).toEqual({ ok: false, problem: 'not reachable' });
});

test('without a mail server the recipient is told so', async () => {
  expect(await createMail(null).deliver(letter)).toEqual({ ok: false, problem: 'no mail server' });
});
