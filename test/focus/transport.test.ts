// The transport against a real socket: what is sent, what each answer means, and that nothing is repeated.

import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  FocusAccessRefused,
  FocusOutcomeUnknown,
  FocusRateLimited,
  FocusRefused,
  FocusUnreachable,
  FocusUnintelligible,
} from '../../focus/errors.ts';
import type { FocusTransportOptions } from '../../focus/transport.ts';
import { answeringInTurn, rejection, type AnsweringServer } from './answering-server.ts';
import { transportTo } from './on-server.ts';

const open: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const anything = z.object({ data: z.object({ name: z.string() }) });
const fine = { json: { data: { name: 'fine' } } };

/** Registers the server to be closed, and speaks to it. */
function transportOn(server: AnsweringServer, extra: Partial<FocusTransportOptions> = {}) {
  open.push(server);
  return transportTo(server, extra);
}

describe('what is sent', () => {
  test('every call is a POST of JSON with the token and the pinned version', async () => {
    const { transport, calls, diary } = transportOn(await answeringInTurn(fine));
    await transport.read('users.me', { a: 1 }, anything);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: 'POST', path: '/users.me', body: { a: 1 } });
    expect(calls[0]?.headers).toMatchObject({
      authorization: 'Bearer first-token',
      'content-type': 'application/json',
      'x-api-version': '2023-09-26',
    });
    expect(diary.paced).toBe(1);
  });

  test('a path in the address stays in front', async () => {
    const server = await answeringInTurn(fine);
    const { transport, calls } = transportOn(server, { apiUrl: `${server.url}/focus/` });
    await transport.read('users.me', {}, anything);
    expect(calls[0]?.path).toBe('/focus/users.me');
  });

  test('plain HTTP is refused for an address that is not loopback', async () => {
    const server = await answeringInTurn();
    expect(() => transportOn(server, { apiUrl: 'http://focus.example' })).toThrow(TypeError);
    expect(() => transportOn(server, { apiUrl: 'http://127.0.0.1.focus.example' })).toThrow(TypeError);
  });

  test('nothing is sent when the pace does not allow it', async () => {
    const refusal = new Error('wait for a minute');
    const { transport, calls } = transportOn(await answeringInTurn(fine), {
      pace: () => Promise.reject(refusal),
    });
    expect(await rejection(transport.write('invoices.registerPayment', {}))).toBe(refusal);
    expect(calls).toHaveLength(0);
  });

  test('no byte of a write leaves after its wire deadline', async () => {
    const { transport, calls } = transportOn(await answeringInTurn({ status: 204 }));
    const late = transport.write('invoices.registerPayment', {}, { sendBefore: new Date(Date.now() - 1) });
    const error = await rejection(late);
    expect(error).toBeInstanceOf(FocusUnreachable);
    expect(error).toMatchObject({ delivery: 'not-sent', evidence: { code: 'deadline-passed' } });
    await transport.write(
      'invoices.registerPayment',
      { n: 2 },
      { sendBefore: new Date(Date.now() + 60_000) },
    );
    expect(calls.map((call) => call.body)).toEqual([{ n: 2 }]);
  });
});

describe('access', () => {
  test('a 401 renews the token once and repeats once, also for a write', async () => {
    const refused = { status: 401, json: { errors: [{ title: 'Access token expired', status: 401 }] } };
    const { transport, calls, diary } = transportOn(await answeringInTurn(refused, { status: 204 }));
    await transport.write('invoices.registerPayment', { id: 'x' });
    expect(diary.renewed).toEqual(['first-token']);
    expect(diary.paced).toBe(2);
    expect(calls.map((call) => call.headers.authorization)).toEqual([
      'Bearer first-token',
      'Bearer second-token',
    ]);
    expect(calls[1]?.body).toEqual({ id: 'x' });
  });

  test('a second 401 is a withdrawn access and is not tried again', async () => {
    const refused = { status: 401, json: { errors: [{ title: 'Unauthorized' }] } };
    const { transport, calls } = transportOn(await answeringInTurn(refused, refused, fine));
    const error = await rejection(transport.read('users.me', {}, anything));
    expect(error).toBeInstanceOf(FocusAccessRefused);
    expect(error).toMatchObject({ kind: 'credentials-refused', delivery: 'refused' });
    expect(calls).toHaveLength(2);
  });

  test('a renewal that fails ends the call with its own error and without another request', async () => {
    const own = new Error('no lease');
    const { transport, calls } = transportOn(await answeringInTurn({ status: 401 }), {
      renewAccess: () => Promise.reject(own),
    });
    expect(await rejection(transport.write('webhooks.register', {}))).toBe(own);
    expect(calls).toHaveLength(1);
  });
});

