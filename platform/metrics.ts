// What every process tells of itself for Prometheus: its memory and event loop, and its requests to other systems by
// system and outcome. What the ledger says is left to the console, what the engine says to the Temporal SDK.

import { subscribe } from 'node:diagnostics_channel';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export { Gauge, Registry } from 'prom-client';

/** Whose server an origin is; anything else is `other`, such as receivers of webhooks. */
export type Systems = Readonly<Record<string, 'focus' | 'yuki'>>;

export function systemsOf(config: {
  readonly focus: { readonly apiUrl: string; readonly authUrl: string };
  readonly yuki: { readonly beUrl: string; readonly nlUrl: string };
}): Systems {
  const { focus, yuki } = config;
  return {
    [new URL(yuki.beUrl).origin]: 'yuki',
    [new URL(yuki.nlUrl).origin]: 'yuki',
    [new URL(focus.authUrl).origin]: 'focus',
    [new URL(focus.apiUrl).origin]: 'focus',
  };
}

/** A registry with what this process tells of itself. To be made once in a process. */
export function createProcessMetrics(systems: Systems): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  countRequests(registry, systems);
  return registry;
}

/** What undici's channels tell of a request; nothing but its origin and status is looked at. */
interface RequestNews {
  readonly request: { readonly origin?: unknown };
  readonly response?: { readonly statusCode?: number };
}

/** Listens to undici itself, so that no adapter has to count and none can be forgotten. */
function countRequests(registry: Registry, systems: Systems): void {
  const total = new Counter({
    name: 'focus_yuki_requests_total',
    help: 'Requests to other systems, by system and by class of status, or error when there was no answer.',
    labelNames: ['system', 'outcome'] as const,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'focus_yuki_request_seconds',
    help: 'Time until the headers of the answer were there, by system.',
    labelNames: ['system'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  });
  const begun = new WeakMap<object, number>();
  const end = ({ request }: RequestNews, outcome: string): void => {
    const at = begun.get(request);
    if (at === undefined) return;
    begun.delete(request);
    const system = systems[String(request.origin)] ?? 'other';
    total.inc({ system, outcome });
    seconds.observe({ system }, (performance.now() - at) / 1000);
  };
  subscribe('undici:request:create', (news) => {
    begun.set((news as RequestNews).request, performance.now());
  });
  subscribe('undici:request:headers', (news) => {
    const { response } = news as RequestNews;
    end(news as RequestNews, `${Math.floor((response?.statusCode ?? 0) / 100)}xx`);
  });
  subscribe('undici:request:error', (news) => end(news as RequestNews, 'error'));
}
