/**
 * A small SOAP service on a real socket for the tests of the Yuki adapter: answers by operation, keeps what it
 * was sent, and can drop a line. It knows nothing of the adapter's code, nor of the sandbox.
 */

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedCall {
  readonly path: string;
  readonly operation: string;
  readonly soapAction: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

export type Reply =
  | { readonly status?: number; readonly body: string; readonly contentType?: string }
  /** The request was read to its end, and then the line is lost. */
  | 'drop'
  | ((response: ServerResponse) => void | Promise<void>);

export type Answering = (call: ReceivedCall, turn: number) => Reply;

export interface SoapSocket {
  readonly url: string;
  readonly calls: ReceivedCall[];
  /** The operations in the order in which they arrived. */
  operations(): string[];
  close(): Promise<void>;
}

export async function openSoapSocket(answering: Answering): Promise<SoapSocket> {
  const calls: ReceivedCall[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const soapAction = request.headers['soapaction'] as string | undefined;
      const operation = /([A-Za-z]+)"?$/.exec(soapAction ?? '')?.[1] ?? '';
      const { url: path = '' } = request;
      const call = { path, operation, soapAction, contentType: request.headers['content-type'], body };
      calls.push(call);
      const reply = answering(call, calls.length);
      if (reply === 'drop') request.socket.destroy();
      else if (typeof reply === 'function') await reply(response);
      else {
        response.writeHead(reply.status ?? 200, {
          'content-type': reply.contentType ?? 'text/xml; charset=utf-8',
        });
        response.end(reply.body);
      }
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    operations: () => calls.map((call) => call.operation),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** An answer as ASP.NET writes it: the result's content as given, nested. */
export function answer(operation: string, content: string): { body: string } {
  return {
    body: envelope(
      `<${operation}Response xmlns="http://www.theyukicompany.com/"><${operation}Result>${content}</${operation}Result></${operation}Response>`,
    ),
  };
}

export function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">' +
    `<soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

export function fault(faultString: string, status = 500): { status: number; body: string } {
  const body = envelope(
    `<soap:Fault><faultcode>soap:Server</faultcode><faultstring>${faultString}</faultstring><detail /></soap:Fault>`,
  );
  return { status, body };
}

/** A session store in memory. */
export function memorySessions(initial: string | null = null): {
  load(): Promise<string | null>;
  store(session: string | null): Promise<void>;
  current(): string | null;
} {
  let session = initial;
  return {
    load: async () => session,
    store: async (given) => {
      session = given;
    },
    current: () => session,
  };
}

/** What a promise was rejected with; fails when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (failure) {
    return failure;
  }
  throw new Error('The promise was not rejected.');
}
