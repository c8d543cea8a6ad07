// Delivers messages to webhooks, signed after the Standard Webhooks specification: an HMAC with SHA-256 over id, time
// and body. A receiver may be slow, broken or hostile: nothing is followed, nothing is read, everything has an end.

import { createHmac } from 'node:crypto';
import { Agent, request, type Dispatcher } from 'undici';
import { publicOnly, refusedAddress } from './addresses.ts';
import { longestDelivery, type Delivery, type Letter } from './letter.ts';

const patience = 10_000;

/** Sockets to receivers. `toPrivate` allows addresses of the worker's own network, and plain http. */
export function createWebhooks(options: { readonly toPrivate: boolean; readonly longestMs?: number }): {
  deliver(letter: Letter, now: Date): Promise<Delivery>;
  close(): Promise<void>;
} {
  const agent = new Agent({
    connect: { timeout: patience, ...(options.toPrivate ? {} : { lookup: publicOnly }) },
    headersTimeout: patience,
    bodyTimeout: patience,
    maxHeaderSize: 16_384,
    pipelining: 0,
    keepAliveTimeout: 1_000,
  });
  return {
    deliver: async (letter, now) => {
      const refusal = refusedAddress(letter.address, options.toPrivate);
      if (refusal !== null) return { ok: false, problem: refusal };
      return post(agent, letter, now, options.longestMs ?? longestDelivery);
    },
    close: () => agent.destroy(),
  };
}

async function post(dispatcher: Dispatcher, letter: Letter, now: Date, longestMs: number): Promise<Delivery> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  try {
    const { statusCode, body } = await request(letter.address, {
      method: 'POST',
      dispatcher,
      signal: AbortSignal.timeout(longestMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'focus-yuki',
        'webhook-id': letter.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': sign(letter, timestamp),
      },
      body: letter.content,
    });
    // What a receiver says is not read: the status is its answer. Destroying the stream ends an endless one.
    body.on('error', () => {});
    body.destroy();
    if (statusCode >= 200 && statusCode < 300) return { ok: true };
    return { ok: false, problem: `answered ${statusCode}` };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

function sign({ id, content, signingSecret }: Letter, timestamp: string): string {
  const key = Buffer.from((signingSecret ?? '').replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${content}`).digest('base64')}`;
}

/** Which of our own words fits; the texts of libraries may quote the address. */
function problemOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (code === 'EPRIVATE') return 'private address';
  if (name === 'TimeoutError' || (typeof code === 'string' && /TIMEOUT|ETIMEDOUT/.test(code)))
    return 'no answer in time';
  if (typeof code === 'string' && /CERT|SELF_SIGNED|TLS|SSL/.test(code)) return 'certificate refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name not found';
  return 'not reachable';
}
