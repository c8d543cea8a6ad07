/**
 * Who may use how many of a Yuki domain's daily calls: payments first, then fresh documents, probes, backfill, with
 * a part left to other software, and backfills of several connections sharing evenly (design 4, R-LIM-1, R-LIM-4).
 * Pure; the counts are kept by the ledger.
 */

export type CallLane = 'payments' | 'fresh' | 'probe' | 'backfill';

/** Yuki's free number of calls a day and domain (yuki-api 6), and what we leave to other software of the tenant. */
export const defaultDailyLimit = 1000;
export const defaultReserve = 200;

/** What Yuki grants: free, with “Yuki Webservice”, and with “Webservice Extended” (R-LIM-1). */
const grantedLimits = [1000, 5000, 10_000] as const;

/** What other software used is remembered for so many days, today included. */
export const daysRemembered = 7;

/** A backfill that has not asked for this long shares no more; what it did not take is there for the others. */
export const sharingMs = 30 * 60_000;

/**
 * Up to how many used calls each lane may still reserve: payments up to the limit, fresh documents and probes leave
 * half of the reserve, backfill leaves all of it.
 */
export function ceilingOf(lane: CallLane, limit: number, reserve: number): number {
  switch (lane) {
    case 'payments':
      return limit;
    case 'fresh':
    case 'probe':
      return Math.max(0, limit - Math.ceil(reserve / 2));
    case 'backfill':
      return Math.max(0, limit - reserve);
  }
}

/** Probes of holds take at most one call in twenty of a day (design 3). */
export function probeCeiling(limit: number): number {
  return Math.floor(limit / 20);
}

/**
 * The part of a day that is left alone: the given one, or more when other software was seen to use more, up to half
 * of the limit, because what we are for has to go on.
 */
export function reserveBeside(limit: number, given: number, mostForeign: number): number {
  return Math.max(Math.min(given, limit), Math.min(Math.floor(limit / 2), mostForeign));
}

/** How many backfill calls one connection may have made at the end of its next one. */
export function fairShare(day: {
  readonly ceiling: number;
  readonly used: number;
  /** Of all connections of the domain. */
  readonly usedByBackfill: number;
  /** Connections whose backfill asks at present, the asking one included. */
  readonly asking: number;
}): number {
  const forBackfill = Math.max(0, day.ceiling - (day.used - day.usedByBackfill));
  return Math.ceil(forBackfill / Math.max(1, day.asking));
}

/** What Yuki must have granted, since it served us more calls than we thought there were. */
export function limitBehind(served: number): number {
  return grantedLimits.find((limit) => limit >= served) ?? served;
}
