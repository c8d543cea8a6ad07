// `npm run setup`: the ledger's tables, the Temporal namespace and the search attributes, as often as one
// likes; with `--keep-texts` also how long what was sent and answered is kept.

import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../platform/config.ts';
import { chooseRetention, SetupError, setUpLedger, setUpTemporal } from './setup-steps.ts';
import { withLedger } from './with-ledger.ts';

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

try {
  const { values } = parseArgs({ options: { 'keep-texts': { type: 'string' } } });
  const keepTexts = values['keep-texts'];
  const config = loadConfig();
  await withLedger(config, async (url) => {
    await setUpLedger(url, say);
    if (keepTexts !== undefined) await chooseRetention({ url, keys: config.ledgerKeys }, keepTexts, say);
  });
  await setUpTemporal(config, say);
  process.exit(0);
} catch (error) {
  const { code } = error as { code?: unknown };
  const isWrongUse = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof ConfigError) && !(error instanceof SetupError) && !isWrongUse) throw error;
  say((error as Error).message);
  process.exit(isWrongUse ? 2 : 1);
}
