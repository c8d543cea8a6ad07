// The routes of the control API and what they answer; sandbox/README.md describes them for people. Bodies are
// validated here, once; HTTP itself stands in server.ts.
import { z } from 'zod';
import { compareSides, yukiSide } from '../comparison.ts';
import { act, type Act } from '../focus/act.ts';
import type { LoggedCall } from '../infra/call-log.ts';
import { faultPlanSchema } from '../infra/faults.ts';
import { switchesSchema } from '../infra/switches.ts';
import type { SandboxParts } from '../start.ts';
import { expectationsSchema, namedWorld, parseWorld, worldNames } from '../worlds/index.ts';
import { yukiActRoutes } from './yuki-acts.ts';

/** Nothing stands at this address, or what it names is not there. */
export class NotThere extends Error {}
/** A long poll ended without news. */
export class NoNews extends Error {}

const longestPollMs = 600_000;
const mostCallsTold = 20_000;
const whole = z.coerce.number().int().min(0);

const nothing = z.strictObject({});

/** The act behind a request, with its path parameters already taken out; throws NotThere. */
export function routeOf(parts: SandboxParts, method: string, path: string): Act {
  const [first = '', second, third, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length === 0 && third === undefined && second !== undefined && method === 'POST') {
    const acts =
      first === 'focus' ? parts.focus().acts : first === 'yuki' ? yukiActRoutes(parts.yuki().acts) : null;
    if (acts !== null) {
      const found = Object.hasOwn(acts, second) ? acts[second] : undefined;
      if (found === undefined)
        throw new NotThere(`There is no act ${first}/${second}. Known: ${Object.keys(acts).join(', ')}.`);
      return found;
    }
  }
  const table = { ...stateRoutes(parts), ...faultRoutes(parts, second ?? ''), ...callRoutes(parts) };
  const isFault = first === 'faults' && second !== undefined;
  const name = `${method} /${isFault ? ['faults', ':id', third, ...rest].filter(Boolean).join('/') : [first, second, third, ...rest].filter(Boolean).join('/')}`;
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new NotThere(`There is nothing at ${method} ${path.slice(0, 100)}.`);
  return found;
}

function stateRoutes(parts: SandboxParts): Record<string, Act> {
  const clock = () => ({ now: parts.clock.now().toISOString() });
  const loaded = () => ({ name: parts.world().name, descriptor: parts.descriptor() });
  return {
    'GET /health': act(nothing, () => ({ status: 'ok', world: parts.world().name, ...clock() })),
    'GET /state': act(nothing, () => ({
      world: parts.world().name,
      ...clock(),
      focus: parts.focus().state(),
      yuki: parts.yuki().state(),
    })),
    'GET /state/focus': act(nothing, () => parts.focus().state()),
    'GET /state/yuki': act(nothing, () => parts.yuki().state()),
    'GET /descriptor': act(nothing, () => parts.descriptor()),
    'GET /worlds': act(nothing, () => ({ worlds: worldNames })),
    'GET /world': act(nothing, () => ({ ...loaded(), expectations: parts.world().expectations })),
    'POST /world': act(
      z.union([z.strictObject({ name: z.string().min(1) }), z.strictObject({ world: z.unknown() })]),
      (body) => {
        parts.load('name' in body ? namedWorld(body.name) : parseWorld(body.world));
        return { ...loaded(), expectations: parts.world().expectations };
      },
    ),
    'GET /clock': act(nothing, clock),
    'POST /clock': act(
      z.union([
        z.strictObject({ advanceMs: z.number() }),
        z.strictObject({ set: z.iso.datetime({ offset: true }) }),
      ]),
      (body) => {
        if ('set' in body) parts.clock.set(new Date(body.set));
        else parts.clock.advance(body.advanceMs);
        return clock();
      },
    ),
    'GET /switches': act(nothing, () => parts.switches.current()),
    'PATCH /switches': act(z.record(z.string(), z.unknown()), (changes) => {
      for (const key of Object.keys(changes)) {
        if (!(key in switchesSchema.shape)) throw new Error(`There is no switch ${key}.`);
      }
      return parts.switches.patch(changes);
    }),
    'POST /comparison': act(comparisonBody, (body) => compare(parts, body)),
  };
}

