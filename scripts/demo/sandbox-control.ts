// The sandbox's control API as the story uses it: what people do in Focus and Yuki, what the two of them hold, what
// was asked of them, and the comparison. Shapes are what the story reads of the answers, not all of them.

import { StoryFailed } from './waiting.ts';

export interface FocusDocument {
  readonly id: string;
  readonly kind: 'invoice' | 'creditNote';
  readonly status: string;
  readonly number: string | null;
  readonly departmentId: string;
  readonly customer: { readonly type: 'company' | 'contact'; readonly id: string };
  readonly grossCents: number;
  readonly dueCents: number | null;
  readonly creditedCents: number;
  readonly lines: readonly { readonly taxRateId: string; readonly rate: number }[];
  readonly payments: readonly { readonly cents: number }[];
}

export interface YukiDocument {
  readonly reference: string;
  readonly grossCents: number;
  readonly openCents: number;
  readonly removed: boolean;
}

export interface LoggedCall {
  readonly n: number;
  readonly at: string;
  readonly system: string;
  readonly operation: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly references: readonly string[];
}

interface SideTotals {
  readonly documents: number;
  readonly netCents: number;
  readonly vatCents: number;
  readonly grossCents: number;
}

export interface Comparison {
  readonly agrees: boolean;
  readonly matched: number;
  readonly totals: { readonly focus: SideTotals; readonly yuki: SideTotals };
  readonly waiting: readonly string[];
  readonly reversed: readonly string[];
  readonly differences: readonly {
    readonly kind: string;
    readonly focusId?: string;
    readonly reference?: string;
    readonly expected?: string;
    readonly found?: string;
  }[];
}

export type CallSummary = Record<string, { total: number; byOperation: Record<string, number> }>;

export interface BookedLine {
  readonly description: string;
  readonly unitPrice: number;
  readonly taxRateId: string;
}

export interface SandboxControl {
  readonly url: string;
  focusDocuments(): Promise<FocusDocument[]>;
  yukiDocuments(administrationId: string): Promise<YukiDocument[]>;
  bookInvoice(order: {
    departmentId: string;
    customer: { type: string; id: string };
    date: string;
    lines: readonly BookedLine[];
  }): Promise<FocusDocument>;
  /** One act of somebody in Focus, by its name in the control API; answers what was changed. */
  inFocus<T>(act: string, order: Record<string, unknown>): Promise<T>;
  /** One act of a bookkeeper or accountant in Yuki, by its name in the control API. */
  inYuki(act: string, order: Record<string, unknown>): Promise<void>;
  /** Changes what nobody outside the vendors knows (sandbox/infra). */
  change(switches: Record<string, unknown>): Promise<void>;
  /** Plans a fault; answers its id. */
  plan(fault: { system: string; operation: string; kind: string }): Promise<string>;
  /** Resolves when the planned fault holds an answer back. */
  held(faultId: string, withinMs: number): Promise<void>;
  /** Lets the answer go that a planned fault holds back. */
  release(faultId: string): Promise<void>;
  callsSince(n: number): Promise<LoggedCall[]>;
  callSummary(): Promise<CallSummary>;
  compare(order: { waiting: string[]; reversed: string[]; startDate: string }): Promise<Comparison>;
}

const longestAnswerMs = 120_000;

export function openControl(url: string): SandboxControl {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(longestAnswerMs),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const found = (await answer.json()) as { error?: string };
    if (!answer.ok)
      throw new StoryFailed(
        `The sandbox refuses ${method} ${path}: ${found.error ?? `status ${answer.status}`}`,
      );
    return found as T;
  };
  return {
    url,
    focusDocuments: async () => (await ask<{ documents: FocusDocument[] }>('GET', '/state/focus')).documents,
    yukiDocuments: async (administrationId) => documentsOf(await ask('GET', '/state/yuki'), administrationId),
    bookInvoice: (order) => ask('POST', '/focus/book-invoice', order),
    inFocus: (act, order) => ask('POST', `/focus/${act}`, order),
    inYuki: async (act, order) => void (await ask('POST', `/yuki/${act}`, order)),
    change: async (switches) => void (await ask('PATCH', '/switches', switches)),
    plan: async (fault) => (await ask<{ id: string }>('POST', '/faults', fault)).id,
    held: async (faultId, withinMs) =>
      void (await ask('GET', `/faults/${encodeURIComponent(faultId)}/held?timeoutMs=${withinMs}`)),
    release: async (faultId) => void (await ask('POST', `/faults/${encodeURIComponent(faultId)}/release`)),
    callsSince: async (n) => (await ask<{ calls: LoggedCall[] }>('GET', `/calls?since=${n}`)).calls,
    callSummary: () => ask('GET', '/calls/summary'),
    compare: (order) => ask('POST', '/comparison', order),
  };
}

type YukiSide = { domains: { administrations: { id: string; documents: YukiDocument[] }[] }[] };

function documentsOf(state: { be: YukiSide; nl: YukiSide }, administrationId: string): YukiDocument[] {
  return [...state.be.domains, ...state.nl.domains]
    .flatMap(({ administrations }) => administrations)
    .filter(({ id }) => id.toLowerCase() === administrationId.toLowerCase())
    .flatMap(({ documents }) => documents)
    .filter(({ removed }) => !removed);
}
