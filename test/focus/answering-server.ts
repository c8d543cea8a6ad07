/**
 * A socket that answers as each test says and remembers what it was sent. It knows nothing of Focus; the answers
 * are written in the tests from the vendor's examples (focus-api 2, 3).
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly text?: string;
  /** Ends the connection: after reading and before a status line, or in the middle of the body. */
  readonly drop?: 'before-status' | 'in-body';
  /** Never answers. */
  readonly silent?: boolean;
}

export interface AnsweringServer {
  readonly url: string;
  readonly dispatcher: Agent;
  readonly calls: Call[];
  close(): Promise<void>;
}

/** Answers the first call by the first reply, and so on; a call beyond the last one is answered 599. */
export function answeringInTurn(...replies: Reply[]): Promise<AnsweringServer> {
  let turn = 0;
  return answering(() => replies[turn++] ?? { status: 599, text: 'unexpected call' });
}

export async function answering(reply: (call: Call) => Reply | Promise<Reply>): Promise<AnsweringServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then(async (call) => {
      calls.push(call);
      write(response, await reply(call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dispatcher = new Agent();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dispatcher,
    calls,
    async close() {
      await dispatcher.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const json = request.headers['content-type'] === 'application/json';
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    text,
    body: (json ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))) as Call['body'],
  };
}

function write(response: ServerResponse, reply: Reply): void {
  if (reply.silent === true) return;
  if (reply.drop === 'before-status') {
    response.socket?.destroy();
    return;
  }
  const body = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
  const type = reply.json === undefined ? {} : { 'content-type': 'application/json' };
  if (reply.drop === 'in-body') {
    response.writeHead(reply.status ?? 200, { ...type, 'content-length': String(body.length + 100) });
    response.write(body, () => response.socket?.destroy());
    return;
  }
  response.writeHead(reply.status ?? 200, { ...type, ...reply.headers });
  response.end(body);
}

/** What a promise was rejected with; fails the test when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => ({ rejected: false, reason: undefined as unknown }),
    (reason: unknown) => ({ rejected: true, reason }),
  );
  if (!outcome.rejected) throw new Error('The promise was fulfilled.');
  return outcome.reason;
}
