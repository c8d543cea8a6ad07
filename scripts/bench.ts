// `npm run bench`: what a sync costs, counted on real processes, next to the same work with one activity per document
// and to the connector that is built into Focus. A count above its limit is exit code 1; seconds and megabytes never are.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureConnector, measureOneByOne, type Progress } from './bench/contenders.ts';
import { missesOf, tableHead, tableRows, type Workload } from './bench/figures.ts';
import type { Measured } from './bench/measure.ts';
import { openOffice, type Office } from './bench/office.ts';
import { createTeller } from './demo/terminal.ts';

const usage = `Usage: npm run bench [-- --documents N] [--customers M] [--only-connector]
N is 100 to 20000 (default 1000), M is 1 to 10000 and at most nine tenths of N (default 300).`;

const tell = createTeller(process.stdout, process.env);
const complain = (sentence: string): void => void process.stderr.write(`\n${sentence}\n`);

const { work, onlyConnector } = readArguments();
const root = mkdtempSync(join(tmpdir(), 'focus-yuki-bench-'));
let office: Office | undefined;
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupted());

try {
  process.exitCode = (await run()) ? 0 : 1;
  rmSync(root, { recursive: true, force: true });
} catch (error) {
  if (!stopped) {
    complain(`The bench stopped: ${error instanceof Error ? error.message : String(error)}`);
    complain(`What the processes say is in ${root}`);
    process.exitCode = 1;
  }
}

async function run(): Promise<boolean> {
  tell.say('');
  tell.say(
    `${work.documents} clean documents of ${work.customers} customers, from booked in Focus to accepted in Yuki, counted from the end of the onboarding. Both systems are pretend ones without rate limits; everything else is what runs in production.`,
  );
  const connector = await measured('The connector', 'connector', measureConnector);
  const oneByOne = onlyConnector
    ? null
    : await measured('One activity per document', 'one-by-one', measureOneByOne);
  tell.table(tableHead, tableRows(work, connector.counts, oneByOne?.counts ?? null), [1, 2, 3, 4]);
  tell.facts([
    ['Calls to Yuki', listed(connector.yukiOperations)],
    ['Events', listed(connector.eventsByType)],
  ]);
  tell.say('');
  tell.say(
    'Built-in: the connector in Focus makes two calls to Yuki and one per document; computed. Seconds and memory depend on the machine and are never judged.',
  );
  const misses = missesOf(work, connector.counts);
  for (const miss of misses) complain(`Missed: ${miss}`);
  if (misses.length === 0) tell.done('Every count is within its limit.');
  return misses.length === 0;
}

/** Starts an office, measures in it, and closes it before the next one opens. */
async function measured(
  title: string,
  folder: string,
  contender: (office: Office, progress: Progress) => Promise<Measured>,
): Promise<Measured> {
  tell.chapter(title);
  const own = await openOffice(work, join(root, folder), (sentence) => tell.aside(sentence));
  office = own;
  try {
    const found = await tell.counting('Documents', (progress) =>
      Promise.race([
        contender(own, (exported) => progress(exported, work.documents, '')),
        own.stack.supervisor.firstDeath.then((sentence) => {
          throw new Error(sentence);
        }),
      ]),
    );
    const { matched, seconds } = found.counts;
    tell.done(`${matched} documents in ${seconds.toFixed(1)} seconds; Focus and Yuki agree to the cent.`);
    return found;
  } finally {
    await own.close();
    office = undefined;
    tell.endOfChapters();
  }
}

function listed(tally: Readonly<Record<string, number>>): string {
  return Object.entries(tally)
    .toSorted(([, left], [, right]) => right - left)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

/** Asked a second time it ends at once; the processes notice that by themselves. */
async function interrupted(): Promise<void> {
  if (stopped || office === undefined) process.exit(130);
  stopped = true;
  complain('Stopping …');
  await office.close();
  process.exit(130);
}

function readArguments(): { work: Workload; onlyConnector: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        documents: { type: 'string', default: '1000' },
        customers: { type: 'string', default: '300' },
        'only-connector': { type: 'boolean', default: false },
      },
    });
    // Below a hundred the few requests that every sync makes weigh more than the documents.
    const documents = wholeNumber(values.documents, 100, 20_000);
    // One document in ten is a credit note for the customer of an invoice, so fewer customers can have one.
    const customers = wholeNumber(values.customers, 1, Math.min(10_000, Math.ceil((documents * 9) / 10)));
    return { work: { documents, customers }, onlyConnector: values['only-connector'] };
  } catch {
    // The parser's own words are about its options; the usage says all there is.
    complain(usage);
    process.exit(2);
  }
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text) || number < least || number > most) throw new RangeError(text);
  return number;
}
