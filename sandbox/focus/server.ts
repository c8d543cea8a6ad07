// The HTTP side of the pretend Focus: one request from first byte to logged answer. Who is asking, how often, whether
// a planned fault strikes, and only then the operation itself (focus-api.md 1).
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../infra/clock.ts';
import type { FaultPlan } from '../infra/faults.ts';
import { BodyTooLarge, readBody } from '../infra/http.ts';
import { answerFault, bendAnswer } from './fault-answers.ts';
import { answerFile } from './file-answers.ts';
import { Fields, isObject, type Body } from './fields.ts';
import { accessToken, authorize, tokenFields, type PlainAnswer } from './oauth-pages.ts';
import { acceptsGet, scopeOf } from './operations.ts';
import { errorAnswer, send, type FocusParts, type Outgoing } from './outgoing.ts';
import { bodyOfQuery } from './query.ts';
import { FocusRefusal, refusal } from './refusal.ts';
import { withoutHidden } from './wire.ts';

/** No documented limit; large enough for 250 lines with long texts. */
const maximumBody = 2 * 1024 * 1024;

interface Incoming {
  request: IncomingMessage;
  url: URL;
  operation: string;
  text: string;
  origin: string;
}

/** The listener for the sandbox's Focus socket. */
export function createFocusListener(parts: FocusParts): RequestListener {
  return (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      // A defect of the sandbox itself: said loudly, never dressed up as something Focus would say.
      const detail = error instanceof Error ? error.message : String(error);
      if (response.destroyed) return;
      send(response, errorAnswer(refusal(500, `The sandbox itself failed: ${detail}`)));
    });
  };
}

async function answer(parts: FocusParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://127.0.0.1'))
    return send(response, errorAnswer(refusal(400, 'Bad request')));
  const url = new URL(target, 'http://127.0.0.1');
  const name = url.pathname.slice(1);
  if (name.startsWith('downloads/')) return answerFile(parts, name.slice('downloads/'.length), response);
  const known = parts.operations.has(name) || name === 'oauth2/authorize' || name === 'oauth2/access_token';
  // Unknown names share one entry, so that the log's counts stay bounded.
  const operation = known ? name : 'unknown';
  const plan = parts.faults.take('focus', operation);
  const log = (outgoing: Outgoing, status: number | null = outgoing.status) =>
    void parts.log.add({
      system: 'focus',
      operation,
      status,
      outcome: outgoing.outcome,
      references: outgoing.references,
      ...(outgoing.detail === undefined ? {} : { detail: outgoing.detail }),
    });

  let text: string;
  try {
    text = await readBody(request, maximumBody);
  } catch (error) {
    if (request.destroyed && !(error instanceof BodyTooLarge)) return undefined;
    const tooLarge = errorAnswer(refusal(413, 'The request body is too large'));
    log(tooLarge);
    return send(response, tooLarge);
  }
  const replaced = await answerFault(parts, plan, response);
  if (replaced === 'dropped') {
    return log({ status: 0, headers: {}, body: '', outcome: 'dropped-before', references: [] }, null);
  }
  const outgoing = replaced ?? work(parts, { request, url, operation, text, origin }, plan);
  return bendAnswer(parts, plan, response, outgoing, log);
}

function work(parts: FocusParts, incoming: Incoming, plan: FaultPlan | null): Outgoing {
  if (incoming.operation.startsWith('oauth2/')) return answerOAuth(parts, incoming);
  return answerOperation(parts, incoming, plan);
}

function answerOAuth(parts: FocusParts, { request, url, operation, text }: Incoming): Outgoing {
  const method = request.method ?? 'GET';
  const logged = (plain: PlainAnswer): Outgoing => ({
    ...plain,
    outcome: plain.status < 400 ? 'ok' : 'refused',
    references: [],
  });
  if (operation === 'oauth2/authorize' && (method === 'GET' || method === 'POST')) {
    return logged(
      authorize(parts.oauth, parts.switches(), method, url.searchParams, new URLSearchParams(text)),
    );
  }
  if (operation === 'oauth2/access_token' && method === 'POST') {
    return logged(accessToken(parts.oauth, parts.switches(), tokenFields(request, text)));
  }
  return errorAnswer(refusal(405, 'Method not allowed'));
}

