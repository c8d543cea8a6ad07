/**
 * One call to one Yuki host over HTTP: sends the envelope, bounds time and size, and says what became of it.
 * It never repeats a call; sessions are left to session.ts, the meaning of faults to the domain's table.
 */

import { Agent, request as httpRequest } from 'undici';
import type { Dispatcher } from 'undici';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from './errors.ts';
import { createListCutter } from './list-cutter.ts';
import type { ListShape } from './list-cutter.ts';
import { buildEnvelope, looksLikeEnvelope, readAnswer, soapAction } from './soap.ts';
import type { ExpectedAnswer, Parameters } from './soap.ts';
import { withoutSecrets } from './wire-text.ts';
import { parseXml, XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** The largest answer that is read: a list of 50,000 open items is about 50 MB (yuki-api 4.2). */
const answerLimitBytes = 64 * 1024 * 1024;
/** How long after `beforeBytes` the bytes may still leave; a process that was frozen in between sends nothing. */
const startLimitMs = 15_000;
/** Items that are read in one go; about 20 ms of work, so that heartbeats and other activities get their turn. */
const itemsPerPiece = 50;

export type YukiService = 'Accounting' | 'AccountingInfo' | 'Contact' | 'Domains' | 'Sales' | 'Vat';

export interface TransportCall extends ExpectedAnswer {
  readonly service: YukiService;
  readonly parameters: Parameters;
  /** True when a repetition could do something twice; decides what an unclear outcome means. */
  readonly write: boolean;
  /** Awaited as the last thing before the request is dispatched; throws to stop it, and then nothing was sent. */
  readonly beforeBytes?: () => Promise<void>;
  readonly timeoutMs?: number;
  /** Values that must not appear in any evidence of this call. */
  readonly secrets?: readonly string[];
}

export interface YukiAnswer {
  /** The `…Result` element, or the response element of an operation without result. */
  readonly result: XmlElement;
  /** The whole answer as text, without secrets: evidence for sealed places. */
  readonly raw: string;
}

export interface WireLine {
  readonly direction: 'request' | 'answer';
  readonly operation: string;
  readonly httpStatus: number | null;
  /** Without secrets; it still names customers and amounts. */
  readonly text: string;
}

export interface YukiTransport {
  /** Throws YukiFault, YukiUnreachable or YukiUnintelligible; whatever `beforeBytes` throws passes unchanged. */
  call(call: TransportCall): Promise<YukiAnswer>;
  /**
   * Reads a long list piece by piece: `read` gets one item at a time, other work runs between the pieces, and
   * the text of the answer is never held as a whole. Throws like `call`; a truncated list is YukiUnintelligible.
   */
  callForList<T>(call: TransportCall, shape: ListShape, read: (item: XmlElement) => T): Promise<T[]>;
  /** Ends the transport's own connections; a dispatcher that was given is left to its owner. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Scheme, host and, behind a gateway, a path that stays in front of `/ws/`. */
  readonly baseUrl: string;
  readonly dispatcher?: Dispatcher;
  /** From dispatch to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly onWire?: (line: WireLine) => void;
}

export function createYukiTransport(options: TransportOptions): YukiTransport {
  const base = options.baseUrl.replace(/\/+$/, '');
  // Without keep-alive: a write on a connection that the server is just closing would look like a lost answer.
  const dispatcher = options.dispatcher ?? new Agent({ pipelining: 0, connect: { timeout: 10_000 } });

  async function exchange<T>(
    call: TransportCall,
    consume: (status: number, body: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    const envelope = buildEnvelope(call.operation, call.parameters);
    const timeoutMs = call.timeoutMs ?? options.timeoutMs;
    options.onWire?.(wireLine(call, 'request', null, envelope));
    const body = Buffer.from(envelope, 'utf8');
    await call.beforeBytes?.();

    const departure = watchDeparture(Math.min(timeoutMs, startLimitMs));
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new TimeIsUp()), timeoutMs);
    try {
      const answer = await httpRequest(`${base}/ws/${call.service}.asmx`, {
        method: 'POST',
        headers: {
          'content-type': 'text/xml; charset=utf-8',
          accept: 'text/xml',
          soapaction: soapAction(call.operation),
        },
        body,
        dispatcher: dispatcher.compose(departure.interceptor),
        signal: abort.signal,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      return await consume(answer.statusCode, bounded(answer.body, call));
    } catch (failure) {
      throw judgeFailure(failure, call, departure.mayHaveLeft(), abort.signal.aborted);
    } finally {
      clearTimeout(timer);
      // Ends a body that was not read to its end; without effect after a complete answer.
      abort.abort();
    }
  }

  function judgeAnswer(call: TransportCall, status: number, text: string): YukiAnswer {
    const raw = withoutSecrets(text, call.secrets ?? []);
    options.onWire?.({ direction: 'answer', operation: call.operation, httpStatus: status, text: raw });
    if (!looksLikeEnvelope(text)) {
      throw new YukiUnreachable({ ...failureOf(call), reason: 'not-soap', httpStatus: status });
    }
    const answer = intelligibly(call, raw, () => readAnswer(text, call));
    if (answer.kind === 'fault') {
      const faultString = withoutSecrets(answer.faultString, call.secrets ?? []);
      throw new YukiFault({ operation: call.operation, faultString, httpStatus: status, write: call.write });
    }
    // Yuki answers results with 200 only; a result under another status was tampered with on the way.
    if (status !== 200) {
      throw new YukiUnreachable({ ...failureOf(call), reason: 'not-soap', httpStatus: status });
    }
    return { result: answer.result, raw };
  }

  return {
    call: (call) =>
      exchange(call, async (status, body) => judgeAnswer(call, status, await wholeText(body, call))),

    callForList: (call, shape, read) =>
      exchange(call, async (status, body) => {
        if (status !== 200) {
          judgeAnswer(call, status, await wholeText(body, call));
          throw unintelligible(call, 'a list came with another status than 200', '');
        }
        const cutter = createListCutter(call.operation, shape);
        const found: ReturnType<typeof read>[] = [];
        let head = '';
        for await (const chunk of decoded(body, call)) {
          if (!cutter.begun()) head += chunk;
          const items = intelligibly(call, head, () => cutter.push(chunk));
          await readPieces(call, items, read, found);
        }
        // An answer without the list is a fault, or nothing that can be read; either way it throws here.
        if (!cutter.begun()) judgeAnswer(call, status, head);
        intelligibly(call, head, () => cutter.finish());
        return found;
      }),

    close: async () => {
      if (dispatcher !== options.dispatcher) await dispatcher.close();
    },
  };
}

async function readPieces<T>(
  call: TransportCall,
  items: readonly string[],
  read: (item: XmlElement) => T,
  found: T[],
): Promise<void> {
  for (let start = 0; start < items.length; start += itemsPerPiece) {
    const piece = items.slice(start, start + itemsPerPiece).join('');
    intelligibly(call, piece, () => {
      for (const item of parseXml(`<piece>${piece}</piece>`).children) found.push(read(item));
    });
    await new Promise((resume) => setImmediate(resume));
  }
}

class TimeIsUp extends Error {}
class TooLate extends Error {}

/**
 * Notes whether a connection stood and the request was about to be written: before that moment nothing can
 * have left. Refuses to write when the moment comes too late, as after a freeze of the process.
 */
function watchDeparture(startWithinMs: number): {
  interceptor: Dispatcher.DispatcherComposeInterceptor;
  mayHaveLeft: () => boolean;
} {
  const [allowedAt, allowedAtClock] = [performance.now(), Date.now()];
  let departed = false;
  const interceptor: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (dispatchOptions, handler) =>
    dispatch(dispatchOptions, {
      onRequestStart(controller, context) {
        // The wall clock counts the time that a suspended machine slept, the other one resists being set back.
        const waited = Math.max(performance.now() - allowedAt, Date.now() - allowedAtClock);
        if (waited > startWithinMs) {
          controller.abort(new TooLate());
          return;
        }
        departed = true;
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...parts) => handler.onRequestUpgrade?.(...parts),
      onResponseStart: (...parts) => handler.onResponseStart?.(...parts),
      onResponseData: (...parts) => handler.onResponseData?.(...parts),
      onResponseEnd: (...parts) => handler.onResponseEnd?.(...parts),
      onResponseError: (...parts) => handler.onResponseError?.(...parts),
    });
  return { interceptor, mayHaveLeft: () => departed };
}

/** Names what became of a call that has no readable answer; errors that already say it pass unchanged. */
function judgeFailure(
  failure: unknown,
  call: TransportCall,
  mayHaveLeft: boolean,
  timedOut: boolean,
): unknown {
  const known =
    failure instanceof YukiFault ||
    failure instanceof YukiUnreachable ||
    failure instanceof YukiUnintelligible;
  if (known) return failure;
  const code = codeOf(failure);
  const delivery = mayHaveLeft ? 'unknown' : 'not-sent';
  if (failure instanceof TooLate) {
    return new YukiUnreachable({ operation: call.operation, delivery, reason: 'too-late' });
  }
  if (timedOut || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new YukiUnreachable({ operation: call.operation, delivery, reason: 'timed-out' });
  }
  // What has no code, or names a wrong argument, is a mistake of ours and keeps its own shape.
  const fromTheNetwork = code !== null && !/INVALID/.test(code);
  if (!fromTheNetwork) return failure;
  const reason = mayHaveLeft ? 'dropped' : 'no-connection';
  return new YukiUnreachable({ operation: call.operation, delivery, reason, code });
}

function codeOf(failure: unknown): string | null {
  const code = (failure as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}

function failureOf(call: TransportCall): { operation: string; delivery: 'unknown' } {
  return { operation: call.operation, delivery: 'unknown' };
}

function unintelligible(call: TransportCall, problem: string, excerpt: string): YukiUnintelligible {
  const shown = withoutSecrets(excerpt, call.secrets ?? []);
  return new YukiUnintelligible({ operation: call.operation, problem, excerpt: shown, write: call.write });
}

/** Runs a reader of the answer; what surprises it becomes YukiUnintelligible with the beginning of the answer. */
export function intelligibly<T>(call: TransportCall, answer: string, read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (problem instanceof XmlProblem) throw unintelligible(call, problem.message, answer);
    throw problem;
  }
}

async function* bounded(body: AsyncIterable<Uint8Array>, call: TransportCall): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > answerLimitBytes) throw unintelligible(call, 'it is larger than 64 MB', '');
    yield chunk;
  }
}

/** UTF-8 as text, across the borders of chunks; broken UTF-8 is unintelligible. */
async function* decoded(body: AsyncIterable<Uint8Array>, call: TransportCall): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (problem) {
      if (problem instanceof TypeError) throw unintelligible(call, 'it is not UTF-8', '');
      throw problem;
    }
  };
  for await (const chunk of body) yield decode(chunk);
  yield decode();
}

async function wholeText(body: AsyncIterable<Uint8Array>, call: TransportCall): Promise<string> {
  const parts: string[] = [];
  for await (const part of decoded(body, call)) parts.push(part);
  return parts.join('');
}

function wireLine(
  call: TransportCall,
  direction: WireLine['direction'],
  httpStatus: number | null,
  text: string,
): WireLine {
  return { direction, operation: call.operation, httpStatus, text: withoutSecrets(text, call.secrets ?? []) };
}
