// The control API and the command: worlds, clock, switches, calls, acts and clear refusals.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  administrations,
  categoryId,
  entities,
  knownCustomer,
  rateId,
  yukiKeys,
} from '../../sandbox/worlds/index.ts';
import { focusDesk } from './focus-desk.ts';

const desk = focusDesk('small');
const raw = (method: string, path: string, body?: string) =>
  fetch(`${desk.sandbox.controlUrl}${path}`, { method, ...(body === undefined ? {} : { body }) });
const refused = async (method: string, path: string, body?: object) => {
  const response = await raw(method, path, body && JSON.stringify(body));
  return { status: response.status, error: ((await response.json()) as { error: string }).error };
};

describe('the control API', () => {
  it('is healthy, names its worlds and describes where everything is', async () => {
    expect(await desk.control('GET', '/health')).toMatchObject({ status: 'ok', world: 'small' });
    expect(await desk.control('GET', '/worlds')).toEqual({
      worlds: ['small', 'empty', 'demo', 'bench:DOCUMENTS:CUSTOMERS', 'faulty:DOCUMENTS:CUSTOMERS'],
    });
    expect(await desk.control('GET', '/descriptor')).toEqual(desk.sandbox.descriptor);
    const state = await desk.control<{ focus: { documents: unknown[] }; yuki: { be: object } }>(
      'GET',
      '/state',
    );
    expect(state.focus.documents).toHaveLength(12);
    expect(JSON.stringify(state)).not.toContain(yukiKeys.adm1);
  });

  it('loads another world in place of everything, and leaves all as it was when the world is wrong', async () => {
    await desk.control('POST', '/focus/rate-limit', { perMinute: 7 });
    const wrong = await refused('POST', '/world', { world: { name: 'x' } });
    expect(wrong.status).toBe(400);
    expect(wrong.error).toContain('The world is not valid');
    expect((await desk.control('GET', '/state/focus'))['ratePerMinute']).toBe(7);
    expect(await desk.control('POST', '/world', { name: 'empty' })).toMatchObject({ name: 'empty' });
    expect((await desk.ask('invoices.list')).data).toEqual([]);
    expect((await refused('POST', '/world', { name: 'nix' })).error).toContain('There is no world "nix"');
  });

  it('takes a world as JSON', async () => {
    const { emptyWorld } = await import('../../sandbox/worlds/index.ts');
    const world = {
      ...emptyWorld(),
      name: 'mine',
      clock: '2026-04-01T08:00:00+02:00',
      switches: { listMeta: true },
    };
    expect(await desk.control('POST', '/world', { world })).toMatchObject({ name: 'mine' });
    expect((await desk.control<{ now: string }>('GET', '/clock')).now.slice(0, 16)).toBe('2026-04-01T06:00');
    expect((await desk.ask('invoices.list')).meta.matches).toBe(0);
  });

  it('moves the clock, changes switches and refuses unknown ones', async () => {
    await desk.control('POST', '/clock', { set: '2026-05-01T00:00:00Z' });
    const { now } = await desk.control<{ now: string }>('POST', '/clock', { advanceMs: 86_400_000 });
    expect(now.slice(0, 10)).toBe('2026-05-02');
    expect(await desk.control('PATCH', '/switches', { vatRounding: 'per-line' })).toMatchObject({
      vatRounding: 'per-line',
      listMeta: false,
    });
    expect((await refused('PATCH', '/switches', { nonsense: 1 })).error).toBe('There is no switch nonsense.');
    expect((await refused('PATCH', '/switches', { vatRounding: 'never' })).status).toBe(400);
    expect((await desk.control('GET', '/switches'))['vatRounding']).toBe('per-line');
  });

  it('refuses what it does not understand with one sentence', async () => {
    expect(await refused('GET', '/nonsense')).toEqual({
      status: 404,
      error: 'There is nothing at GET /nonsense.',
    });
    expect((await refused('POST', '/focus/nonsense', {})).error).toContain(
      'There is no act focus/nonsense. Known: ',
    );
    expect((await refused('POST', '/yuki/constructor', {})).status).toBe(404);
    expect((await refused('POST', '/clock', { advanceMs: 'x' })).status).toBe(400);
    expect((await refused('POST', '/faults', { operation: 'x', kind: 'nonsense' })).status).toBe(400);
    expect((await refused('POST', '/faults/nonsense/release')).error).toBe(
      'No fault plan has the id nonsense.',
    );
    const broken = await raw('POST', '/clock', '{');
    expect(await broken.json()).toEqual({ error: 'The body is not valid JSON.' });
  });

  it('answers nobody who comes through another name or another web page', async () => {
    const page = await fetch(`${desk.sandbox.controlUrl}/health`, {
      headers: { Origin: 'https://evil.example' },
    });
    expect(page.status).toBe(403);
    const rebound = httpRequest(`${desk.sandbox.controlUrl}/health`, { headers: { Host: 'evil.example' } });
    rebound.end();
    const [response] = (await once(rebound, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  it('lists, counts, awaits and clears calls', async () => {
    await desk.ask('users.me');
    await desk.ask('invoices.list');
    const { calls } = await desk.control<{ calls: { n: number; operation: string; system: string }[] }>(
      'GET',
      '/calls',
    );
    expect(calls.map((call) => call.operation)).toEqual(['users.me', 'invoices.list']);
    const after = await desk.control<{ calls: unknown[] }>('GET', `/calls?since=${calls[0]?.n}`);
    expect(after.calls).toHaveLength(1);
    expect(await desk.control('GET', '/calls/summary')).toMatchObject({
      focus: { total: 2, byOperation: { 'users.me': 1, 'invoices.list': 1 } },
      'yuki-be': { total: 0 },
    });
    const next = desk.control('GET', '/calls/next?operation=departments.list&timeoutMs=5000');
    await desk.ask('departments.list');
    expect(await next).toMatchObject({ operation: 'departments.list', status: 200, outcome: 'ok' });
    expect((await refused('GET', '/calls/next?operation=x&timeoutMs=1')).status).toBe(408);
    await desk.control('DELETE', '/calls');
    expect((await desk.control<{ calls: unknown[] }>('GET', '/calls')).calls).toEqual([]);
  });
});

describe('the acts of people', () => {
  it('in Focus book, edit, credit, pay, unbook and delete', async () => {
    const customer = { type: 'company', id: knownCustomer('K1').id };
    const lines = [
      {
        description: 'Advies',
        quantity: 2,
        unitPrice: 50,
        taxRateId: rateId('beA', '21'),
        categoryId: categoryId('services'),
      },
    ];
    const booked = await desk.control<{ id: string }>('POST', '/focus/book-invoice', {
      customer,
      date: '2026-04-01',
      lines,
    });
    // 100.00 + 21.00.
    expect(booked).toMatchObject({
      number: '2026 / 10022',
      grossCents: 12_100,
      dueOn: '2026-05-01',
      status: 'outstanding',
    });
    const { id } = booked;
    expect(
      await desk.control('POST', '/focus/edit-invoice', {
        id,
        number: '2026 / 17000018',
        lines: [{ ...lines[0], quantity: 3 }],
      }),
    ).toMatchObject({ number: '2026 / 17000018', grossCents: 18_150 });
    expect(
      await desk.control('POST', '/focus/register-payment', { id, amountCents: 150, date: '2026-04-05' }),
    ).toMatchObject({ dueCents: 18_000 });
    expect(await desk.control('POST', '/focus/remove-payments', { id })).toMatchObject({ dueCents: 18_150 });
    const note = await desk.control<{ id: string }>('POST', '/focus/credit', {
      invoiceId: id,
      date: '2026-04-06',
    });
    expect(note).toMatchObject({ kind: 'creditNote', number: '2026/10002', grossCents: 18_150 });
    await desk.control('POST', '/focus/delete', { id: note.id });
    expect((await desk.ask('invoices.info', { id })).data.total.due.amount).toBe(181.5);
    expect(await desk.control('POST', '/focus/unbook', { id })).toMatchObject({
      status: 'draft',
      number: null,
    });
    await desk.control('POST', '/focus/delete', { id });
    expect((await desk.call('invoices.info', { id })).status).toBe(404);
  });

  it('in Focus change customers, categories, rates and entities', async () => {
    const { id } = await desk.control<{ id: string }>('POST', '/focus/customer', {
      type: 'company',
      set: { name: 'Vers BV' },
      integerId: 77,
    });
    await desk.control('POST', '/focus/customer', {
      type: 'company',
      id,
      set: { vat_number: 'BE0777777771' },
    });
    expect((await desk.ask('companies.info', { id })).data).toMatchObject({
      name: 'Vers BV',
      vat_number: 'BE0777777771',
    });
    expect((await desk.ask('migrate.id', { type: 'company', id: 77 })).data.id).toBe(id);
    await desk.control('POST', '/focus/customer', { type: 'company', id, delete: true });
    expect((await desk.call('companies.info', { id })).status).toBe(404);
    await desk.control('POST', '/focus/set-category-ledger', {
      categoryId: categoryId('goods'),
      account: '701000',
    });
    await desk.control('POST', '/focus/tax-rate', { description: 'CULT', rate: 0.06, code: 'CULT' });
    const rates = await desk.ask('taxRates.list', { filter: { department_id: entities.beA } });
    expect(rates.data.at(-1)).toMatchObject({ description: 'CULT', rate: 0.06 });
    await desk.control('POST', '/focus/department', { id: entities.beB, status: 'archived' });
    expect((await desk.ask('departments.list', { filter: { status: ['archived'] } })).data).toHaveLength(1);
    expect((await refused('POST', '/focus/tax-rate', { description: 'half' })).error).toBe(
      'A new tax rate needs a description and a rate.',
    );
  });

  it('in Yuki are found by administration, in either country', async () => {
    const type = (administrationId: string, reference: string) =>
      desk.control('POST', '/yuki/type-invoice', {
        administrationId,
        reference,
        date: '2026-03-01',
        contactName: 'Iemand',
        netCents: 10_000,
        vatCents: 2_100,
      });
    await type(administrations.adm1, 'A-1');
    await type(administrations.adm2, 'N-1');
    await desk.control('POST', '/yuki/reconcile', {
      administrationId: administrations.adm1,
      reference: 'A-1',
      amountCents: 2_100,
      date: '2026-03-05',
    });
    await desk.control('POST', '/yuki/add-gl-account', {
      administrationId: administrations.adm1,
      code: '704999',
      description: 'Workshops',
    });
    const state = desk.sandbox.parts.yuki().state();
    const [adm1] = state.be.domains[0]?.administrations ?? [];
    expect(adm1?.documents[0]).toMatchObject({ reference: 'A-1', openCents: 10_000 });
    expect(adm1?.glAccounts.find((one) => one.code === '704999')).toMatchObject({
      isRevenue: true,
      enabled: true,
    });
    expect(state.nl.domains[0]?.administrations[0]?.documents[0]?.reference).toBe('N-1');
    expect((await refused('POST', '/yuki/set-module', { administrationId: 'nix', on: false })).error).toBe(
      'No administration has the id nix.',
    );
    expect(
      (await refused('POST', '/yuki/reconcile', { administrationId: administrations.adm1 })).status,
    ).toBe(400);
  });

  it('are followed by a comparison that names what is missing and accepts what waits', async () => {
    type Result = { agrees: boolean; waiting: string[]; differences: { kind: string }[] };
    const before = await desk.control<Result>('POST', '/comparison', { startDate: '2026-01-01' });
    // Seven invoices and one credit note of BE-A stand in scope.
    expect(before).toMatchObject({ agrees: false });
    expect(before.waiting).toHaveLength(8);
    expect(new Set(before.differences.map((one) => one.kind))).toEqual(new Set(['missing-in-yuki']));
    const after = await desk.control<Result>('POST', '/comparison', {
      startDate: '2026-01-01',
      waiting: before.waiting,
    });
    expect(after.agrees).toBe(true);
  });
});

describe('the command', () => {
  const main = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
  const run = (...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { out: '', err: '' };
    child.stdout.on('data', (piece: Buffer) => (output.out += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (output.err += piece.toString()));
    return { child, output };
  };

  it('prints one JSON line with tokens that are valid at once, and ends at once on SIGTERM', async () => {
    const { child, output } = run('--world', 'empty');
    await once(child.stdout, 'data');
    const lines = output.out.trim().split('\n');
    expect(lines).toHaveLength(1);
    const descriptor = JSON.parse(lines[0] ?? '') as typeof desk.sandbox.descriptor;
    expect(Object.keys(descriptor)).toEqual(['focus', 'yuki', 'controlUrl']);
    expect(descriptor.yuki).toMatchObject({
      accessKey: yukiKeys.adm1,
      administrationId: administrations.adm1,
    });
    const response = await fetch(`${descriptor.focus.apiUrl}/users.me`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${descriptor.focus.accessToken}` },
    });
    expect(response.status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends with 1 and one sentence on a taken port, an unknown world and a bad flag', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const wrong: [string[], string][] = [
      [['--port-yuki-be', String(port)], `Port ${port} for Yuki Belgium is taken by another program.`],
      [['--world', 'nix'], 'There is no world "nix".'],
      [['--world', '/nowhere/world.json'], 'The world file /nowhere/world.json cannot be read'],
      [['--port-focus', '70000'], '--port-focus wants a port from 0 to 65535, not "70000".'],
      [['--nix'], "Unknown option '--nix'."],
    ];
    const results = await Promise.all(
      wrong.map(async ([args, sentence]) => {
        const { child, output } = run(...args);
        const [code] = (await once(child, 'close')) as [number];
        return { code, out: output.out, says: output.err.includes(sentence) ? sentence : output.err };
      }),
    );
    expect(results).toEqual(wrong.map(([, says]) => ({ code: 1, out: '', says })));
    taken.close();
  });
});
