// Ports of this machine: finds free ones and says whether a wanted one is taken. A free port is a hint, not
// a promise, so whoever uses one must cope with losing it.

import { createServer } from 'node:net';

/** Free ports on the loopback address, all different because they are held until all are found. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A socket has no port.');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

/** Whether somebody on this machine already listens on that port. */
export async function isPortTaken(port: number): Promise<boolean> {
  try {
    const server = await listen(port);
    await new Promise((closed) => server.close(closed));
    return false;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') return true;
    throw cause;
  }
}

function listen(port: number): Promise<ReturnType<typeof createServer>> {
  return new Promise((listening, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => listening(server));
  });
}
