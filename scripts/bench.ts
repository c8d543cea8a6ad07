// `npm run bench`: what a sync costs, counted on real processes: of clean documents, next to the same work with one
// activity per document and to the connector that is built into Focus; of faulty ones; of messages refused whole; of a backfill and of polls for payments. A
// count above its limit is exit code 1; seconds and megabytes never are.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureConnector, measureOneByOne, type Progress } from './bench/contenders.ts';
import { fewestRequests, missesOf, tableHead, tableRows, type Workload } from './bench/figures.ts';
import { halvingLimit, halvingMisses } from './bench/halving-figures.ts';
import { halvingPlace, measureHalving } from './bench/halving.ts';
import type { Measured } from './bench/measure.ts';
import { openOffice, type Office, type Place } from './bench/office.ts';
import { measurePace, paceLimit, paceMisses, perMinute } from './bench/pace.ts';
import { pollMisses, pollsTable } from './bench/poll-figures.ts';
import { measurePolls } from './bench/polls.ts';
import { faultyDocuments } from '../sandbox/worlds/index.ts';
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

/** The parts, in the order in which they are told; each answers what it missed. */
async function run(): Promise<boolean> {
  tell.say('');
  tell.say(
    'From booked in Focus to accepted in Yuki, counted from the end of the onboarding. Both systems are pretend ones without rate limits; everything else is what runs in production. Seconds and memory depend on the machine and are never judged.',
  );
  const misses = [
    ...(await cleanDocuments()),
    ...(await faultyOnes()),
    ...(await refusedMessages()),
    ...(await backfillAtPace()),
    ...(await pollsForPayments()),
  ];
  for (const miss of misses) complain(`Missed: ${miss}`);
  if (misses.length === 0) tell.done('Every count is within its limit.');
  return misses.length === 0;
}

/** Clean documents, beside the same work one by one and the connector that is built into Focus. */
async function cleanDocuments(): Promise<string[]> {
  const clean: Workload = { ...work, faulty: 0 };
  const place: Place = { world: `bench:${work.documents}:${work.customers}`, waiting: [] };
  const part = { place, documents: work.documents };
  const connector = await measured('Clean documents', 'connector', part, measureConnector);
  const oneByOne = onlyConnector
    ? null
    : await measured('One activity per document', 'one-by-one', part, measureOneByOne);
  tell.table(tableHead, tableRows(clean, connector.counts, oneByOne?.counts ?? null), [1, 2, 3, 4]);
  tellDetails(connector);
  tell.aside('Built-in: two calls to Yuki and one per document; computed.');
  return missesOf(clean, connector.counts);
}

/** One document in twenty waits, for eight causes. */
async function faultyOnes(): Promise<string[]> {
  const { documents, customers } = work;
  const waiting = faultyDocuments(documents, customers);
  const faulty: Workload = { ...work, faulty: waiting.length };
  const place: Place = { world: `faulty:${documents}:${customers}`, waiting };
  const part = { place, documents: documents - waiting.length };
  const { counts, ...details } = await measured(
    `${waiting.length} of them faulty, for eight causes`,
    'faulty',
    part,
    measureConnector,
  );
  tell.table(
    tableHead.slice(0, 3),
    tableRows(faulty, counts, null).map((row) => row.slice(0, 3)),
    [1, 2],
  );
  tellDetails(details);
  return missesOf(faulty, counts);
}

/** Messages that Yuki refuses whole for one document in them. */
async function refusedMessages(): Promise<string[]> {
  const halvings = await inOffice('Messages refused for one document', 'halving', halvingPlace, (own) =>
    tell.during('Halving', () => measureHalving(own, () => {})),
  );
  tell.table(
    ['Documents in the refused message', 'Calls', 'At most'],
    halvings.map(({ documents, calls }) => [documents, calls, halvingLimit(documents)].map(String)),
    [0, 1, 2],
  );
  return halvingMisses(halvings);
}

/** What a backfill of these documents takes under Focus's real limit, on a clock that jumps. */
async function backfillAtPace(): Promise<string[]> {
  const { documents, customers } = work;
  const requests = fewestRequests(work);
  const place: Place = { world: 'empty', waiting: [] };
  const pace = await inOffice('A backfill at Focus’s pace, on a simulated clock', 'pace', place, (own) =>
    tell.during('Requests', () => measurePace(own, requests)),
  );
  tell.table(
    ['Documents', 'Customers', 'Requests to Focus', 'Seconds', 'At most', 'In the busiest minute', 'At most'],
    [
      [
        documents,
        customers,
        requests,
        pace.seconds.toFixed(0),
        paceLimit(pace).toFixed(0),
        pace.busiest,
        perMinute,
      ].map(String),
    ],
    [0, 1, 2, 3, 4, 5, 6],
  );
  return paceMisses(pace);
}

/** Polls for payments, quiet and with news, with few and with very many open documents. */
async function pollsForPayments(): Promise<string[]> {
  tell.chapter('Polls for payments');
  const polls = await tell.during('Polls', () => measurePolls(join(root, 'polls')));
  const { head, rows } = pollsTable(polls);
  tell.table(head, rows, [1, 2, 3, 4]);
  tell.aside('Limits in brackets depend on the machine and are not judged.');
  tell.endOfChapters();
  return pollMisses(polls);
}

function tellDetails({ yukiOperations, eventsByType }: Omit<Measured, 'counts'>): void {
  tell.facts([
    ['Calls to Yuki', listed(yukiOperations)],
    ['Events', listed(eventsByType)],
  ]);
  tell.say('');
}

/** Measures in an office of its own, with a bar. */
function measured(
  title: string,
  folder: string,
  { place, documents }: { place: Place; documents: number },
  contender: (office: Office, progress: Progress) => Promise<Measured>,
): Promise<Measured> {
  return inOffice(title, folder, place, async (own) => {
    const found = await tell.counting('Documents', (progress) =>
      contender(own, (exported) => progress(exported, documents, '')),
    );
    const { matched, seconds } = found.counts;
    tell.done(`${matched} documents in ${seconds.toFixed(1)} seconds; Focus and Yuki agree to the cent.`);
    return found;
  });
}

/** Opens an office, works in it, and closes it before the next one opens. */
async function inOffice<T>(
  title: string,
  folder: string,
  place: Place,
  act: (office: Office) => Promise<T>,
): Promise<T> {
  tell.chapter(title);
  const own = await openOffice(place, join(root, folder), (sentence) => tell.aside(sentence));
  office = own;
  try {
    return await Promise.race([
      act(own),
      own.stack.supervisor.firstDeath.then((sentence) => {
        throw new Error(sentence);
      }),
    ]);
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

function readArguments(): { work: Omit<Workload, 'faulty'>; onlyConnector: boolean } {
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
