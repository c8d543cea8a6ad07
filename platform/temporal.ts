// The one place that says how this product connects to Temporal, for worker and client alike, so that a
// payload converter or codec can never differ between them. It opens no connection itself.

import type { Config } from './config.ts';

export type TemporalConnectionOptions = Config['temporal']['connectionOptions'];

/** What Temporal's client connection and the worker's native connection are opened with. */
export function temporalConnectionOptions(config: Pick<Config, 'temporal'>): TemporalConnectionOptions {
  return config.temporal.connectionOptions;
}

/** The task queue of every workflow and activity (design.md 4). */
export const taskQueue = 'focus-yuki';
