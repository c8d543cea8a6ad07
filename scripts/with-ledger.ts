// The ledger for a command that runs once: the database of the configuration, the embedded one that another process
// serves, or, when nobody does, one started for the moment.

import type { Config } from '../platform/config.ts';
import { findRunningLedger } from '../tools/embedded-ledger/places.ts';
import { startEmbeddedLedger } from '../tools/embedded-ledger/start.ts';
import { SetupError } from './setup-steps.ts';

/** @throws SetupError when the embedded database cannot be started. */
export async function withLedger(config: Config, use: (url: string) => Promise<void>): Promise<void> {
  if (config.database.kind === 'postgres') return use(config.database.url);
  const served = findRunningLedger(config.database.dataDir);
  if (served !== null) return use(served);
  const own = await startEmbeddedLedger({ dataDir: config.database.dataDir }).catch((cause: Error) => {
    throw new SetupError(cause.message, cause);
  });
  try {
    await use(own.url);
  } finally {
    await own.stop();
  }
}
