/** Sessions against a real socket: found, made, renewed once, counted, and never renewed for other faults. */

import { afterEach, describe, expect, test } from 'vitest';
import type { YukiAdministrationId, YukiDomainId } from '../../domain/ids.ts';
import { glAccounts } from '../../yuki/accounting-info.ts';
import { processSalesInvoices } from '../../yuki/sales.ts';
import { createYukiServices } from '../../yuki/session.ts';
import type { YukiServicesOptions } from '../../yuki/session.ts';
import { createYukiTransport } from '../../yuki/transport.ts';
import { answer, fault, memorySessions, openSoapSocket, rejection } from './soap-socket.ts';
import type { Answering } from './soap-socket.ts';

const administration = 'aaaaaaaa-0000-4000-8000-000000000001' as YukiAdministrationId;
const fragment = '<SalesInvoice><Reference>2026/1</Reference></SalesInvoice>';
const accepted =
  '<SalesInvoicesImportResponse><TotalSucceeded>1</TotalSucceeded><TotalFailed>0</TotalFailed>' +
  '<TotalSkipped>0</TotalSkipped></SalesInvoicesImportResponse>';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function world(answering: Answering, initial: string | null, more: Partial<YukiServicesOptions> = {}) {
  const socket = await openSoapSocket(answering);
  const transport = createYukiTransport({ baseUrl: socket.url, timeoutMs: 5_000 });
  closers.push(
    () => transport.close(),
    () => socket.close(),
  );
  const sessions = memorySessions(initial);
  const services = createYukiServices({ transport, accessKey: 'KEY', sessions, ...more });
  return { socket, sessions, services };
}

/** Knows one valid session; hands it out for KEY. */
const strict =
  (valid: string): Answering =>
  (call) => {
    if (call.operation === 'Authenticate') return answer('Authenticate', valid);
    if (call.operation === 'SetCurrentDomain') {
      return { body: answer('SetCurrentDomain', '').body.replace(/<SetCurrentDomainResult>.*Result>/, '') };
    }
    if (!new RegExp(`<session(ID|Id)>${valid}<`).test(call.body)) return fault('Invalid session ID');
    return call.operation === 'ProcessSalesInvoices'
      ? answer('ProcessSalesInvoices', accepted)
      : answer(call.operation, '');
  };

describe('a session', () => {
  test('that is stored is used without Authenticate', async () => {
    const { socket, services } = await world(strict('S1'), 'S1');
    expect(await glAccounts(services, administration)).toEqual([]);
    expect(socket.operations()).toEqual(['GetGLAccountScheme']);
  });

  test('that is missing is made once and stored, also for calls at the same moment', async () => {
    const { socket, sessions, services } = await world(strict('S1'), null);
    await Promise.all([glAccounts(services, administration), glAccounts(services, administration)]);
    expect(socket.operations().filter((operation) => operation === 'Authenticate')).toHaveLength(1);
    expect(sessions.current()).toBe('S1');
  });

  test('that Yuki refuses is renewed once and the call repeated once', async () => {
    const { socket, sessions, services } = await world(strict('S2'), 'S1');
    await glAccounts(services, administration);
    expect(socket.operations()).toEqual(['GetGLAccountScheme', 'Authenticate', 'GetGLAccountScheme']);
    expect(sessions.current()).toBe('S2');
  });

  test('that is refused twice becomes a fault, and nothing is tried a third time', async () => {
    const { socket, services } = await world(
      (call) =>
        call.operation === 'Authenticate' ? answer('Authenticate', 'S2') : fault('Invalid session ID'),
      'S1',
    );
    expect(await rejection(glAccounts(services, administration))).toMatchObject({
      access: 'sessionInvalid',
      delivery: 'refused',
    });
    expect(socket.operations()).toEqual(['GetGLAccountScheme', 'Authenticate', 'GetGLAccountScheme']);
  });

  test('that another worker renewed meanwhile is taken over without Authenticate', async () => {
    const loads = ['S1', 'S2'];
    const { socket, services } = await world(strict('S2'), null, {
      sessions: { load: async () => loads.shift() ?? null, store: async () => undefined },
    });
    await glAccounts(services, administration);
    expect(socket.operations()).toEqual(['GetGLAccountScheme', 'GetGLAccountScheme']);
  });

  test('of a key that needs its domain chosen chooses it in every new session', async () => {
    const { socket, services } = await world(strict('S2'), 'S1', { chooseDomain: 'd-1' as YukiDomainId });
    await glAccounts(services, administration);
    expect(socket.operations()).toEqual([
      'GetGLAccountScheme',
      'Authenticate',
      'SetCurrentDomain',
      'GetGLAccountScheme',
    ]);
    expect(socket.calls[2]?.body).toContain('<sessionID>S2</sessionID><domainID>d-1</domainID>');
  });
});

