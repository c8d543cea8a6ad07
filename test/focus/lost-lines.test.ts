// Lines that drop, servers that are silent or not there, and cancellations: was anything sent, and what then?

import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { FocusOutcomeUnknown } from '../../focus/errors.ts';
import { createFocusTransport, type FocusTransportOptions } from '../../focus/transport.ts';
import { answering, answeringInTurn, rejection, type AnsweringServer } from './answering-server.ts';
import { transportTo } from './on-server.ts';

const open: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const anything = z.object({ data: z.object({ name: z.string() }) });

/** Registers the server to be closed, and speaks to it. */
function transportOn(server: AnsweringServer, extra: Partial<FocusTransportOptions> = {}) {
  open.push(server);
  return transportTo(server, extra);
}

test('a refused connection is not sent, also for a write', async () => {
  const server = await answeringInTurn();
  await server.close();
  // Without a dispatcher of its own, as the worker uses it.
  const transport = createFocusTransport({
    apiUrl: server.url,
    timeoutMs: 5_000,
    accessToken: async () => 'token',
    renewAccess: async () => 'token',
    pace: async () => {},
    onRate: () => {},
  });
  expect(await rejection(transport.write('invoices.registerPayment', {}))).toMatchObject({
    kind: 'unreachable',
    delivery: 'not-sent',
    evidence: { code: 'ECONNREFUSED' },
  });
});

test('a line dropped after a write was read leaves its outcome unknown and sends nothing again', async () => {
  const { transport, calls } = transportOn(await answeringInTurn({ drop: 'before-status' }, { status: 204 }));
  const error = await rejection(transport.write('invoices.registerPayment', {}));
  expect(error).toBeInstanceOf(FocusOutcomeUnknown);
  expect(error).toMatchObject({ kind: 'outcome-unknown', delivery: 'unknown', evidence: { status: null } });
  expect(calls).toHaveLength(1);
});

test('a read whose line drops is unreachable, before or within the answer', async () => {
  const { transport } = transportOn(
    await answeringInTurn({ drop: 'before-status' }, { drop: 'in-body', json: { data: {} } }),
  );
  for (let turn = 0; turn < 2; turn += 1)
    expect(await rejection(transport.read('users.me', {}, anything))).toMatchObject({
      kind: 'unreachable',
      delivery: 'read',
    });
});

test('a success whose body is lost is still a success of a write', async () => {
  const { transport } = transportOn(await answeringInTurn({ drop: 'in-body', status: 200, text: '{' }));
  await expect(transport.write('webhooks.register', {})).resolves.toBeUndefined();
});

test('a silent Focus is given up after the time-out: unknown for a write, unreachable for a read', async () => {
  const { transport } = transportOn(await answeringInTurn({ silent: true }, { silent: true }), {
    timeoutMs: 100,
  });
  expect(await rejection(transport.write('invoices.registerPayment', {}))).toMatchObject({
    kind: 'outcome-unknown',
    evidence: { code: 'timeout' },
  });
  expect(await rejection(transport.read('users.me', {}, anything))).toMatchObject({
    kind: 'unreachable',
    delivery: 'read',
  });
});

test('a cancelled read ends with the reason of the cancellation', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled by the workflow');
  const server = await answering(() => {
    cancel.abort(reason);
    return { silent: true };
  });
  const { transport } = transportOn(server, { signal: cancel.signal });
  expect(await rejection(transport.read('users.me', {}, anything))).toBe(reason);
  expect(await rejection(transport.write('webhooks.register', {}))).toBe(reason);
  expect(server.calls).toHaveLength(1);
});

test('a write whose bytes have left is not given up by a cancellation', async () => {
  const cancel = new AbortController();
  const server = await answering(() => {
    cancel.abort(new Error('too late'));
    return { status: 204 };
  });
  const { transport } = transportOn(server, { signal: cancel.signal });
  await expect(transport.write('invoices.registerPayment', {})).resolves.toBeUndefined();
});
