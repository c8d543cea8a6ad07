// `npm run reseal`: seals anew what old keys have sealed, a page at a time, and says which keys may go. It can be
// stopped and said again at any moment, beside everything that runs.

import { checkSeal, openLedger } from '../ledger/open.ts';
import { countSealed, forgetUnusedKeys, resealPage } from '../ledger/reseal.ts';
import { SealError } from '../ledger/sealing.ts';
import { ConfigError, loadConfig } from '../platform/config.ts';
import { SetupError } from './setup-steps.ts';
import { withLedger } from './with-ledger.ts';

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

try {
  const config = loadConfig();
  await withLedger(config, async (url) => {
    const ledger = openLedger({ url, keys: config.ledgerKeys });
    try {
      await checkSeal(ledger, new Date());
      const { sealingKeyId } = ledger.seal;
      const waiting = [...(await countSealed(ledger))].filter(([keyId]) => keyId !== sealingKeyId);
      for (const [keyId, texts] of waiting)
        say(`Key ${keyId}: ${texts} texts to be sealed under ${sealingKeyId}.`);
      let sealed = 0;
      for (let page = await resealPage(ledger); page > 0; page = await resealPage(ledger)) {
        sealed += page;
        say(`Sealed anew: ${sealed}.`);
      }
      const unused = await forgetUnusedKeys(ledger);
      say(`Everything is sealed under key ${sealingKeyId}.`);
      if (unused.length > 0)
        say(`No text needs these keys any more: ${unused.join(', ')}. Take them out of LEDGER_KEYS.`);
    } finally {
      await ledger.close();
    }
  });
  process.exit(0);
} catch (error) {
  const isExpected =
    error instanceof ConfigError || error instanceof SetupError || error instanceof SealError;
  if (!isExpected) throw error;
  say(error.message);
  process.exit(1);
}