describe('a write', () => {
  const options = { beforeBytes: async () => undefined, timeoutMs: 5_000 };

  test('whose session is refused is repeated, because that fault comes before any work', async () => {
    let permissions = 0;
    const { socket, services } = await world(strict('S2'), 'S1');
    const beforeBytes = async (): Promise<void> => {
      permissions += 1;
    };
    const found = await processSalesInvoices(services, administration, [fragment], {
      ...options,
      beforeBytes,
    });
    expect(found.totalSucceeded).toBe(1);
    expect(socket.operations()).toEqual(['ProcessSalesInvoices', 'Authenticate', 'ProcessSalesInvoices']);
    expect(permissions).toBe(2);
  });

  test('that gets any other fault is not repeated and stays unknown', async () => {
    const { socket, services } = await world(() => fault('Object reference not set'), 'S1');
    expect(
      await rejection(processSalesInvoices(services, administration, [fragment], options)),
    ).toMatchObject({ delivery: 'unknown' });
    expect(socket.operations()).toEqual(['ProcessSalesInvoices']);
  });

  test('whose key is refused while renewing says so and was not acted on', async () => {
    const { services } = await world(
      (call) => fault(call.operation === 'Authenticate' ? 'Invalid access key' : 'Invalid session ID'),
      'S1',
    );
    expect(
      await rejection(processSalesInvoices(services, administration, [fragment], options)),
    ).toMatchObject({
      operation: 'Authenticate',
      access: 'accessKeyInvalid',
      delivery: 'refused',
    });
  });
});

describe('the budget', () => {
  test('hears of every call before and after, Authenticate included', async () => {
    const heard: string[] = [];
    const { services } = await world(strict('S2'), 'S1', {
      beforeCall: async (operation) => void heard.push(`before ${operation}`),
      afterCall: async (operation, outcome) => void heard.push(`${outcome} ${operation}`),
    });
    await glAccounts(services, administration);
    expect(heard).toEqual([
      'before GetGLAccountScheme',
      'fault GetGLAccountScheme',
      'before Authenticate',
      'answered Authenticate',
      'before GetGLAccountScheme',
      'answered GetGLAccountScheme',
    ]);
  });

  test('that is spent stops the call before it is made, with its own error', async () => {
    const spent = new Error('Out of calls.');
    const { socket, services } = await world(strict('S1'), 'S1', { beforeCall: () => Promise.reject(spent) });
    expect(await rejection(glAccounts(services, administration))).toBe(spent);
    expect(socket.calls).toEqual([]);
  });

  test.each([
    ['drop' as const, 'unknown'],
    [{ body: answer('GetGLAccountScheme', '<GlAccount><type>x</type></GlAccount>').body }, 'unknown'],
    [fault('No'), 'fault'],
  ])('counts what became of a call', async (reply, outcome) => {
    const outcomes: string[] = [];
    const { services } = await world(() => reply, 'S1', {
      afterCall: async (_, became) => void outcomes.push(became),
    });
    await rejection(glAccounts(services, administration));
    expect(outcomes).toEqual([outcome]);
  });

  test('gives a call back that was never sent', async () => {
    const outcomes: string[] = [];
    const { socket, services } = await world(() => 'drop', 'S1', {
      afterCall: async (_, became) => void outcomes.push(became),
    });
    await socket.close();
    await rejection(glAccounts(services, administration));
    expect(outcomes).toEqual(['not-sent']);
  });

  test('that cannot be settled does not cost the answer', async () => {
    const { services } = await world(strict('S1'), 'S1', {
      afterCall: () => Promise.reject(new Error('no database')),
    });
    expect(await glAccounts(services, administration)).toEqual([]);
  });
});
