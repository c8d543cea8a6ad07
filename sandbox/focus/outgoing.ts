// What the pieces of the Focus socket hand to each other: the parts they share, and an answer on its way out.
import type { ServerResponse } from 'node:http';
import type { CallLog } from '../infra/call-log.ts';
import type { Clock } from '../infra/clock.ts';
import type { Faults } from '../infra/faults.ts';
import type { Switches } from '../infra/switches.ts';
import type { FocusContext, Operation } from './context.ts';
import type { Downloads } from './downloads.ts';
import type { PlainAnswer } from './oauth-pages.ts';
import type { OAuth } from './oauth.ts';
import type { RateLimit } from './rate-limit.ts';
import type { FocusRefusal } from './refusal.ts';

export interface FocusParts {
  context: FocusContext;
  oauth: OAuth;
  rates: RateLimit;
  downloads: Downloads;
  operations: Map<string, Operation>;
  clock: Clock;
  log: CallLog;
  faults: Faults;
  switches: () => Switches;
}

/** An answer on its way out, with what the log says about it. */
export interface Outgoing extends PlainAnswer {
  outcome: string;
  references: string[];
  detail?: string;
}

/** The error body of a refusal. */
export const errorAnswer = (error: FocusRefusal, headers: Record<string, string> = {}): Outgoing => ({
  status: error.status,
  headers: { ...headers, 'Content-Type': 'application/json' },
  body: JSON.stringify({ errors: error.items }),
  outcome: error.status === 429 ? 'rate-limited' : 'refused',
  references: [],
  detail: error.message.slice(0, 300),
});

/** Writes an answer; a peer that has gone is no concern of ours. */
export function send(
  response: ServerResponse,
  answer: { status: number; headers: Record<string, string>; body: string },
): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body === '' ? undefined : answer.body);
}
