// Activities for tests of the workflows: typed like the real ones, quiet unless a test says otherwise, and every
// call written down. What the real ones do is proven in test/activities.

import type {
  Activities,
  ConnectionStanding,
  RunClosing,
  SendResult,
  Waits,
} from '../../activities/interface.ts';
import type { IsoMoment } from '../../domain/ids.ts';

export type ActivityName = keyof Activities;

export interface Call {
  readonly name: ActivityName;
  readonly order: Record<string, unknown>;
}

export interface FakeActivities {
  readonly activities: Activities;
  readonly calls: readonly Call[];
  /** The names in the order in which the calls began; of some activities only, if named. */
  names(...only: ActivityName[]): ActivityName[];
  /** What the activity was asked, call by call. */
  orders(name: ActivityName): Record<string, unknown>[];
}

const hour = 3_600_000;

/** The waits of production, unless a test shortens one. */
export const usualWaits: Waits = {
  runBoundMs: hour / 4,
  holdLookMs: 24 * hour,
  remindersMs: [24 * hour, 72 * hour],
  pauseProbesMs: [hour, 4 * hour],
  moduleProbeMs: 24 * hour,
  renewAfterMs: 720 * hour,
};

/** An active connection whose automatic sync is off, so that nothing happens by itself. */
export function standing(choices: Partial<ConnectionStanding> = {}): ConnectionStanding {
  return {
    state: 'active',
    yukiDomain: 'domain-1',
    runNumber: 0,
    pauseNumber: 0,
    pauseCause: null,
    nextSyncInMs: null,
    nextSyncAt: null,
    waits: usualWaits,
    ...choices,
  };
}

export function closing(choices: Partial<RunClosing> = {}): RunClosing {
  return { nextSyncInMs: null, nextSyncAt: null, heldDocuments: 0, nextLookUpInMs: null, ...choices };
}

/** The answer to a message whose documents were all accepted, unless said otherwise. */
export function answered(
  documents: number,
  choices: Partial<SendResult & { kind: 'answered' }> = {},
): SendResult {
  const rest = { held: 0, untouched: 0, doubtful: 0, causes: [] };
  return { kind: 'answered', documents, accepted: documents, ...rest, ...choices };
}

/** A fixed moment of the ledger’s clock. */
export const moment = (text: string): IsoMoment => text as IsoMoment;

const quiet: Activities = {
  readStanding: async () => standing(),
  takeOnboardingStep: async () => ({ kind: 'ready', yukiDomain: 'domain-1', automatic: false }),
  recordPause: async ({ nextTryInMs }) => ({
    since: moment('2026-03-02T08:00:00.000Z'),
    // The fakes’ clock is the server’s, because a continued run counts from this moment.
    nextTryAt: nextTryInMs === null ? null : moment(new Date(Date.now() + nextTryInMs).toISOString()),
  }),
  recordResume: async () => {},
  recordStopped: async () => {},
  recordDisconnected: async () => {},
  acceptLedger: async () => {},
  retryHolds: async () => ({ holds: 0 }),
  openRun: async () => ({ kind: 'opened', waits: usualWaits }),
  closeRun: async () => closing(),
  refreshMasterData: async () => ({ waitMs: 0, causes: [] }),
  readYukiPayments: async () => ({ plausible: true, toRegister: 0, reported: 0, causes: [] }),
  registerFocusPayments: async () => ({ registered: 0, reported: 0, left: false, waitMs: 0 }),
  sendJournalsToYuki: async () => ({ accepted: 0 }),
  removeFocusPayments: async () => ({ removed: 0, waitMs: 0 }),
  discoverDocuments: async () => ({ found: 0, changed: 0, waitMs: 0, done: true, causes: [] }),
  prepareDocuments: async () => ({ prepared: 0, held: 0, left: false, waitMs: 0, causes: [] }),
  sendToYuki: async () => ({ kind: 'nothingReady' }),
  lookUpDoubtful: async () => ({ exported: 0, absent: 0, undecided: 0, nextLookInMs: null, causes: [] }),
  wakeHolds: async () => {},
  askConnectionForRun: async () => ({ runNumber: 1 }),
  followRun: async () => ({ outcome: 'done', summary: {} }),
  lookAtCause: async () => ({ kind: 'nothingWaits', ended: 'cured' }),
  releaseDocuments: async () => ({ released: 0 }),
  closeCause: async () => ({ closed: true }),
  remindWhoCanCure: async () => {},
  findNeglected: async () => ({ connectionsStarted: 0, holdsStarted: 0, attemptsExpired: 0, next: null }),
  tellPeople: async () => ({ written: 0, sent: 0, notSent: 0, failed: 0 }),
};

/** Quiet activities with those of the test in their place. */
export function fakeActivities(overrides: Partial<Activities> = {}): FakeActivities {
  const calls: Call[] = [];
  const wired = Object.entries({ ...quiet, ...overrides }).map(([name, activity]) => [
    name,
    (order: Record<string, unknown>) => {
      calls.push({ name: name as ActivityName, order });
      return (activity as (order: Record<string, unknown>) => Promise<unknown>)(order);
    },
  ]);
  return {
    activities: Object.fromEntries(wired) as Activities,
    calls,
    names: (...only) =>
      calls.map(({ name }) => name).filter((name) => only.length === 0 || only.includes(name)),
    orders: (name) => calls.filter((call) => call.name === name).map(({ order }) => order),
  };
}

/** Answers each call by the next of the list; a call beyond it gets the last one again. */
export function inTurn<Answer>(...answers: [Answer, ...Answer[]]): () => Promise<Answer> {
  let turn = 0;
  return async () => {
    const answer = answers[Math.min(turn, answers.length - 1)] as Answer;
    turn += 1;
    return answer;
  };
}

/** A door that a test opens: what waits at it goes on then. `reached` resolves when somebody waits. */
export function gate(): { pass(): Promise<void>; open(): void; readonly reached: Promise<void> } {
  let open = (): void => {};
  let reach = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    pass: () => {
      reach();
      return opened;
    },
    open: () => open(),
    reached,
  };
}
