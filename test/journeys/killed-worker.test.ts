/**
 * The real processes of the product on this machine, and a worker that is killed at the worst moment: what it had
 * sent is looked up, never sent blindly again (promise 1).
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectedAnswer, StatusAnswer } from '../../client/answers.ts';
import { openLedger } from '../../ledger/open.ts';
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
  let worker: SupervisedChild;
  let connectionId: string;
  let workers = 1;

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
    const ledger = openLedger({ url: stack.databaseUrl, keys: stack.config.ledgerKeys });
    await writeSetting(
      ledger,
      'durations',
      { wireGrace: 5_000, yukiLag: 2_000, lookAgain: [0, 500, 1_000] },
      new Date(),
    );
    await ledger.close();
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
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Has a message on its way, kills the worker, starts another, and waits until everything is exported. */
  const killDuring = async (fault: { kind: string; delayMs?: number }): Promise<string[]> => {
    const before = (await control.callsSince(0)).at(-1)?.n ?? 0;
    const plan = await control.plan({ system: 'yuki', operation: send, ...fault });
    await ask('POST', `/api/connections/${connectionId}/sync`);
    await control.held(plan, 60_000);
    await worker.end('SIGKILL');
    const status = await ask<StatusAnswer>('GET', `/api/connections/${connectionId}`);
    expect(status.documents.sending).toBeGreaterThan(0);
    workers += 1;
    worker = await stack.startWorker(`worker-${workers}`);
    await until({
      what: 'everything to be exported',
      withinMs: 90_000,
      look: async () => {
        const { documents, runningSync } = await ask<StatusAnswer>('GET', `/api/connections/${connectionId}`);
        const open = documents.found + documents.ready + documents.sending + documents.doubtful;
        return open === 0 && runningSync === null ? true : null;
      },
    });
    const calls = (await control.callsSince(before)).filter(({ system }) => system.startsWith('yuki'));
    return calls
      .slice(calls.findIndex(({ operation }) => operation === send))
      .map(({ operation }) => operation);
  };

  const expectAgreement = async (matched: number): Promise<void> => {
    expect(await control.compare({ waiting: [], reversed: [], startDate })).toMatchObject({
      agrees: true,
      matched,
      differences: [],
    });
  };

  test('after Yuki accepted and before it answered: looked up, never sent again (S-72, S-75)', async () => {
    const calls = await killDuring({ kind: 'hold-after' });
    expect(calls.filter((operation) => operation === send)).toHaveLength(1);
    expect(calls.slice(1)).toContain('OutstandingDebtorItems');
    await expectAgreement(8);
  });

  test('while its message is on the way: the late acceptance is found, never sent again (S-72, S-75)', async () => {
    await control.bookInvoice({
      departmentId: entities.beA,
      customer: { type: 'company', id: knownCustomer('K1').id },
      date: '2026-04-02',
      lines: [{ description: 'Advies', unitPrice: 44, taxRateId: rateId('beA', '21') }],
    });
    const calls = await killDuring({ kind: 'delay', delayMs: 3_000 });
    expect(calls.filter((operation) => operation === send)).toHaveLength(1);
    await expectAgreement(9);
  });
});