describe('the rate limit', () => {
  const headersWith = (reset: string) => ({
    'X-RateLimit-Limit': '200',
    'x-ratelimit-REMAINING': '17',
    'X-RateLimit-Reset': reset,
  });

  test.each([
    [
      'with milliseconds and an offset without colon',
      '2021-06-15T10:51:23.035+0100',
      '2021-06-15T09:51:23.035Z',
    ],
    ['without milliseconds and with a colon', '2021-06-15T10:51:23+00:00', '2021-06-15T10:51:23.000Z'],
  ])('the headers of every answer are passed on, reset %s', async (_name, written, read) => {
    const { transport, diary } = transportOn(
      await answeringInTurn({ ...fine, headers: headersWith(written) }),
    );
    await transport.read('users.me', {}, anything);
    expect(diary.rates).toEqual([{ limit: 200, remaining: 17, resetAt: new Date(read) }]);
  });

  test('a 429 says when to come back, refused and not repeated', async () => {
    const soon = new Date(Math.floor(Date.now() / 1000) * 1000 + 20_000);
    const reset = soon.toISOString().replace('.000Z', '+0000');
    const { transport, calls, diary } = transportOn(
      await answeringInTurn({
        status: 429,
        headers: headersWith(reset),
        json: { errors: [{ title: 'Rate limit exceeded' }] },
      }),
    );
    const error = await rejection(transport.write('invoices.registerPayment', {}));
    expect(error).toBeInstanceOf(FocusRateLimited);
    expect(error).toMatchObject({ delivery: 'refused', resetAt: soon });
    expect(calls).toHaveLength(1);
    expect(diary.rates).toHaveLength(1);
  });

  test('a reset beyond the window of one minute is another clock, and a missing one a full window', async () => {
    const headers = headersWith('2099-01-01T00:00:00+00:00');
    const { transport } = transportOn(await answeringInTurn({ status: 429, headers }, { status: 429 }));
    for (let turn = 0; turn < 2; turn += 1) {
      const before = Date.now();
      const error = (await rejection(transport.read('users.me', {}, anything))) as FocusRateLimited;
      expect(error.resetAt.getTime()).toBeGreaterThanOrEqual(before + 60_000);
      expect(error.resetAt.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
    }
  });

  test('a rate that cannot be noted does not hide the answer', async () => {
    const { transport } = transportOn(
      await answeringInTurn({ status: 204, headers: headersWith('2021-06-15T10:51:23+00:00') }),
      { onRate: () => Promise.reject(new Error('ledger away')) },
    );
    await expect(transport.write('invoices.registerPayment', {})).resolves.toBeUndefined();
  });
});

describe('what an answer means', () => {
  test.each([400, 403, 404, 422])(
    'a %i is a refusal, for a write proof that nothing was done',
    async (status) => {
      const json = {
        errors: [{ code: 0, title: 'paid_at must be valid', status, meta: { field: 'paid_at' } }],
      };
      const { transport, calls } = transportOn(await answeringInTurn({ status, json }));
      const error = await rejection(transport.write('invoices.registerPayment', {}));
      expect(error).toBeInstanceOf(FocusRefused);
      expect(error).toMatchObject({
        kind: 'refused',
        delivery: 'refused',
        evidence: { status, title: 'paid_at must be valid', field: 'paid_at' },
      });
      expect((error as Error).message).toBe(
        `Teamleader Focus refused invoices.registerPayment (HTTP ${status}, field paid_at).`,
      );
      expect(calls).toHaveLength(1);
    },
  );

  test.each([500, 502, 503, 408, 302])('a %i leaves the outcome of a write unknown', async (status) => {
    const { transport, calls } = transportOn(await answeringInTurn({ status, text: '<h1>Oops</h1>' }));
    const error = await rejection(transport.write('invoices.registerPayment', {}));
    expect(error).toBeInstanceOf(FocusOutcomeUnknown);
    expect(error).toMatchObject({ delivery: 'unknown', evidence: { status, excerpt: 'Oops' } });
    expect(calls).toHaveLength(1);
  });

  test('a 5xx on a read is unreachable, and a redirect is unintelligible and not followed', async () => {
    const { transport, calls } = transportOn(
      await answeringInTurn({ status: 503 }, { status: 302, headers: { location: '/elsewhere' } }),
    );
    expect(await rejection(transport.read('users.me', {}, anything))).toMatchObject({
      kind: 'unreachable',
      delivery: 'read',
    });
    expect(await rejection(transport.read('users.me', {}, anything))).toBeInstanceOf(FocusUnintelligible);
    expect(calls).toHaveLength(2);
  });

  test('a 204 without body and type is a success of a write', async () => {
    const { transport } = transportOn(await answeringInTurn({ status: 204 }));
    await expect(transport.write('invoices.registerPayment', {})).resolves.toBeUndefined();
  });

  test('what does not fit the schema is shown by path, never by value', async () => {
    const { transport } = transportOn(await answeringInTurn({ json: { data: { name: 4711.5 } } }));
    const error = (await rejection(transport.read('users.me', {}, anything))) as FocusUnintelligible;
    expect(error).toBeInstanceOf(FocusUnintelligible);
    expect(error.evidence.excerpt).toContain('data.name');
    expect(error.evidence.excerpt).not.toContain('4711');
  });

  test('an answer that is not JSON is unintelligible for a read', async () => {
    const { transport } = transportOn(await answeringInTurn({ text: '<html>Maintenance</html>' }));
    expect(await rejection(transport.read('users.me', {}, anything))).toMatchObject({
      kind: 'unintelligible',
      delivery: 'read',
      evidence: { status: 200, excerpt: 'Maintenance' },
    });
  });

  test('an answer larger than 16 MB is cut off', async () => {
    const { transport } = transportOn(await answeringInTurn({ text: ' '.repeat(17 * 1024 * 1024) }));
    expect(await rejection(transport.read('users.me', {}, anything))).toMatchObject({
      kind: 'unintelligible',
      evidence: { code: 'too-large' },
    });
  });

  test('neither message nor evidence repeats addresses, amounts, quoted values or tokens', async () => {
    const title =
      'Customer "Voorbeeld BV" (jan@voorbeeld.example) owes 1234.56, token abcdefghijklmnopqrstuvwxyz';
    const { transport } = transportOn(await answeringInTurn({ status: 400, json: { errors: [{ title }] } }));
    const error = (await rejection(transport.write('invoices.registerPayment', {}))) as FocusRefused;
    const told = `${error.message} ${JSON.stringify(error.evidence)}`;
    expect(told).not.toMatch(/Voorbeeld|jan@|1234|abcdefghij/);
    expect(error.evidence.title).toContain('owes [number]');
  });
});
