// Starts the embedded ledger as a process of its own and stops it properly. What happens inside that
// process is left to `main.ts`.

import { createInterface } from 'node:readline';
import { startModule } from '../child-program.ts';

export type EmbeddedLedger = {
  readonly url: string;
  readonly pid: number;
  /** Resolves with a sentence when the process is gone, asked for or not. */
  readonly ended: Promise<string>;
  /** Ends it after a checkpoint; rows that were acknowledged are kept either way. */
  stop(): Promise<void>;
};

const readyWithin = 120_000;

/**
 * Serves the ledger of that folder and resolves when it can be used (5 s at the very first start, then less
 * than one). It ends with the process that started it, however that one ends.
 *
 * @throws Error with one clear sentence when the folder is open elsewhere, the port is taken, or it stays silent.
 */
export async function startEmbeddedLedger(options: {
  dataDir: string;
  port?: number;
}): Promise<EmbeddedLedger> {
  const program = await startModule(new URL('./main.ts', import.meta.url), [
    ...['--data-dir', options.dataDir, '--port', String(options.port ?? 0)],
  ]);
  let words = '';
  program.child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (words = (words + text).slice(-4_000)));
  const lastWords = (): string =>
    words.trim().split('\n').at(-1) || 'The embedded ledger ended without a word.';
  const stdout = program.child.stdout;
  if (stdout === null) throw new Error('The embedded ledger has no output.');

  const lines = createInterface({ input: stdout });
  const ready = new Promise<string | null>((found) => {
    lines.once('line', (line) => found((JSON.parse(line) as { databaseUrl: string }).databaseUrl));
    lines.once('close', () => found(null));
    setTimeout(() => found(null), readyWithin).unref();
  });
  const url = await ready;
  if (url === null) {
    await program.stop();
    throw new Error(lastWords());
  }
  return {
    url,
    pid: program.pid,
    ended: program.ended.then(lastWords),
    stop: async () => void (await program.stop(20_000)),
  };
}