function answerOperation(parts: FocusParts, incoming: Incoming, plan: FaultPlan | null): Outgoing {
  const { request, operation } = incoming;
  const switches = parts.switches();
  const { state } = parts.context;
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const caller = bearer === undefined ? null : parts.oauth.callerOf(bearer);
  const client = state.clients.find((one) => one.clientId === caller?.clientId);
  const pinned = request.headers['x-api-version'];
  const headers: Record<string, string> = {
    'X-Api-Version': typeof pinned === 'string' ? pinned : (client?.apiVersion ?? '2023-09-26'),
  };
  const key = `${caller?.clientId ?? 'nobody'} ${state.account.id}`;
  if (caller === null || client === undefined) {
    Object.assign(headers, parts.rates.peek(key, state.ratePerMinute, switches.rateResetForm));
    return errorAnswer(refusal(401, 'Unauthorized'), headers);
  }
  const counted = parts.rates.count(key, state.ratePerMinute, switches.rateResetForm);
  Object.assign(headers, counted.headers);
  if (!counted.allowed) return errorAnswer(refusal(429, 'Rate limit exceeded'), headers);

  const references: string[] = [];
  try {
    const body = readFields(incoming, parts.operations.has(operation));
    references.push(...referencesIn(body));
    const scope = scopeOf(operation);
    if (scope !== null && client.scopes !== null && !client.scopes.includes(scope)) {
      throw refusal(403, `The scope ${scope} is missing`);
    }
    const run = parts.operations.get(operation);
    if (run === undefined) throw refusal(404, 'Not found');
    const answered = run(parts.context, new Fields(body), { ...caller, origin: incoming.origin });
    const bent = bendList(answered.body, plan, parts.clock);
    references.push(...createdIn(answered.status, bent));
    const hasBody = bent !== undefined && answered.status !== 204;
    return {
      status: answered.status,
      // A 204 carries no JSON content type: a client that parses whatever says JSON would break (1.1).
      headers: hasBody ? { ...headers, 'Content-Type': 'application/json' } : headers,
      body: hasBody ? JSON.stringify(withoutHidden(bent, switches.hiddenProperties)) : '',
      outcome: 'ok',
      references,
    };
  } catch (error) {
    if (!(error instanceof FocusRefusal)) throw error;
    return { ...errorAnswer(error, headers), references };
  }
}

function readFields({ request, url, operation, text }: Incoming, known: boolean): Body {
  if (request.method === 'GET' && (!known || acceptsGet(operation))) return bodyOfQuery(url.searchParams);
  if (request.method !== 'POST') throw refusal(405, 'Method not allowed');
  if (text.trim() === '') return {};
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw refusal(400, 'The content type must be application/json');
  }
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
    // PHP makes no difference between an empty list and an empty object.
    if (Array.isArray(body) && body.length === 0) return {};
  } catch {
    // Falls through to the same refusal: text that is no JSON and JSON that is no object are both invalid.
  }
  throw refusal(400, 'The body must be valid JSON');
}

function referencesIn(body: Body): string[] {
  const filter = isObject(body['filter']) ? body['filter'] : {};
  const ids: unknown[] = Array.isArray(filter['ids']) ? filter['ids'] : [];
  return [body['id'], ...ids].filter((id): id is string => typeof id === 'string').slice(0, 100);
}

const createdIn = (status: number, body: Record<string, unknown> | undefined): string[] =>
  status === 201 && isObject(body?.['data']) ? [String(body['data']['id'])] : [];

/** `empty-list` shows nothing; `stale-list` hides what changed within `delayMs` (default one minute). */
function bendList(
  body: Record<string, unknown> | undefined,
  plan: FaultPlan | null,
  clock: Clock,
): Record<string, unknown> | undefined {
  const data = body?.['data'];
  if (!Array.isArray(data) || plan === null) return body;
  if (plan.kind === 'empty-list') return { ...body, data: [] };
  if (plan.kind !== 'stale-list') return body;
  const edge = clock.now().getTime() - (plan.delayMs ?? 60_000);
  const old = data.filter((item) => {
    const changed = isObject(item) ? item['updated_at'] : undefined;
    return typeof changed !== 'string' || Date.parse(changed) < edge;
  });
  return { ...body, data: old };
}
