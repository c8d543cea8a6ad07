/** What people say to a connection at work and what they see of it, on a real ledger and a real Temporal server. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  DocumentPageAnswer,
  DocumentsAnswer,
  HoldAnswer,
  RunAnswer,
  StatusAnswer,
} from '../../client/answers.ts';
import { runCli } from '../../client/cli/program.ts';
import type {
  ConnectionId,
  FocusAccountId,
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  IsoDate,
  IsoMoment,
  YukiAdministrationId,
  YukiDomainId,
} from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import {
  createConnection,
  recordPause,
  setConnectionState,
  updateConnection,
} from '../../ledger/connections.ts';
import { findByFocusId, holdDocument, noteFound } from '../../ledger/documents.ts';
import { report } from '../../ledger/findings.ts';
import { addToRun, closeRun, openRun } from '../../ledger/runs.ts';
import { connectionWorkflowId, holdWorkflowId } from '../../workflows/workflow-ids.ts';
import { openTestLedger } from '../support/database.ts';
import { missingTemporal, openTestTemporal, type TestTemporal } from '../support/temporal.ts';
import {
  jsonBody,
  openConsole,
  problemOf,
  testKeys,
  token,
  type ConsoleUnderTest,
} from './console-under-test.ts';
import { startStandIns } from './stand-in-worker.ts';

const missing = await missingTemporal();
const now = (): Date => new Date();

describe.skipIf(missing !== null)(
  `a connection at work${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let temporal: TestTemporal;
    let store: Awaited<ReturnType<typeof openTestLedger>>;
    let console: ConsoleUnderTest;
    let worker: Awaited<ReturnType<typeof startStandIns>>;
    beforeAll(async () => {
      [temporal, store] = await Promise.all([openTestTemporal(), openTestLedger(testKeys)]);
      console = await openConsole({ database: store.database, temporal });
      worker = await startStandIns(temporal, store.ledger);
    }, 120_000);
    afterAll(async () => {
      await worker.stop();
      await console.close();
      await store.close();
      await temporal.close();
    }, 60_000);

    let made = 0;
    const uuid = (head: string, number: number): string =>
      `${head}-0000-0000-0000-${String(number).padStart(12, '0')}`;
    const activeConnection = async (): Promise<ConnectionId> => {
      made += 1;
      const { id } = await createConnection(store.ledger, now());
      await updateConnection(
        store.ledger,
        id,
        {
          focusAccountId: uuid('11111111', made) as FocusAccountId,
          entityId: uuid('aaaaaaaa', made) as FocusEntityId,
          administrationId: uuid('cccccccc', made) as YukiAdministrationId,
          domainId: uuid('dddddddd', made) as YukiDomainId,
          startDate: '2026-01-01' as IsoDate,
          automaticDecided: true,
        },
        now(),
      );
      await setConnectionState(store.ledger, id, 'active', now());
      return id;
    };
    let documents = 0;
    const foundInvoice = async (id: ConnectionId, number: string) => {
      documents += 1;
      const focusId = uuid('eeeeeeee', documents) as FocusDocumentId;
      await noteFound(
        store.ledger,
        id,
        [
          {
            kind: 'invoice',
            focusId,
            entityId: uuid('aaaaaaaa', made) as FocusEntityId,
            number,
            date: '2026-02-03' as IsoDate,
            booked: true,
            customer: { kind: 'company', id: uuid('ffffffff', 1) as FocusCustomerId },
            currency: 'EUR',
            grossCents: cents(121_000),
            netCents: cents(100_000),
            taxes: null,
            dueCents: cents(121_000),
            updatedAt: '2026-02-03T10:00:00.000Z' as IsoMoment,
          },
        ],
        now(),
      );
      const row = await findByFocusId(store.ledger, id, focusId);
      if (row === null) throw new Error('A document that was just found is not there.');
      return row;
    };
    const hold = async (id: ConnectionId, number: string) => {
      const row = await foundInvoice(id, number);
      const causeId = await holdDocument(
        store.ledger,
        row.id,
        {
          connectionId: id,
          finding: { key: 'account-unknown', subject: '705500', shown: '705500', line: 1 },
          vendorText: 'GLAccount 705500 bestaat niet',
        },
        now(),
      );
      if (causeId === null) throw new Error('The document could not be held.');
      return { documentId: row.id, causeId };
    };
    const post = (path: string, body: unknown = {}): Promise<Response> =>
      console.ask(path, jsonBody('POST', body));
    const at = (id: string): string => `/api/connections/${id}`;
    const get = async <T>(path: string): Promise<T> => (await (await console.ask(path)).json()) as T;
    const heardBy = (workflowId: string): Promise<string[]> =>
      temporal.client.workflow.getHandle(workflowId).query<string[]>('heard');

    test('sync answers at once with the number of the run, and starts a missing workflow from the ledger', async () => {
      const id = await activeConnection();
      expect(await (await post(`${at(id)}/sync`)).json()).toEqual({ runNumber: 1, alreadyRunning: false });
      expect(await (await post(`${at(id)}/sync`)).json()).toEqual({ runNumber: 2, alreadyRunning: true });
    });

    test('sync is refused while paused, with cause and cure from the ledger', async () => {
      const id = await activeConnection();
      await recordPause(
        store.ledger,
        id,
        { number: 1, cause: 'module-off', shown: '', nextTry: new Date('2026-03-02T07:00:00Z') },
        new Date('2026-03-01T07:00:00Z'),
      );
      expect(await problemOf(await post(`${at(id)}/sync`))).toMatchObject({
        status: 409,
        type: '/problems/paused',
        detail: 'This connection is paused. The module Invoices is switched off in Yuki.',
        cure: 'Ask the accountant or Yuki to switch the module on. Then say retry.',
      });
      expect(await get<StatusAnswer>(at(id))).toMatchObject({
        state: 'paused',
        cause: {
          key: 'module-off',
          who: 'accountant',
          since: '2026-03-01T07:00:00.000Z',
          nextTryAt: '2026-03-02T07:00:00.000Z',
          pauseNumber: 1,
        },
      });
    });

    test('a pause that only the workflow knows yet is refused with cause and cure', async () => {
      const id = await activeConnection();
      expect((await post(`${at(id)}/pause`)).status).toBe(200);
      expect(await problemOf(await post(`${at(id)}/sync`))).toMatchObject({
        status: 409,
        detail: 'This connection is paused. Somebody paused the connection.',
        cure: 'Say resume.',
      });
    });

    test('retry, pause and resume reach the workflow as the signals that operators know', async () => {
      const id = await activeConnection();
      for (const verb of ['retry', 'pause', 'resume'])
        expect(await (await post(`${at(id)}/${verb}`)).json()).toEqual({ connectionId: id, told: verb });
      expect(await heardBy(connectionWorkflowId(id))).toEqual(['retry', 'pause', 'resume']);
      const { audit } = await get<{ audit: { what: string }[] }>(`${at(id)}/audit`);
      expect(audit.map(({ what }) => what)).toEqual(['resume', 'pause', 'retry']);
    });

    test('nothing can be said to a disconnected connection', async () => {
      const id = await activeConnection();
      expect((await post(`${at(id)}/disconnect`)).status).toBe(200);
      expect(await temporal.client.workflow.getHandle(connectionWorkflowId(id)).result()).toBe(
        'disconnected',
      );
      await setConnectionState(store.ledger, id, 'disconnected', now());
      for (const verb of ['retry', 'pause', 'resume', 'sync', 'disconnect'])
        expect(await problemOf(await post(`${at(id)}/${verb}`)), verb).toMatchObject({
          status: 409,
          type: '/problems/disconnected',
        });
      expect(
        (await temporal.client.workflow.getHandle(connectionWorkflowId(id)).describe()).status.name,
      ).toBe('COMPLETED');
    });

    test('a stopped connection is refused everything but resume, which starts it again', async () => {
      const id = await activeConnection();
      await setConnectionState(store.ledger, id, 'stopped', now());
      expect((await problemOf(await post(`${at(id)}/sync`))).cure).toBe('Say resume to start it again.');
      expect((await post(`${at(id)}/pause`)).status).toBe(409);
      expect((await post(`${at(id)}/resume`)).status).toBe(200);
      expect((await get<StatusAnswer>(at(id))).state).toBe('active');
      expect(await heardBy(connectionWorkflowId(id))).toEqual(['resume']);
    });

    test('a hold says what, why, who and how, with its address in the Temporal UI, and is retried by itself', async () => {
      const id = await activeConnection();
      const { causeId, documentId } = await hold(id, '2026 / 17');
      const { holds } = await get<{ holds: HoldAnswer[] }>(`${at(id)}/holds`);
      expect(holds).toMatchObject([
        {
          causeId,
          key: 'account-unknown',
          what: 'Ledger account 705500 does not exist in Yuki.',
          who: 'accountant',
          waiting: 1,
          numbers: ['2026 / 17'],
          workflowId: `hold/${id}/${causeId}`,
          temporalUrl: `http://temporal-ui.test/namespaces/${temporal.namespace}/workflows/hold%2F${id}%2F${causeId}`,
        },
      ]);
      expect(await (await post(`${at(id)}/holds/${causeId}/retry`)).json()).toMatchObject({ told: 'retry' });
      expect(await heardBy(holdWorkflowId(id, causeId))).toEqual([causeId, 'retry']);

      const page = await get<DocumentPageAnswer>(`${at(id)}/documents/${documentId}`);
      expect(page).toMatchObject({
        state: 'held',
        gross: '1210.00',
        attempts: [],
        cause: { key: 'account-unknown', yukisWords: 'GLAccount 705500 bestaat niet' },
      });
      const list = await get<DocumentsAnswer>(`${at(id)}/documents?state=held&cause=${causeId}&search=17`);
      expect(list.documents.map(({ number }) => number)).toEqual(['2026 / 17']);
      expect((await get<DocumentsAnswer>(`${at(id)}/documents?state=exported`)).documents).toEqual([]);
      expect((await get<StatusAnswer>(at(id))).documents).toMatchObject({ held: 1, exported: 0 });
    });

    test('holds and documents of another connection are unknown here', async () => {
      const owner = await activeConnection();
      const { causeId, documentId } = await hold(owner, '2026 / 18');
      const stranger = await activeConnection();
      expect((await post(`${at(stranger)}/holds/${causeId}/retry`)).status).toBe(404);
      expect((await console.ask(`${at(stranger)}/documents/${documentId}`)).status).toBe(404);
      expect((await post(`${at(owner)}/holds/k0000000000000000/retry`)).status).toBe(404);
      for (const text of ['0', '-1', '1e9', "1' OR '1'='1", '99999999999999999999'])
        expect((await console.ask(`${at(owner)}/documents/${encodeURIComponent(text)}`)).status).toBe(404);
    });

    test('a document is set aside by a named person with a reason, once, and its hold is told (R-DIS-2)', async () => {
      const id = await activeConnection();
      const { causeId, documentId } = await hold(id, '2026 / 19');
      const path = `${at(id)}/documents/${documentId}/resolution`;
      expect((await post(path, { action: 'ignore', who: 'An', reason: '' })).status).toBe(400);
      expect((await post(path, { action: 'ignore', who: 'An', reason: 'Entered by hand' })).status).toBe(200);
      await temporal.client.workflow.getHandle(holdWorkflowId(id, causeId)).result();
      expect((await get<DocumentPageAnswer>(`${at(id)}/documents/${documentId}`)).state).toBe('ignored');
      const again = await post(path, { action: 'ignore', who: 'An', reason: 'Again' });
      expect([again.status, await again.json()]).toMatchObject([200, { already: true }]);
      const { audit } = await get<{ audit: { who: string; params: object }[] }>(`${at(id)}/audit`);
      expect(audit).toMatchObject([{ who: 'An', params: { reason: 'Entered by hand' } }]);
    });

    test('runs and findings are shown as the ledger has them', async () => {
      const id = await activeConnection();
      await openRun(store.ledger, id, 1, { scope: 'all', workflowRunId: 'run-1' }, now());
      await addToRun(store.ledger, id, 1, { exported: 3, yukiCalls: 5 });
      expect((await get<StatusAnswer>(at(id))).runningSync).toMatchObject({ number: 1, outcome: null });
      await closeRun(store.ledger, id, 1, 'done', null, now());
      await openRun(store.ledger, id, 2, { scope: 'all', workflowRunId: 'run-2' }, now());
      expect(await get<StatusAnswer>(at(id))).toMatchObject({
        lastSync: { number: 1, outcome: 'done', summary: { exported: 3, yukiCalls: 5, held: 0 } },
        runningSync: { number: 2 },
      });
      expect(await get<RunAnswer>(`${at(id)}/runs/1`)).toMatchObject({
        number: 1,
        scope: 'all',
        outcome: 'done',
      });
      expect((await get<{ runs: RunAnswer[] }>(`${at(id)}/runs`)).runs.map(({ number }) => number)).toEqual([
        2, 1,
      ]);
      for (const number of ['3', '0', 'x', "1'--"])
        expect((await console.ask(`${at(id)}/runs/${encodeURIComponent(number)}`)).status).toBe(404);

      await report(
        store.ledger,
        { connectionId: id, documentId: null, kind: 'unexplained', params: { items: 2 } },
        now(),
      );
      const { findings } = await get<{ findings: object[] }>(`${at(id)}/findings`);
      expect(findings).toMatchObject([{ kind: 'unexplained', documentId: null, params: { items: 2 } }]);
    });

    test('sync --wait follows a run that answers more into the next one, and ends with 1 when that is blocked', async () => {
      const id = await activeConnection();
      await openRun(store.ledger, id, 1, { scope: 'all', workflowRunId: 'run-1' }, now());
      await closeRun(store.ledger, id, 1, 'more', null, now());
      await openRun(store.ledger, id, 2, { scope: 'backfill', workflowRunId: 'run-2' }, now());
      await closeRun(store.ledger, id, 2, 'blocked', { cause: 'module-off' }, now());
      let err = '';
      const code = await runCli(['sync', id, '--wait'], {
        env: { CONSOLE_URL: await console.serve(), API_TOKEN: token },
        out: () => {},
        err: (text) => (err += text),
        progress: null,
        isInteractive: false,
      });
      expect(code).toBe(1);
      expect(err).toContain('Run 2 ended with “blocked”.');
    });

    test('the doctor finds ledger, clock, tables, keys, Temporal and workers well', async () => {
      const { findings } = await get<{ findings: { part: string; level: string }[] }>('/api/doctor');
      const levels = new Map(findings.map(({ part, level }) => [part, level]));
      for (const part of [
        'node',
        'ledger',
        'clock',
        'ledger tables',
        'sealing keys',
        'temporal',
        'search attributes',
      ])
        expect(levels.get(part), part).toBe('ok');
      expect(levels.get('workers')).toBe('ok');
      expect((await console.ask('/readyz')).status).toBe(200);
    });

    test('without a worker an update is refused with the command that starts one', async () => {
      const lonely = await openConsole({
        database: store.database,
        temporal: { ...temporal, taskQueue: 'nobody-takes-from-this' },
        callMs: 1_500,
      });
      const id = await activeConnection();
      const answer = await lonely.ask(`${at(id)}/sync`, { method: 'POST' });
      expect(await problemOf(answer)).toMatchObject({ status: 503, type: '/problems/no-worker' });
      await lonely.close();
    });
  },
);
