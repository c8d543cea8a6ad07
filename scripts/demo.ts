// `npm run demo`: one story on real parts, from connecting to the proof. The exit code is the proof: 0 only when the
// sandbox's own comparison agrees. With `--stay` everything is left running afterwards.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config.ts';
import { tellStory } from './demo/story.ts';
import { openStage, type Stage } from './demo/stage.ts';
import { createTeller } from './demo/terminal.ts';
import { StoryFailed } from './demo/waiting.ts';
import { startLocalStack, type LocalStack } from './local-stack.ts';

/** Nothing in the story takes this long; it is the bound when everything else failed to notice. */
const longestStoryMs = 12 * 60_000;

const tell = createTeller(process.stdout, process.env);
const complain = (sentence: string): void => void process.stderr.write(`\n${sentence}\n`);

const stays = readArguments();
const dataDir = mkdtempSync(join(tmpdir(), 'focus-yuki-demo-'));
const logFolder = join(dataDir, 'log');
let stack: LocalStack | undefined;
let stage: Stage | undefined;
let askedToStop = 0;
const startedAt = Date.now();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupted());

try {
  const agrees = await run();
  await end(agrees ? 0 : 1);
} catch (error) {
  if (askedToStop === 0) {
    complain(`The story stopped: ${error instanceof Error ? error.message : String(error)}`);
    if (!(error instanceof StoryFailed) && process.env.LOG_LEVEL === 'debug')
      complain(String((error as Error).stack));
    complain(`What the processes say is in ${logFolder}`);
    await end(1);
  }
}

async function run(): Promise<boolean> {
  tell.say('');
  tell.say(
    'A connection between Teamleader Focus and Yuki, told from its first day. Both are pretend ones, on real sockets; everything else is what runs in production. The parts start:',
  );
  tell.say('');
  // Whatever this machine is configured for, the story never touches it; only the way to Temporal is taken over.
  const { DATABASE_URL, LEDGER_KEYS, API_TOKEN, CONSOLE_URL, PORT, ...rest } = process.env;
  void [DATABASE_URL, LEDGER_KEYS, API_TOKEN, CONSOLE_URL, PORT];
  stack = await startLocalStack({
    config: loadConfig({ ...rest, DATA_DIR: dataDir }),
    sandbox: ['--world', 'demo'],
    ports: 'free',
    say: (sentence) => tell.aside(sentence),
  });
  stage = await openStage(stack, tell);
  tell.aside(`All processes run; their logs are in ${logFolder}`);
  const over = new AbortController();
  try {
    const agrees = await Promise.race([
      tellStory(stage),
      stack.supervisor.firstDeath.then((sentence) => {
        throw new StoryFailed(sentence);
      }),
      delay(longestStoryMs, undefined, { signal: over.signal }).then(() => {
        throw new StoryFailed('It took longer than twelve minutes.');
      }),
    ]);
    tell.say('');
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    tell.say(
      `The whole story took ${seconds} seconds. It ends with exit code ${agrees ? '0: proven' : '1: not proven'}.`,
    );
    if (stays) await stay(stack);
    return agrees;
  } finally {
    over.abort();
  }
}

/** Leaves everything running until Ctrl-C, or until a process dies. */
async function stay(running: LocalStack): Promise<void> {
  tell.say('');
  tell.say('Everything stays up. Ctrl-C ends it.');
  tell.facts([
    ['Temporal UI', running.temporal.uiUrl ?? `the UI of ${running.temporal.address}`],
    ['JSON API', `${running.consoleUrl}/api/openapi.json`],
    ['its token', join(dataDir, 'api-token')],
    ['Sandbox control', running.sandbox?.controlUrl ?? ''],
    ['Logs', logFolder],
  ]);
  tell.say('');
  const sentence = await running.supervisor.firstDeath;
  throw new StoryFailed(sentence);
}

async function end(code: number): Promise<void> {
  await stage?.close().catch(() => {
    // The connection to Temporal goes with the process; what matters is that the processes end.
  });
  await stack?.stop();
  keepOnlyLogs();
  process.exit(code);
}

/** Asked a second time it ends at once; the processes notice that by themselves. */
async function interrupted(): Promise<void> {
  askedToStop += 1;
  if (askedToStop > 1 || stack === undefined) process.exit(130);
  process.stderr.write('\u001b[?25h\nStopping …\n');
  await end(stays ? 0 : 130);
}

/** Books, keys and workflow histories of a pretend firm are of no use afterwards. */
function keepOnlyLogs(): void {
  for (const name of readdirSync(dataDir))
    if (name !== 'log') rmSync(join(dataDir, name), { recursive: true, force: true });
}

function readArguments(): boolean {
  try {
    return parseArgs({ options: { stay: { type: 'boolean', default: false } } }).values.stay;
  } catch {
    // The parser's own words are about its options; the usage says all there is.
    complain('Usage: npm run demo [-- --stay]');
    process.exit(2);
  }
}
