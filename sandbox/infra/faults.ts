// Faults by plan: what shall go wrong, for which call, how often. Plans are consumed in the order in which they
// were added; nothing here is random. The pretend systems carry a plan out, this file only keeps the list.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

export const faultKinds = [
  'refuse',
  'delay',
  'drop-before',
  'drop-after',
  'hold-after',
  'malformed',
  'html-502',
  'status',
  'rate-limited',
  'fault',
  'quota',
  'stale-list',
  'empty-list',
  'truncated',
  'reject-document',
  'oversized',
] as const;

/** The wire shape of a plan (POST /faults). */
export const faultPlanSchema = z.strictObject({
  id: z.string().min(1).max(100).optional(),
  system: z.enum(['focus', 'yuki']).optional(),
  operation: z.string().min(1).max(100),
  after: z.int().min(0).optional(),
  times: z.int().min(1).max(1_000_000).optional(),
  kind: z.enum(faultKinds),
  delayMs: z.int().min(0).max(86_400_000).optional(),
  status: z.int().min(100).max(599).optional(),
  body: z.string().max(1_000_000).optional(),
  faultString: z.string().max(10_000).optional(),
  reference: z.string().max(200).optional(),
  message: z.string().max(10_000).optional(),
});

export interface FaultPlan {
  id?: string | undefined;
  /** Absent: either system. */
  system?: 'focus' | 'yuki' | undefined;
  /** Exact name such as `ProcessSalesInvoices`, `invoices.list`, `oauth2/access_token`, or `*`. */
  operation: string;
  /** Skip this many matching calls first. */
  after?: number | undefined;
  /** How often the plan strikes; default 1. */
  times?: number | undefined;
  /** `hold-after`: act, then keep the answer until released or the peer goes. */
  kind: (typeof faultKinds)[number];
  delayMs?: number | undefined;
  status?: number | undefined;
  body?: string | undefined;
  faultString?: string | undefined;
  /** `reject-document`: which document. */
  reference?: string | undefined;
  message?: string | undefined;
}

export interface Faults {
  /** Answers the plan's id. */
  add(plan: FaultPlan): string;
  /** The plan that strikes this call, or null. The returned plan always carries its id. */
  take(system: 'focus' | 'yuki', operation: string): FaultPlan | null;
  /** Plans that have not struck out yet, with what is left of `after` and `times`. */
  list(): FaultPlan[];
  /** Forgets all plans and releases everything that is held. */
  clear(): void;
  /** Lets a held answer go; throws when the plan is unknown. */
  release(id: string): void;
  /** Resolves when a `hold-after` or `delay` plan has been reached; rejects when the plan is unknown. */
  held(id: string): Promise<void>;
  /** Called by a pretend system that now keeps an answer: marks the plan as reached, resolves on release. */
  waitForRelease(id: string): Promise<void>;
}

interface Gate {
  reached: Deferred;
  released: Deferred;
}
interface Deferred {
  promise: Promise<void>;
  resolve: () => void;
}

const deferred = (): Deferred => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
};

const maximumPlans = 10_000;

/** An empty list of faults. */
export function createFaults(): Faults {
  let plans: (FaultPlan & { id: string })[] = [];
  const gates = new Map<string, Gate>();

  const gateOf = (id: string): Gate => {
    const gate = gates.get(id);
    if (gate === undefined) throw new Error(`No fault plan has the id ${id}.`);
    return gate;
  };
  const strikes = (plan: FaultPlan, system: string, operation: string): boolean =>
    (plan.system === undefined || plan.system === system) &&
    (plan.operation === '*' || plan.operation === operation);

  return {
    add(plan) {
      if (plans.length >= maximumPlans) throw new Error(`At most ${maximumPlans} fault plans can be kept.`);
      const id = plan.id ?? randomUUID();
      if (plans.some((other) => other.id === id)) throw new Error(`A fault plan ${id} exists already.`);
      plans.push({ ...plan, id });
      gates.set(id, { reached: deferred(), released: deferred() });
      // Gates outlive their plans, because an answer may still be held; the oldest are forgotten at the bound.
      if (gates.size > 2 * maximumPlans) gates.delete(gates.keys().next().value as string);
      return id;
    },
    take(system, operation) {
      for (const plan of plans) {
        if (!strikes(plan, system, operation)) continue;
        const skips = plan.after ?? 0;
        if (skips > 0) {
          plan.after = skips - 1;
          continue;
        }
        const struck = { ...plan };
        plan.times = (plan.times ?? 1) - 1;
        if (plan.times <= 0) plans = plans.filter((other) => other !== plan);
        if (plan.kind === 'delay') gates.get(plan.id)?.reached.resolve();
        return struck;
      }
      return null;
    },
    list: () => plans.map((plan) => ({ ...plan })),
    clear() {
      plans = [];
      for (const gate of gates.values()) gate.released.resolve();
      gates.clear();
    },
    release: (id) => gateOf(id).released.resolve(),
    held: async (id) => gateOf(id).reached.promise,
    waitForRelease: async (id) => {
      const gate = gates.get(id);
      // The plans were cleared while the call was being worked on: nothing is held any more.
      if (gate === undefined) return;
      gate.reached.resolve();
      await gate.released.promise;
    },
  };
}
