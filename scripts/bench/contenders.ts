// The two ways of doing the same work that the bench sets side by side: the connector's own sync, and a workflow that
// spends one activity on each document.

import type { RunAnswer } from '../../client/answers.ts';
import { Refused, type Api } from '../../client/cli/api.ts';
import type { YukiDomainId } from '../../domain/ids.ts';
import { openLedger } from '../../ledger/open.ts';
import { setQuotaLimit } from '../../ledger/quota.ts';
import { StoryFailed, until } from '../demo/waiting.ts';
import { readyWhenSaid } from '../supervisor.ts';
import { measure, type Done, type Measured } from './measure.ts';
import type { OneByOneOrder, OneByOneOutcome } from './one-by-one.ts';
import type { Office } from './office.ts';

export type Progress = (exported: number) => void;

/** Far above what either needs; one that stands still ends the bench with a sentence. */
const longestWorkMs = 30 * 60_000;

/** The connector as it is: one sync from wish to end, and the further runs that it takes when it answers «more». */
export function measureConnector(office: Office, progress: Progress): Promise<Measured> {
  return measure(office, office.stack.worker.pid, () => syncToTheEnd(office, progress));
}

export async function syncToTheEnd({ api, connectionId }: Office, progress: Progress): Promise<Done> {
  const at = `/api/connections/${connectionId}`;
  const { runNumber: first } = await api.send<{ runNumber: number }>('POST', `${at}/sync`);
  let number = first;
  let openedAt: string | null = null;
  let exportedBefore = 0;
  const last = await until({
    what: 'the sync to end',
    withinMs: longestWorkMs,
    everyMs: 1_000,
    look: async () => {
      const run = await runIfBegun(api, `${at}/runs/${number}`);
      if (run === null) return null;
      openedAt ??= run.openedAt;
      progress(exportedBefore + (run.summary.exported ?? 0));
      if (run.outcome === null || run.closedAt === null) return null;
      if (run.outcome !== 'more') return { ...run, closedAt: run.closedAt };
      exportedBefore += run.summary.exported ?? 0;
      number += 1;
      return null;
    },
  });
  if (last.outcome !== 'done')
    throw new StoryFailed(`The sync ended with “${last.outcome}”, not with “done”.`);
  return {
    seconds: (Date.parse(last.closedAt) - Date.parse(openedAt ?? last.openedAt)) / 1_000,
    executions: { workflowId: `sync/${connectionId}`, runs: number - first + 1 },
  };
}

/** Null until the run has begun. */
async function runIfBegun(api: Api, path: string): Promise<RunAnswer | null> {
  try {
    return await api.get<RunAnswer>(path);
  } catch (error) {
    if (error instanceof Refused && error.type === 'unknown-run') return null;
    throw error;
  }
}

const oneByOneQueue = 'focus-yuki-one-by-one';

/** The same activities, called for one document at a time, by a worker that does nothing else. */
export async function measureOneByOne(office: Office, progress: Progress): Promise<Measured> {
  await liftBudget(office);
  const worker = await office.stack.supervisor.start({
    name: 'one-by-one-worker',
    run: { module: new URL('one-by-one-worker.ts', import.meta.url) },
    args: [oneByOneQueue],
    env: office.stack.env,
    ready: readyWhenSaid,
    readyWithinMs: 120_000,
  });
  return await measure(office, worker.pid, () => sendOneByOne(office, progress));
}

async function sendOneByOne(office: Office, progress: Progress): Promise<Done> {
  const { temporal, connectionId } = office;
  const workflowId = `one-by-one/${connectionId}`;
  const begun = Date.now();
  const order: OneByOneOrder = { connectionId, runNumber: 1, runs: 1 };
  await temporal.workflow.start('oneByOne', { workflowId, taskQueue: oneByOneQueue, args: [order] });
  let outcome: OneByOneOutcome | null = null;
  const result = temporal.workflow.result<() => Promise<OneByOneOutcome>>(workflowId);
  const ended = result.then((found) => (outcome = found));
  // Waited for below; should the looking end first, nobody else hears of a failure.
  ended.catch(() => {});
  await Promise.race([
    ended,
    until({
      what: 'the documents to leave one by one',
      withinMs: longestWorkMs,
      everyMs: 1_000,
      look: async () => {
        const run = await runIfBegun(office.api, `/api/connections/${connectionId}/runs/1`);
        progress(run?.summary.exported ?? 0);
        return outcome;
      },
    }),
  ]);
  const seconds = (Date.now() - begun) / 1_000;
  return { seconds, executions: { workflowId, runs: (await ended).runs } };
}

/** One call per document is more than Yuki grants in a day, and the connector would keep to that. */
async function liftBudget({ stack: { databaseUrl, config, sandbox } }: Office): Promise<void> {
  const ledger = openLedger({ url: databaseUrl, keys: config.ledgerKeys, poolSize: 1 });
  try {
    const domainId = sandbox?.yuki.domainId as YukiDomainId;
    await setQuotaLimit(ledger, domainId, { limit: 1_000_000 }, new Date());
  } finally {
    await ledger.close();
  }
}
