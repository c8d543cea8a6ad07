// What every operation of the pretend Focus is given, and what it answers.
import type { Clock } from '../infra/clock.ts';
import type { Switches } from '../infra/switches.ts';
import type { Fields } from './fields.ts';
import { focusMoment, type FocusState } from './state.ts';

export interface FocusContext {
  state: FocusState;
  clock: Clock;
  switches: () => Switches;
  /** Tells registered webhooks; returns at once. */
  emit: (type: string, subject: { type: string; id: string }) => void;
  /** Forgets these kinds of news at every address, or all of them, as Focus may do by itself; how many addresses. */
  forgetWebhooks: (types?: string[]) => number;
}

export interface OperationAnswer {
  status: 200 | 201 | 204;
  body?: Record<string, unknown>;
}

/** Who asks: the client of the access token and the user behind it. */
export interface Caller {
  clientId: string;
  userId: string;
}

/** A caller and the address under which the sandbox was reached, for links in answers. */
export type CallerHere = Caller & { origin: string };

export type Operation = (context: FocusContext, fields: Fields, caller: CallerHere) => OperationAnswer;

export const ok = (body: Record<string, unknown>): OperationAnswer => ({ status: 200, body });
export const created = (type: string, id: string): OperationAnswer => ({
  status: 201,
  body: { data: { type, id } },
});
export const done: OperationAnswer = { status: 204 };

/** The present moment as Focus writes it. */
export const nowText = (context: FocusContext): string => focusMoment(context.clock.now());
