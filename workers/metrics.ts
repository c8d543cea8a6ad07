/**
 * The worker's metrics at `/metrics` of a port of its own: what the process tells of itself, and behind it what the
 * Temporal SDK exports on a loopback port that nobody else has to know.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createPlainServer } from 'node:net';
import type { Registry } from '../platform/metrics.ts';

export interface MetricsServer {
  close(): Promise<void>;
}

/** The port could not be taken; the message is one sentence for the operator. */
export class MetricsPortTaken extends Error {
  override readonly name = 'MetricsPortTaken';
}

/** @throws MetricsPortTaken */
export async function serveMetrics(options: {
  readonly port: number;
  readonly hostname: string;
  readonly registry: Registry;
  /** Where the SDK exports. */
  readonly sdkAddress: string;
}): Promise<MetricsServer> {
  const { registry } = options;
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics')
      return void response.writeHead(404).end();
    void Promise.all([registry.metrics(), sdkMetrics(options.sdkAddress)])
      .then(([own, sdk]) =>
        response.writeHead(200, { 'content-type': registry.contentType }).end(`${own}${sdk}`),
      )
      .catch(() => response.writeHead(500).end());
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new MetricsPortTaken(
              `Port ${options.port} is ${error.code === 'EACCES' ? 'not allowed for us' : 'taken'}, so the worker’s metrics cannot be served: give each worker of this machine a METRICS_PORT of its own, or unset it.`,
            )
          : error,
      ),
    );
    server.listen(options.port, options.hostname, resolve);
  });
  return {
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** Before the first workflow the SDK has nothing to tell; then and when it does not answer there is no text of it. */
async function sdkMetrics(address: string): Promise<string> {
  try {
    const answer = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? await answer.text() : '';
  } catch {
    return '';
  }
}

/** An address on loopback that is free at this moment, for the SDK alone. */
export async function freeLoopbackAddress(): Promise<string> {
  const server = createPlainServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `127.0.0.1:${port}`;
}