function faultRoutes(parts: SandboxParts, id: string): Record<string, Act> {
  return {
    'GET /faults': act(nothing, () => ({ faults: parts.faults.list() })),
    'POST /faults': act(faultPlanSchema, (plan) => ({ id: parts.faults.add(plan) })),
    'DELETE /faults': act(nothing, () => {
      parts.faults.clear();
      return { faults: [] };
    }),
    'POST /faults/:id/release': act(nothing, () => {
      parts.faults.release(id);
      return { released: id };
    }),
    'GET /faults/:id/held': act(
      z.strictObject({ timeoutMs: whole.max(longestPollMs).default(30_000) }),
      async (query) => {
        await within(parts.faults.held(id), query.timeoutMs, `The fault plan ${id} was not reached in time.`);
        return { held: id };
      },
    ),
  };
}

function callRoutes(parts: SandboxParts): Record<string, Act> {
  const nextQuery = z.strictObject({
    operation: z.string().min(1).optional(),
    system: z.enum(['focus', 'yuki-be', 'yuki-nl']).optional(),
    outcome: z.string().min(1).optional(),
    since: whole.optional(),
    timeoutMs: whole.max(longestPollMs).default(30_000),
  });
  return {
    'GET /calls': act(z.strictObject({ since: whole.default(0) }), ({ since }) => {
      const calls = parts.log.since(since);
      return { calls: calls.slice(0, mostCallsTold), more: calls.length > mostCallsTold };
    }),
    'GET /calls/summary': act(nothing, () => parts.log.summary()),
    'DELETE /calls': act(nothing, () => {
      parts.log.clear();
      return parts.log.summary();
    }),
    'GET /calls/next': act(nextQuery, async (query) => {
      const matches = (call: LoggedCall): boolean =>
        (query.operation === undefined || call.operation === query.operation) &&
        (query.system === undefined || call.system === query.system) &&
        (query.outcome === undefined || call.outcome === query.outcome);
      const known = query.since === undefined ? undefined : parts.log.since(query.since).find(matches);
      if (known !== undefined) return known;
      try {
        return await parts.log.next(matches, query.timeoutMs);
      } catch (error) {
        throw new NoNews(error instanceof Error ? error.message : String(error), { cause: error });
      }
    }),
  };
}

async function within(event: Promise<void>, timeoutMs: number, sentence: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoNews(sentence)), timeoutMs);
    timer.unref();
  });
  try {
    await Promise.race([event, late]);
  } finally {
    clearTimeout(timer);
  }
}

const ids = z.array(z.string()).default([]);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const comparisonBody = z.strictObject({
  /** Focus ids that are not in Yuki yet; exactly these. */
  waiting: ids,
  /** Focus ids whose payment Yuki took back after Focus had it. */
  reversed: ids,
  paidElsewhere: ids,
  allowedDoubles: ids,
  startDate: z.union([day, z.record(z.string(), day)]),
  /** Default: the world's own. */
  expectations: z.union([expectationsSchema, z.array(expectationsSchema)]).optional(),
});

/** Compares what Focus holds with what Yuki holds, by code that shares nothing with a connector. */
export function compare(parts: SandboxParts, body: z.output<typeof comparisonBody>) {
  const expectations = body.expectations ?? parts.world().expectations;
  const administrationIds = [expectations].flat().map((one) => one.administrationId);
  const { documents, contacts, drafts } = yukiSide(parts.yuki().state(), administrationIds);
  return compareSides(parts.focus().documents(), documents, {
    ...body,
    expectations,
    contacts,
    drafts,
  });
}
