// The sandbox's own time: real time plus an offset that the control API moves. Both pretend systems read the
// time here and nowhere else, so tests can let days pass.

export interface Clock {
  /** The sandbox's present moment. */
  now(): Date;
  /** Moves time forwards (or backwards, when negative) by so many milliseconds. */
  advance(ms: number): void;
  /** Makes `at` the present moment; time runs on from there. */
  set(at: Date): void;
}

/** A clock that follows real time from an offset. Without `start` the offset is zero. */
export function createClock(start?: Date): Clock {
  let offsetMs = start === undefined ? 0 : start.getTime() - Date.now();
  return {
    now: () => new Date(Date.now() + offsetMs),
    advance(ms) {
      if (!Number.isFinite(ms))
        throw new Error('The clock can only be advanced by a number of milliseconds.');
      offsetMs += ms;
    },
    set(at) {
      if (Number.isNaN(at.getTime())) throw new Error('The clock can only be set to a valid moment.');
      offsetMs = at.getTime() - Date.now();
    },
  };
}
