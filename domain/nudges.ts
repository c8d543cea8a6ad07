/**
 * How soon news from Focus may start a run: at once for what people do one by one, gathered when it comes in crowds,
 * so that a hundred bookings in a row do not cost a hundred readings of Yuki (promise 4). Times are milliseconds.
 */

/** A crowd of news: so many runs may begin at once, and one more after each pause. */
const atOnce = 12;
const pauseMs = 600_000;

export interface NudgePace {
  readonly left: number;
  /** When `left` was reckoned. */
  readonly atMs: number;
}

export const freshPace: NudgePace = { left: atOnce, atMs: 0 };

/** Whether a run may begin now, and the pace after that; else how long news are gathered before one may. */
export function takeNudge(
  pace: NudgePace,
  nowMs: number,
): { readonly pace: NudgePace; readonly waitMs: number } {
  const gained = (nowMs - pace.atMs) / pauseMs;
  const left = Math.min(atOnce, pace.left + Math.max(0, gained));
  if (left >= 1) return { pace: { left: left - 1, atMs: nowMs }, waitMs: 0 };
  return { pace: { left, atMs: nowMs }, waitMs: Math.ceil((1 - left) * pauseMs) };
}
