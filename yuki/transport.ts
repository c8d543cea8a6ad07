/**
 * One call to one Yuki host over HTTP: sends the envelope, bounds time and size, and says what became of it.
 * It never repeats a call; sessions are left to session.ts, the meaning of faults to the domain's table.
 */

import { Agent, errors, request as httpRequest } from 'undici';
import type { Dispatcher } from 'undici';
import { answerLimitBytes, bounded, decoded, intelligibly, wholeText } from './answer-body.ts';
import { TooLate, watchDeparture } from './departure.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from './errors.ts';
import { ListCutter } from './list-cutter.ts';
import type { ListShape } from './list-cutter.ts';
import { buildEnvelope, looksLikeEnvelope, readAnswer, soapAction } from './soap.ts';
import type { ExpectedAnswer, Parameters } from './soap.ts';
import { withoutSecrets } from './wire-text.ts';
import { parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

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
  // Without keep-alive: a write on a connection that the server is just closing would look like a lost answer.
  const dispatcher = options.dispatcher ?? new Agent({ pipelining: 0, connect: { timeout: 10_000 } });
  const wired: WiredOptions = { ...options, dispatcher };
  return {
    call: (call) =>
      exchange(wired, call, async (status, body) =>
        judgeAnswer(wired, call, status, await wholeText(body, call)),
      ),
    callForList: (call, shape, read) =>
      exchange(wired, call, (status, body) => readList(wired, call, shape, read, status, body)),
    close: async () => {
      if (dispatcher !== options.dispatcher) await dispatcher.close();
    },
  };
}

type WiredOptions = TransportOptions & { readonly dispatcher: Dispatcher };

async function exchange<T>(
  options: WiredOptions,
  call: TransportCall,
  consume: (status: number, body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const envelope = buildEnvelope(call.operation, call.parameters);
  const timeoutMs = call.timeoutMs ?? options.timeoutMs;
  reportWire(options, call, 'request', null, envelope);
  const address = `${options.baseUrl.replace(/\/+$/, '')}/ws/${call.service}.asmx`;
  const body = Buffer.from(envelope, 'utf8');
  await call.beforeBytes?.();

  const departure = watchDeparture(Math.min(timeoutMs, startLimitMs));
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new TimeIsUp()), timeoutMs);
  try {
    const answer = await httpRequest(address, {
      method: 'POST',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        accept: 'text/xml',
        soapaction: soapAction(call.operation),
      },
      body,
      dispatcher: options.dispatcher.compose(departure.interceptor),
      signal: abort.signal,
      // Nothing is held back at the socket: undici 7 ends the process when the server closes a line whose parser
      // waits for a slow reader (its issue 5360), and Yuki's answers are bounded anyway.
      highWaterMark: answerLimitBytes,
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

function judgeAnswer(options: WiredOptions, call: TransportCall, status: number, text: string): YukiAnswer {
  const raw = withoutSecrets(text, call.secrets ?? []);
  reportWire(options, call, 'answer', status, text);
  const notSoap = (): YukiUnreachable =>
    new YukiUnreachable({
      operation: call.operation,
      delivery: 'unknown',
      reason: 'not-soap',
      httpStatus: status,
    });
  if (!looksLikeEnvelope(text)) throw notSoap();
  const answer = intelligibly(call, raw, () => readAnswer(text, call));
  if (answer.kind === 'fault') {
    const faultString = withoutSecrets(answer.faultString, call.secrets ?? []);
    throw new YukiFault({ operation: call.operation, faultString, httpStatus: status, write: call.write });
  }
  // Yuki answers results with 200 only; a result under another status was tampered with on the way.
  if (status !== 200) throw notSoap();
  return { result: answer.result, raw };
}

async function readList<T>(
  options: WiredOptions,
  call: TransportCall,
  shape: ListShape,
  read: (item: XmlElement) => T,
  status: number,
  body: AsyncIterable<Uint8Array>,
): Promise<T[]> {
  const cutter = new ListCutter(call.operation, shape);
  const found: T[] = [];
  let head = '';
  if (status !== 200) judgeAnswer(options, call, status, await wholeText(body, call));
  for await (const chunk of decoded(body, call)) {
    if (!cutter.begun()) head += chunk;
    const items = intelligibly(call, head, () => cutter.push(chunk));
    await readPieces(call, items, read, found);
  }
  // An answer without the list is a fault, or nothing that can be read; either way it throws here.
  if (!cutter.begun()) judgeAnswer(options, call, status, head);
  intelligibly(call, head, () => cutter.finish());
  return found;
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
  const fromTheNetwork =
    failure instanceof errors.HTTPParserError || (code !== null && !/^(UND_)?ERR_INVALID/.test(code));
  if (!fromTheNetwork) return failure;
  const reason = mayHaveLeft ? 'dropped' : 'no-connection';
  return new YukiUnreachable({ operation: call.operation, delivery, reason, code });
}

function codeOf(failure: unknown): string | null {
  const code = (failure as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}

function reportWire(
  options: WiredOptions,
  call: TransportCall,
  direction: WireLine['direction'],
  httpStatus: number | null,
  text: string,
): void {
  if (options.onWire === undefined) return;
  options.onWire({
    direction,
    operation: call.operation,
    httpStatus,
    text: withoutSecrets(text, call.secrets ?? []),
  });
}
