/** What the console refuses before any verb: tokens, sizes, bodies, ids, and parts that are away. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonBody, openConsole, problemOf, token, type ConsoleUnderTest } from './console-under-test.ts';

let console: ConsoleUnderTest;
beforeAll(async () => {
  console = await openConsole({ callMs: 1_500 });
});
afterAll(() => console.close());

const someId = 'c0123456789abcdef';

describe('the token', () => {
  test.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['the beginning of the right one', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['the right one in another scheme', { authorization: `Basic ${token}` }],
  ])('with %s the API answers 401 with a cure', async (_which, headers) => {
    for (const path of ['/api/connections', '/api/openapi.json', '/api/nothing-here']) {
      const answer = await console.ask(path, { headers: { authorization: '', ...headers } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect((await problemOf(answer)).cure).toContain('API_TOKEN');
    }
  });
  test('health needs no token', async () => {
    const answer = await console.ask('/healthz', { headers: { authorization: '' } });
    expect(answer.status).toBe(200);
  });
});

describe('the body', () => {
  const path = `/api/connections/${someId}/yuki-access`;
  test('a body that is not JSON is refused without repeating it', async () => {
    const answer = await console.ask(path, {
      method: 'PUT',
      body: '{"accessKey": very-secret-key',
      headers: { 'content-type': 'application/json' },
    });
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ status: 400, detail: 'The body is not JSON.' });
    expect(JSON.stringify(problem)).not.toContain('very-secret-key');
  });
  test('a body that does not say that it is JSON is refused', async () => {
    const answer = await console.ask(path, {
      method: 'PUT',
      body: '{}',
      headers: { 'content-type': 'text/plain' },
    });
    expect((await problemOf(answer)).status).toBe(415);
  });
  test('a body above 256 KB is refused', async () => {
    const answer = await console.ask(path, jsonBody('PUT', { accessKey: 'x'.repeat(256 * 1024) }));
    expect(await problemOf(answer)).toMatchObject({ status: 413, detail: 'The body is larger than 256 KB.' });
  });
  test('a body of another shape names the place and not the value', async () => {
    const answer = await console.ask(path, jsonBody('PUT', { companyId: 12, accessKey: 'very-secret-key' }));
    const problem = await problemOf(answer);
    expect(problem.status).toBe(400);
    expect(problem.detail).toMatch(/^In the body, companyId does not fit: /);
    expect(JSON.stringify(problem)).not.toContain('very-secret-key');
  });
  test('a body that is no object is named as a whole', async () => {
    const problem = await problemOf(await console.ask(path, jsonBody('PUT', [])));
    expect(problem.detail).toMatch(/^The body does not fit: /);
  });
  test('a missing body is refused where one is needed', async () => {
    expect((await console.ask(path, { method: 'PUT' })).status).toBe(400);
  });
  test('a field that no verb knows is refused', async () => {
    const answer = await console.ask(
      `/api/connections/${someId}/start-date`,
      jsonBody('PUT', { startDate: '2026-01-01', end: 1 }),
    );
    expect((await problemOf(answer)).status).toBe(400);
  });
});

describe('addresses and ids', () => {
  test.each(['/api/nothing', '/api/connections/x/y/z', '/nothing', '/.env', '/api/../../etc/passwd'])(
    '%s is unknown',
    async (path) => {
      expect(await problemOf(await console.ask(path))).toMatchObject({
        status: 404,
        title: 'Unknown address',
      });
    },
  );
  test.each([
    "c' OR '1'='1",
    'c0123456789abcdef; DROP TABLE documents',
    '..%2F..%2Fetc%2Fpasswd',
    '%00',
    'C0123456789ABCDEF',
    'connection%2Fc0123456789abcdef',
    'c'.repeat(5_000),
  ])('the id %s is no connection, and no part is asked', async (id) => {
    // Nobody listens where the database should be, so a 404 proves that it was not asked.
    const answer = await console.ask(`/api/connections/${id.includes('%') ? id : encodeURIComponent(id)}`);
    expect(await problemOf(answer)).toMatchObject({ status: 404, type: '/problems/unknown-connection' });
  });
});

describe('parts that are away', () => {
  test('an unreachable database is a 503 with one clear sentence and no password', async () => {
    const answer = await console.ask('/api/connections');
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ status: 503, detail: 'The ledger’s database cannot be reached.' });
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(JSON.stringify(problem) + console.logged()).not.toContain('hidden');
  });
  test('readiness is refused and health is not', async () => {
    expect((await console.ask('/readyz')).status).toBe(503);
    expect((await console.ask('/healthz')).status).toBe(200);
  });
  test('beginning a connection names the Temporal server that cannot be reached, and makes nothing', async () => {
    const answer = await console.ask('/api/connections', { method: 'POST' });
    expect(await problemOf(answer)).toMatchObject({ status: 503, type: '/problems/temporal-unreachable' });
  });
  test('the doctor finds everything that is away, with a cure each', async () => {
    const answer = await console.ask('/api/doctor');
    const { healthy, findings } = (await answer.json()) as {
      healthy: boolean;
      findings: { part: string; level: string; what: string; cure: string | null }[];
    };
    expect(answer.status).toBe(200);
    expect(healthy).toBe(false);
    const bad = findings.filter(({ level }) => level === 'bad');
    expect(bad.map(({ part }) => part)).toEqual([
      'ledger',
      'temporal',
      'Teamleader Focus API',
      'Teamleader Focus sign-in',
      'Yuki Belgium',
      'Yuki Netherlands',
    ]);
    for (const finding of bad) expect(finding.cure).toMatch(/\w+/);
    expect(JSON.stringify(findings)).not.toContain('hidden');
  });
});

describe('the way back from Focus', () => {
  test('a declined authorisation is a page that says what to do', async () => {
    const answer = await console.ask('/oauth/focus/callback?error=access_denied', {
      headers: { authorization: '' },
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('declined in Teamleader Focus');
  });
  test('nothing that came with the request is shown', async () => {
    const answer = await console.ask('/oauth/focus/callback?code=%3Cscript%3E&state=%3Cimg%3E&error=');
    expect(await answer.text()).not.toMatch(/<script>|<img>/);
  });
});
