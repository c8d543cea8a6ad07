// `npm run setup`: the ledger's tables, the Temporal namespace and the search attributes, as often as one
// likes. The embedded ledger is started for the moment when no other process serves it.

import { ConfigError, loadConfig, type Config } from '../platform/config.ts';
import { findRunningLedger } from '../tools/embedded-ledger/places.ts';
import { startEmbeddedLedger } from '../tools/embedded-ledger/start.ts';
import { SetupError, setUpLedger, setUpTemporal } from './setup-steps.ts';

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

try {
  const config = loadConfig();
  await withLedger(config, (url) => setUpLedger(url, say));
  await setUpTemporal(config, say);
  process.exit(0);
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof SetupError)) throw error;
  say(error.message);
  process.exit(1);
}

async function withLedger(config: Config, use: (url: string) => Promise<void>): Promise<void> {
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
