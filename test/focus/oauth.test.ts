// Authorisation against a real socket: forms sent, both forms of refusal, and tokens that work once.

import { afterEach, expect, test } from 'vitest';
import {
  FocusAccessRefused,
  FocusOutcomeUnknown,
  FocusRateLimited,
  FocusUnreachable,
} from '../../focus/errors.ts';
import { authorizationUrl, exchangeCode, refreshTokens, whoAuthorised } from '../../focus/oauth.ts';
import {
  answering,
  answeringInTurn,
  rejection,
  type AnsweringServer,
  type Reply,
} from './answering-server.ts';

const open: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const pair = {
  json: { token_type: 'Bearer', expires_in: 3600, access_token: 'access-2', refresh_token: 'refresh-2' },
};

async function on(...replies: Reply[]) {
  const server = await answeringInTurn(...replies);
  open.push(server);
  const options = {
    authUrl: server.url,
    clientId: 'our-client',
    clientSecret: 'our secret&1',
    timeoutMs: 2_000,
    dispatcher: server.dispatcher,
  };
  return { server, options, refresh: () => refreshTokens({ ...options, refreshToken: 'refresh-1' }) };
}

test('the person is sent to the authorisation page with client, redirect and state', () => {
  const url = new URL(
    authorizationUrl({
      authUrl: 'https://focus.teamleader.eu/',
      clientId: 'our-client',
      redirectUri: 'https://connector.example/oauth/focus/callback?a=b',
      state: 'secret state',
    }),
  );
  expect(url.origin + url.pathname).toBe('https://focus.teamleader.eu/oauth2/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'our-client',
    response_type: 'code',
    redirect_uri: 'https://connector.example/oauth/focus/callback?a=b',
    state: 'secret state',
  });
});

test('a code is exchanged for a pair with its end of life', async () => {
  const { server, options } = await on(pair);
  const before = Date.now();
  const tokens = await exchangeCode({ ...options, code: 'the-code', redirectUri: 'https://c.example/back' });
  expect(tokens).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-2' });
  expect(tokens.expiresAt.getTime()).toBeGreaterThanOrEqual(before + 3_600_000);
  expect(tokens.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
  expect(server.calls).toHaveLength(1);
  expect(server.calls[0]?.path).toBe('/oauth2/access_token');
  expect(server.calls[0]?.body).toEqual({
    grant_type: 'authorization_code',
    code: 'the-code',
    redirect_uri: 'https://c.example/back',
    client_id: 'our-client',
    client_secret: 'our secret&1',
  });
});

test('a refresh token works once; its successor is the one that works next (R-DIS-7)', async () => {
  let valid = 'refresh-1';
  const server = await answering(({ body }) => {
    if (body['refresh_token'] !== valid)
      return {
        status: 400,
        json: {
          errors: [
            { code: 0, title: 'invalid_grant', status: 400, meta: { hint: 'Token has been revoked' } },
          ],
        },
      };
    valid = `${valid}+`;
    return { json: { ...pair.json, refresh_token: valid } };
  });
  open.push(server);
  const options = {
    authUrl: server.url,
    clientId: 'c',
    clientSecret: 's',
    dispatcher: server.dispatcher,
  };
  const first = await refreshTokens({ ...options, refreshToken: 'refresh-1' });
  expect(first.refreshToken).toBe('refresh-1+');
  const error = await rejection(refreshTokens({ ...options, refreshToken: 'refresh-1' }));
  expect(error).toBeInstanceOf(FocusAccessRefused);
  expect(error).toMatchObject({
    delivery: 'refused',
    evidence: { status: 400, title: 'invalid_grant', excerpt: 'Token has been revoked' },
  });
  await refreshTokens({ ...options, refreshToken: first.refreshToken });
  expect(server.calls.map((call) => call.body['grant_type'])).toEqual(Array(3).fill('refresh_token'));
});

test.each([400, 401, 403, 404])('a %i of the token endpoint means: authorise again', async (status) => {
  const json = { error: 'invalid_grant', error_description: 'The token has been revoked.' };
  const { refresh, server } = await on({ status, json });
  const error = await rejection(refresh());
  expect(error).toBeInstanceOf(FocusAccessRefused);
  expect(error).toMatchObject({ evidence: { status, title: 'invalid_grant' } });
  expect(server.calls).toHaveLength(1);
});

test('a 429 of the token endpoint is waited out and uses up nothing', async () => {
  const { refresh } = await on({ status: 429 });
  expect(await rejection(refresh())).toBeInstanceOf(FocusRateLimited);
});

test.each([
  ['a dropped line', { drop: 'before-status' }],
  ['a 502', { status: 502, text: '<html>' }],
  ['silence', { silent: true }],
  ['a body that breaks off', { ...pair, drop: 'in-body' }],
  ['a success that is not JSON', { text: '<html>' }],
  ['a success without a refresh token', { json: { ...pair.json, refresh_token: undefined } }],
] satisfies [string, Reply][])('after %s the refresh token may be used up', async (_name, reply) => {
  const { refresh, server } = await on(reply);
  const error = await rejection(refresh());
  expect(error).toBeInstanceOf(FocusOutcomeUnknown);
  expect(error).toMatchObject({ delivery: 'unknown', evidence: { operation: 'oauth2/access_token' } });
  expect(JSON.stringify(error) + String(error)).not.toMatch(/access-2|refresh-1|our secret/);
  expect(server.calls).toHaveLength(1);
});

test('an unreachable token endpoint uses up nothing', async () => {
  const { refresh, server } = await on();
  await server.close();
  open.length = 0;
  const error = await rejection(refresh());
  expect(error).toBeInstanceOf(FocusUnreachable);
  expect(error).toMatchObject({ delivery: 'not-sent' });
});

test('a secret never travels over plain HTTP to an address that is not loopback', async () => {
  const { options } = await on();
  const far = { ...options, authUrl: 'http://focus.example', refreshToken: 'refresh-1' };
  expect(await rejection(refreshTokens(far))).toBeInstanceOf(TypeError);
});

test('an answer without life counts as one hour, and its type is read in any case', async () => {
  const { refresh } = await on({ json: { token_type: 'bearer', access_token: 'a', refresh_token: 'r' } });
  const before = Date.now();
  expect((await refresh()).expiresAt.getTime()).toBeGreaterThanOrEqual(before + 3_600_000);
});

test('a new access token tells its account by one read', async () => {
  const account = { type: 'account', id: 'c4d2e1f0-9b8a-0765-a432-10fedcba9876' };
  const { server } = await on({ json: { data: { account, time_zone: null } } });
  expect(await whoAuthorised(server.url, 'access-2', { dispatcher: server.dispatcher })).toEqual({
    accountId: account.id,
    timeZone: null,
  });
  expect(server.calls.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ['/users.me', 'Bearer access-2'],
  ]);
});

test('a new access token that is refused at once is not tried again', async () => {
  const { server } = await on({ status: 401 }, { status: 401 });
  const asked = whoAuthorised(server.url, 'access-2', { dispatcher: server.dispatcher });
  expect(await rejection(asked)).toBeInstanceOf(FocusAccessRefused);
  expect(server.calls).toHaveLength(1);
});
