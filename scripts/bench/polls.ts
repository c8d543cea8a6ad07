// What polls for payments cost, whatever the number of open documents: calls to Yuki of a day, the memory of reading,
// how long nothing else could run meanwhile, and requests to Focus per settled document. The ledger and the activities
// are the product's; Yuki and Focus are the smallest servers that answer, so that nothing but the polls is measured.

import { once } from 'node:events';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Agent } from 'undici';
import { createActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/interface.ts';
import type { Tools } from '../../activities/tools.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { migrateToLatest } from '../../ledger/migrate.ts';
import { openLedger, type Ledger } from '../../ledger/open.ts';
import { correctRate } from '../../ledger/pacing.ts';
import { openRun } from '../../ledger/runs.ts';
import { startModule } from '../../tools/child-program.ts';
import { startEmbeddedLedger } from '../../tools/embedded-ledger/start.ts';
import { pollsOfDay, type Polls, type Weight } from './poll-figures.ts';
import { dateOf, firstSettled, invoicesSince } from './polled-calendar.ts';
import { fillLedger, place } from './polled-documents.ts';
import type { Asked } from './polled-systems.ts';

const pollSizes = [10, 1_000, 50_000];
/** Fewer than half, so that the list is believed. */
const settledOf = (documents: number): number => Math.min(40, Math.ceil(documents / 5));

export async function measurePolls(dataDir: string, sizes = pollSizes): Promise<Polls[]> {
  const embedded = await startEmbeddedLedger({ dataDir });
  try {
    const measured: Polls[] = [];
    for (const size of sizes) measured.push(await measureSize(embedded.url, size));
    return measured;
  } finally {
    await embedded.stop();
  }
}

async function measureSize(url: string, openDocuments: number): Promise<Polls> {
  const schema = `polls_${openDocuments}`;
  await migrateToLatest({ url, schema });
  const ledger = openLedger({ url, schema, keys: [{ id: 'bench', key: new Uint8Array(32).fill(1) }] });
  const systems = await startPolledSystems(openDocuments);
  const dispatcher = new Agent({ pipelining: 0 });
  try {
    const now = new Date();
    const connectionId = await fillLedger(ledger, schema, openDocuments, now);
    await correctRate(ledger, place.accountId, { limit: 1_000_000, remaining: 1_000_000, resetAt: now }, now);
    const poll = pollingWith(ledger, systems.url, dispatcher, connectionId);
    // The first reading stores every item, the second finds them all unchanged: from then on polls are quiet ones.
    await poll();
    await poll();
    const before = await systems.asked();
    await poll();
    const growth = await livePeak(poll);
    const quiet = { ...(await timed(poll)), growth };
    for (let turn = 3; turn < pollsOfDay; turn += 1) await poll();
    const afterDay = await systems.asked();
    await systems.settle(settledOf(openDocuments));
    const news = await timed(poll);
    const after = await systems.asked();
    await systems.settle(2 * settledOf(openDocuments));
    return {
      openDocuments,
      // A session of Yuki lasts a day.
      callsOfDay: afterDay.yuki - before.yuki + 1,
      callsWithNews: after.yuki - afterDay.yuki,
      rowsToRead: rowsSince(firstSettled(openDocuments) + settledOf(openDocuments), openDocuments),
      settled: after.registered,
      focusRequests: after.focus - afterDay.focus,
      quiet,
      withNews: { ...news, growth: await livePeak(poll) },
    };
  } finally {
    await dispatcher.destroy();
    await systems.stop();
    await ledger.close();
  }
}

/** Three rows an invoice, of the day of this one and of all later ones. */
function rowsSince(place: number, documents: number): number {
  return 3 * invoicesSince(dateOf(place, documents), documents);
}

interface PolledSystems {
  readonly url: string;
  asked(): Promise<Asked>;
  settle(count: number): Promise<Asked>;
  stop(): Promise<unknown>;
}

async function startPolledSystems(documents: number): Promise<PolledSystems> {
  const program = await startModule(new URL('./polled-systems.ts', import.meta.url), [`${documents}`]);
  const [{ url }] = (await once(program.child, 'message')) as [{ url: string }];
  const ask = async (path: string): Promise<Asked> =>
    (await (await fetch(`${url}/control/${path}`)).json()) as Asked;
  return {
    url,
    asked: () => ask('asked'),
    settle: (count) => ask(`settle/${count}`),
    stop: () => program.stop(1_000),
  };
}

/** A run that only looks for payments, with the activities that `sync` calls for it. */
function pollingWith(
  ledger: Ledger,
  url: string,
  dispatcher: Agent,
  connectionId: ConnectionId,
): () => Promise<void> {
  let minutes = 0;
  const clock = (): Date => new Date(Date.now() + minutes * 60_000);
  const nobody = async (): Promise<never> => {
    throw new Error('Nobody else is asked by a poll.');
  };
  const tools: Tools = {
    ledger,
    clock,
    door: {
      tellHold: nobody,
      tellConnection: nobody,
      askForRun: nobody,
      startConnectionIfMissing: nobody,
      startHoldIfMissing: nobody,
    },
    focus: { apiUrl: url, authUrl: url, clientId: 'bench', clientSecret: 'bench' },
    yuki: { be: url, nl: url },
    worker: 'bench',
    dispatcher,
    transports: new Map(),
    consoleUrl: url,
    post: { deliver: nobody, close: async () => {} },
  };
  const activities = createActivities(tools);
  let runNumber = 0;
  return async () => {
    runNumber += 1;
    // Within the life of a session: 24 polls are a day at a poll an hour.
    minutes += 1;
    const run = { connectionId, runNumber };
    await openRun(
      ledger,
      connectionId,
      runNumber,
      { scope: 'payments', workflowRunId: `${runNumber}` },
      clock(),
    );
    await call(activities, 'refreshMasterData', run);
    const reading = await call(activities, 'readYukiPayments', run);
    if (!reading.plausible) throw new Error('The list of the bench was not believed.');
    for (let left = reading.toRegister > 0; left;) {
      const page = await call(activities, 'registerFocusPayments', run);
      left = page.left;
    }
  };
}

type PollStep = 'refreshMasterData' | 'readYukiPayments' | 'registerFocusPayments';

async function call<Name extends PollStep>(
  activities: Activities,
  name: Name,
  run: Parameters<Activities[Name]>[0],
): Promise<Awaited<ReturnType<Activities[Name]>>> {
  const activity = activities[name] as unknown as (order: unknown) => Promise<never>;
  return new MockActivityEnvironment().run<[unknown], never, typeof activity>(activity, run);
}

/** How long it takes, and how long nothing else had its turn meanwhile. */
async function timed(act: () => Promise<void>): Promise<Omit<Weight, 'growth'>> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const startedAt = performance.now();
  try {
    await act();
  } finally {
    delays.disable();
  }
  return { longestPause: delays.max / 1e6, seconds: (performance.now() - startedAt) / 1000 };
}

/** The most that is in use at any of many moments, each looked at after the garbage is collected. */
async function livePeak(act: () => Promise<void>): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const inUse = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1_048_576;
  };
  inUse();
  // What the last poll held is let go only after its last callbacks have run.
  await setImmediate();
  const before = inUse();
  let most = before;
  let next: NodeJS.Timeout;
  const look = (): void => {
    const startedAt = performance.now();
    most = Math.max(most, inUse());
    // Collecting takes longer the more is in use: what is measured keeps most of the time to itself.
    next = setTimeout(look, Math.max(250, 4 * (performance.now() - startedAt)));
  };
  next = setTimeout(look, 250);
  try {
    await act();
  } finally {
    clearTimeout(next);
  }
  return most - before;
}
