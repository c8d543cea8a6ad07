// The HTTP side of Focus's OAuth: the authorize page, which redirects at once or asks with two buttons, and the token
// endpoint, form-encoded or JSON (focus-api.md 1.2).
import type { IncomingMessage } from 'node:http';
import type { Switches } from '../infra/switches.ts';
import { isObject } from './fields.ts';
import { TokenRefusal, type OAuth } from './oauth.ts';

export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const json = (status: number, body: unknown): PlainAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(body),
});
const page = (status: number, body: string): PlainAnswer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><title>Teamleader Focus (sandbox)</title>${body}</html>`,
});
const redirect = (to: string): PlainAnswer => ({ status: 302, headers: { Location: to }, body: '' });

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function backTo(redirectUri: string, answer: Record<string, string | null>): PlainAnswer {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) if (value !== null) url.searchParams.set(name, value);
  return redirect(url.href);
}

/** GET shows the page or redirects; POST is the form of the page that asks. */
export function authorize(
  oauth: OAuth,
  switches: Switches,
  method: string,
  query: URLSearchParams,
  form: URLSearchParams,
): PlainAnswer {
  const given = method === 'POST' ? form : query;
  const clientId = given.get('client_id') ?? '';
  const redirectUri = given.get('redirect_uri') ?? '';
  const state = given.get('state');
  // An unknown client or address never gets a redirect: that would make Focus an open redirector.
  if (!oauth.mayRedirect(clientId, redirectUri) || !URL.canParse(redirectUri)) {
    return page(
      400,
      '<h1>invalid_client</h1><p>Unknown client id, or a redirect address that is not registered.</p>',
    );
  }
  if (given.get('response_type') !== 'code')
    return backTo(redirectUri, { error: 'unsupported_response_type', state });
  if (method === 'POST' && form.get('decision') !== 'allow') {
    return backTo(redirectUri, { error: 'access_denied', state });
  }
  if (method === 'GET' && switches.authorizeAsks) return askingPage(clientId, redirectUri, state);
  return backTo(redirectUri, { code: oauth.issueCode(clientId, redirectUri), state });
}

function askingPage(clientId: string, redirectUri: string, state: string | null): PlainAnswer {
  const hidden = (name: string, value: string) =>
    `<input type="hidden" name="${name}" value="${escaped(value)}">`;
  return page(
    200,
    `<h1>Allow access?</h1><form method="post" action="authorize">${hidden('client_id', clientId)}` +
      `${hidden('redirect_uri', redirectUri)}${hidden('response_type', 'code')}` +
      (state === null ? '' : hidden('state', state)) +
      '<button name="decision" value="allow">Allow</button> <button name="decision" value="refuse">Refuse</button></form>',
  );
}

/** Reads the body of a token request; null when it is neither a form nor a JSON object. */
export function tokenFields(request: IncomingMessage, body: string): Record<string, unknown> | null {
  const type = request.headers['content-type'] ?? '';
  if (!type.includes('json')) return Object.fromEntries(new URLSearchParams(body));
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : null;
  } catch {
    // Text that is no JSON is the caller's mistake and is answered as such.
    return null;
  }
}

/** Answers POST oauth2/access_token. */
export function accessToken(
  oauth: OAuth,
  switches: Switches,
  fields: Record<string, unknown> | null,
): PlainAnswer {
  try {
    if (fields === null) throw new TokenRefusal('invalid_request', 400, 'The body could not be read');
    const { accessToken: access, refreshToken, expiresIn } = oauth.token(fields);
    return json(200, {
      token_type: 'Bearer',
      expires_in: expiresIn,
      access_token: access,
      refresh_token: refreshToken,
    });
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error;
    const { word, status, hint } = error;
    if (switches.tokenRefusalBody === 'rfc6749')
      return json(status, { error: word, error_description: hint });
    return json(status, { errors: [{ code: 0, title: word, status, meta: { hint } }] });
  }
}
