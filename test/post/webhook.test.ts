/** Webhooks on real sockets: signed so that others can check it, and never at the mercy of the receiver. */

import { connect, createServer, type AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isPublicAddress, publicOnly, refusedAddress } from '../../post/addresses.ts';
import type { Letter } from '../../post/letter.ts';
import { createWebhooks } from '../../post/webhook.ts';
import { openHookReceiver, type HookReceiver } from './receivers.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const content = JSON.stringify({ id: 'm1', subject: 'Één zaak – Démo', text: 'één' });

let receiver: HookReceiver;
let webhooks: ReturnType<typeof createWebhooks>;
beforeAll(async () => {
  receiver = await openHookReceiver();
  webhooks = createWebhooks({ toPrivate: true, longestMs: 400 });
});
afterAll(async () => {
  await webhooks.close();
  await receiver.close();
});
beforeEach(() => {
  receiver.answer = (response) => void response.writeHead(204).end();
});

const letter = (changes: Partial<Letter> = {}): Letter => ({
  id: 'm1',
  address: receiver.url,
  content,
  signingSecret: secret,
  ...changes,
});
const deliver = (changes: Partial<Letter> = {}) => webhooks.deliver(letter(changes), new Date());

describe('a webhook', () => {
  test('can be checked by any library of the specification, and not when a byte was changed', async () => {
    expect(await deliver()).toEqual({ ok: true });
    const { headers, body } = receiver.received.at(-1)!;
    expect(body).toBe(content);
    expect(headers['webhook-id']).toBe('m1');
    const check = new Webhook(secret);
    expect(check.verify(body, headers)).toEqual(JSON.parse(content));
    expect(() => check.verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(body, headers)).toThrow();
    const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) };
    expect(() => check.verify(body, later)).toThrow();
  });

  test.each([
    [500, 'answered 500'],
    [404, 'answered 404'],
    [304, 'answered 304'],
  ])('that answers %i has not taken it', async (status, problem) => {
    receiver.answer = (response) => void response.writeHead(status).end();
    expect(await deliver()).toEqual({ ok: false, problem });
  });

  test('is not followed to another address', async () => {
    const before = receiver.received.length;
    receiver.answer = (response) => void response.writeHead(307, { location: receiver.url }).end();
    expect(await deliver()).toEqual({ ok: false, problem: 'answered 307' });
    expect(receiver.received).toHaveLength(before + 1);
  });

  test('that never answers is left after its time', async () => {
    receiver.answer = () => {};
    expect(await deliver()).toEqual({ ok: false, problem: 'no answer in time' });
  });

  test('that answers without end has taken it, and its answer is not read', async () => {
    const ended = new Promise<void>((resolve) => {
      receiver.answer = (response) => {
        response.writeHead(200);
        const flood = (): void => {
          while (response.write('x'.repeat(65_536))) continue;
        };
        response.on('drain', flood).on('close', () => resolve());
        flood();
      };
    });
    expect(await deliver()).toEqual({ ok: true });
    await ended;
  });

  test('that speaks no HTTP, or closes the line, is not reachable', async () => {
    const rude = createServer((socket) => socket.resume().end('220 mail.example.com ESMTP\r\n'));
    await new Promise<void>((listening) => rude.listen(0, '127.0.0.1', listening));
    const { port } = rude.address() as AddressInfo;
    expect(await deliver({ address: `http://127.0.0.1:${port}/` })).toEqual({
      ok: false,
      problem: 'not reachable',
    });
    await new Promise((closed) => rude.close(closed));
    expect(await deliver({ address: `http://127.0.0.1:${port}/` })).toEqual({
      ok: false,
      problem: 'not reachable',
    });
  });
});

describe('an address of our own network', () => {
  test('is not called unless that is allowed, in figures or by a name', async () => {
    const before = receiver.received.length;
    const guarded = createWebhooks({ toPrivate: false, longestMs: 2_000 });
    const { port } = new URL(receiver.url);
    const to = (address: string) => guarded.deliver(letter({ address }), new Date());
    expect(await to(`http://127.0.0.1:${port}/`)).toEqual({ ok: false, problem: 'not encrypted' });
    expect(await to(`https://127.0.0.1:${port}/`)).toEqual({ ok: false, problem: 'private address' });
    expect(await to(`https://[::ffff:127.0.0.1]:${port}/`)).toEqual({
      ok: false,
      problem: 'private address',
    });
    expect(await to(`https://2130706433:${port}/`)).toEqual({ ok: false, problem: 'private address' });
    expect(await to(`https://localhost:${port}/`)).toEqual({ ok: false, problem: 'private address' });
    await guarded.close();
    expect(receiver.received).toHaveLength(before);
  });

  test('is refused by the socket itself, whatever the name led to before', async () => {
    const { port } = new URL(receiver.url);
    const socket = connect({ host: 'localhost', port: Number(port), lookup: publicOnly });
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.on('error', resolve));
    expect(error.code).toBe('EPRIVATE');
  });

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '2001:db8::1',
    '2002:a00:1::1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    'localhost',
    '',
  ])('%s is none of the internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '[2606:4700::1111]'])(
    '%s is one of the internet',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test('what is no http address is none at all', () => {
    expect(refusedAddress('file:///etc/passwd', true)).toBe('not an address');
    expect(refusedAddress('nonsense', true)).toBe('not an address');
    expect(refusedAddress('https://example.com/hook', false)).toBeNull();
  });
});
