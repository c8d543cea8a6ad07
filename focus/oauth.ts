/**
 * Authorisation with Focus (OAuth 2 authorisation code, focus-api 1.2): the address a person is sent to, the
 * exchange of the code, the account it opens, and the renewal by refresh tokens that can be used once. Storing the pair before it is
 * used, and letting one renewal run at a time, is the caller's promise.
 */

import * as oauth from 'oauth4webapi';
import type { Dispatcher } from 'undici';
import { errorOfAnswer, errorOfSilence, evidenceOf } from './answers.ts';
import { FocusAccessRefused, FocusOutcomeUnknown, FocusRefused, focusEvidence } from './errors.ts';
import { readMe, type FocusMe } from './me.ts';
import { createFocusTransport } from './transport.ts';
import { post, safeAddress } from './wire.ts';

export interface FocusTokens {
  readonly accessToken: string;
  /** Replaces the one that was sent, which is worth nothing from now on. */
  readonly refreshToken: string;
  /** Counted from before the request; one hour when Focus does not say. */
  readonly expiresAt: Date;
}

export interface FocusOAuthOptions {
  /** Origin, with any path in front: `/oauth2/authorize` and `/oauth2/access_token` are added. */
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** For one request, connecting included; 20 seconds unless given. */
  readonly timeoutMs?: number;
  readonly dispatcher?: Dispatcher;
}

const operation = 'oauth2/access_token';
const defaultTimeoutMs = 20_000;
const defaultLifeSeconds = 3_600;

/**
 * Where the person's browser is sent to give us access; `state` comes back with the code.
 *
 * @throws TypeError when the address is neither HTTPS nor loopback.
 */
export function authorizationUrl(order: {
  readonly authUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
}): string {
  const url = new URL(`${safeAddress(order.authUrl)}/oauth2/authorize`);
  url.searchParams.set('client_id', order.clientId);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('redirect_uri', order.redirectUri);
  url.searchParams.set('state', order.state);
  return url.href;
}

/**
 * Exchanges a code, which lives ten minutes and is used once.
 *
 * @throws FocusAccessRefused, FocusRateLimited, FocusUnreachable (not sent), FocusOutcomeUnknown (the code may be
 * used up: ask the person again).
 */
export function exchangeCode(
  options: FocusOAuthOptions & { readonly code: string; readonly redirectUri: string },
): Promise<FocusTokens> {
  return grant(options, 'authorization_code', { code: options.code, redirect_uri: options.redirectUri });
}

/**
 * Uses a refresh token, which works once; the answer holds its successor.
 *
 * @throws FocusAccessRefused (used, revoked or uninstalled), FocusRateLimited, FocusUnreachable (not sent),
 * FocusOutcomeUnknown: the answer is lost and the token may be used up. Trying the same token once more is
 * harmless and decides it.
 */
export function refreshTokens(
  options: FocusOAuthOptions & { readonly refreshToken: string },
): Promise<FocusTokens> {
  return grant(options, 'refresh_token', { refresh_token: options.refreshToken });
}

/**
 * The account that a new access token belongs to. It is one read outside the pace of any account, because none
 * is known yet, and it renews nothing: the token is seconds old.
 *
 * @throws FocusAccessRefused, FocusRefused, FocusRateLimited, FocusUnreachable, FocusUnintelligible; TypeError
 * when the address is neither HTTPS nor loopback.
 */
export function whoAuthorised(
  apiUrl: string,
  accessToken: string,
  options: Pick<FocusOAuthOptions, 'timeoutMs' | 'dispatcher'> = {},
): Promise<FocusMe> {
  const transport = createFocusTransport({
    ...options,
    apiUrl,
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    accessToken: () => Promise.resolve(accessToken),
    renewAccess: () =>
      Promise.reject(new FocusAccessRefused(focusEvidence({ operation: 'users.me', status: 401 }))),
    pace: () => Promise.resolve(),
    onRate: () => {},
  });
  return readMe(transport);
}

async function grant(
  options: FocusOAuthOptions,
  grantType: string,
  parameters: Record<string, string>,
): Promise<FocusTokens> {
  const base = safeAddress(options.authUrl);
  const server: oauth.AuthorizationServer = { issuer: base, token_endpoint: `${base}/${operation}` };
  const client: oauth.Client = { client_id: options.clientId };
  const askedAt = Date.now();
  const response = await oauth.genericTokenEndpointRequest(
    server,
    client,
    oauth.ClientSecretPost(options.clientSecret),
    grantType,
    parameters,
    {
      // The address is checked above; plain HTTP has been narrowed to loopback there.
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: (url, request) => askForTokens(options, url, request),
    },
  );
  const answer = await readTokens(server, client, response);
  const lifeMs = (answer.expires_in ?? defaultLifeSeconds) * 1_000;
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: new Date(askedAt + lifeMs),
  };
}

/** A success as the library wants to see it; everything else is one of our errors. */
async function askForTokens(
  options: FocusOAuthOptions,
  url: string,
  request: oauth.CustomFetchOptions<'POST', URLSearchParams>,
): Promise<Response> {
  const answer = await post({
    dispatcher: options.dispatcher,
    url: new URL(url),
    headers: request.headers,
    body: request.body.toString(),
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
  });
  if (!answer.arrived) throw errorOfSilence(operation, 'write', answer);
  if (answer.status === 200 && answer.bodyLost === null)
    return new Response(answer.body, { headers: { 'content-type': 'application/json' } });
  if (answer.status >= 200 && answer.status < 300)
    throw new FocusOutcomeUnknown(evidenceOf(operation, { ...answer, body: '' }));
  const error = errorOfAnswer(operation, 'write', answer, new Date());
  // Whatever its status and form, a refusal by the token endpoint means: authorise again (focus-api 1.2).
  throw error instanceof FocusRefused ? new FocusAccessRefused(error.evidence) : error;
}

async function readTokens(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  response: Response,
): Promise<oauth.TokenEndpointResponse & { refresh_token: string }> {
  let answer: oauth.TokenEndpointResponse;
  try {
    answer = await oauth.processGenericTokenEndpointResponse(server, client, response);
  } catch {
    // The library's errors carry the body, which may hold tokens, so only the fact is passed on.
    throw new FocusOutcomeUnknown(focusEvidence({ operation, status: 200, code: 'unreadable' }));
  }
  const { refresh_token: successor } = answer;
  if (successor === undefined || successor === '')
    throw new FocusOutcomeUnknown(focusEvidence({ operation, status: 200, code: 'no_refresh_token' }));
  return { ...answer, refresh_token: successor };
}
