// The one place that says how this product connects to Temporal, for worker and client alike, so that a
// payload converter or codec can never differ between them. It opens no connection itself.

import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from './config.ts';

export type TemporalConnectionOptions = Config['temporal']['connectionOptions'];

/** What Temporal's client connection and the worker's native connection are opened with. */
export function temporalConnectionOptions(config: Pick<Config, 'temporal'>): TemporalConnectionOptions {
  return config.temporal.connectionOptions;
}

const standsWithinMs = 5_000;
const askAgainMs = 250;

/**
 * Asks a connection something by an update that may start it. One that was started by this very question does not know
 * yet where it stands, and refuses; it is asked again until it does, for some seconds. Throws its last refusal.
 */
export async function onceItStands<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isStandingUp(error) || tries * askAgainMs >= standsWithinMs) throw error;
    }
    await delay(askAgainMs);
  }
}

/** The refusal carries the state of the connection (workflows/refusals.ts). */
function isStandingUp(error: unknown): boolean {
  const { type, details } = ((error as Error).cause ?? {}) as { type?: unknown; details?: unknown[] };
  const state = details?.[0] as { kind?: unknown; step?: unknown } | undefined;
  return type === 'NotActive' && state?.kind === 'onboarding' && state.step === 'checking';
}

/** The task queue of every workflow and activity (design.md 4). */
export const taskQueue = 'focus-yuki';
