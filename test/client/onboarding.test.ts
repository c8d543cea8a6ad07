/** Connecting, by the browser step by step and unattended, on a real ledger and a real Temporal server. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectedAnswer, StatusAnswer } from '../../client/answers.ts';
import { runCli } from '../../client/cli/program.ts';
import { connectionWorkflowId } from '../../workflows/workflow-ids.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { setConnectionState } from '../../ledger/connections.ts';
import { openTestLedger } from '../support/database.ts';
import { missingTemporal, openTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { answers, openBrowser, type Browser } from './browser.ts';
import { openConsole, problemOf, testKeys, token, type ConsoleUnderTest } from './console-under-test.ts';
import { openPretendFocus, type PretendFocus } from './pretend-focus.ts';
import {
  administrationName,
  companyId,
  entityId,
  goodKey,
  otherEntityId,
  startStandIns,
  taxRateId,
} from './stand-in-worker.ts';

const missing = await missingTemporal();

describe.skipIf(missing !== null)(`connecting${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let temporal: TestTemporal;
  let store: Awaited<ReturnType<typeof openTestLedger>>;
  let focus: PretendFocus;
  let console: ConsoleUnderTest;
  let worker: Awaited<ReturnType<typeof startStandIns>>;

  beforeAll(async () => {
    [temporal, store, focus] = await Promise.all([
      openTestTemporal(),
      openTestLedger(testKeys),
      openPretendFocus(),
    ]);
    console = await openConsole({
      database: store.database,
      temporal,
      focus: { apiUrl: focus.url, authUrl: focus.url },
    });
    browser = openBrowser(console, focus);
    worker = await startStandIns(temporal, store.ledger);
  }, 120_000);
  afterAll(async () => {
    await worker.stop();
    await console.close();
    await focus.close();
    await store.close();
    await temporal.close();
  }, 60_000);
  /** Every test has an account of its own, so that none finds the connections of another. */
  let accounts = 0;
  const newAccount = (): void => {
    accounts += 1;
    focus.account = `11111111-2222-3333-4444-${String(accounts).padStart(12, '0')}`;
  };

  let browser: Browser;
  const status = (id: string) => browser.status(id);
  const put = (id: string, step: string, body: unknown) => browser.put(id, step, body);
  const asked = (id: string) => browser.asked(id);
  const authorise = () => browser.authorise();
  const connect = (body: unknown) => browser.connect(body);

  test('a person connects step by step and every wrong answer is refused without a change (S-01, R-ONB-3, R-ONB-5, R-ONB-7, R-ONB-11)', async () => {
    newAccount();
    const id = await authorise();
    expect(await asked(id)).toMatchObject({ step: 'chooseEntity', problem: null });

    for (const [entity, type] of [
      ['aaaaaaaa-0000-0000-0000-00000000dead', 'unknown-entity'],
      [otherEntityId, 'entity-archived'],
    ])
      expect(await problemOf(await put(id, 'entity', { entityId: entity }))).toMatchObject({
        status: 422,
        type: `/problems/${type}`,
      });
    expect((await put(id, 'entity', { entityId })).status).toBe(200);
    expect((await asked(id)).step).toBe('giveYukiAccess');

    expect(
      (await problemOf(await put(id, 'yuki-access', { companyId: 'DE LINDE', accessKey: goodKey }))).type,
    ).toBe('/problems/company-id-form');
    expect((await put(id, 'yuki-access', { companyId, accessKey: 'a-wrong-access-key' })).status).toBe(200);
    expect((await asked(id)).problem).toMatchObject({
      cause: 'yuki-access',
      what: 'Yuki refuses the access key.',
    });
    expect((await put(id, 'yuki-access', { companyId, accessKey: goodKey })).status).toBe(200);
    expect(await asked(id)).toMatchObject({
      step: 'confirmAdministration',
      problem: null,
      administration: { name: administrationName },
    });

    const wrongName = await problemOf(await put(id, 'administration', { administrationName: 'de linde bv' }));
    expect(wrongName).toMatchObject({ status: 422, type: '/problems/administration-name-differs' });
    expect((await put(id, 'administration', { administrationName })).status).toBe(200);
    expect((await asked(id)).step).toBe('chooseStartDate');

    for (const [startDate, type] of [
      ['2026-02-30', 'start-date-form'],
      ['yesterday', 'start-date-form'],
      ['1999-12-31', 'start-date-too-early'],
      ['2999-01-01', 'start-date-in-future'],
    ])
      expect((await problemOf(await put(id, 'start-date', { startDate }))).type).toBe(`/problems/${type}`);
    expect((await status(id)).startDate).toBeNull();
    expect((await put(id, 'start-date', { startDate: '2026-01-01' })).status).toBe(200);
    expect((await asked(id)).step).toBe('confirmMappings');

    const link = { taxRateId, vatType: 1, percentage: 2100 };
    for (const [body, type] of [
      [{ vatLinks: [{ ...link, taxRateId: 'x' }], defaultAccounts: 'proposed' }, 'unknown-vat-rate'],
      [{ vatLinks: [{ ...link, percentage: 600 }], defaultAccounts: 'proposed' }, 'vat-code-unknown'],
      [{ vatLinks: [link, link], defaultAccounts: 'proposed' }, 'rate-linked-twice'],
      [{ vatLinks: 'proposed', defaultAccounts: { defaultAccount: '700500' } }, 'account-unknown'],
      [{ vatLinks: 'proposed', defaultAccounts: { defaultAccount: '799999' } }, 'account-unknown'],
    ] as const)
      expect((await problemOf(await put(id, 'mappings', body))).type).toBe(`/problems/${type}`);
    expect(
      (await put(id, 'mappings', { vatLinks: [link], defaultAccounts: { defaultAccount: '700000' } })).status,
    ).toBe(200);
    expect((await asked(id)).step).toBe('switchAutomatic');
    const twice = { automatic: true, otherExporter: true };
    expect((await problemOf(await put(id, 'automatic', twice))).type).toBe('/problems/second-exporter');
    expect((await put(id, 'automatic', { automatic: false })).status).toBe(200);
    await expect.poll(async () => (await status(id)).state, { timeout: 15_000 }).toBe('active');
    expect(await status(id)).toMatchObject({
      entityName: 'De Linde',
      administrationName,
      startDate: '2026-01-01',
      automatic: false,
      onboarding: null,
      cause: null,
      lastSync: null,
      documents: { found: 0, exported: 0, settled: 0 },
      holds: [],
      callsToday: { used: 0, limit: 1000 },
      workflowId: `connection/${id}`,
      temporalUrl: `http://temporal-ui.test/namespaces/${temporal.namespace}/workflows/connection%2F${id}`,
    });
    expect((await problemOf(await put(id, 'start-date', { startDate: '2026-02-01' }))).status).toBe(409);
    expect((await put(id, 'automatic', { automatic: true })).status).toBe(200);
    expect((await status(id)).automatic).toBe(true);
  }, 60_000);

  test('a name that was confirmed does not count for another key (R-ONB-5)', async () => {
    newAccount();
    const id = await authorise();
    await asked(id);
    await put(id, 'entity', { entityId });
    await put(id, 'yuki-access', { companyId, accessKey: goodKey });
    expect((await asked(id)).step).toBe('confirmAdministration');
    await put(id, 'administration', { administrationName });
    // A look that began before this answer may still show its own question for a moment.
    await expect.poll(async () => (await asked(id)).step, { timeout: 15_000 }).toBe('chooseStartDate');
    await put(id, 'yuki-access', { companyId, accessKey: 'a-wrong-access-key' });
    expect(await asked(id)).toMatchObject({ step: 'giveYukiAccess', administration: null });
    expect(await problemOf(await put(id, 'administration', { administrationName }))).toMatchObject({
      status: 409,
      type: '/problems/administration-not-found-yet',
    });
    await put(id, 'yuki-access', { companyId, accessKey: goodKey });
    expect((await asked(id)).step).toBe('confirmAdministration');
  }, 30_000);

  test('no answer and no log line ever carries a secret', async () => {
    newAccount();
    const id = await authorise();
    await asked(id);
    await put(id, 'entity', { entityId });
    await put(id, 'yuki-access', { companyId, accessKey: goodKey });
    await asked(id);
    const shown = JSON.stringify(await status(id)) + (await (await console.ask('/api/connections')).text());
    const trail = await (await console.ask(`/api/connections/${id}/audit`)).text();
    expect(trail).toContain('yuki-access-given');
    for (const secret of [goodKey, 'secret-of-tests', 'refresh-', 'access-1', token])
      expect(shown + trail + console.logged()).not.toContain(secret);
    const history = await temporal.client.workflow
      .getHandle(connectionWorkflowId(id as ConnectionId))
      .fetchHistory();
    expect(Buffer.from(JSON.stringify(history)).includes(Buffer.from(goodKey).toString('base64'))).toBe(
      false,
    );
    expect(JSON.stringify(history)).not.toContain(goodKey);
  }, 60_000);

  test('a callback works once, and an invented one not at all', async () => {
    newAccount();
    const begun = (await (await console.ask('/api/connections', { method: 'POST' })).json()) as {
      authorizeUrl: string;
    };
    const state = new URL(begun.authorizeUrl).searchParams.get('state') ?? '';
    focus.open.add('code-once');
    const before = focus.used.length;
    expect((await console.ask('/oauth/focus/callback?code=code-once&state=invented')).status).toBe(422);
    expect(focus.used).toHaveLength(before);
    expect((await console.ask(`/oauth/focus/callback?code=code-once&state=${state}`)).status).toBe(200);
    expect((await console.ask(`/oauth/focus/callback?code=code-once&state=${state}`)).status).toBe(422);
    expect(focus.used).toHaveLength(before + 1);
  }, 30_000);

  test('the same answers again are the same connection, and the refresh token is used once (R-ONB-9)', async () => {
    newAccount();
    focus.open.add('grant-again');
    const first = (await (await connect(answers('grant-again'))).json()) as ConnectedAnswer;
    expect(first).toMatchObject({ state: 'active', created: true });
    const settled = await status(first.connectionId);
    const second = (await (await connect(answers('grant-again'))).json()) as ConnectedAnswer;
    expect(second).toEqual({ connectionId: first.connectionId, state: 'active', created: false });
    expect(await status(first.connectionId)).toEqual(settled);
    expect(focus.used.filter((grant) => grant === 'refresh_token:grant-again')).toHaveLength(1);
  }, 60_000);

  test('pressed twice at the same moment it is one connection (S-01)', async () => {
    newAccount();
    focus.open.add('grant-twice');
    const both = await Promise.all([connect(answers('grant-twice')), connect(answers('grant-twice'))]);
    const [one, two] = (await Promise.all(both.map((answer) => answer.json()))) as ConnectedAnswer[];
    expect(one?.state).toBe('active');
    expect(two?.connectionId).toBe(one?.connectionId);
  }, 60_000);

  test('two drafts of one entity and administration end as one connection', async () => {
    newAccount();
    const [first, second] = [await authorise(), await authorise()];
    const { focus: _grant, ...rest } = answers('');
    const one = (await (
      await connect({ ...rest, focus: { connectionId: first } })
    ).json()) as ConnectedAnswer;
    const two = (await (
      await connect({ ...rest, focus: { connectionId: second } })
    ).json()) as ConnectedAnswer;
    expect(one).toMatchObject({ connectionId: first, state: 'active', created: true });
    expect(two).toEqual({ connectionId: first, state: 'active', created: false });
    expect(await status(second)).toMatchObject({ state: 'merged', mergedInto: first });
    expect((await problemOf(await put(second, 'automatic', { automatic: false }))).detail).toContain(first);
  }, 60_000);

  test('the same triple connected again later revives the old connection (S-68)', async () => {
    newAccount();
    focus.open.add('grant-back');
    const first = (await (await connect(answers('grant-back'))).json()) as ConnectedAnswer;
    await setConnectionState(store.ledger, first.connectionId as ConnectionId, 'disconnected', new Date());
    const again = (await (await connect(answers('grant-back'))).json()) as ConnectedAnswer;
    expect(again).toEqual({ connectionId: first.connectionId, state: 'active', created: false });
  }, 60_000);

  test('an unattended connect stops at the step that is wrong and goes on from there', async () => {
    newAccount();
    focus.open.add('grant-wrong');
    const wrong = { ...answers('grant-wrong'), yuki: { companyId, accessKey: 'a-wrong-access-key' } };
    expect(await problemOf(await connect(wrong))).toMatchObject({
      status: 422,
      type: '/problems/yuki-access',
      detail: 'Yuki refuses the access key.',
    });
    const right = (await (await connect(answers('grant-wrong'))).json()) as ConnectedAnswer;
    expect(right.state).toBe('active');
    const all = (await (await console.ask('/api/connections?limit=200')).json()) as {
      connections: StatusAnswer[];
    };
    expect(all.connections.filter(({ connectionId }) => connectionId === right.connectionId)).toHaveLength(1);
  }, 60_000);

  test('a grant that Focus refuses makes no connection', async () => {
    newAccount();
    const before = (await (await console.ask('/api/connections?limit=200')).json()) as {
      connections: unknown[];
    };
    expect(await problemOf(await connect(answers('never-given')))).toMatchObject({
      status: 422,
      type: '/problems/focus-access-refused',
    });
    const after = (await (await console.ask('/api/connections?limit=200')).json()) as {
      connections: unknown[];
    };
    expect(after.connections).toHaveLength(before.connections.length);
  }, 30_000);

  test('another Focus account is refused once an entity was chosen', async () => {
    newAccount();
    const id = await authorise();
    await asked(id);
    await put(id, 'entity', { entityId });
    newAccount();
    focus.open.add('grant-stranger');
    const answer = await put(id, 'focus-authorisation', { refreshToken: 'grant-stranger' });
    expect(await problemOf(answer)).toMatchObject({ status: 409, type: '/problems/other-focus-account' });
  }, 30_000);

  test('the command line connects from a file, as JSON for scripts', async () => {
    newAccount();
    focus.open.add('grant-cli');
    const folder = mkdtempSync(join(tmpdir(), 'focus-yuki-connect-'));
    const file = join(folder, 'answers.json');
    writeFileSync(file, JSON.stringify(answers('grant-cli')));
    let [out, err] = ['', ''];
    const code = await runCli(['connect', '--answers', file, '--json'], {
      env: { CONSOLE_URL: await console.serve(), API_TOKEN: token },
      out: (text) => (out += text),
      err: (text) => (err += text),
      progress: null,
      isInteractive: false,
    });
    rmSync(folder, { recursive: true, force: true });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ state: 'active', created: true });
  }, 60_000);
});
