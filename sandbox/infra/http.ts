// Small common ground of the sandbox's HTTP servers: bounded bodies, JSON answers, listening on loopback only.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The body is larger than the bound. */
export class BodyTooLarge extends Error {}

/** Reads a body as UTF-8 text, at most `limit` bytes; throws BodyTooLarge after draining what came. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += (piece as Buffer).length;
    // What is above the bound is read and forgotten, so that the refusal reaches a client that still writes;
    // after sixteen times the bound the line is cut.
    if (size > limit * 16) request.destroy();
    if (size <= limit) pieces.push(piece as Buffer);
  }
  if (size > limit) throw new BodyTooLarge(`The body is larger than ${limit} bytes.`);
  return Buffer.concat(pieces).toString('utf8');
}

/** Answers with a JSON body. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Resolves when the peer has gone away before the answer was finished; `stop` ends the wait. */
export function peerGone(response: ServerResponse): { gone: Promise<void>; stop: () => void } {
  let stop = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    const onClose = (): void => resolve();
    response.once('close', onClose);
    stop = () => response.off('close', onClose);
  });
  return { gone, stop };
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/**
 * Opens a server on 127.0.0.1; port 0 takes a free one. Throws an Error with a sentence that names the port when it
 * is taken. `close` cuts open lines, because a held answer would otherwise keep the process.
 */
export async function listenOnLoopback(
  listener: RequestListener,
  port: number,
  what: string,
): Promise<Listening> {
  const server: Server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened (${error.code})`;
      reject(new Error(`Port ${port} for ${what} ${why}. Choose another port or 0 for a free one.`));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: opened } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${opened}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
