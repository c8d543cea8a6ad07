// A worker that can be lost at any moment: after a chosen number of statements to the ledger it does nothing more,
// neither there nor on the wire, as a killed process. What it left behind is for the others to find.

import type { KyselyPlugin } from 'kysely';
import { Agent, type Dispatcher } from 'undici';
import { createActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/interface.ts';
import type { Tools } from '../../activities/tools.ts';
import type { Ledger } from '../../ledger/open.ts';

/** What every act of a lost worker ends with; nobody is there to see it. */
class Lost extends Error {
  override readonly name = 'Lost';
}

/** Where a worker is lost: right before its nth statement reaches the ledger, or right after it was carried out. */
export interface Moment {
  readonly statement: number;
  readonly when: 'before' | 'after';
}

export interface MortalWorker {
  readonly activities: Activities;
  /** Whether the moment came; false when the worker had ended its work by then. */
  isLost(): boolean;
  close(): Promise<void>;
}

/** Another worker on the same ledger, who will be lost at that moment. */
export function openMortalWorker(tools: Tools, moment: Moment): MortalWorker {
  let statements = 0;
  let lost = false;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      if (moment.when === 'before' && statements === moment.statement) lost = true;
      if (lost) throw new Lost();
      return node;
    },
    transformResult: async ({ result }) => {
      if (moment.when === 'after' && statements >= moment.statement) lost = true;
      if (lost) throw new Lost();
      return result;
    },
  };
  const ledger: Ledger = { ...tools.ledger, db: tools.ledger.db.withPlugin(plugin) };
  const agent = new Agent({ pipelining: 0 });
  const wire: Dispatcher = agent.compose((dispatch) => (options, handler) => {
    if (lost) throw new Lost();
    return dispatch(options, handler);
  });
  return {
    activities: createActivities({
      ...tools,
      ledger,
      worker: 'a worker that is lost',
      dispatcher: wire,
      transports: new Map(),
    }),
    isLost: () => lost,
    close: () => agent.destroy(),
  };
}

/** A worker that had done its work by then, which a test has to meet as well as one that had not. */
export interface Loss {
  readonly lost: boolean;
  readonly done: boolean;
}

/**
 * Loses one worker after the other, each a statement later than the one before, until one comes to its end; answers
 * how many were lost when they had done their work, and how many before that.
 */
export async function loseAtEveryStatement(
  when: Moment['when'],
  loseAt: (moment: Moment) => Promise<Loss>,
  mostStatements = 60,
): Promise<{ done: number; undone: number }> {
  const lostWith = { done: 0, undone: 0 };
  for (let statement = 1; ; statement += 1) {
    const { lost, done } = await loseAt({ statement, when });
    if (!lost) return lostWith;
    lostWith[done ? 'done' : 'undone'] += 1;
    if (statement > mostStatements) throw new Error('The worker never comes to an end.');
  }
}
