/**
 * The real processes of the product on this machine, and workers that are killed, frozen, replaced and doubled at
 * the worst moment: what was sent is looked up, never sent blindly again (promise 1). Every other moment of a death
 * is in `test/activities/lost-worker.test.ts`.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectedAnswer, StatusAnswer } from '../../client/answers.ts';
import { openLedger, type Ledger } from '../../ledger/open.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { loadConfig } from '../../platform/config.ts';
import { entities, knownCustomer, rateId } from '../../sandbox/worlds/index.ts';
import { openControl, type SandboxControl } from '../../scripts/demo/sandbox-control.ts';
import { until } from '../../scripts/demo/waiting.ts';
import { startLocalStack, type LocalStack } from '../../scripts/local-stack.ts';
import type { SupervisedChild } from '../../scripts/supervisor.ts';
import { missingTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const send = 'ProcessSalesInvoices';
const startDate = '2026-01-01';

describe.skipIf(missing !== null)(`a killed worker${missing === null ? '' : ` [${missing}]`}`, () => {
  let folder: string;
  let stack: LocalStack;
  let control: SandboxControl;
  let ledger: Ledger;
  let worker: SupervisedChild;
  let connectionId: string;
  let workers = 1;
  /** What has to be in Yuki in the end; the world begins with eight. */
  let booked = 8;

  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${stack.consoleUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${stack.config.apiToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} is answered ${answer.status}: ${text.slice(0, 400)}`);
    return JSON.parse(text) as T;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'focus-yuki-killed-'));
    // Nothing of the developer's own environment decides which server or database is used.
    const config = loadConfig({
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
    });
    stack = await startLocalStack({ config, sandbox: ['--world', 'small'], ports: 'free', say: () => {} });
    worker = stack.worker;
    if (stack.sandbox === null) throw new Error('The sandbox was not started.');
    const { focus, yuki, controlUrl } = stack.sandbox;
    control = openControl(controlUrl);
    ledger = openLedger({ url: stack.databaseUrl, keys: stack.config.ledgerKeys });
    await writeSetting(
      ledger,
      'durations',
      { wireGrace: 5_000, yukiLag: 2_000, lookAgain: [0, 500, 1_000] },
      new Date(),
    );
    const connected = await ask<ConnectedAnswer>('POST', '/api/connect', {
      focus: { refreshToken: focus.refreshToken },
      entityId: entities.beA,
      yuki: { companyId: yuki.administrationId, accessKey: yuki.accessKey },
      administrationName: 'De Linde BV',
      startDate,
      automatic: false,
    });
    ({ connectionId } = connected);
  });
  afterAll(async () => {
    await ledger?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const lastCall = async (): Promise<number> => (await control.callsSince(0)).at(-1)?.n ?? 0;
  const anotherWorker = async (): Promise<SupervisedChild> => {
    workers += 1;
    return await stack.startWorker(`worker-${workers}`);
  };
  const untilExported = (): Promise<true> =>
    until({
      what: 'everything to be exported',
      withinMs: 90_000,
      look: async () => {
        const { documents, runningSync } = await ask<StatusAnswer>('GET', `/api/connections/${connectionId}`);
        const open = documents.found + documents.ready + documents.sending + documents.doubtful;
        const isThere = documents.exported + documents.settled === booked;
        return open === 0 && isThere && runningSync === null ? true : null;
      },
    });
  /** What was asked of Yuki from the first send on. */
  const callsFromSend = async (since: number): Promise<string[]> => {
    const calls = (await control.callsSince(since)).filter(({ system }) => system.startsWith('yuki'));
    return calls
      .slice(calls.findIndex(({ operation }) => operation === send))
      .map(({ operation }) => operation);
  };
  const sends = (calls: readonly string[]): number => calls.filter((operation) => operation === send).length;
  const bookOne = (unitPrice: number): Promise<unknown> => {
    booked += 1;
    return control.bookInvoice({
      departmentId: entities.beA,
      customer: { type: 'company', id: knownCustomer('K1').id },
      date: '2026-04-02',
      lines: [{ description: 'Advies', unitPrice, taxRateId: rateId('beA', '21') }],
    });
  };
  const sync = (): Promise<unknown> => ask('POST', `/api/connections/${connectionId}/sync`);
  /** Asks for a sync and resolves with the plan when the message is held. */
  const holdDuring = async (fault: { kind: string; delayMs?: number }): Promise<string> => {
    const plan = await control.plan({ system: 'yuki', operation: send, ...fault });
    await sync();
    await control.held(plan, 60_000);
    return plan;
  };

  /** Has a message on its way, kills the worker, starts another, and waits until everything is exported. */
  const killDuring = async (fault: { kind: string; delayMs?: number }): Promise<string[]> => {
    const before = await lastCall();
    await holdDuring(fault);
    await worker.end('SIGKILL');
    const status = await ask<StatusAnswer>('GET', `/api/connections/${connectionId}`);
    expect(status.documents.sending).toBeGreaterThan(0);
    worker = await anotherWorker();
    await untilExported();
    return callsFromSend(before);
  };

  const expectAgreement = async (): Promise<void> => {
    expect(await control.compare({ waiting: [], reversed: [], startDate })).toMatchObject({
      agrees: true,
      matched: booked,
      differences: [],
    });
  };

  test('after Yuki accepted and before it answered: looked up, never sent again (S-72, S-75)', async () => {
    const calls = await killDuring({ kind: 'hold-after' });
    expect(calls.filter((operation) => operation === send)).toHaveLength(1);
    expect(calls.slice(1)).toContain('OutstandingDebtorItems');
    await expectAgreement();
  });

  test('while its message is on the way: the late acceptance is found, never sent again (S-72, S-75)', async () => {
    await bookOne(44);
    const calls = await killDuring({ kind: 'delay', delayMs: 3_000 });
    expect(calls.filter((operation) => operation === send)).toHaveLength(1);
    await expectAgreement();
  });

  test('frozen after its bytes left and woken after the others moved on: its late acceptance raises no alarm (S-75)', async () => {
    await bookOne(45);
    const before = await lastCall();
    const plan = await holdDuring({ kind: 'hold-after' });
    const frozen = worker;
    process.kill(frozen.pid, 'SIGSTOP');
    worker = await anotherWorker();
    await untilExported();
    await control.release(plan);
    process.kill(frozen.pid, 'SIGCONT');
    await frozen.end('SIGTERM');
    const calls = await callsFromSend(before);
    expect(sends(calls)).toBe(1);
    expect(calls).toContain('OutstandingDebtorItems');
    expect(await ask('GET', `/api/connections/${connectionId}/findings`)).toMatchObject({ findings: [] });
    await expectAgreement();
  });

  test('frozen before its bytes left and woken after the others have sent: its bytes stay where they are (S-75)', async () => {
    await bookOne(46);
    const before = await lastCall();
    const preparing = await control.plan({ system: 'focus', operation: 'invoices.info', kind: 'hold-after' });
    await sync();
    await control.held(preparing, 60_000);
    // Without a session the message has to wait for one, between its claim and its bytes.
    await ledger.db.updateTable('connections').set({ yukiSession: null }).execute();
    const signingIn = await control.plan({ system: 'yuki', operation: 'Authenticate', kind: 'hold-after' });
    await control.release(preparing);
    await control.held(signingIn, 60_000);
    const frozen = worker;
    process.kill(frozen.pid, 'SIGSTOP');
    worker = await anotherWorker();
    await untilExported();
    await control.release(signingIn);
    process.kill(frozen.pid, 'SIGCONT');
    await frozen.end('SIGTERM');
    expect(sends(await callsFromSend(before))).toBe(1);
    await expectAgreement();
  });

  test('replaced by a deploy in the middle of a batch: the write gets its own answer, and the next one goes on', async () => {
    await bookOne(47);
    const before = await lastCall();
    const plan = await holdDuring({ kind: 'hold-after' });
    const next = await anotherWorker();
    const ended = worker.end('SIGTERM');
    await control.release(plan);
    await ended;
    worker = next;
    await untilExported();
    // Nothing had to be looked up: the answer was heard.
    expect(await callsFromSend(before)).toEqual([send]);
    await expectAgreement();
  });

  test('beside another one, as two processes: together they send each document once', async () => {
    const before = await lastCall();
    await Promise.all([bookOne(48), bookOne(49), bookOne(50)]);
    const second = await anotherWorker();
    await control.plan({ system: 'yuki', operation: send, kind: 'drop-after' });
    await Promise.all([sync(), sync(), ask('POST', `/api/connections/${connectionId}/retry`)]);
    await untilExported();
    expect(sends(await callsFromSend(before))).toBe(1);
    await second.end('SIGTERM');
    await expectAgreement();
  });
});
