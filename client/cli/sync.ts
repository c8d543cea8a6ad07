/**
 * `sync --wait`: follows a run until the connection has nothing more to do for it, with a progress bar for
 * people. A run that answers «more» is followed into the next one.
 */

import { setTimeout as delay } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import type { RunAnswer, StatusAnswer } from '../answers.ts';
import { part, Refused, type Api } from './api.ts';

const lookEveryMs = 1_000;
const longestWaitMs = 6 * 60 * 60_000;

/** The run that ended it. Throws Refused when it was blocked, ended badly, or the connection stopped. */
export async function syncAndWait(
  api: Api,
  connectionId: string,
  progress: NodeJS.WritableStream | null,
): Promise<RunAnswer> {
  const at = `/api/connections/${part(connectionId)}`;
  const { runNumber } = await api.send<{ runNumber: number }>('POST', `${at}/sync`);
  const bar = progress === null ? null : beginBar(progress);
  try {
    return await follow(api, at, runNumber, bar);
  } finally {
    bar?.stop();
  }
}

async function follow(
  api: Api,
  at: string,
  first: number,
  bar: cliProgress.SingleBar | null,
): Promise<RunAnswer> {
  const until = Date.now() + longestWaitMs;
  for (let number = first; Date.now() < until; await delay(lookEveryMs)) {
    const status = await api.get<StatusAnswer>(at);
    if (bar !== null) showProgress(bar, status);
    const run = await runIfBegun(api, at, number);
    if (run === null || run.outcome === null) {
      refuseIfItCannotGoOn(status);
      continue;
    }
    if (run.outcome === 'more') {
      number += 1;
      continue;
    }
    if (run.outcome === 'done') return run;
    throw refusalOfRun(run, status);
  }
  throw new Refused(
    'waited-too-long',
    'The run has not ended within six hours.',
    'Look at the connection’s status.',
  );
}

/** A run is known to the ledger from the moment in which it begins. */
async function runIfBegun(api: Api, at: string, number: number): Promise<RunAnswer | null> {
  try {
    return await api.get<RunAnswer>(`${at}/runs/${number}`);
  } catch (error) {
    if (error instanceof Refused && error.type === 'unknown-run') return null;
    throw error;
  }
}

export function refuseIfItCannotGoOn({ state, cause }: StatusAnswer): void {
  if (state === 'active') return;
  throw new Refused(
    `connection-${state}`,
    `The connection is ${state}.${cause === null ? '' : ` ${cause.what}`}`,
    cause?.how ?? 'Look at the connection’s status.',
  );
}

export function refusalOfRun(run: RunAnswer, { cause }: StatusAnswer): Refused {
  return new Refused(
    'run-ended-early',
    `Run ${run.number} ended with “${run.outcome}”.${cause === null ? '' : ` ${cause.what}`}`,
    cause?.how ?? 'Look at the connection’s status; it goes on by itself when it can.',
  );
}

function beginBar(stream: NodeJS.WritableStream): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({
    format: 'Documents {bar} {value}/{total} · {held} held · {doubtful} doubtful',
    stream,
    hideCursor: true,
    noTTYOutput: false,
  });
  bar.start(0, 0, { held: 0, doubtful: 0 });
  return bar;
}

/** Everything that waits for nothing more counts as done. */
function showProgress(bar: cliProgress.SingleBar, { documents }: StatusAnswer): void {
  const total = Object.values(documents).reduce((sum, count) => sum + count, 0);
  const open = documents.found + documents.ready + documents.sending;
  bar.setTotal(total);
  bar.update(total - open, { held: documents.held, doubtful: documents.doubtful });
}
