// Focus's sliding window of one minute, per client and account, with the three headers (focus-api.md 1.4).
// The window follows the sandbox's clock, so moving the clock empties it; the reset header is told in real time,
// because a client that waits for it waits in real time.
import type { Clock } from '../infra/clock.ts';

const windowMs = 60_000;

export interface RateAnswer {
  allowed: boolean;
  headers: Record<string, string>;
}

export interface RateLimit {
  /** Counts one request of `key`, or refuses it (a refused request is not counted). */
  count(key: string, perMinute: number, form: 'docs' | 'live'): RateAnswer;
  /** The headers for a request that belongs to no client, or as they stand. */
  peek(key: string, perMinute: number, form: 'docs' | 'live'): Record<string, string>;
}

/** `docs`: milliseconds and an offset without colon; `live`: whole seconds and a colon. */
function resetText(at: Date, form: 'docs' | 'live'): string {
  if (form === 'docs') return at.toISOString().replace('Z', '+0000');
  const wholeSecond = new Date(Math.ceil(at.getTime() / 1000) * 1000);
  return `${wholeSecond.toISOString().slice(0, 19)}+00:00`;
}

/** Empty windows. */
export function createRateLimit(clock: Clock): RateLimit {
  const windows = new Map<string, number[]>();

  const freshWindow = (key: string): number[] => {
    const now = clock.now().getTime();
    const times = windows.get(key) ?? [];
    let gone = 0;
    // A clock that was set back leaves times in the future; they count no longer.
    while (gone < times.length && ((times[gone] ?? 0) <= now - windowMs || (times[gone] ?? 0) > now))
      gone += 1;
    if (gone > 0) times.splice(0, gone);
    windows.set(key, times);
    return times;
  };
  const headersOf = (times: number[], perMinute: number, form: 'docs' | 'live') => {
    const oldest = times[0];
    const leftMs = oldest === undefined ? 0 : oldest + windowMs - clock.now().getTime();
    return {
      'X-RateLimit-Limit': String(perMinute),
      'X-RateLimit-Remaining': String(Math.max(0, perMinute - times.length)),
      'X-RateLimit-Reset': resetText(new Date(Date.now() + leftMs), form),
    };
  };

  return {
    count(key, perMinute, form) {
      const times = freshWindow(key);
      const allowed = times.length < perMinute;
      if (allowed) times.push(clock.now().getTime());
      return { allowed, headers: headersOf(times, perMinute, form) };
    },
    peek: (key, perMinute, form) => headersOf(freshWindow(key), perMinute, form),
  };
}
