// `npm test`: the whole suite on the embedded database, then the ledger's once more on a PostgreSQL server if
// one can be had (DATABASE_URL, else the installed programs). A whole run says at its end which rules it proves. The
// last line counts both runs. Words after `--` go to the test runner; `ensure-temporal.ts` has got Temporal's CLI before.

import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresPrograms, startOwnPostgres, type OwnPostgres } from '../tools/postgres.ts';
import { addCounts, countResults, lastLine, type Counts } from '../tools/test-counts.ts';
import { checkRules, lastReport } from './rules/check.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs');
const ledgerSuite = 'test/ledger';
const say = (sentence: string): void => void process.stderr.write(`\n${sentence}\n`);

const { DATABASE_URL: givenUrl = '', ...environment } = process.env;
const wanted = process.argv.slice(2);

const isWhole = wanted.length === 0;
const runs: (readonly [string, Counts])[] = [];
if (isWhole) rmSync(lastReport, { force: true });
runs.push(['on the embedded database', await runSuite(wanted, environment, isWhole ? lastReport : null)]);
if (concernsLedger(wanted)) runs.push(['ledger on PostgreSQL', await runOnPostgres()]);

const total = runs.map(([, counts]) => counts).reduce(addCounts);
const summary = runs.map(([name, counts]) => `  ${name}: ${lastLine(counts)}`);
const rules = isWhole ? [`  ${tellRules()}`] : [];
process.stdout.write(`\n${[...rules, ...summary].join('\n')}\n${lastLine(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Everything concerns it unless files are named and none of them can be the ledger's. */
function concernsLedger(words: readonly string[]): boolean {
  const files = words.filter((word) => word.startsWith('test'));
  return files.length === 0 || files.some((file) => file.startsWith(ledgerSuite) || file === 'test');
}

async function runOnPostgres(): Promise<Counts> {
  if (givenUrl !== '') {
    say('The ledger suite once more, on the server that DATABASE_URL names.');
    return runSuite([ledgerSuite], { ...environment, DATABASE_URL: givenUrl });
  }
  if (postgresPrograms() === null) {
    const isRequired = process.env.REQUIRE_ALL === '1';
    say(
      `The ledger suite on PostgreSQL is ${isRequired ? 'required, but it is not installed' : 'skipped'}: apt-get install postgresql, or set DATABASE_URL.`,
    );
    return { passed: 0, failed: isRequired ? 1 : 0, skipped: isRequired ? 0 : 1 };
  }
  let server: OwnPostgres;
  try {
    server = await startOwnPostgres();
  } catch (cause) {
    // Counted, so that what the first run has proved is still told.
    say(`PostgreSQL could not be started: ${cause instanceof Error ? cause.message : String(cause)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  try {
    say(`The ledger suite once more, on ${server.version}.`);
    return await runSuite([ledgerSuite], { ...environment, DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

/** Says what is wrong with the proofs of the rules; answers its one line for the summary. */
function tellRules(): string {
  if (!existsSync(lastReport)) return 'Rules: there is no report to read their proofs from.';
  const { sentences, summary } = checkRules([lastReport]);
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  return summary;
}

/** `keepAs`: where the runner's report stays for `npm run rules`; null throws it away. */
async function runSuite(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  keepAs: string | null = null,
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'focus-yuki-results-'));
  const results = join(folder, 'results.json');
  try {
    const code = await runVitest([...words, `--outputFile.json=${results}`], env);
    if (keepAs !== null && existsSync(results)) {
      mkdirSync(dirname(keepAs), { recursive: true });
      copyFileSync(results, keepAs);
    }
    return countResults(results, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runVitest(words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((done, failed) => {
    const reporters = ['--reporter=default', '--reporter=json'];
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...words], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // Ctrl-C reaches the runner by itself; we wait for its end, so that it can end what it started.
    const pass = (signal: NodeJS.Signals): void => void (signal === 'SIGTERM' && child.kill(signal));
    process.on('SIGTERM', pass).on('SIGINT', pass);
    child.once('error', failed);
    child.once('exit', (code) => {
      process.off('SIGTERM', pass).off('SIGINT', pass);
      done(code ?? 1);
    });
  });
}
