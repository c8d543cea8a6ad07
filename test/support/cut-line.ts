/** A line to a server that a journey can cut and mend, to see what happens while a part of the product is away. */

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CutLine {
  readonly port: number;
  /** Ends what is open and refuses what comes, until mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Listens on a free port of this machine and passes everything on to the target. */
export async function openLine(target: { host: string; port: number }): Promise<CutLine> {
  let isCut = false;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(target.port, target.host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      // Small questions and answers must not wait for each other on the way.
      one.setNoDelay(true);
      one.pipe(other);
      // A broken line shows as an end on its other side, whoever broke it.
      one.on('error', () => one.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      endAll();
    },
    mend: () => void (isCut = false),
    close: async () => {
      server.close();
      endAll();
      await once(server, 'close');
    },
  };
}
