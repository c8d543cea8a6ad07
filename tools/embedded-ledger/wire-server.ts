// Serves the embedded database on a loopback port in PostgreSQL's own wire protocol, to many clients at
// once. The library's own socket server runs every message by itself, so another client can step between
// the parts of a statement, and one bad greeting stops it for all; here a group is one step (`turns.ts`).

import { createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { createTurns, type Session, type Turns } from './turns.ts';
import { createFrameReader, type Frame } from './wire-frames.ts';

export type WireServer = {
  readonly port: number;
  /** Finishes what runs, ends all sessions and frees the port. */
  close(): Promise<void>;
};

export type WireServerOptions = {
  /** 0 chooses a free one. */
  readonly port: number;
  /** The port is taken at once; sessions wait until this resolves. */
  readonly database: Promise<PGlite>;
  readonly maxSessions?: number;
  /** How long a silent transaction may keep others waiting, in milliseconds. */
  readonly idleMs?: number;
  readonly onBroken: (cause: unknown) => void;
};

/**
 * Takes the port and serves the database there.
 *
 * @throws the system's error (`EADDRINUSE`) when the port is taken.
 */
export async function serveDatabase(options: WireServerOptions): Promise<WireServer> {
  const { maxSessions = 200, idleMs = 30_000 } = options;
  const turns = createTurns(options.database, { idleMs, onBroken: options.onBroken });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    if (sockets.size >= maxSessions)
      return refuse(socket, '53300', `More than ${maxSessions} sessions are open.`);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serveClient(socket, turns);
  });
  const port = await listen(server, options.port);
  return {
    port,
    async close() {
      const closed = new Promise<void>((done) => void server.close(() => done()));
      await turns.close();
      for (const socket of sockets) refuse(socket, '57P01', 'The database is closing.');
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      listening(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

async function serveClient(socket: Socket, turns: Turns): Promise<void> {
  const session: Session = {
    answer: (bytes) => void (socket.writable && socket.write(bytes)),
    evict: (code, sentence) => refuse(socket, code, sentence),
  };
  const reader = createFrameReader();
  try {
    // Reading goes on only when the last group was answered, which bounds what a client can pile up.
    for await (const chunk of socket) {
      for (const frame of reader.read(chunk as Buffer)) await serveFrame(frame, socket, session, turns);
    }
  } catch {
    // The client is gone or was refused. What it had begun is undone below, which is all that is left to do.
  } finally {
    await turns.leave(session);
    socket.destroy();
  }
}

async function serveFrame(frame: Frame, socket: Socket, session: Session, turns: Turns): Promise<void> {
  switch (frame.kind) {
    case 'encryption':
      socket.write('N');
      return;
    case 'startup':
      return turns.run(session, frame.bytes, true);
    case 'group':
      return turns.run(session, frame.bytes, frame.complete);
    case 'goodbye':
      socket.end();
      return;
    case 'nonsense':
      refuse(socket, '08P01', frame.sentence);
      return;
  }
}

/** Ends the session with an error that every PostgreSQL client understands, and does not wait for its goodbye. */
function refuse(socket: Socket, code: string, sentence: string): void {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${sentence}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  if (!socket.writable) return void socket.destroy();
  socket.end(Buffer.concat([head, fields]), () => socket.destroy());
}
