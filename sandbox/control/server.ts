// The HTTP side of the control API: JSON in, JSON out, on loopback only. A wrong body is answered 400 with a sentence.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { z } from 'zod';
import { BodyTooLarge, readBody, sendJson } from '../infra/http.ts';
import type { SandboxParts } from '../start.ts';
import { sentenceOf } from '../worlds/world.ts';
import { NoNews, NotThere, routeOf } from './routes.ts';

/** Worlds of tens of thousands of documents fit. */
const maximumBody = 256 * 1024 * 1024;

/** The listener for the control socket. */
export function createControlListener(parts: SandboxParts): RequestListener {
  return (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      const { status, sentence } = refusalOf(error);
      sendJson(response, status, { error: sentence });
    });
  };
}

/** Status and sentence for whatever went wrong; acts throw plain Errors with a sentence. */
function refusalOf(error: unknown): { status: number; sentence: string } {
  if (error instanceof NotThere) return { status: 404, sentence: error.message };
  if (error instanceof NoNews) return { status: 408, sentence: error.message };
  if (error instanceof BodyTooLarge) return { status: 413, sentence: error.message };
  if (error instanceof z.ZodError) return { status: 400, sentence: sentenceOf(error, 'body') };
  return { status: 400, sentence: error instanceof Error ? error.message : String(error) };
}

const isLoopback = (origin: string): boolean =>
  /^(https?:\/\/)?(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(origin);

async function answer(
  parts: SandboxParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A web page somewhere else must not steer the sandbox through somebody's browser.
  const { host, origin } = request.headers;
  if (!isLoopback(host ?? '') || (origin !== undefined && !isLoopback(origin))) {
    return sendJson(response, 403, { error: 'The control API answers callers on this machine only.' });
  }
  const method = request.method ?? 'GET';
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://127.0.0.1')) throw new NotThere('The address cannot be read.');
  const url = new URL(target, 'http://127.0.0.1');
  const text = await readBody(request, maximumBody);
  const route = routeOf(parts, method, decodeURIComponent(url.pathname));
  const given =
    method === 'GET' || text.trim() === '' ? Object.fromEntries(url.searchParams) : parseJson(text);
  const body = route.schema.safeParse(given);
  if (!body.success) throw body.error;
  const result = await route.run(body.data as never);
  if (!response.destroyed) sendJson(response, 200, result ?? {});
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error('The body is not valid JSON.', { cause: error });
  }
}
