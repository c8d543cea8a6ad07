// The daily number of web service calls of a Yuki domain (6): counted for all keys and programs together,
// starting again at midnight or 24 hours after the first call, as the switches say.
import type { Domain } from './state.ts';
import type { YukiSwitches } from './switches.ts';

const dayIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);

/** Brings the counter to the present day. */
function renew(domain: Domain, now: Date, switches: YukiSwitches): void {
  const day = dayIn(switches.quotaTimeZone, now);
  // The first look fixes the day of the calls that the world says other software has used.
  if (domain.calls.day === '') domain.calls.day = day;
  const over =
    switches.quotaReset === 'midnight'
      ? domain.calls.day !== day
      : now.getTime() - domain.calls.since >= 24 * 3_600_000;
  if (over) domain.calls = { day, since: now.getTime(), used: 0 };
}

/** Takes one call from the day's number; false when it is used up (the limit itself is still served). */
export function takeCall(domain: Domain, now: Date, switches: YukiSwitches): boolean {
  renew(domain, now, switches);
  if (domain.calls.used >= domain.dailyCallLimit) return false;
  if (domain.calls.used === 0) domain.calls.since = now.getTime();
  domain.calls.used += 1;
  return true;
}

/** Gives a call back that does not count after all. */
export function giveBackCall(domain: Domain): void {
  domain.calls.used = Math.max(0, domain.calls.used - 1);
}

/** Calls that other software makes. */
export function useCalls(domain: Domain, count: number, now: Date, switches: YukiSwitches): void {
  renew(domain, now, switches);
  domain.calls.used += count;
}

/** Calls used today. */
export function callsUsed(domain: Domain, now: Date, switches: YukiSwitches): number {
  renew(domain, now, switches);
  return domain.calls.used;
}
