// `npm run dev`: everything on this machine with one command, its addresses printed, all of it ended by
// Ctrl-C. With `--no-sandbox` the configured real systems are used instead of the pretend ones.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config.ts';
import { startLocalStack, type LocalStack } from './local-stack.ts';

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const values = readArguments();

let stack: LocalStack | undefined;
let askedToStop = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  const sandbox = values['no-sandbox'] ? null : values.world === undefined ? [] : ['--world', values.world];
  stack = await startLocalStack({ config: loadConfig(), sandbox, ports: 'usual', say });
  process.stdout.write(addresses(stack));
  say(await stack.supervisor.firstDeath);
  await stop(1);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** In order; asked a second time at once, which the children notice by the closed channel. */
async function stop(code: number): Promise<void> {
  askedToStop += 1;
  if (askedToStop > 1 || stack === undefined) process.exit(code === 0 ? 130 : code);
  say('Stopping …');
  await stack.stop();
  process.exit(code);
}

function addresses({ config, temporal, databaseUrl, sandbox, consoleUrl, logFolder }: LocalStack): string {
  const rows: [string, string][] = [
    ['Console and API', consoleUrl],
    [
      'API token',
      config.apiToken === process.env.API_TOKEN ? 'API_TOKEN' : join(config.dataDir, 'api-token'),
    ],
    ['Temporal', temporal.address],
    ...(temporal.uiUrl === null ? [] : [['Temporal UI', temporal.uiUrl] as [string, string]]),
    [
      'Ledger',
      config.database.kind === 'postgres' && process.env.DATABASE_URL ? 'DATABASE_URL' : databaseUrl,
    ],
    ['Focus', config.focus.apiUrl],
    ['Yuki', `${config.yuki.beUrl} (BE), ${config.yuki.nlUrl} (NL)`],
    ...(sandbox === null ? [] : [['Sandbox control', sandbox.controlUrl] as [string, string]]),
    ['Logs', logFolder],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`);
  return `\nEverything is running. Ctrl-C stops it.\n\n${lines.join('\n')}\n\n`;
}

function readArguments(): { 'no-sandbox': boolean; world?: string | undefined } {
  try {
    return parseArgs({
      options: { 'no-sandbox': { type: 'boolean', default: false }, world: { type: 'string' } },
    }).values;
  } catch {
    // The parser's own words are about its options; the usage says all there is.
    say('Usage: npm run dev [-- --no-sandbox | --world NAME]');
    process.exit(2);
  }
}
