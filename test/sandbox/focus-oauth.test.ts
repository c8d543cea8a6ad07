// The pretend Focus's OAuth against what the vendor's authentication pages say (focus-api.md 1.2).
import { describe, expect, it } from 'vitest';
import { focusDesk } from './focus-desk.ts';

const desk = focusDesk('empty');
const callback = 'http://127.0.0.1:3000/oauth/focus/callback';

const authorize = (change: Record<string, string> = {}) => {
  const { clientId } = desk.sandbox.descriptor.focus;
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: callback,
    state: 'S 1',
    ...change,
  });
  return fetch(`${desk.url}/oauth2/authorize?${query}`, { redirect: 'manual' });
};
const codeOf = async () => {
  const location = (await authorize()).headers.get('location') ?? '';
  return new URL(location).searchParams.get('code') ?? '';
};
const token = (fields: Record<string, string>, form = true) => {
  const { clientId, clientSecret } = desk.sandbox.descriptor.focus;
  const all = { client_id: clientId, client_secret: clientSecret, ...fields };
  return fetch(`${desk.url}/oauth2/access_token`, {
    method: 'POST',
    headers: { 'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
    body: form ? new URLSearchParams(all) : JSON.stringify(all),
  });
};
const exchange = (code: string, form = true) =>
  token({ grant_type: 'authorization_code', code, redirect_uri: callback }, form);
const refresh = (refreshToken: string) => token({ grant_type: 'refresh_token', refresh_token: refreshToken });
const me = (access: string) =>
  fetch(`${desk.url}/users.me`, { method: 'POST', headers: { Authorization: `Bearer ${access}` } });

describe('authorizing', () => {
  it('sends the browser back at once with a code and the given state', async () => {
    const response = await authorize();
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(callback);
    expect(location.searchParams.get('state')).toBe('S 1');
    expect(location.searchParams.get('code')).toMatch(/.{20,}/);
  });

  it('never redirects to an address that is not registered, or for an unknown client', async () => {
    expect((await authorize({ redirect_uri: 'http://127.0.0.1:3000/other' })).status).toBe(400);
    expect((await authorize({ redirect_uri: 'http://evil.example:80/oauth/focus/callback' })).status).toBe(
      400,
    );
    expect((await authorize({ client_id: 'nobody' })).status).toBe(400);
  });

  it('shows a page that asks, when the switch says so, and sends a refusal back as access_denied', async () => {
    await desk.control('PATCH', '/switches', { authorizeAsks: true });
    const page = await authorize();
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Allow');
    const { clientId } = desk.sandbox.descriptor.focus;
    const decide = (decision: string) =>
      fetch(`${desk.url}/oauth2/authorize`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({
          client_id: clientId,
          response_type: 'code',
          redirect_uri: callback,
          decision,
        }),
      });
    const denied = await decide('refuse');
    expect(denied.headers.get('location')).toContain('error=access_denied');
    expect((await decide('allow')).headers.get('location')).toContain('code=');
  });
});

describe('tokens', () => {
  it.each([true, false])('are given for a code, form-encoded: %s', async (form) => {
    const response = await exchange(await codeOf(), form);
    expect(response.status).toBe(200);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect((await me(String(body['access_token']))).status).toBe(200);
  });

  it('are not given twice for one code', async () => {
    const code = await codeOf();
    expect((await exchange(code)).status).toBe(200);
    expect((await exchange(code)).status).toBe(400);
  });

  it('are not given for a code of eleven minutes ago, for a wrong secret or another redirect address', async () => {
    const old = await codeOf();
    desk.sandbox.parts.clock.advance(11 * 60_000);
    expect((await exchange(old)).status).toBe(400);
    const code = await codeOf();
    expect(
      (await token({ grant_type: 'authorization_code', code, redirect_uri: callback, client_secret: 'x' }))
        .status,
    ).toBe(401);
    expect(
      (
        await token({
          grant_type: 'authorization_code',
          code,
          redirect_uri: 'http://127.0.0.1:1/oauth/focus/callback',
        })
      ).status,
    ).toBe(400);
  });

  it('live for an hour', async () => {
    const { accessToken } = desk.sandbox.descriptor.focus;
    desk.sandbox.parts.clock.advance(59 * 60_000);
    expect((await me(accessToken)).status).toBe(200);
    desk.sandbox.parts.clock.advance(2 * 60_000);
    const expired = await me(accessToken);
    expect(expired.status).toBe(401);
    expect(((await expired.json()) as { errors: unknown[] }).errors).toHaveLength(1);
  });

  it('are refreshed once per refresh token; the second use says that the token has been revoked', async () => {
    const { refreshToken, accessToken } = desk.sandbox.descriptor.focus;
    const first = await refresh(refreshToken);
    expect(first.status).toBe(200);
    const pair = (await first.json()) as { access_token: string; refresh_token: string };
    expect((await me(pair.access_token)).status).toBe(200);
    // The access token that went with the old refresh token dies with it, by default.
    expect((await me(accessToken)).status).toBe(401);
    const second = await refresh(refreshToken);
    expect(second.status).toBe(400);
    expect(await second.json()).toEqual({
      errors: [{ code: 0, title: 'invalid_grant', status: 400, meta: { hint: 'Token has been revoked' } }],
    });
    expect((await refresh(pair.refresh_token)).status).toBe(200);
  });

  it('are refreshed for exactly one of two simultaneous requests (S-45)', async () => {
    const { refreshToken } = desk.sandbox.descriptor.focus;
    const statuses = (await Promise.all([refresh(refreshToken), refresh(refreshToken)])).map(
      (one) => one.status,
    );
    expect(statuses.toSorted()).toEqual([200, 400]);
  });

  it('are refused in the words of RFC 6749 when the switches say so', async () => {
    await desk.control('PATCH', '/switches', { tokenRefusalBody: 'rfc6749', tokenRefusalStatus: 401 });
    const response = await refresh('unknown');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('all die when a user withdraws access (S-44)', async () => {
    const { refreshToken, accessToken } = desk.sandbox.descriptor.focus;
    await desk.control('POST', '/focus/revoke-refresh-tokens', {});
    expect((await refresh(refreshToken)).status).toBe(400);
    expect((await me(accessToken)).status).toBe(401);
  });

  it('keep to the scopes of the client', async () => {
    await desk.control('POST', '/focus/scopes', { scopes: ['users'] });
    expect((await desk.call('users.me')).status).toBe(200);
    expect((await desk.call('invoices.list')).status).toBe(403);
    expect((await desk.call('taxRates.list')).status).toBe(200);
  });
});
