// What was asked of the pretend systems, in order: the witness behind "never twice" and "frugal with calls".
// Bounded in memory; the counts stay right when old calls have been dropped.
import type { Clock } from './clock.ts';

export type System = 'focus' | 'yuki-be' | 'yuki-nl';

export interface LoggedCall {
  /** Running number, from 1; goes on after `clear`. */
  n: number;
  /** Sandbox time, ISO 8601 in UTC. */
  at: string;
  system: System;
  /** `invoices.list`, `oauth2/access_token`, `ProcessSalesInvoices` … */
  operation: string;
  /** HTTP status; null when the connection was dropped without an answer. */
  status: number | null;
  /** ok | refused | fault | dropped-before | dropped-after | rate-limited … */
  outcome: string;
  /** Yuki references in the message or looked up; Focus ids. */
  references: string[];
  detail?: string;
}

export interface CallSummary {
  total: number;
  byOperation: Record<string, number>;
}

export interface CallLog {
  add(call: Omit<LoggedCall, 'n' | 'at'>): LoggedCall;
  /** The calls with a number above `n`, oldest first, as far as they are still kept. */
  since(n: number): LoggedCall[];
  summary(): Record<System, CallSummary>;
  clear(): void;
  /** Resolves when a matching call is logged from now on; rejects when none came within `timeoutMs`. */
  next(match: (call: LoggedCall) => boolean, timeoutMs: number): Promise<LoggedCall>;
}

const emptySummary = (): Record<System, CallSummary> => ({
  focus: { total: 0, byOperation: {} },
  'yuki-be': { total: 0, byOperation: {} },
  'yuki-nl': { total: 0, byOperation: {} },
});

/** A log that keeps at least the last `keep` calls (default 250,000). */
export function createCallLog(clock: Clock, keep = 250_000): CallLog {
  let calls: LoggedCall[] = [];
  let lastNumber = 0;
  let counts = emptySummary();
  const watchers = new Set<(call: LoggedCall) => void>();

  return {
    add(call) {
      lastNumber += 1;
      const logged: LoggedCall = { n: lastNumber, at: clock.now().toISOString(), ...call };
      calls.push(logged);
      // Dropping a tenth at a time keeps the cost of bounding the log small.
      if (calls.length > keep * 1.1) calls = calls.slice(calls.length - keep);
      const count = counts[call.system];
      count.total += 1;
      count.byOperation[call.operation] = (count.byOperation[call.operation] ?? 0) + 1;
      for (const watch of watchers) watch(logged);
      return logged;
    },
    since(n) {
      const firstKept = calls[0]?.n;
      if (firstKept === undefined) return [];
      return calls.slice(Math.max(0, n + 1 - firstKept));
    },
    summary: () => structuredClone(counts),
    clear() {
      calls = [];
      counts = emptySummary();
    },
    next(match, timeoutMs) {
      return new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          watchers.delete(watch);
        };
        const watch = (call: LoggedCall) => {
          if (!match(call)) return;
          stop();
          resolve(call);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`No matching call was made within ${timeoutMs} ms.`));
        }, timeoutMs);
        timer.unref();
        watchers.add(watch);
      });
    },
  };
}
