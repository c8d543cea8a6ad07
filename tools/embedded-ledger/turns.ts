// Lets many sessions share the one backend of the embedded database, one group of messages at a time and a
// transaction undivided. Sockets are left to `wire-server.ts`.

import type { PGlite } from '@electric-sql/pglite';

/** One client's seat. The answers to what it asks go to `answer`; `evict` ends it with the words given. */
export type Session = {
  readonly answer: (bytes: Uint8Array) => void;
  readonly evict: (code: string, sentence: string) => void;
};

export type Turns = {
  /** Runs the bytes when it is this session's turn. Rejects when the session was evicted or has left. */
  run(session: Session, bytes: Uint8Array, complete: boolean): Promise<void>;
  /** The session is gone: what it had begun and not committed is rolled back before anybody else runs. */
  leave(session: Session): Promise<void>;
  /** Resolves when nothing runs any more; nothing new is begun. */
  close(): Promise<void>;
};

type Wish = {
  readonly session: Session;
  readonly bytes: Uint8Array;
  readonly complete: boolean;
  readonly done: () => void;
  readonly refused: (reason: Error) => void;
};

const syncMessage = Uint8Array.of(0x53, 0, 0, 0, 4);
const rollbackMessage = Uint8Array.from([0x51, 0, 0, 0, 13, ...Buffer.from('ROLLBACK\0')]);

/**
 * `idleMs` is how long a session may sit in a transaction without a word while others wait; then it is rolled
 * back and evicted, because a frozen program would otherwise stop everybody. `onBroken` hears of a backend
 * that cannot go on.
 */
export function createTurns(
  database: Promise<PGlite>,
  { idleMs, onBroken }: { idleMs: number; onBroken: (cause: unknown) => void },
): Turns {
  let wishes: Wish[] = [];
  /** Who began something that is not finished: only it may go on. */
  let owner: Session | null = null;
  let isRunning = false;
  let isClosed = false;
  let impatience: NodeJS.Timeout | undefined;
  let onQuiet: (() => void) | undefined;

  const execute = async (bytes: Uint8Array, answer: (bytes: Uint8Array) => void): Promise<boolean> => {
    const db = await database;
    await db.runExclusive(() =>
      db.execProtocolRawStream(bytes, { onRawData: (part) => answer(Uint8Array.from(part)) }),
    );
    return db.isInTransaction();
  };

  const next = (): Wish | undefined => {
    const place = owner === null ? 0 : wishes.findIndex((wish) => wish.session === owner);
    return place < 0 ? undefined : wishes.splice(place, 1)[0];
  };

  const pump = async (): Promise<void> => {
    if (isRunning) return;
    clearTimeout(impatience);
    const wish = isClosed ? undefined : next();
    if (wish === undefined) {
      onQuiet?.();
      const idler = owner;
      if (idler !== null && wishes.length > 0) impatience = setTimeout(() => void tireOf(idler), idleMs);
      return;
    }
    isRunning = true;
    try {
      const inTransaction = await execute(wish.bytes, wish.session.answer);
      owner = inTransaction || !wish.complete ? wish.session : null;
      wish.done();
    } catch (cause) {
      // A statement that fails is an answer, so this is the backend itself.
      wish.refused(cause instanceof Error ? cause : new Error(String(cause)));
      onBroken(cause);
    }
    isRunning = false;
    // After the caller's own next step, so that a session that goes on at once is not taken for idle.
    setImmediate(() => void pump());
  };

  const tireOf = async (idler: Session): Promise<void> => {
    if (owner !== idler || isRunning) return;
    idler.evict('25P03', 'The transaction stayed idle while others waited, so it was rolled back.');
    await leave(idler);
  };

  const leave = async (session: Session): Promise<void> => {
    const dropped = wishes.filter((wish) => wish.session === session);
    wishes = wishes.filter((wish) => wish.session !== session);
    for (const wish of dropped) wish.refused(new Error('The session has left.'));
    if (owner !== session || isRunning || isClosed) return;
    isRunning = true;
    try {
      // The Sync ends a group that was cut off in the middle; only then a rollback is understood.
      if (await execute(syncMessage, () => {})) await execute(rollbackMessage, () => {});
      owner = null;
    } catch (cause) {
      onBroken(cause);
    }
    isRunning = false;
    await pump();
  };

  return {
    run: (session, bytes, complete) =>
      new Promise((done, refused) => {
        wishes.push({ session, bytes, complete, done, refused });
        void pump();
      }),
    leave,
    async close() {
      isClosed = true;
      clearTimeout(impatience);
      if (isRunning) await new Promise<void>((quiet) => (onQuiet = quiet));
      for (const wish of wishes.splice(0)) wish.refused(new Error('The database is closing.'));
    },
  };
}
